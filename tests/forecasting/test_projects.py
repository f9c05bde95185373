"""Projects and revenue measures: closed forms for fixed factors, refusals, shipped projects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml

from planodds.errors import InputError
from planodds.forecasting import apply_scenario
from planodds.forecasting.scenarios.projects import draw_excess_growth, project_growth, ramp_share
from planodds.inputs import load_scenario, load_scenarios
from tests.shanxi import HOME_UNIT

SAID = {"kind": "judgement", "reason": "test"}
STARTED = "Third 2024 batch: started (2 projects)"
QUARTZ = "High-purity quartz tube processing"


def factor(low, mode=None, high=None):
    return {
        "low": low,
        "mode": low if mode is None else mode,
        "high": low if high is None else high,
    } | SAID


def ramp(*shares, stretch=1.0):
    return {
        "shares": list(shares),
        "stretch": dict.fromkeys(("low", "mode", "high"), stretch),
    } | SAID


def project(**changes):
    """A project with fixed factors: 10 x 0.8 x 0.25 x (1 - 0.2) = 1.6 of value added."""
    return {
        "project": STARTED,
        "ahead": 1,
        "capacity": factor(10),
        "utilisation": factor(0.8),
        "value_added_ratio": factor(0.25),
        "displacement": factor(0.2),
        "delay": factor(0),
        "ramp": ramp(0.5, 1.0),
        "built": {"probability": 1.0} | SAID,
        "source": "qq_2024_08",
        "date": "2026-11-01",
    } | changes


def measure(**changes):
    return {
        "name": "test",
        "effect": "one_off",
        "ahead": 2,
        "low": 1.0,
        "mode": 1.0,
        "high": 1.0,
        "kind": "judgement",
        "source": "test",
        "date": "2026-11-01",
    } | changes


@pytest.fixture
def write_scenario(data_copy):
    def write(*, projects=(), usual=0.0, measures=()):
        text = {"zh": "试算", "en": "trial"}
        body = {"name": "trial", "label": text, "narrative": text, "measures": list(measures)}
        if projects:
            body["ledger"] = {"usual": factor(usual), "projects": list(projects)}
        path = data_copy / "scenarios" / "trial.yaml"
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        return load_scenario(path)

    return write


def added(scenario, forecast, posterior, panel):
    """Log points that a scenario adds to the county's GDP, (draw, year)."""
    got = apply_scenario(forecast, posterior, panel, scenario)
    home = forecast.unit_index(HOME_UNIT)
    others = np.arange(len(forecast.units)) != home
    np.testing.assert_array_equal(got.log_gdp[others], forecast.log_gdp[others])
    return got.log_gdp[home] - forecast.log_gdp[home]


def test_fixed_factors_are_multiplied(forecast, posterior, latest_panel, write_scenario):
    base = latest_panel.gdp[forecast.unit_index(HOME_UNIT), -1]
    extra = added(write_scenario(projects=[project()]), forecast, posterior, latest_panel)
    expected = np.log1p(1.6 * np.array([0.5, 1.0, 1.0]) / base)
    np.testing.assert_allclose(extra[:, :3], np.broadcast_to(expected, (400, 3)), atol=2e-6)
    np.testing.assert_allclose(extra[:, -1], expected[-1], atol=2e-6)


def test_only_the_excess_over_the_usual_counts(forecast, posterior, latest_panel, write_scenario):
    """The usual is subtracted from each year's growth; a year below it adds nothing."""
    base = latest_panel.gdp[forecast.unit_index(HOME_UNIT), -1]
    level = np.log1p(1.6 * np.array([0.5, 1.0]) / base)
    extra = added(
        write_scenario(projects=[project()], usual=0.004), forecast, posterior, latest_panel
    )
    expected = np.cumsum(np.diff(level, prepend=0.0) - 0.004)
    np.testing.assert_allclose(extra[:, :2], np.broadcast_to(expected, (400, 2)), atol=2e-6)
    np.testing.assert_allclose(extra[:, 2:], expected[-1], atol=2e-6)
    none = added(
        write_scenario(projects=[project()], usual=0.02), forecast, posterior, latest_panel
    )
    np.testing.assert_array_equal(none, 0.0)


def test_what_already_runs_is_not_added_again(forecast, posterior, latest_panel, write_scenario):
    """Half of it is in the figure of the base year; the other half is added a year later."""
    base = latest_panel.gdp[forecast.unit_index(HOME_UNIT), -1]
    running = added(write_scenario(projects=[project(ahead=0)]), forecast, posterior, latest_panel)
    np.testing.assert_allclose(running, np.log1p(0.8 / base), atol=2e-6)
    done = added(write_scenario(projects=[project(ahead=-1)]), forecast, posterior, latest_panel)
    np.testing.assert_array_equal(done, 0.0)


