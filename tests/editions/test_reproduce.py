"""The inputs of an edition against those of now, part by part."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planodds.cli.editions.reproduce import choose_subject, find_changed_inputs, reproduce_edition
from planodds.editions.verification import seal_edition
from planodds.errors import InputError, UsageError
from planodds.execution import content_keys
from planodds.inputs import DATA_DIR
from tests.cli.sample_editions import DATA_HASHES, put_edition

BATCH = SimpleNamespace(data_hashes=DATA_HASHES, settings={"draws": 400})


def manifest(**changed):
    """Return the manifest of an edition made with the inputs of now."""
    packages = (*content_keys.NOTEBOOK_PACKAGES, "planodds")
    return {
        "source_hash": content_keys.source_hash((".",)),
        "data_hashes": DATA_HASHES,
        "settings": {"draws": 400},
        "versions": content_keys.package_versions(packages),
        **changed,
    }


def test_equal_inputs_have_no_difference():
    assert list(find_changed_inputs(manifest(), BATCH)) == []


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"source_hash": "0"}, "code: the source differs from that of the edition"),
        ({"data_hashes": {**DATA_HASHES, "panel.csv": "0"}}, "data_hashes: panel.csv differs"),
        ({"settings": {"draws": 401}}, "settings: draws differs"),
        ({"data_hashes": {}}, "data_hashes: panel.csv differs"),
    ],
)
def test_each_changed_input_is_named(changed, line):
    assert next(iter(find_changed_inputs(manifest(**changed), BATCH))) == line


def test_an_edition_of_other_inputs_is_not_run_again(tmp_path):
    folder = put_edition(tmp_path, "2024-00000001", **manifest(source_hash="0"))
    seal_edition(folder)
    steps = reproduce_edition(folder.name, tmp_path, prepare=lambda wanted: BATCH, build=None)
    with pytest.raises(InputError, match="cannot be made again: 1 input changed"):
        list(steps)


def test_an_edition_of_the_inputs_of_now_passes(tmp_path):
    folder = put_edition(tmp_path, "2024-00000001", **manifest())
    seal_edition(folder)
    steps = reproduce_edition(folder.name, tmp_path, prepare=lambda wanted: BATCH, build=None)
    assert list(steps)[-1] == "data, code, settings and packages: as in the manifest"


@pytest.fixture
def own_environment(monkeypatch):
    """Study, unit and plan of this process are put back."""
    for name in ("PLANODDS_DATA", "PLANODDS_UNIT", "PLANODDS_PLAN"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_an_edition_of_another_study_is_made_of_its_own_data(own_environment):
    subject = ("us_states", "39", "ohio-example")
    folder = choose_subject(subject, DATA_DIR, stated=False)
    assert folder.name == "us_states" and folder.parent == DATA_DIR.parent


def test_the_data_of_another_study_than_the_stated_are_refused(own_environment):
    with pytest.raises(UsageError, match="the edition is of the study 'us_states'"):
        choose_subject(("us_states", "39", "ohio-example"), DATA_DIR, stated=True)
    with pytest.raises(UsageError, match="the edition is of the study 'elsewhere'"):
        choose_subject(("elsewhere", "1", "plan"), DATA_DIR, stated=False)
