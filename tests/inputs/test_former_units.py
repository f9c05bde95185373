"""A unit named on the command line: present and former codes and names."""

from __future__ import annotations

import shutil

import pytest

from planodds.errors import UsageError
from planodds.inputs import DATA_DIR
from planodds.inputs.tables.former_units import find_study_unit
from tests.inputs.crosswalk_studies import FORMER, WHOLE, merge, recode


@pytest.fixture(scope="module")
def recoded(tmp_path_factory):
    return recode(shutil.copytree(DATA_DIR, tmp_path_factory.mktemp("code") / DATA_DIR.name))


@pytest.mark.parametrize("named", ["140481", "潞城市", "140406", "潞城区", " Lucheng District "])
def test_a_former_code_or_name_finds_the_present_unit(recoded, named):
    assert find_study_unit(recoded, named) == "140406"


def test_a_merged_unit_is_refused_with_the_unit_that_followed(tmp_path):
    data = merge(shutil.copytree(DATA_DIR, tmp_path / DATA_DIR.name))
    for former in FORMER:
        with pytest.raises(UsageError, match=f"{former}' is no present unit.*") as refused:
            find_study_unit(data, former)
        assert f"--unit {WHOLE}" in str(refused.value)
    assert find_study_unit(data, "双阳区") == WHOLE


def test_an_unknown_name_is_refused_with_the_closest(recoded):
    with pytest.raises(UsageError, match="unknown unit '潞城县'"):
        find_study_unit(recoded, "潞城县")