def test_a_delay_shifts_the_ramp(forecast, posterior, latest_panel, write_scenario):
    base = latest_panel.gdp[forecast.unit_index(HOME_UNIT), -1]
    late = added(
        write_scenario(projects=[project(delay=factor(1.5))]), forecast, posterior, latest_panel
    )
    expected = np.log1p(1.6 * np.array([0.0, 0.25, 0.75, 1.0]) / base)
    np.testing.assert_allclose(late[:, :4], np.broadcast_to(expected, (400, 4)), atol=2e-6)


def test_stretch_multiplies_the_length_of_the_ramp(
    forecast, posterior, latest_panel, write_scenario
):
    base = latest_panel.gdp[forecast.unit_index(HOME_UNIT), -1]
    slow = added(
        write_scenario(projects=[project(ramp=ramp(0.5, 1.0, stretch=2.0))]),
        forecast,
        posterior,
        latest_panel,
    )
    expected = np.log1p(1.6 * np.array([0.25, 0.5, 0.75, 1.0, 1.0]) / base)
    np.testing.assert_allclose(slow[:, :5], np.broadcast_to(expected, (400, 5)), atol=2e-6)


def test_a_project_is_built_or_not(latest_panel, write_scenario):
    ledger = write_scenario(projects=[project(built={"probability": 0.4} | SAID)]).ledger
    gross, _ = draw_excess_growth(
        ledger, latest_panel, years=range(2025, 2036), draws=20_000, seed=1
    )
    share = (gross.sum(axis=0) > 0).mean()
    assert share == pytest.approx(0.4, abs=5 * np.sqrt(0.24 / 20_000))


def test_expected_value_added_is_the_product_of_the_means(latest_panel, write_scenario):
    """Independent factors: mean of the product; triangular means are (low + mode + high) / 3."""
    factors = {
        "capacity": factor(6, 12, 12),
        "utilisation": factor(0.5, 0.75, 1.0),
        "value_added_ratio": factor(0.2, 0.25, 0.3),
        "displacement": factor(0.1, 0.3, 0.5),
    }
    ledger = write_scenario(projects=[project(**factors)]).ledger
    gross, _ = draw_excess_growth(
        ledger, latest_panel, years=range(2025, 2036), draws=50_000, seed=2
    )
    value = np.expm1(gross.sum(axis=0)) * latest_panel.gdp[latest_panel.unit_index(HOME_UNIT), -1]
    expected = 10 * 0.75 * 0.25 * 0.7
    assert value.mean() == pytest.approx(expected, abs=5 * value.std() / np.sqrt(50_000))


def test_projects_start_after_the_countys_early_figure(latest_panel, write_scenario):
    import dataclasses

    early = pd.DataFrame(
        [
            {
                "code": HOME_UNIT,
                "year": 2025,
                "variable": "gdp",
                "value": 120.0,
                "source_id": "county_own_figure",
            }
        ]
    )
    with_figure = dataclasses.replace(latest_panel, ragged_edge=early)
    gross, _ = draw_excess_growth(
        write_scenario(projects=[project()]).ledger,
        with_figure,
        years=range(2025, 2036),
        draws=3,
        seed=1,
    )
    np.testing.assert_allclose(
        gross[:3],
        np.diff(np.log1p(1.6 * np.array([0.0, 0.0, 0.5, 1.0]) / 120.0))[:, None] * np.ones(3),
        atol=1e-12,
    )


def test_growth_telescopes_to_the_level():
    share = np.array([[0.01], [0.03], [0.03]])
    gross, excess = project_growth(share, np.zeros(1))
    assert gross.sum() == pytest.approx(np.log(1.03))
    np.testing.assert_array_equal(gross, excess)


def test_a_ramp_starts_at_zero_and_stays_at_its_end():
    np.testing.assert_allclose(
        ramp_share(np.array([0.0, 1.0, 3.0, 30.0]), (0.2, 0.6, 0.9)), [0.0, 0.2, 0.9, 0.9]
    )


def test_the_shipped_projects_are_judgements_with_reasons_and_no_double_count(latest_panel):
    """Mean excess of the transition projects: between 0.5 and 3 % of the county's GDP."""
    (shipped,) = [item for item in load_scenarios() if item.ledger]
    assert shipped.name == "transition"
    assert shipped.ledger.kinds == {"judgement"}
    _, excess = draw_excess_growth(
        shipped.ledger, latest_panel, years=range(2025, 2036), draws=4000, seed=3
    )
    assert 0.005 < excess.sum(axis=0).mean() < 0.03
    # Never more than all of the promoters' output at the highest ratio.
    assert excess.sum(axis=0).max() < np.log1p(24.5 * 0.32 / 107.0)


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ([project(project="Third batch")], "unknown project"),
        ([project(), project(project=QUARTZ)], "batch totals and single projects"),
        ([project(), project()], "each project once"),
        ([project(utilisation=factor(0.5, 0.8, 1.2))], "less than or equal to 1"),
        ([project(capacity=factor(5, 3, 9))], "low <= mode <= high"),
        ([project(ramp=ramp(1.0, stretch=0.0))], "greater than 0"),
        ([project(ramp={"shares": [1.0]} | SAID)], "key 'stretch' is missing"),
        ([project(ramp=ramp(0.9, 0.5))], "shares that do not fall"),
        (
            [project(project="Gua Hill park", capacity=factor(5) | {"kind": "data"})],
            "has no expected output",
        ),
        ([project(investment=7.1)], "unknown key 'investment'"),
    ],
)
def test_a_faulty_project_pipeline_is_refused(write_scenario, rows, match):
    with pytest.raises(InputError, match=match):
        write_scenario(projects=rows)


