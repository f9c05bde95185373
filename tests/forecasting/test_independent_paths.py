"""The paths against a second simulator that shares no code with them.

All terms together first, where 9 of 29 deliberate errors of 10 %, or of one degree of freedom, are
noticed; then each term alone, where 35 of 38 are (``tests.forecasting.path_power`` prints which).
Missed alone: the spread of the revision of the province, the persistence of the group factor, and
the common degrees of freedom. The recursion of the common series is compared exactly, with given
shocks, in ``test_paths.py``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planodds.forecasting import forecast_paths
from tests.forecasting.independent_paths import simulate_independently
from tests.forecasting.simulated_panels import make_posterior

PATHS, DRAWS = 12_000, 60
LIMIT = 5.0  # standard errors; some 1 000 comparisons
ROUNDING = 2e-6  # the product stores paths in single precision
UNITS = (0, 17, 40, 73, 116)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def simulate_both(posterior, panel, *, paths, seed, theirs=None, final_year=None):
    """Levels of both variables by the product and by the second simulator: (unit, year, path).

    The second simulator has the posterior `theirs`, by default the same.
    """
    ours = forecast_paths(posterior, panel, paths=paths, seed=seed, final_year=final_year)
    second = simulate_independently(
        theirs or posterior, panel, paths=paths, seed=seed + 1, years=ours.years
    )
    gdp, revenue = (
        np.asarray(x, dtype=float).transpose(0, 2, 1) for x in (ours.log_gdp, ours.log_revenue)
    )
    return (gdp, revenue), (second.log_gdp, second.log_revenue), ours.years


@pytest.fixture(scope="module")
def both(latest_panel):
    return simulate_both(
        make_posterior(latest_panel, draws=DRAWS), latest_panel, paths=PATHS, seed=3
    )


def within_draws(values, draws=DRAWS):
    """Values less the mean of their posterior draw: what the shocks alone do."""
    grouped = values.reshape(*values.shape[:-1], draws, -1)
    return (grouped - grouped.mean(axis=-1, keepdims=True)).reshape(values.shape)


def assert_same_distribution(ours, theirs, what):
    """Shares below the joint quantiles agree within their Monte Carlo error."""
    for q in QUANTILES:
        cut = np.quantile(np.concatenate([ours, theirs]), q)
        gap = (ours <= cut).mean() - (theirs <= cut).mean()
        assert abs(gap) < LIMIT * np.sqrt(2 * q * (1 - q) / PATHS), (what, q, gap)


def assert_same_mean(ours, theirs, what):
    """Both have the same posterior draws, so that only the variation within a draw is an error."""
    error = np.sqrt((within_draws(ours).var() + within_draws(theirs).var()) / len(ours))
    gap = abs(ours.mean() - theirs.mean())
    assert gap <= LIMIT * error + ROUNDING, (what, ours.mean(), theirs.mean(), error)


def test_levels_relative_parts_and_revenue_have_the_same_distribution(both):
    (gdp, revenue), (their_gdp, their_revenue), years = both
    for t in (0, 3, years.index(2029), len(years) - 1):
        for unit in UNITS:
            here = (unit, years[t])
            assert_same_distribution(gdp[unit, t], their_gdp[unit, t], ("gdp", *here))
            ours, theirs = (x[unit, t] - x[:, t].mean(axis=0) for x in (gdp, their_gdp))
            assert_same_distribution(ours, theirs, ("relative", *here))
            assert_same_distribution(revenue[unit, t], their_revenue[unit, t], ("revenue", *here))


def growth_of(levels):
    return np.diff(levels, axis=1)


MOMENTS = {
    "yearly surprise of the units": lambda x: x**2,
    "persistence over one year": lambda x: x[:, 1:] * x[:, :-1],
    "persistence over two years": lambda x: x[:, 2:] * x[:, :-2],
}


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("variable", [0, 1], ids=["gdp", "revenue"])
def test_second_moments_of_relative_growth_agree(both, name, variable):
    """Mean over all units: an error of a few per cent in a scale or a persistence is seen."""
    ours, theirs, years = both
    moments = []
    for levels in (ours[variable], theirs[variable]):
        growth = growth_of(levels)[:, : years.index(2029) - 1]  # before the next census
        relative = within_draws(growth - growth.mean(axis=0))
        moments.append(MOMENTS[name](relative).mean(axis=(0, 1)))
    assert_same_mean(*moments, name)


def test_units_of_one_group_move_together_as_much(both, latest_panel):
    """The mean product of the relative growth of two units of a group, over all such pairs."""
    ours, theirs, years = both
    products = []
    for levels in (ours[0], theirs[0]):
        growth = growth_of(levels)[:, : years.index(2029) - 1]
        relative = within_draws(growth - growth.mean(axis=0))
        found = []
        for group in np.unique(latest_panel.prefecture):
            members = relative[latest_panel.prefecture == group]
            count = len(members)
            pairs = members.sum(axis=0) ** 2 - (members**2).sum(axis=0)
            if count > 1:
                found.append(pairs.mean(axis=0) / (count * (count - 1)))
        products.append(np.mean(found, axis=0))
    assert_same_mean(*products, "pairs of a group")


def test_the_exposure_to_the_driver_is_the_same(both, latest_panel):
    """Slope of a year's relative growth on the secondary share: its variance over paths."""
    ours, theirs, years = both
    share = latest_panel.secondary_share - latest_panel.secondary_share.mean()
    slopes = []
    for levels in (ours[0], theirs[0]):
        growth = growth_of(levels)[:, : years.index(2029) - 1]
        slope = np.tensordot(share, growth, axes=(0, 0)) / (share @ share)
        slopes.append((within_draws(slope) ** 2).mean(axis=0))
    assert_same_mean(*slopes, "slope on the share")


