"""Parameter and odds recovery: simulated data, fitted and forecast as the real data are."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting.simulation.common_paths import observed_common_growth, run_common
from planodds.inputs import DATA_DIR, load_priors
from tests.recovery.fitting import event_odds, fit_commons, forecast_dataset, log_share
from tests.recovery.simulator import (
    ORIGIN,
    START,
    Departures,
    simulate_common,
    simulate_dataset,
    simulate_futures,
    simulate_province,
)
from tests.shanxi import STUDY

PATHS = 4000
PLACE = 20
TOLERANCE = 0.02
DATASETS = 240
MISSPECIFIED = {
    "trend_break": Departures(trend_break_sd=0.03, merger=0.4),
    "common_jump": Departures(boom=0.2, slumps=True),
}
NO_DEPARTURES = Departures()


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


def simulate_and_forecast(seed, priors, departures=NO_DEPARTURES):
    """A simulated dataset, its forecast, and its true futures."""
    generator = np.random.default_rng(seed)
    dataset = simulate_dataset(generator, departures=departures)
    (common,) = fit_commons([dataset], priors, generator=generator)
    forecast = forecast_dataset(dataset, common, priors, generator=generator, paths=PATHS)
    future = simulate_futures(dataset, generator, paths=PATHS)
    return dataset, forecast.log_gdp.astype(float), future


def test_a_simulated_panel_matches_its_description():
    """Missing cells, a census step and a boundary change exist, and the sum is the province."""
    generator = np.random.default_rng(1)
    dataset = simulate_dataset(generator, departures=Departures(merger=0.5))
    panel = dataset.panel
    assert np.isnan(panel.gdp).sum() == 3
    growth = np.diff(np.log(panel.gdp), axis=1) - panel.provincial_growth_county_basis
    spread = np.nanstd(growth, axis=0)
    assert spread[-1] > 2 * np.median(spread[:-1])  # 2024 is a census year
    moved = panel.years.index(ORIGIN - 6) - 1
    assert growth[0, moved] > 0.3 and growth[1, moved] < -0.3
    future = simulate_futures(dataset, generator, paths=50)
    total = np.log(np.exp(future).sum(axis=0))[:, 0] - np.log(panel.gdp[:, -1].sum())
    assert total.std() > 0.01  # the province varies, and the units add up to it


def test_slumps_make_coal_fall_for_years():
    quiet, slumps = (
        np.mean(
            [
                simulate_common(np.random.default_rng(seed), departures)["coal"]
                for seed in range(200)
            ]
        )
        for departures in (Departures(), Departures(slumps=True))
    )
    # A quarter of the years (3 of 8 + 3) are in a slump of 0.15.
    assert slumps - quiet == pytest.approx(-0.15 * 3 / 11, abs=0.015)


@pytest.mark.slow
def test_true_odds_of_the_relative_part_are_recovered(priors):
    """Mean probability of each event over units of six datasets: within 0.02 of the frequency.

    The volatility of a year is one number per dataset; its error has a spread of 0.03 between them.
    """
    found = {}
    for seed in range(11, 17):
        dataset, ours, truth = simulate_and_forecast(seed, priors)
        start = np.log(dataset.panel.gdp[:, -1])
        odds, known = (event_odds(x, start, PLACE) for x in (ours, truth))
        for name, value in odds.items():
            found.setdefault(name, []).extend(value - known[name])
    off = {name: float(np.mean(gaps)) for name, gaps in found.items()}
    worst = max(off, key=lambda name: abs(off[name]))
    assert abs(off[worst]) <= TOLERANCE, (worst, off)


@pytest.mark.slow
def test_true_odds_of_the_common_part_are_recovered(priors):
    """Growth of the province over 1, 4 and 6 years above fixed values, mean over 240 datasets.

    One dataset is one number here (the error of its trend is a third of its spread): 240 have an
    error of about 0.006.
    """
    generator = np.random.default_rng(21)
    datasets = [
        simulate_dataset(generator, units=4, prefectures=2, county_years=9) for _ in range(DATASETS)
    ]
    gaps = []
    for dataset, p in zip(
        datasets, fit_commons(datasets, priors, generator=generator), strict=True
    ):
        ours = carry_on(dataset, p, priors, generator)
        truth = simulate_province(dataset, generator, paths=2000)
        gaps.append(
            [
                (ours[h] >= cut).mean() - (truth[h] >= cut).mean()
                for h in (0, 3, 5)
                for cut in (0.05 * (h + 1), 0.08 * (h + 1))
            ]
        )
    assert np.abs(np.mean(gaps, axis=0)).max() <= TOLERANCE, np.mean(gaps, axis=0).round(3)


def carry_on(dataset, p, priors, generator, *, years=6):
    """Cumulated provincial growth of the fitted common block, (year, draw)."""
    draws = len(p["coal_mean"])
    shocks = generator.standard_normal((5, years, draws))
    shocks[:3] = generator.standard_t(priors.value("common.degrees"), (3, years, draws))
    p = p | {"trend_reversion": priors.value("common.trend_reversion")}
    horizon = tuple(range(ORIGIN + 1, ORIGIN + years + 1))
    observed = observed_common_growth(dataset.panel, horizon)
    return run_common(
        p, shocks, observed, drivers=STUDY.common, first_year=horizon[0], first_fitted_year=START
    )[2].cumsum(axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", MISSPECIFIED)
def test_data_from_a_different_model_are_still_covered(name, priors):
    """90 % intervals of level and share cover 80 % of outcomes or more, one to five years ahead."""
    covered = []
    for seed in (31, 32):
        _, ours, truth = simulate_and_forecast(seed, priors, MISSPECIFIED[name])
        for part in (lambda x: x, log_share):
            a, b = part(ours), part(truth)
            low, high = np.quantile(a, [0.05, 0.95], axis=1)[:, :, None]
            covered.append(((b >= low) & (b <= high)).mean(axis=(0, 1))[:5])
    assert np.mean(covered, axis=0).min() >= 0.80, np.round(covered, 3)
