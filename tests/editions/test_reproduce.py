"""The inputs of an edition against those of now, part by part."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planodds.cli.editions.reproduce import find_changed_inputs, reproduce_edition
from planodds.editions.verification import seal_edition
from planodds.errors import InputError
from planodds.execution import content_keys
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
