"""Known mistakes of other programs, each excluded by a test whose mutant must fail.

Where another folder has the test, the catalogue of mutants (tests/mutants/catalogue.py) points to
it. This file has those that need several packages, and the closed forms.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import yaml
from scipy import stats

from planodds.errors import InputError
from planodds.forecasting import apply_scenario, forecast_paths
from planodds.forecasting.convergence import convergence_summary
from planodds.forecasting.simulation.common_paths import run_common
from planodds.inputs import load_panel, load_scenario
from tests.forecasting.simulated_panels import make_posterior
from tests.inputs.test_leakage import spoil_later_rows
from tests.shanxi import HOME_UNIT, STUDY

# Only the shock of the province changes the province.
PLAIN_PROVINCE = {
    "common__provincial_persistence": 0.0,
    "common__national_to_provincial": 0.0,
    "common__coal_to_provincial": 0.0,
    "common__coal_lag_to_provincial": 0.0,
    "common__national_mean": 0.0,
    "common__national_anchor": 0.0,
    "common__national_innovation": 0.0,
    "common__provincial_innovation": 0.0,
}


def gaussian(posterior):
    """The same posterior with normal shocks in the common block."""
    return replace(posterior, constants={**posterior.constants, "common.degrees": 1e7})


@pytest.fixture
def write_scenario(data_copy):
    """Write and read a scenario with the given conditions."""

    def write(*conditions):
        said = {"kind": "judgement", "source": "test", "date": "2026-11-01", "sd": 0}
        text = {"zh": "试算", "en": "trial"}
        body = {
            "name": "trial",
            "label": text,
            "narrative": text,
            "conditions": [said | condition for condition in conditions],
        }
        path = data_copy / "scenarios" / "trial.yaml"
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        return load_scenario(path)

    return write


def test_no_lag_is_stale_in_the_common_recursion():
    """AR(2) 0.5/0.3 from 1 and 0.2: 0.580 after two steps; 0.340 with a stale second lag.

    Coal represents the second lag of national growth, with the values 0.2 and 1.
    """
    zero = np.zeros(1)
    p = dict.fromkeys(
        (
            "coal_mean",
            "coal_to_national",
            "national_anchor",
            "provincial_anchor",
            "provincial_persistence",
            "national_to_provincial",
            "coal_to_provincial",
            "coal_lag_to_provincial",
        ),
        zero,
    )
    p |= {
        "coal_persistence": zero + 5.0,
        "national_persistence": zero + 0.5,
        "coal_lag_to_national": zero + 0.3,
        "coal_scale": zero,
        "national_scale": zero,
        "provincial_scale": zero,
        "trend_reversion": 0.85,
        "national_innovation": zero,
        "provincial_innovation": zero,
        "national_mean": np.zeros((1, 1)),
        "provincial_mean": np.zeros((1, 1)),
    }
    known = np.array([[0.2, np.nan, np.nan], [1.0, np.nan, np.nan], [0.0, np.nan, np.nan]])
    growth = run_common(
        p, np.zeros((5, 2, 1)), known, drivers=STUDY.common, first_year=1997, first_fitted_year=1996
    )
    np.testing.assert_allclose(growth[0, :, 0], [1.0, 5.0], atol=1e-12)
    np.testing.assert_allclose(growth[1, :, 0], [0.56, 0.58], atol=1e-12)


def test_a_scenario_spreads_a_distant_level_over_all_years(
    panel_without_early_figures, write_scenario
):
    """Independent, equal shocks and +10 in the fifth year: +2 per year, in every draw."""
    one = gaussian(make_posterior(panel_without_early_figures, draws=4, chains=1, **PLAIN_PROVINCE))
    forecast = forecast_paths(one, panel_without_early_figures, paths=200, seed=3)
    start = np.log(panel_without_early_figures.provincial_level[-1])
    level = start + forecast.common[:, 2, :5].sum(axis=1)
    target = float(np.median(level)) + 0.10
    pinned = write_scenario(
        {
            "series": "provincial_gdp",
            "measure": "level",
            "year": [2029],
            "value": float(np.exp(target)),
        }
    )
    got = apply_scenario(forecast, one, panel_without_early_figures, pinned)
    end = start + got.common[:, 2, :5].sum(axis=1)
    np.testing.assert_allclose(end, target, atol=1e-9)
    # National growth is unconditional, so that it identifies the original draw.
    source = [
        int(np.flatnonzero(forecast.common[:, 1, 3] == nation)[0]) for nation in got.common[:, 1, 3]
    ]
    step = got.common[:, 2, :5] - forecast.common[source, 2, :5]
    # The mixture of 1e7 degrees is normal to about one in a thousand; its variables are drawn
    # again, which moves a shock of sd 0.03 by up to 5 sd of sqrt(2 / 1e7) of its size.
    np.testing.assert_allclose(
        step, ((target - level[source]) / 5)[:, None] * np.ones(5), rtol=5e-3, atol=1e-4
    )


def test_weights_decide_between_posterior_draws(panel_without_early_figures, write_scenario):
    """Two posterior draws, coal sd 0.1 and 0.3, fixed at -0.3: shares as the two densities."""
    posterior = make_posterior(
        panel_without_early_figures,
        draws=4,
        chains=1,
        common__coal_mean=0.0,
        common__coal_persistence=0.0,
    )
    common = dict(posterior.blocks["common"], coal_scale=np.array([0.1, 0.3, 0.1, 0.3]))
    posterior = gaussian(replace(posterior, blocks={**posterior.blocks, "common": common}))
    forecast = forecast_paths(posterior, panel_without_early_figures, paths=4000, seed=3)
    pinned = write_scenario(
        {
            "series": "coal_price",
            "measure": "growth",
            "year": [2026],
            "value": float(np.expm1(-0.3)),
        }
    )
    got = apply_scenario(forecast, posterior, panel_without_early_figures, pinned)
    density = stats.norm(0, common["coal_scale"]).pdf(-0.3)
    found = np.bincount(got.posterior_draw_index, minlength=4) / got.draws
    # A systematic resample brings each group back to within one draw of its weight.
    np.testing.assert_allclose(found, density / density.sum(), atol=1 / got.draws)


def test_a_coal_path_reaches_the_province_and_its_counties(latest_panel, write_scenario):
    """Fixed coal changes the province by d and a county by d + l1 (s_i - mean s) per log point."""
    one = gaussian(
        make_posterior(  # one density for all draws: equal weights, same order
            latest_panel,
            draws=4,
            chains=1,
            common__coal_persistence=0.0,
            common__coal_mean=0.0,
            common__coal_scale=0.2,
            common__coal_to_national=0.0,
            common__coal_to_provincial=0.13,
            county__coal_slope=0.24,
        )
    )
    forecast = forecast_paths(one, latest_panel, paths=40, seed=3)
    year = forecast.year_index(2026)
    low, high = (
        apply_scenario(
            forecast,
            one,
            latest_panel,
            write_scenario(
                {
                    "series": "coal_price",
                    "measure": "growth",
                    "year": [2026],
                    "value": value,
                    "sd": 0,
                }
            ),
        )
        for value in (-0.2, 0.2)
    )
    moved = np.log(1.2) - np.log(0.8)
    for name, forecasts in (("high", high), ("low", low)):
        assert len(np.unique(forecasts.common[:, 0, year].round(9))) == 1, name
    # Adding-up shifts all units equally: compare two units.
    share = latest_panel.secondary_share
    most, least = int(share.argmax()), int(share.argmin())
    gap = [f.log_gdp[most, :, year] - f.log_gdp[least, :, year] for f in (low, high)]
    np.testing.assert_allclose(
        high.common[:, 2, year] - low.common[:, 2, year], 0.13 * moved, atol=1e-9
    )
    np.testing.assert_allclose(
        gap[1] - gap[0], 0.24 * (share[most] - share[least]) * moved, atol=5e-6
    )


def test_a_growth_condition_in_a_census_year_excludes_the_step(latest_panel, write_scenario):
    one = make_posterior(latest_panel, draws=4, chains=1)
    forecast = forecast_paths(one, latest_panel, paths=4000, seed=3)
    pinned = write_scenario(
        {"series": "county_gdp", "measure": "growth", "year": [2029], "value": 0.05, "sd": 0.0}
    )
    got = apply_scenario(forecast, one, latest_panel, pinned)
    home, year = got.unit_index(HOME_UNIT), got.year_index(2029)
    chained = got.chained_log_gdp(HOME_UNIT)
    np.testing.assert_allclose(chained[:, year] - chained[:, year - 1], np.log(1.05), atol=2e-6)
    printed = got.log_gdp[home, :, year] - got.log_gdp[home, :, year - 1]
    assert printed.std() > 0.05


def test_the_future_cannot_reach_a_forecast(data_copy):
    """Later rows changed in every file: the forecast of 2021 is the same, draw by draw."""
    draws = []
    for spoiled in (False, True):
        if spoiled:
            assert spoil_later_rows(data_copy, 2021, seed=5) > 1000
        panel = load_panel(data_copy, "2021")
        forecast = forecast_paths(make_posterior(panel), panel, paths=50, seed=7)
        draws.append((forecast.log_gdp, forecast.log_revenue, forecast.common))
    for before, after in zip(*draws, strict=True):
        np.testing.assert_array_equal(before, after)


def test_bands_have_the_variance_of_their_shocks(latest_panel):
    """Province alone, normal shocks: the variance h years on is h times that of one shock."""
    posterior = gaussian(
        make_posterior(
            latest_panel,
            draws=4,
            chains=1,
            common__provincial_scale=0.05,
            common__provincial_anchor=0.05,
            common__provincial_mean=0.05,
            **PLAIN_PROVINCE,
        )
    )
    forecast = forecast_paths(posterior, latest_panel, paths=5000, seed=3)
    variance = forecast.common[:, 2].cumsum(axis=1).var(axis=0)
    expected = 0.05**2 * np.arange(1, len(forecast.years) + 1)
    np.testing.assert_allclose(variance, expected, rtol=5 * np.sqrt(2 / 5000))


def test_bands_of_revenue_have_the_spread_of_their_shocks(latest_panel):
    """The same paths with and without a revenue shock of scale 0.1 differ by a t4 per unit."""
    first = [
        forecast_paths(
            make_posterior(latest_panel, revenue__revenue_shock_scale=scale),
            latest_panel,
            paths=400,
            seed=7,
        ).log_revenue[:, :, 0]
        for scale in (0.1, 1e-12)
    ]
    known = np.isfinite(latest_panel.revenue[:, -1])
    apart = (first[0] - first[1])[known].astype(float)
    # Median absolute deviation of t4; its error from 117 x 400 independent draws is 0.0005.
    assert np.median(np.abs(apart)) == pytest.approx(0.1 * stats.t(4).ppf(0.75), abs=0.002)


def test_one_nan_among_many_numbers_is_a_miss():
    """Neither larger nor smaller than anything, it would slip past every comparison."""
    chains = np.random.default_rng(1).standard_normal((4, 1000, 3))
    assert convergence_summary({"x": chains}, divergences=0)["passed"]
    chains[2, 10, 1] = np.nan
    row = convergence_summary({"x": chains}, divergences=0)
    assert not row["passed"]
    assert row["max_rhat_of"] == "x"


@pytest.fixture(scope="module")
def nile():
    """Flow of the Nile at Aswan, 1871-1970, and the variances of its local level."""
    import statsmodels.api as sm

    return sm.datasets.nile.load_pandas().data["volume"].to_numpy(float), 15099.0, 1469.1


def test_nile_by_statsmodels_in_both_initialisations(nile):
    """The benchmark library agrees with the textbook: -632.5378, exact diffuse -633.4646."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    flow, noise, level = nile
    values = [
        UnobservedComponents(flow, "llevel", use_exact_diffuse=exact).loglike([noise, level])
        for exact in (False, True)
    ]
    np.testing.assert_allclose(values, [-632.5378, -633.4646], atol=1e-4)


