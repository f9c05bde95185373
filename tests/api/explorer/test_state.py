"""The explorer without its controls answers as the public interface does, number for number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import planodds as po
from planodds.api.explorer import state
from planodds.api.explorer.choices import Choices
from planodds.api.explorer.scope import nice_step
from planodds.api.explorer.state import Explorer, take_draws
from planodds.api.forecasts import Forecast, open_forecast
from planodds.constants import OPEN
from planodds.errors import ConditioningError, InputError, UsageError
from planodds.forecasting import forecast_paths
from planodds.inputs import load_panel, load_plan
from planodds.inputs.scenarios.scenario import Scenario
from planodds.inputs.scenarios.scenario_files import load_scenario_by_name
from tests.forecasting.simulated_panels import make_posterior
from tests.report.test_any_study import STATES, draw

OTHER = "141181"


@pytest.fixture(scope="module")
def baseline(panel_without_early_figures) -> Forecast:
    panel = panel_without_early_figures
    posterior = make_posterior(panel)
    return Forecast(forecast_paths(posterior, panel, paths=400, seed=7), panel, posterior)


@pytest.fixture(scope="module")
def explorer(baseline) -> Explorer:
    return Explorer(baseline, load_plan(), draws=100)


def slump(explorer, **other) -> Choices:
    series = next(iter(explorer.drivers))
    return replace(explorer.start.with_growth(series, -0.1), sd=0.1, **other)


def assert_same_table(one, other):
    """The same columns, types and values, whatever is stated of units of measurement."""
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("other", [{}, {"unit_growth": 0.02}, {"assumed_years": 2, "year": 2028}])
def test_the_answer_is_that_of_the_public_interface(explorer, full, other):
    choices = slump(explorer, **other)
    base = explorer.forecast if full else explorer.preview
    stated = base.with_conditions(**explorer.conditions(choices))
    answer = explorer.answer(choices, full=full)
    expected = po.odds(stated, choices.plan(explorer.plan))
    targets = expected.drop_duplicates(["target", "roster", "reading"], ignore_index=True)
    assert_same_table(answer.odds, targets)
    ranks = po.rank_distribution(stated, choices.unit)
    assert_same_table(answer.ranks, ranks[ranks["year"] == choices.year].reset_index(drop=True))
    keys = ["unit", "variable", "roster", "year"]
    shown = answer.quantiles.merge(po.quantiles(stated, choices.unit), on=keys)
    assert len(shown) == len(answer.quantiles)
    np.testing.assert_array_equal(shown["q50_x"], shown["q50_y"])
    assert answer.forecast.plausibility == stated.plausibility


def test_the_first_answer_is_a_simulation_from_few_draws_of_the_same_fit(explorer, baseline):
    assert explorer.is_preview and explorer.preview.paths.draws == 100
    assert take_draws(baseline, 400) is baseline
    again = take_draws(baseline, 100)
    np.testing.assert_array_equal(again.paths.log_gdp, explorer.preview.paths.log_gdp)
    assert again.paths.units == baseline.paths.units and again.paths.years == baseline.paths.years


def test_nothing_assumed_is_the_baseline(explorer):
    answer = explorer.answer(explorer.start)
    assert answer.forecast is explorer.preview
    assert explorer.conditions(explorer.start) == {}


def test_moving_a_threshold_conditions_nothing_again(explorer):
    choices = slump(explorer)
    first = explorer.answer(choices)
    harder = explorer.answer(choices.with_threshold("gdp_level", 250.0))
    assert harder.forecast is first.forecast
    own = [answer.odds.set_index("target").loc["gdp_level"] for answer in (first, harder)]
    assert own[1]["threshold"] == 250.0
    assert own[1]["probability"] <= own[0]["probability"]


def test_own_growth_moves_the_unit_and_no_other(explorer):
    stated = explorer.preview.with_conditions(own_growth={2026: 0.02, 2027: 0.02}, unit=OTHER)
    paths, before = stated.paths, explorer.preview.paths
    unit, years = paths.unit_index(OTHER), [paths.year_index(year) for year in (2026, 2030)]
    change = np.asarray(paths.log_gdp[unit] - before.log_gdp[unit], dtype=float)
    expected = np.log1p(0.02) * np.array([1, 2])
    np.testing.assert_allclose(change[:, years].T, np.repeat(expected[:, None], 100, 1), atol=2e-6)
    others = [row for row in range(len(paths.units)) if row != unit]
    np.testing.assert_array_equal(paths.log_gdp[others], before.log_gdp[others])


def test_assumptions_about_other_series_stay_when_own_growth_is_added(explorer):
    series = next(iter(explorer.drivers))
    first = explorer.preview.with_conditions(sd=0.1, **{series: -0.1})
    both = first.with_conditions(own_growth=0.01).with_conditions(own_growth={2027: 0.03})
    assert [item.series for item in both.scenario.conditions] == [series]
    assert [item.year for item in both.scenario.own_growth] == [(2027,)]
    with pytest.raises(InputError):
        explorer.preview.with_conditions(own_growth={2019: 0.02})


def test_beside_stands_the_scenario_on_file(explorer):
    choices = replace(explorer.start, beside="coal_slump")
    answer = explorer.beside(choices)
    stated = po.apply_scenario(explorer.preview, "coal_slump")
    table = po.odds(stated, choices.plan(explorer.plan))
    first = table.drop_duplicates(["target", "roster", "reading"], ignore_index=True)
    assert_same_table(answer.odds, first)
    assert explorer.beside(explorer.start).forecast is explorer.preview


def test_a_scenario_with_moments_has_all_draws_at_once(baseline, monkeypatch):
    explorer = Explorer(baseline, load_plan(), draws=100)
    monkeypatch.setattr(state, "apply_scenario", lambda base, scenario: base)
    moment = {"series": "coal_price", "measure": "growth", "ahead": 1, "value": 0.05}
    stated = {"statistic": "mean", "kind": "judgement", "source": "test", "date": date(2026, 11, 1)}
    names = {"label": {"zh": "m", "en": "m"}, "narrative": {"zh": "m", "en": "m"}}
    moments = Scenario.model_validate({"name": "m", **names, "tilts": [moment | stated]})
    explorer.__dict__["scenarios"] = (moments, po.load_scenario("coal_slump"))
    assert explorer.beside(replace(explorer.start, beside="m")).forecast is baseline
    few = explorer.beside(replace(explorer.start, beside="coal_slump")).forecast
    assert few is explorer.preview


def test_what_is_too_unlikely_is_refused_and_said(explorer):
    series = next(iter(explorer.drivers))
    choices = replace(explorer.start.with_growth(series, 2.9), sd=0.005, assumed_years=3)
    answer = explorer.answer(choices)
    assert answer.forecast is None and answer.odds is None
    assert isinstance(answer.refusal, ConditioningError)
    with pytest.raises(ConditioningError):
        explorer.save(choices, "too_far")


def test_controls_reach_what_the_forecast_holds_possible(explorer, baseline):
    names = [driver.name for driver in baseline.panel.study.drivers]
    assert list(explorer.drivers) == names
    for name, reach in explorer.drivers.items():
        row = explorer.preview.paths.series.index(name)
        year = explorer.preview.paths.years.index(explorer.first_years[name])
        growth = np.expm1(explorer.preview.paths.common[:, row, year])
        assert reach.low <= np.median(growth) <= reach.high
        assert np.mean((growth >= reach.low) & (growth <= reach.high)) > 0.97
    for name, reach in explorer.thresholds(explorer.plan.unit).items():
        assert reach.start == explorer.plan.target(name).threshold
        assert reach.low <= reach.start <= reach.high


def test_another_unit_has_thresholds_in_its_own_order_of_magnitude(explorer):
    choices = explorer.choose_unit(explorer.start, OTHER)
    own = explorer.answer(choices).odds.set_index("target")
    assert choices.unit == OTHER
    assert own.loc["gdp_level", "status"] == OPEN
    assert 0.02 < own.loc["gdp_level", "probability"] < 0.98


def test_steps_are_round():
    assert [nice_step(width) for width in (0.9, 18, 100, 250)] == [0.005, 0.1, 1.0, 2.0]


def test_the_choices_are_saved_as_a_scenario(explorer, data_copy, monkeypatch):
    monkeypatch.setenv("PLANODDS_DATA", str(data_copy))
    choices = slump(explorer, unit_growth=0.02)
    path = explorer.save(choices, "my_choice")
    saved = load_scenario_by_name("my_choice", data_copy)
    assert path == data_copy / "scenarios" / "my_choice.yaml"
    stated = explorer.answer(choices).forecast.scenario
    assert (saved.conditions, saved.own_growth) == (stated.conditions, stated.own_growth)
    answer = explorer.beside(replace(choices, beside="my_choice"))
    pd.testing.assert_series_equal(
        answer.odds["probability"], explorer.answer(choices).odds["probability"]
    )
    with pytest.raises(UsageError, match="there already"):
        explorer.save(choices, "my_choice")
    with pytest.raises(UsageError, match="no assumptions to save"):
        explorer.save(explorer.start, "nothing")


def test_a_study_without_drivers_has_no_controls_of_them(monkeypatch):
    monkeypatch.setenv("PLANODDS_DATA", str(STATES))
    panel = load_panel(STATES)
    explorer = Explorer(open_forecast(draw(panel), panel, None), load_plan(STATES))
    assert explorer.drivers == {} and not explorer.is_preview
    assert [item.name for item in explorer.scenarios] == ["baseline"]
    answer = explorer.answer(explorer.start)
    plan = explorer.start.plan(explorer.plan)
    expected = po.odds(explorer.forecast, plan)
    first = expected.drop_duplicates(["target", "roster", "reading"], ignore_index=True)
    assert_same_table(answer.odds, first)
