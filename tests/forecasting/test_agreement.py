"""Two samplers, one model: NUTS on the graphs, compiled Gibbs. They share priors and data only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planodds.errors import ConvergenceError
from planodds.forecasting import FitSettings, forecast_paths
from planodds.forecasting.block_data.common import common_data
from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.block_data.revenue import revenue_data, unobserved_growth_scale
from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    sample_common,
    sample_county,
    sample_revenue,
)
from planodds.forecasting.nuts.fit import Sampler
from planodds.inputs import DATA_DIR, load_priors
from planodds.probability.events.probability import prob_event
from tests.shanxi import HOME_UNIT, ROSTER_COUNTIES, ROSTERS, STUDY

pytestmark = pytest.mark.slow

MEAN, SPREAD, PROBABILITY = 0.1, 0.1, 0.01
# Two Monte Carlo standard errors are added to each limit where one number is tested; of the 1 500
# elements of the arrays some stray further, so four there.
SCALAR_ERRORS, ARRAY_ERRORS = 2.0, 4.0


@pytest.fixture(scope="module")
def sampler():
    """NUTS with its graphs, whose compilation takes longer than most fits."""
    return Sampler(last_county_year=2024, last_driver_year=2025, drivers=STUDY.common)


@pytest.fixture(scope="module")
def engines(sampler, latest_panel):
    """The first engine's posterior and the second's blocks, at the latest information."""
    priors = load_priors(DATA_DIR, "latest")
    first = sampler.fit_posterior(latest_panel, priors, settings=FitSettings(cores=1))
    settings = GibbsSettings(draws=first.draws // 4, tune=600, thin=4)
    generator = np.random.default_rng(41)
    data = common_data(latest_panel, last_year=2025, priors=priors)
    (common,) = sample_common(
        [data], priors, settings=settings, generator=generator, drivers=latest_panel.study.common
    )
    data = county_data(latest_panel, first_year=2020, last_year=2024, priors=priors)
    (county,) = sample_county([data], priors, settings=settings, generator=generator)
    share = latest_panel.secondary_share - latest_panel.secondary_share.mean()
    data = revenue_data(
        latest_panel,
        first_year=2020,
        last_year=2024,
        coal_slope=float(county["coal_slope"].mean()),
        growth_scale=unobserved_growth_scale(county, share, priors),
    )
    settings = GibbsSettings(draws=first.draws // 4, tune=600, thin=2)
    (revenue,) = sample_revenue([data], priors, settings=settings, generator=generator)
    return first, {"common": common, "county": county, "revenue": revenue}


def _effective(x, chains=4):
    """Effective draws for the mean of each element, (element,)."""
    from arviz_stats.base import array_stats

    return np.atleast_1d(
        array_stats.ess(x.reshape(chains, -1, x.shape[1]), chain_axis=0, draw_axis=1, method="mean")
    )


def _compare(one, two):
    """Difference of means in sd, log ratio of sds, and the Monte Carlo error of each."""
    one, two = (x.reshape(len(x), -1) for x in (one, two))
    moving = one.std(axis=0) > 0
    one, two = one[:, moving], two[:, moving]
    sd = one.std(axis=0)
    inverse = 1.0 / _effective(one) + 1.0 / _effective(two)
    tails = (((one - one.mean(axis=0)) / sd) ** 4).mean(axis=0)
    return (
        (two.mean(axis=0) - one.mean(axis=0)) / sd,
        np.sqrt(inverse),
        np.log(two.std(axis=0) / sd),
        np.sqrt((tails - 1.0) / 4.0 * inverse),
    )


@pytest.mark.parametrize("block", ["common", "county", "revenue"])
def test_the_engines_agree_on_every_parameter(engines, block):
    """Means within 0.1 posterior sd, sds within 10 %, plus Monte Carlo errors."""
    first, second = engines
    assert set(second[block]) == set(first.blocks[block]) - {"shock_mixture"}
    for name, theirs in second[block].items():
        ours = first.blocks[block][name]
        assert theirs.shape == ours.shape, name
        mean, mean_error, spread, spread_error = _compare(ours, theirs)
        errors = SCALAR_ERRORS if ours.ndim == 1 else ARRAY_ERRORS
        assert np.all(np.abs(mean) < MEAN + errors * mean_error), name
        assert np.all(np.abs(spread) < SPREAD + errors * spread_error), name


def test_the_engines_agree_on_the_odds(engines, latest_panel):
    """Level and rank events of 2027, 2030 and 2035: within one point, two errors allowed."""
    first, second = engines
    other = replace(first, blocks={**first.blocks, **second})
    ours, theirs = (forecast_paths(p, latest_panel, paths=20_000, seed=3) for p in (first, other))
    assert first.draws == other.draws
    for label, one, two in _events(ours, theirs, latest_panel):
        error = np.hypot(one.mcse, two.mcse)
        assert abs(two.probability - one.probability) < PROBABILITY + SCALAR_ERRORS * error, label


def test_a_hopeless_fit_is_refused(sampler, panel_2020):
    """Twenty draws after ten of warm-up: the refit fails too, and no posterior is returned."""
    settings = FitSettings(draws=20, tune=10, chains=2)
    with pytest.raises(ConvergenceError, match="the fit fails the convergence criteria: common"):
        sampler.fit_posterior(panel_2020, load_priors(DATA_DIR, "latest"), settings=settings)


def _events(ours, theirs, panel):
    for year in (2027, 2030, 2035):
        column = ours.year_index(year)
        for level in (150.0, 200.0):
            hits = [f.gdp(HOME_UNIT)[:, column] >= level for f in (ours, theirs)]
            yield f"gdp {level} {year}", *_odds(hits, ours, theirs)
        for level in (8.0, 12.0, 15.0):
            hits = [f.revenue(HOME_UNIT)[:, column] >= level for f in (ours, theirs)]
            yield f"revenue {level} {year}", *_odds(hits, ours, theirs)
        for roster in ROSTERS:
            place = 20 if roster == ROSTER_COUNTIES else 30
            members = panel.rosters[roster]
            hits = [f.rank(HOME_UNIT, members)[:, column] <= place for f in (ours, theirs)]
            yield f"{roster} {place} {year}", *_odds(hits, ours, theirs)


def _odds(hits, *forecasts):
    return [
        prob_event(h, cluster=f.posterior_draw_index) for h, f in zip(hits, forecasts, strict=True)
    ]
