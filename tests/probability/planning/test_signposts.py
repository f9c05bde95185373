"""Signposts: closed form of a random walk, and every share counted again over the draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from planodds.probability.events.events import build_unit_forecast
from planodds.probability.planning.conditional_chance import chance_given_figure
from planodds.probability.planning.signposts import SIGNPOST_COLUMNS, tabulate_signposts
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan


@pytest.fixture(scope="module")
def walk():
    """Figure of one year and the outcome two years later, a random walk with drift."""
    generator = np.random.default_rng(3)
    figure = generator.normal(0.0, 0.2, 200_000)
    return figure, figure + generator.normal(0.1, 0.15, figure.size) >= 0.25


def test_thresholds_and_value_of_waiting_have_the_closed_form_of_a_random_walk(walk):
    figure, hits = walk
    curve = chance_given_figure(figure, hits, per_bin=1000)
    for chance in (0.5, 0.2, 0.05):
        exact = 0.15 - 0.15 * norm.ppf(1 - chance)
        assert curve.least_figure(chance) == pytest.approx(exact, abs=0.01)
    grid = np.linspace(-0.4, 0.4, 9)
    found = [curve.at(value) for value in grid]
    np.testing.assert_allclose(found, norm.cdf((grid - 0.15) / 0.15), atol=0.05)
    today = norm.cdf(-0.15 / 0.25)
    nodes = np.random.default_rng(4).normal(0.0, 0.2, 400_000)
    exact = norm.cdf((nodes - 0.15) / 0.15).var() / (today * (1 - today))
    assert curve.resolved_share() == pytest.approx(exact, abs=0.01)


def test_shares_are_those_of_isotonic_regression_by_its_min_max_formula():
    generator = np.random.default_rng(8)
    figures, hits = generator.normal(size=300), generator.uniform(size=300) < 0.4
    curve = chance_given_figure(figures, hits, per_bin=30)
    order = np.argsort(figures)
    shares = hits[order].reshape(10, 30).mean(axis=1)
    exact = [
        max(min(shares[a : b + 1].mean() for b in range(i, 10)) for a in range(i + 1))
        for i in range(10)
    ]
    np.testing.assert_allclose(curve.shares, exact)
    np.testing.assert_array_equal(curve.edges, figures[order][::30])
    assert curve.counts @ curve.shares == pytest.approx(hits.sum())


def test_a_figure_that_decides_resolves_everything_and_one_without_bearing_nothing():
    figures = np.arange(4000.0)
    assert chance_given_figure(figures, figures >= 2000).resolved_share() == pytest.approx(1.0)
    assert chance_given_figure(figures, figures % 2 == 0).resolved_share() == pytest.approx(0.0)
    certain = chance_given_figure(figures, figures >= 0)
    assert np.isnan(certain.resolved_share())
    assert certain.least_figure(0.5) == -np.inf
    assert chance_given_figure(figures, figures < 0).least_figure(0.05) == np.inf


def test_equal_figures_are_in_one_bin():
    ranks = np.repeat([-3.0, -2.0, -1.0], [250, 150, 300])
    curve = chance_given_figure(ranks, ranks == -1.0, per_bin=100)
    assert curve.edges.tolist() == [-3.0, -2.0, -1.0]
    assert curve.counts.tolist() == [250, 150, 300]
    assert curve.shares.tolist() == [0, 0, 1]


@pytest.fixture(scope="module")
def posts():
    """Unit forecast at 2022 and signposts read off in a panel to 2024."""
    gdp = np.linspace(60, 140, 9)[:, None] * 1.05 ** np.arange(6)
    panel = make_panel(gdp=gdp[:, :4])
    newest = make_panel(gdp=gdp, county_to=2024)
    home = build_unit_forecast(make_forecast(panel, draws=4000), panel)
    goal = float(gdp[panel.units.index(shanxi.HOME_UNIT), 3]) * 1.25
    plan = make_plan(gdp=goal)
    return home, plan, newest, tabulate_signposts(home, plan, newest)


def test_signposts_of_a_level_by_brute_force(posts):
    home, plan, _newest, table = posts
    assert list(table.columns) == list(SIGNPOST_COLUMNS)
    rows = table[(table["target"] == "gdp_level") & (table["reading"] == "published")]
    assert sorted(rows["year"].unique()) == [2023, 2024]
    levels = np.asarray(home.forecast.log_gdp)[home.position].astype(float)
    hits = levels[:, home.forecast.years.index(2025)] >= np.log(plan.target("gdp_level").threshold)
    for row in rows.itertuples():
        figures = np.exp(levels[:, home.forecast.years.index(row.year)])
        order = np.argsort(figures)
        assert row.today == hits.mean()
        if row.kind != "figure":
            continue
        start = int(np.searchsorted(figures[order], row.figure))
        assert start % 100 == 50  # the median of a bin of 100 draws
        assert row.probability == np.mean(figures >= row.figure)
        assert row.mcse >= 0
        below, above = (
            hits[order][max(start - 350, 0) : start],
            hits[order][start - 50 : start + 250],
        )
        assert below.mean() <= above.mean() + 0.05
        assert above.mean() >= row.chance - 0.1
        years = row.year - 2022
        assert row.last * (1 + row.growth) ** years == pytest.approx(row.figure)


def test_signposts_demand_more_for_a_higher_chance(posts):
    *_, table = posts
    for _, rows in table[table["kind"] == "figure"].groupby(["target", "reading", "year"]):
        figures = rows.sort_values("chance")["figure"].to_numpy()
        sign = -1 if rows["variable"].iloc[0] == "rank" else 1
        assert (sign * np.diff(figures) >= 0).all()


def test_figures_that_are_in_are_read_off(posts):
    home, _, newest, table = posts
    rows = table[(table["target"] == "gdp_level") & (table["reading"] == "published")]
    for row in rows.itertuples():
        assert row.published == newest.gdp[home.position, newest.years.index(row.year)]
        passed = sum(row.published_chance < level for level in (0.5, 0.2, 0.05))
        assert row.verdict == ("likely", "possible", "unlikely", "lost")[passed]
    again = tabulate_signposts(home, posts[1], home.panel)
    assert again["published"].isna().all() and again["verdict"].isna().all()