def test_a_one_off_is_gone_the_year_after(forecast, posterior, latest_panel, write_scenario):
    got = apply_scenario(forecast, posterior, latest_panel, write_scenario(measures=[measure()]))
    np.testing.assert_array_equal(got.log_gdp, forecast.log_gdp)
    more = got.revenue(HOME_UNIT) - forecast.revenue(HOME_UNIT)
    np.testing.assert_allclose(more[:, 1], 1.0, rtol=1e-5)
    np.testing.assert_array_equal(np.delete(more, 1, axis=1), 0.0)


def test_a_policy_lasts(forecast, posterior, latest_panel, write_scenario):
    cut = write_scenario(measures=[measure(effect="lasting", low=-0.06, mode=-0.06, high=-0.06)])
    got = apply_scenario(forecast, posterior, latest_panel, cut)
    ratio = got.revenue(HOME_UNIT) / forecast.revenue(HOME_UNIT)
    np.testing.assert_allclose(ratio[:, 0], 1.0)
    np.testing.assert_allclose(ratio[:, 1:], 0.94, rtol=1e-5)


def test_an_item_in_the_base_is_missed_and_the_gap_closes_as_the_ratio_reverts(
    forecast, posterior, latest_panel, write_scenario
):
    """log(1 - A/R) (1 - kappa)^h in every draw."""
    gone = write_scenario(measures=[measure(effect="in_base", ahead=1)])
    got = apply_scenario(forecast, posterior, latest_panel, gone)
    home = forecast.unit_index(HOME_UNIT)
    change = got.log_revenue[home] - forecast.log_revenue[home]
    kappa = posterior.blocks["revenue"]["reversion"][forecast.posterior_draw_index]
    start = np.log1p(-1.0 / latest_panel.revenue[home, -1])
    expected = start * (1 - kappa)[:, None] ** np.arange(1, len(forecast.years) + 1)
    np.testing.assert_allclose(change, expected, atol=2e-6)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"effect": "lasting"}, "0.05 means 5 %"),
        ({"effect": "in_base", "ahead": 2}, "ahead: 1"),
        ({"low": 2.0}, "low <= mode <= high"),
        ({"unit": "999999"}, "unknown unit '999999'"),
        ({"effect": "gift"}, "'lasting', 'one_off' or 'in_base'"),
    ],
)
def test_a_faulty_measure_is_refused(write_scenario, changes, match):
    with pytest.raises(InputError, match=match):
        write_scenario(measures=[measure(**changes)])


def test_an_item_larger_than_the_revenue_is_refused(
    forecast, posterior, latest_panel, write_scenario
):
    large = write_scenario(measures=[measure(effect="in_base", ahead=1, high=50.0)])
    with pytest.raises(InputError, match="exceeds the revenue"):
        apply_scenario(forecast, posterior, latest_panel, large)


def test_two_measures_of_one_name_are_refused(write_scenario):
    with pytest.raises(InputError, match="each measure's name once"):
        write_scenario(measures=[measure(), measure()])


@pytest.mark.parametrize(
    "parts",
    [
        {"projects": [project()]},
        {"measures": [measure(effect="lasting", low=-0.06, mode=-0.06, high=-0.06)]},
    ],
)
def test_every_addition_reports_its_distance(
    forecast, posterior, latest_panel, write_scenario, parts
):
    """One fixed shift of one growth rate: d is its size in the baseline's standard deviations."""
    got = apply_scenario(forecast, posterior, latest_panel, write_scenario(**parts))
    assert 0 < got.diagnostics["mahalanobis"] < 1.5
    assert 0.05 < got.diagnostics["tail_probability"] < 0.5
    if "measures" in parts:
        home = forecast.unit_index(HOME_UNIT)
        growth = np.diff(forecast.log_revenue[home].astype(float), axis=1)[:, 0]
        assert got.diagnostics["mahalanobis"] == pytest.approx(
            -np.log(0.94) / growth.std(ddof=1), rel=1e-3
        )