def test_nile_by_the_kalman_filter(nile):
    """The county filter with persistence near one is a local level with a diffuse start.

    Its prior variance V enters once as -log(V)/2; the filter omits the constant.
    """
    import pytensor
    import pytensor.tensor as pt

    from planodds.forecasting.nuts.state_space_likelihood import log_likelihood_slow

    flow, noise, level = nile
    short = 1e-8
    prior = level / (1 - (1 - short) ** 2)
    density = log_likelihood_slow(
        pt.as_tensor(flow[None, :]),
        pt.as_tensor(np.full((1, 100), noise)),
        pt.as_tensor(np.ones((1, 100))),
        pt.as_tensor(0.0),
        pt.as_tensor(np.sqrt(prior)),
        pt.as_tensor(1 - short),
    )
    value = pytensor.function([], density, mode="FAST_COMPILE")()
    assert value + 0.5 * np.log(prior) - 50 * np.log(2 * np.pi) == pytest.approx(
        -633.4646, abs=2e-3
    )


def test_a_misspelt_scenario_file_is_not_the_default_case(data_copy):
    """A copy of a scenario with one key misspelt is refused; it never runs without the key."""
    text = (data_copy / "scenarios" / "coal_slump.yaml").read_text(encoding="utf-8")
    copy = data_copy / "scenarios" / "mine.yaml"
    copy.write_text(
        text.replace("name: coal_slump", "name: mine").replace("conditions:", "condition:"),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="did you mean 'conditions'"):
        load_scenario(copy)
