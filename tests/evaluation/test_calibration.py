"""Simulation-based calibration: bands, simulated datasets, a short run, the record."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from planodds.cli.evaluation.calibrate import calibrate
from planodds.evaluation.calibration.run import RECORD, ROOT
from planodds.evaluation.calibration.sbc_gibbs import calibrate_batch, rank_among, score_event
from planodds.evaluation.calibration.simulated_revenue import add_revenue
from planodds.evaluation.calibration.simulation import simulate_dataset
from planodds.evaluation.scoring.ecdf_bands import (
    build_band,
    null_tails,
    smallest_tail,
    summarise_calibration,
)
from planodds.inputs import DATA_DIR, load_priors

SAMPLES = 4000


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


def test_the_band_has_its_nominal_coverage():
    """2 000 uniform samples stay inside the 90 % band at all points 90 % of the time."""
    generator = np.random.default_rng(1)
    tails = null_tails(50, generator=generator, samples=SAMPLES)
    points, lower, upper = build_band(50, tails, 0.9)
    values = np.sort(generator.random((2000, 50)), axis=1)
    share = np.stack([np.searchsorted(row, points, side="right") for row in values]) / 50
    inside = ((share >= lower) & (share <= upper)).all(axis=1).mean()
    # Error of this share and of the band's level, 4 of them together.
    assert inside == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / 2000 + 0.09 / SAMPLES))


@pytest.mark.parametrize("bent", [lambda u: u**1.4, lambda u: 0.2 + 0.6 * u])
def test_a_bent_sample_leaves_the_band(bent):
    """Biased (too often low) or too narrow by a fifth either side: outside the 99.9 % band."""
    generator = np.random.default_rng(2)
    reference = null_tails(200, generator=generator, samples=SAMPLES)
    tail = smallest_tail(bent(generator.random((1, 200))))[0]
    assert tail < np.quantile(reference, 0.001)


def test_the_rank_of_the_true_value_is_uniform_with_ties():
    """True value and draws from one discrete distribution: the randomised rank is uniform."""
    generator = np.random.default_rng(3)
    coins = generator.random((4000, 21)) < 0.2
    ranks = [rank_among(float(c[0]), c[1:].astype(float), generator) for c in coins]
    assert np.mean(ranks) == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / 4000))
    assert np.quantile(ranks, 0.1) == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / 4000))


def test_a_simulated_dataset_resembles_the_panel(latest_panel, priors):
    """Same gaps and calendar, five years more; the sum equals the province except in one year."""
    dataset = simulate_dataset(latest_panel, priors, np.random.default_rng(4))
    for name in ("gdp", "driver_growth"):
        np.testing.assert_array_equal(
            np.isnan(getattr(dataset.panel, name)), np.isnan(getattr(latest_panel, name))
        )
    np.testing.assert_array_equal(dataset.panel.gdp[1:, 0], latest_panel.gdp[1:, 0])
    assert dataset.years == (2025, 2026, 2027, 2028, 2029)
    assert dataset.log_gdp.shape == (117, 5)


def test_a_simulated_dataset_follows_its_parameters(latest_panel, priors):
    """With every random scale at zero, relative growth is the coal term and the shared wedge."""
    quiet = priors
    for name in ("prefecture_scale", "drift_scale", "slow_scale", "benchmark_prefecture_scale"):
        quiet = quiet.replaced(f"county.{name}", sd=1e-12)
    for name in ("mean_wedge", "industry_scale"):
        quiet = quiet.replaced(f"county.{name}", value=1e-12)
    for name in ("shock_median", "benchmark_scale"):
        quiet = quiet.replaced(f"county.{name}", median=1e-12)
    dataset = simulate_dataset(latest_panel, quiet, np.random.default_rng(5))
    slope, panel = dataset.truth["county"]["coal_slope"], dataset.panel
    growth = np.diff(np.log(panel.gdp), axis=1)[:, 1] - panel.provincial_growth_county_basis[1]
    share = panel.secondary_share - panel.secondary_share.mean()
    coal = panel.coal_growth[panel.driver_years.index(2021)]
    np.testing.assert_allclose(growth, slope * share * coal, atol=1e-9)


def test_the_event_is_scored_by_the_exact_sum():
    table = pd.DataFrame({"top_30_probability": [0.5] * 16, "top_30_hit": [1.0] * 12 + [0.0] * 4})
    score = score_event(table)
    assert (score["hits"], score["expected"]) == (12.0, 8.0)
    assert score["tail"] == pytest.approx(2 * stats.binom.sf(11, 16, 0.5), abs=1e-12)


@pytest.mark.slow
def test_a_short_calibration_is_inside_a_coarse_band(latest_panel, priors):
    """Twelve simulated datasets: every quantity inside the band at 1 in 10 000."""
    parts = [
        calibrate_batch(latest_panel, priors, first=first, count=6, seed=77) for first in (0, 6)
    ]
    table = pd.concat(parts, ignore_index=True)
    summary = summarise_calibration(table, generator=np.random.default_rng(6), levels=(0.9999,))
    assert summary["inside_99.99"].all(), summary[~summary["inside_99.99"]].to_string()
    assert score_event(table)["tail"] > 1e-4


FAMILY_LEVEL = 0.01  # chance that any quantity of a correct sampler is judged to deviate


@pytest.mark.parametrize(
    ("names", "simulations"),
    [(("calibration", "calibration_again"), 600), (("calibration_nuts",), 40)],
    ids=["gibbs", "nuts"],
)
def test_the_committed_records_meet_the_criterion(names, simulations):
    """Of all seeds of a sampler together, no quantity deviates: one test for the whole family.

    With 40 quantities a band of 99.9 % for each would refuse a correct sampler once in 25 times,
    and a seed could be chosen by its result. So all seeds are pooled, and the smallest tail is
    held against the level of the family: by Šidák, 1 - (1 - tail) ^ quantities.
    """
    tables = [pd.read_csv(ROOT / RECORD.with_name(f"{name}.csv")) for name in names]
    assert all(table["simulation"].is_unique for table in tables)
    table = pd.concat(tables, ignore_index=True)
    assert len(table) >= simulations
    summary = summarise_calibration(table, generator=np.random.default_rng(7))
    family = 1 - (1 - summary["tail"].min()) ** len(summary)
    assert family > FAMILY_LEVEL, summary.nsmallest(5, "tail").to_string()
    assert score_event(table)["tail"] > FAMILY_LEVEL / 10
    assert {"county.slow_scale", "county.slow_persistence", "forecast.level", "forecast.rank"} <= (
        set(summary["quantity"])
    )


def test_finished_batches_produce_a_figure_and_a_record(tmp_path, monkeypatch):
    """The command reads finished batches and writes table and figure to the given paths."""
    from planodds.evaluation.calibration import run

    def short(panel, priors, *, first, count, seed):
        values = np.random.default_rng(first).random((count, 2))
        return pd.DataFrame(
            {
                "simulation": first + np.arange(count),
                "county.slow_scale": values[:, 0],
                "forecast.level": values[:, 1],
                "top_30_probability": 0.5,
                "top_30_hit": values[:, 0].round(),
            }
        )

    calls = []
    monkeypatch.setattr(
        run, "calibrate_batch", lambda *a, **k: calls.append(k["first"]) or short(*a, **k)
    )
    monkeypatch.setattr(run, "_CACHE_DIR", tmp_path / "cache")
    for _ in range(2):
        calibrate(
            simulations=20,
            engine="gibbs",
            information="latest",
            seed=1,
            name="calibration",
            folder=tmp_path,
            show=lambda line: None,
        )
    assert calls == [0, 10]
    assert len(pd.read_csv(tmp_path / RECORD)) == 20
    assert "county.slow_scale" in (tmp_path / run.FIGURE).read_text(encoding="utf-8")


def test_a_revenue_is_its_equation(latest_panel, priors):
    """With year effects and shocks at zero, revenue follows the equation in every year."""
    quiet = priors.replaced("revenue.year_scale", value=1e-12).replaced(
        "revenue.shock_median", median=1e-12
    )
    generator = np.random.default_rng(8)
    dataset = simulate_dataset(latest_panel, quiet, generator)
    dataset, ahead = add_revenue(dataset, quiet, generator)
    panel, p = dataset.panel, dataset.truth["revenue"]
    np.testing.assert_array_equal(np.isnan(panel.revenue), np.isnan(latest_panel.revenue))
    np.testing.assert_allclose(panel.revenue[:, 0], latest_panel.revenue[:, 0], rtol=1e-12)
    share = panel.secondary_share - panel.secondary_share.mean()
    coal = panel.coal_growth[panel.driver_years.index(2020)]
    g, x = dataset.province[0], dataset.relative[:, 0]
    gap = np.log(latest_panel.revenue[:, 0] / latest_panel.gdp[:, 0]) - p["target_ratio"]
    expected = (
        p["intercept"]
        + p["common_elasticity"] * g
        + p["relative_elasticity"] * x
        + p["coal_slope"] * share * coal
        - p["reversion"] * gap
    )
    observed = np.isfinite(latest_panel.gdp[:, 0])
    growth = np.log(panel.revenue[:, 1] / panel.revenue[:, 0])
    np.testing.assert_allclose(growth[observed], expected[observed], atol=1e-9)
    assert ahead.shape == (117, 5)


def test_relative_growth_of_a_simulated_dataset_excludes_the_census(latest_panel, priors):
    """Levels of the last year are reached by growth and the step; the future by its sum."""
    dataset = simulate_dataset(latest_panel, priors, np.random.default_rng(9))
    history = len(latest_panel.years) - 1
    growth = (dataset.province + dataset.relative)[:, :history].sum(axis=1)
    level = np.log(dataset.panel.gdp)
    observed = np.isfinite(level).all(axis=1)
    np.testing.assert_allclose(
        (level[:, -1] - level[:, 0])[observed],
        (growth + dataset.truth["county"]["benchmark"])[observed],
        atol=1e-9,
    )
    ahead = dataset.province[history] + dataset.relative[:, history]
    np.testing.assert_allclose(
        (dataset.log_gdp[:, 0] - level[:, -1])[observed], ahead[observed], atol=1e-9
    )
