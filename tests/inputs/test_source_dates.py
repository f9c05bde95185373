"""Dates of sources: not in the future, not before the year of a figure; old panels are welcome."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from planodds.errors import InputError
from planodds.inputs.study_rules import check_source_dates
from tests.conftest import ROOT
from tests.inputs.edits import replace

TODAY = date(2026, 11, 28)


@pytest.fixture
def dated(tmp_path):
    """Copy the study of the states, whose figures end in 2009, with a date for its source."""

    def copy(published):
        folder = shutil.copytree(ROOT / "data/us_states", tmp_path / "data/us_states")
        replace(folder / "sources.csv", "48 x 81,", f"48 x 81,{published}")
        return folder

    return copy


@pytest.mark.parametrize("published", ["", "2009-12", "2010-09-20", "2024-03", "2026-11-29"])
def test_an_old_panel_may_have_a_recent_source(dated, published):
    check_source_dates(dated(published), today=TODAY)


@pytest.mark.parametrize("published", ["2099-01-01", "2027-01", "2026-12", "2026-11-30"])
def test_a_source_of_the_future_is_refused(dated, published):
    with pytest.raises(InputError, match=f"published = '{published}'.*in the future"):
        check_source_dates(dated(published), today=TODAY)


def test_a_source_cannot_be_older_than_its_figures(dated):
    with pytest.raises(InputError, match="a figure for 1996 from 'bea_state_income_1929_2009'"):
        check_source_dates(dated("1995-06-01"), today=TODAY)


def test_a_clock_before_the_last_figure_is_not_used(dated):
    check_source_dates(dated("2024-03"), today=date(1980, 1, 1))