def test_census_steps_have_the_same_spread(both):
    ours, theirs, years = both
    t = years.index(2029)
    spread = []
    for levels in (ours[0], theirs[0]):
        jump = levels[:, t] - levels[:, t - 1]
        spread.append((within_draws(jump - jump.mean(axis=0)) ** 2).mean(axis=0))
    assert_same_mean(*spread, "census step")
    total = [
        np.log(np.exp(x[:, t]).sum(axis=0) / np.exp(x[:, t - 1]).sum(axis=0))
        for x in (ours[0], theirs[0])
    ]
    assert_same_distribution(*total, "revision of the province")


# What moves the paths: parameters and starting states by block, and declared constants. The two
# degrees of freedom of a shock are seen in its own term.
MOVERS = {
    "common": (
        "coal_scale",
        "national_scale",
        "provincial_scale",
        "national_innovation",
        "provincial_innovation",
    ),
    "county": (
        "coal_slope",
        "drift",
        "slow_last",
        "slow_scale",
        "prefecture_factor",
        "prefecture_scale",
        "shock_scale",
        "benchmark_scale",
        "benchmark_prefecture_scale",
        "volatility",
        "volatility_scale",
    ),
    "revenue": (
        "revenue_shock_scale",
        "intercept",
        "common_elasticity",
        "relative_elasticity",
        "coal_slope",
        "reversion",
    ),
}
CONSTANTS = (
    "county.industry_scale",
    "county.benchmark_slope.sd",
    "county.provincial_benchmark.sd",
    "revenue.year_scale",
)
TERMS = {  # the movers that stay; the others are zero
    "coal": ("common.coal_scale", "county.coal_slope", "revenue.coal_slope"),
    "nation": ("common.national_scale", "revenue.common_elasticity"),
    "province": ("common.provincial_scale", "revenue.common_elasticity"),
    "national trend": ("common.national_innovation",),
    "provincial trend": ("common.provincial_innovation",),
    "drift": ("county.drift", "revenue.relative_elasticity"),
    "slow deviation, start": ("county.slow_last",),
    "slow deviation, shocks": ("county.slow_scale",),
    "group factor, start": ("county.prefecture_factor",),
    "group factor, shocks": ("county.prefecture_scale",),
    "surprise": ("county.shock_scale",),
    "surprise and volatility, start": ("county.shock_scale", "county.volatility"),
    "surprise and volatility": ("county.shock_scale", "county.volatility_scale"),
    "census, units": ("county.benchmark_scale",),
    "census, groups": ("county.benchmark_prefecture_scale",),
    "census, share": ("county.benchmark_slope.sd",),
    "census, province": ("county.provincial_benchmark.sd",),
    "industry-year": ("county.industry_scale",),
    "revenue, surprise": ("revenue.revenue_shock_scale", "revenue.reversion"),
    "revenue, return": ("revenue.intercept", "revenue.reversion"),
    "revenue, year": ("revenue.year_scale",),
}
ALONE = {"paths": 4_200, "seed": 5, "final_year": 2030}
LEAST = 1e-4  # log points; less is rounding


def keep_only(posterior, names):
    """A posterior in which nothing moves the paths but the named parameters and constants."""
    blocks = {
        block: {
            name: 0.0 * array if name in MOVERS[block] and f"{block}.{name}" not in names else array
            for name, array in arrays.items()
        }
        for block, arrays in posterior.blocks.items()
    }
    silent = {name: 0.0 for name in CONSTANTS if name not in names}
    return replace(posterior, blocks=blocks, constants={**posterior.constants, **silent})


def moves_of(levels, start):
    """How the paths move, by statistic, (year, path): means over the units.

    Size of the change since the last figure and of a year's growth, with and without what all
    units share, with and without the mean of the posterior draw; product of the relative growth of
    two successive years; variation of its size between years and paths.
    """
    change = levels - start[:, None, None]
    growth = np.diff(change, axis=1, prepend=0.0)
    moved = [*(change, growth), *(x - x.mean(axis=0) for x in (change, growth))]
    by_shocks = [within_draws(x) for x in moved]
    relative = by_shocks[-1]
    size = np.log(np.abs(relative).mean(axis=0) + LEAST)
    return [np.abs(x).mean(axis=0) for x in (*moved, *by_shocks)] + [
        (relative[:, 1:] * relative[:, :-1]).mean(axis=0),
        within_draws(size) ** 2,
    ]


def compare_alone(ours, theirs, panel):
    """Assert that levels and growth of both variables move as much, in every year."""
    for values, others, start in zip(ours, theirs, (panel.gdp, panel.revenue), strict=True):
        first = np.log(start[:, -1])
        for number, (a, b) in enumerate(
            zip(moves_of(values, first), moves_of(others, first), strict=True)
        ):
            for t in range(a.shape[0]):
                assert_same_mean(a[t], b[t], (number, t))


@pytest.fixture(scope="module")
def moving(latest_panel):
    return make_posterior(latest_panel, draws=DRAWS)


@pytest.mark.parametrize("term", TERMS)
def test_each_term_alone_moves_the_paths_as_much(moving, latest_panel, term):
    ours, theirs, _ = simulate_both(keep_only(moving, TERMS[term]), latest_panel, **ALONE)
    compare_alone(ours, theirs, latest_panel)
