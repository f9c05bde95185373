"""The most likely path to a target: identity, brute-force optimum, closed forms and chances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.growth.growth_shortfall import growth_shortfall
from planodds.probability.planning.likeliest_path import (
    CENSUS,
    LIKELIEST_COLUMNS,
    LINKED,
    OWN,
    growth_components,
    likeliest_paths,
)
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan

YEAR = 2030


@pytest.fixture(scope="module")
def home():
    panel = make_panel(units=12, county_to=2022)
    return build_unit_forecast(make_forecast(panel, draws=3000), panel)


@pytest.fixture(scope="module")
def hard_plan(home):
    """Targets that one draw in five or fewer meets."""
    levels = np.exp(home.level(constants.GDP, YEAR).astype(float))
    return make_plan(gdp=float(np.quantile(levels, 0.85)), rank=2)


@pytest.mark.parametrize(
    ("variable", "kinds"), [(constants.GDP, {OWN, CENSUS}), (constants.REVENUE, {OWN, LINKED})]
)
def test_components_add_up_to_the_level_in_every_draw(home, variable, kinds):
    parts = growth_components(home, variable, YEAR)
    aggregate = home.forecast.series[-1]
    added = [k for k, (name, _) in enumerate(parts.steps) if name in kinds | {aggregate}]
    level = np.log(home.published(variable, 2022)) + parts.growth[:, added].sum(axis=1)
    wanted = home.level(variable, YEAR).astype(float)
    assert np.abs(level - wanted).max() < 1e-5 * np.abs(wanted).max()


def test_the_path_is_the_nearest_that_meets_the_target(home, hard_plan):
    """Brute force: the least Mahalanobis distance with the level's sum at the threshold."""
    table = likeliest_paths(home, hard_plan, year=YEAR)
    assert list(table.columns) == list(LIKELIEST_COLUMNS)
    rows = table[table["target"] == "gdp_level"]
    parts = growth_components(home, constants.GDP, YEAR)
    used = np.array([name in (OWN, CENSUS, home.forecast.series[-1]) for name, _ in parts.steps])
    center, inverse = parts.growth.mean(axis=0), np.linalg.inv(np.cov(parts.growth.T))
    needed = np.log(hard_plan.target("gdp_level").threshold) - np.log(
        home.published(constants.GDP, 2022)
    )
    found = optimize.minimize(
        lambda x: (x - center) @ inverse @ (x - center),
        center,
        jac=lambda x: 2 * inverse @ (x - center),
        constraints={
            "type": "eq",
            "fun": lambda x: x[used].sum() - needed,
            "jac": lambda _: used.astype(float),
        },
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.success
    assert np.abs(100 * np.expm1(found.x) - rows["path_percent"].to_numpy()).max() < 0.02
    assert rows["distance"].iloc[0] == pytest.approx(np.sqrt(found.fun), rel=1e-3)


def test_distance_and_tail_of_a_level_follow_from_its_surplus(home, hard_plan):
    table = likeliest_paths(home, hard_plan, year=YEAR)
    target = hard_plan.target("gdp_level")
    surplus = -growth_shortfall(home, target, YEAR)
    row = table[table["target"] == "gdp_level"].iloc[0]
    assert row["distance"] == pytest.approx(-surplus.mean() / surplus.std(ddof=1), rel=1e-3)
    assert row["probability"] == (surplus >= 0).mean()
    # A draw on the edge may fall on either side of the path by rounding.
    assert row["tail_probability"] == pytest.approx(row["probability"], abs=2 / len(surplus))
    assert row["probability_mcse"] > 0


def test_a_rank_is_nearer_than_its_gap_and_successful_draws_are_counted(home, hard_plan):
    table = likeliest_paths(home, hard_plan, year=YEAR)
    target = hard_plan.target("gdp_rank_30")
    surplus = -growth_shortfall(home, target, YEAR)
    rows = table[table["target"] == "gdp_rank_30"]
    assert 0 < rows["distance"].iloc[0] <= -surplus.mean() / surplus.std(ddof=1) + 1e-6
    met = surplus >= 0
    parts = growth_components(home, constants.GDP, YEAR)
    wanted = 100 * np.expm1(np.median(parts.growth[met], axis=0))
    if met.sum() >= 100:
        assert rows["successful_percent"].to_numpy() == pytest.approx(wanted)
    else:
        assert rows["successful_percent"].isna().all()
    own = rows[rows["component"] == OWN]
    assert (own["path_percent"] > own["baseline_percent"]).all()


def test_a_likely_target_needs_no_other_path(home):
    table = likeliest_paths(home, make_plan(gdp=1.0), year=YEAR)
    rows = table[table["target"] == "gdp_level"]
    assert (rows["distance"] == 0).all()
    assert (rows["tail_probability"] == 1).all()
    parts = growth_components(home, constants.GDP, YEAR)
    assert rows["path_percent"].to_numpy() == pytest.approx(
        100 * np.expm1(parts.growth.mean(axis=0))
    )


def test_a_year_without_open_targets_is_refused(home):
    with pytest.raises(UsageError, match="no target of plan"):
        likeliest_paths(home, make_plan(), year=2021)
