"""Targets judged by the first print or by the final figure: closed form, brute force, facts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from planodds import constants
from planodds.errors import UsageError
from planodds.inputs.panels.revisions import Revisions
from planodds.probability import compute_odds
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.final_figures import (
    chance_of_final,
    final_levels,
    final_ranks,
    is_first_print,
    revisions_for,
)
from planodds.probability.planning.first_print import CURVE, TARGET, judge_first_print
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan

LAST = 2022


@pytest.fixture(scope="module")
def home():
    panel = make_panel(units=7, county_to=LAST)
    return build_unit_forecast(make_forecast(panel, draws=8000, per_cluster=1), panel)


def ruled(vintage, threshold, *, target="gdp_level", year=LAST):
    """The plan with one target due in a published year, under a rule."""
    plan = make_plan()
    old = plan.target(target)
    rule = old.status_rule.model_copy(update={"vintage": vintage})
    new = old.model_copy(update={"year": year, "threshold": threshold, "status_rule": rule})
    return plan.model_copy(update={"targets": (new,)})


def row_of(home, plan, reading="published"):
    table = compute_odds(home.forecast, home.panel, plan)
    found = table[(table["reading"] == reading) & (table["year"] == LAST)]
    return found.iloc[0]


def test_the_closed_form_is_symmetric_and_scales_with_the_distance():
    revisions = Revisions(0.003, 8.0, 4, 1)
    assert chance_of_final(revisions, 100.0, 100.0) == 0.5
    up = chance_of_final(revisions, 100.0, 100.0 * np.exp(0.003))
    assert up == pytest.approx(stats.t.cdf(-1, 8))
    assert chance_of_final(revisions, 100.0, 100.0 * np.exp(-0.003)) == pytest.approx(1 - up)
    assert chance_of_final(revisions, 100.0, 100.3, "<") == pytest.approx(
        1 - chance_of_final(revisions, 100.0, 100.3)
    )


@pytest.mark.parametrize("distance", [-0.004, -0.001, 0.0, 0.002])
def test_a_final_figure_has_the_closed_form_and_a_first_print_is_a_fact(home, distance):
    first = home.published(constants.GDP, LAST)
    level = float(first * np.exp(-distance))
    open_row = row_of(home, ruled("final", level))
    wanted = chance_of_final(revisions_for(home.panel, constants.GDP), first, level)
    assert open_row["status"] == constants.OPEN
    error = np.sqrt(wanted * (1 - wanted) / home.forecast.draws)
    assert open_row["probability"] == pytest.approx(wanted, abs=5 * error)
    assert open_row["mcse"] == pytest.approx(error, rel=0.35)
    fact = row_of(home, ruled("first_print", level))
    met = first >= level
    assert fact["status"] == (constants.DECIDED_MET if met else constants.DECIDED_MISSED)


def test_an_older_figure_is_final(home):
    assert is_first_print(home.panel, constants.GDP, LAST)
    assert not is_first_print(home.panel, constants.GDP, LAST - 1)
    plan = ruled("final", 1.0, year=LAST - 1)
    table = compute_odds(home.forecast, home.panel, plan)
    decided = table[(table["reading"] == "published") & (table["year"] == LAST - 1)]
    assert decided["status"].tolist() == [constants.DECIDED_MET]


def test_ranks_by_brute_force(home):
    ranks = final_ranks(home, shanxi.ROSTER_ALL, LAST)
    levels = np.array([final_levels(home, constants.GDP, LAST, unit) for unit in home.units])
    own = levels[home.position]
    assert (ranks == 1 + (levels > own).sum(axis=0)).all()
    # Two units a hair apart change places in half of the draws.
    figures = home.panel.gdp.copy()
    rival = (home.position + 1) % len(home.units)
    figures[rival, -1] = figures[home.position, -1] * (1 + 1e-9)
    panel = make_panel(units=7, county_to=LAST, gdp=figures)
    near = build_unit_forecast(make_forecast(panel, draws=8000, per_cluster=1), panel)
    both = [final_levels(near, constants.GDP, LAST, near.units[k]) for k in (rival, near.position)]
    behind = (both[0] > both[1]).mean()
    assert behind == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(8000))


def test_the_table_of_a_year_has_every_target_and_the_curve(home):
    plan = make_plan()
    table = judge_first_print(home, plan, year=LAST)
    targets = table[table["kind"] == TARGET].set_index(["target", "reading"])
    first = home.published(constants.GDP, LAST)
    level = targets.loc[("gdp_level", "published")]
    assert level["first_print"] == first
    assert level["met_by_first"] == (first >= level["threshold"])
    curve = table[(table["kind"] == CURVE) & (table["variable"] == constants.GDP)]
    assert (np.diff(curve["probability"]) < 0).all()
    at_first = curve.iloc[(curve["threshold"] - first).abs().argmin()]
    assert at_first["probability"] == pytest.approx(0.5)
    inside = np.exp(final_levels(home, constants.GDP, LAST))
    assert ((inside >= level["low"]) & (inside <= level["high"])).mean() == pytest.approx(
        0.8, abs=0.001
    )
    assert isinstance(table, pd.DataFrame)
    with pytest.raises(UsageError, match="no figure of"):
        judge_first_print(home, plan, year=2040)
