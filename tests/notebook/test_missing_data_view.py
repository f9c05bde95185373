"""The table of data that would fill the targets without odds, in both languages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planodds import constants
from planodds.inputs import DATA_DIR, load_panel, load_plan
from planodds.inputs.panels.indicator_series import load_indicators
from planodds.notebook.views.missing_data import view_missing_data
from planodds.probability import missing_data
from planodds.report.text.words import Words
from tests.probability.simulated_forecasts import make_forecast


@pytest.fixture(scope="module")
def case():
    panel, plan = load_panel(DATA_DIR, "latest"), load_plan()
    missing = missing_data(make_forecast(panel, draws=50), panel, plan, load_indicators())
    return plan, missing


def session(plan, scenario=constants.BASELINE):
    return SimpleNamespace(plan=plan, scenario=SimpleNamespace(name=scenario))


@pytest.mark.parametrize("language", constants.LANGUAGES)
def test_each_missing_series_has_a_row(case, language):
    plan, missing = case
    (table,) = view_missing_data(session(plan), missing, words=Words.load(language))
    assert len(table.rows) == len(missing)
    assert any("141122,交城县,2021,emerging_industry_share" in row[-1] for row in table.rows)
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_it_is_shown_once_under_the_baseline(case):
    plan, missing = case
    words = Words.load("en")
    assert view_missing_data(session(plan, "coal_slump"), missing, words=words) == []
    assert view_missing_data(session(plan), None, words=words) == []
    assert view_missing_data(session(plan), missing.iloc[:0], words=words) == []
