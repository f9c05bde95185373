"""The second engine: every sweep against the prior, panels side by side against one alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from planodds.forecasting.block_data.common import common_data
from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.gibbs.common.chain_types import CommonState
from planodds.forecasting.gibbs.common.chains import CommonSampler
from planodds.forecasting.gibbs.common.processes import draw_processes
from planodds.forecasting.gibbs.common.sweep import (
    draw_equations,
    draw_innovations,
    rescale_processes,
)
from planodds.forecasting.gibbs.county.arrays import pack_lanes, stack_county
from planodds.forecasting.gibbs.county.chain_types import SCALARS
from planodds.forecasting.gibbs.county.chains import CountySampler
from planodds.forecasting.gibbs.revenue.chain_types import (
    COAL,
    COMMON,
    INTERCEPT,
    RELATIVE,
    REVERSION,
    YEAR,
    RevenueState,
)
from planodds.forecasting.gibbs.revenue.chains import RevenueSampler
from planodds.forecasting.gibbs.revenue.coefficients import draw_coefficients
from planodds.forecasting.gibbs.revenue.scales import draw_scales
from planodds.forecasting.gibbs.sampler import GibbsSettings, sample_common, sample_county
from planodds.inputs import DATA_DIR, load_panel, load_priors
from tests.shanxi import STUDY

# Some thirty Kolmogorov-Smirnov tests below: a right engine fails one run in 3 000 at this level,
# and the seeds are fixed.
SMALLEST = 1e-5
PREFECTURE = SCALARS[6:]


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


def _tiny_panel(years):
    """Twelve units, three prefectures, the last year a benchmark, three gaps."""
    generator = np.random.default_rng(7)
    mask = np.ones((12, years))
    mask[3, 0] = mask[8, years - 1] = mask[5, 1] = 0.0
    return {
        "excess": np.zeros((12, years)),
        "mask": mask,
        "coal": generator.normal(0, 0.5, years),
        "share": generator.normal(0, 0.2, 12),
        "benchmark": np.eye(years)[-1],
        "prefecture": np.arange(12) % 3,
        "learn": np.array(float(years > 2)),
    }


def _draw_growth(sampler, priors, *, fresh):
    """Draw the data given the chain's parameters; ``fresh`` draws the shared terms too."""
    g, d, x = np.random.default_rng(sampler.generator.integers(2**31)), sampler.data, sampler.x
    state, panel = sampler.state, _tiny_panel(len(sampler.data.benchmark))
    chains, years, units = len(d.growth), len(d.benchmark), d.units
    z = g.standard_normal
    used = [
        d.learn * x[n] + (1 - d.learn) * priors[f"county.{n}"].center
        for n in (*SCALARS[:3], *PREFECTURE[:2])
    ]
    if fresh:
        x["coal_slope"] = priors["county.coal_slope"].draw(g, chains)
        industry = priors.value("county.industry_scale")
        state.coefficients[:, years + 1 : -1] = x["coal_slope"][:, None] * d.coal + industry * z(
            (chains, years)
        )
        state.coefficients[:, :years] = priors.value("county.mean_wedge") * z((chains, years))
        state.coefficients[:, years] = priors["county.benchmark_mean"].draw(g, chains)
        state.coefficients[:, -1] = priors["county.benchmark_slope"].draw(g, chains)
        state.prefecture_effect[..., :years] = used[3][:, None, None] * _ar1(
            z((chains, 3, years)), used[4]
        )
        state.prefecture_effect[..., years] = x["benchmark_prefecture_scale"][:, None] * z(
            (chains, 3)
        )
        rho = np.full(chains, priors.value("county.volatility_persistence"))
        path = _ar1(z((chains, 1, years)), rho)[:, 0]
        state.volatility[:] = x["volatility_scale"][:, None] * path
        state.inverse_weight[:] = 1.0 / g.gamma(2, 0.5, state.inverse_weight.shape)
        state.step_inverse[:] = 1.0 / g.gamma(2, 0.5, state.step_inverse.shape)
    block, place, share = sampler.record(), panel["prefecture"], panel["share"]
    slow = used[1][:, None, None] * _ar1(z((chains, units, years)), used[2])
    step = (
        block["benchmark_mean"][:, None]
        + block["benchmark_slope"][:, None] * share
        + block["benchmark_prefecture"][:, place]
        + x["benchmark_scale"][:, None] * z((chains, units)) / block["benchmark_mixture"] ** 0.5
    )
    growth = (
        block["mean_wedge"][:, None]
        + block["industry_loading"][:, None] * share[:, None]
        + block["prefecture_factor"][:, place]
        + slow
        + step[..., None] * d.benchmark
        + used[0][:, None, None] * z((chains, units, 1))
        + block["shock_scale"][..., None]
        * np.exp(block["volatility"])[:, None]
        * z((chains, units, years))
        / sampler.shock_mixture**0.5
    )
    d.growth[...] = pack_lanes(growth.swapaxes(1, 2)) * d.observed


def _ar1(z, persistence):
    rho, out = persistence[:, None], z.copy()
    for t in range(1, z.shape[-1]):
        out[..., t] = rho * out[..., t - 1] + np.sqrt(1 - rho**2) * z[..., t]
    return out


@pytest.mark.parametrize("years", [2, 4])
def test_county_sweeps_with_simulated_data_preserve_the_prior(priors, years):
    """Geweke (2004): draw parameters and data, then sweep and redraw the data, 12 times over.

    Every chain starts from an exact joint draw, so after any number of rounds its parameters are
    exact draws from the prior again, independent between the 1 500 chains. Two years: the scales
    cannot be learnt and the sample uses the priors' centres.
    """
    sampler = CountySampler(
        stack_county([_tiny_panel(years)], 1500), priors, np.random.default_rng(10 + years)
    )
    _draw_growth(sampler, priors, fresh=True)
    for _ in range(12):
        sampler.sweep(adapt=False)
        _draw_growth(sampler, priors, fresh=False)
    check, block = np.random.default_rng(20), sampler.record()
    for name in (*SCALARS, "coal_slope", "benchmark_mean", "benchmark_slope"):
        reference = priors[f"county.{name}"].draw(check, 200_000)
        assert stats.ks_2samp(block[name], reference).pvalue > SMALLEST, name
    z = np.log(block["shock_scale"] / block["shock_median"][:, None])
    z = z[:, 5] / block["shock_spread"]
    assert stats.kstest(z, stats.norm.cdf).pvalue > SMALLEST
    volatility = block["volatility"] / block["volatility_scale"][:, None]
    rho = priors.value("county.volatility_persistence")
    steps = (volatility[:, 1:] - rho * volatility[:, :-1]) / np.sqrt(1.0 - rho**2)
    for year in (volatility[:, 0], *steps.T):
        assert stats.kstest(year, stats.norm.cdf).pvalue > SMALLEST
    weight = stats.gamma(2, scale=0.5).cdf
    assert stats.kstest(sampler.shock_mixture[:, 0, 1], weight).pvalue > SMALLEST
    assert stats.kstest(block["benchmark_mixture"][:, 2], weight).pvalue > SMALLEST


def _draw_common(sampler, years):
    """Draw the series given the chain's parameters; the first year stays."""
    growth = np.stack([data.growth for data in sampler.data])
    z = sampler.generator.standard_t(sampler.data[0].degrees, (years, 3, len(growth)))
    deviation = growth - _means(sampler)
    b, scale = sampler.state.beta, sampler.state.scale
    for t in range(1, years):
        c0, n0, p0 = deviation[:, t - 1].T
        c1 = b[:, 0] * c0 + scale[:, 0] * z[t, 0]
        n1 = np.einsum("cj,jc->c", b[:, 1:4], [n0, c1, c0]) + scale[:, 1] * z[t, 1]
        p1 = np.einsum("cj,jc->c", b[:, 4:], [p0, c1, c0, n1]) + scale[:, 2] * z[t, 2]
        deviation[:, t] = np.stack([c1, n1, p1], axis=1)
    for data, series in zip(sampler.data, deviation + _means(sampler), strict=True):
        data.growth[1:] = series[1:]


def _means(sampler):
    coal, national, provincial = np.moveaxis(sampler.state.process, 1, 0)
    return np.stack([coal, national, national + provincial], axis=-1)


def test_common_sweeps_with_simulated_data_preserve_the_prior(priors):
    """As above, with the weights drawn inside the sweep and one year of the province missing."""
    years, chains = 7, 1500
    mask = np.ones((years, 3))
    mask[-1, 2] = 0.0
    declared = common_data(load_panel(DATA_DIR, "latest"), last_year=2025, priors=priors)
    panel = {**declared, "growth": np.full((years, 3), 0.1), "mask": mask}
    generator = np.random.default_rng(30)
    sampler = CommonSampler([panel] * chains, priors, 1, generator, STUDY.common)
    state, reversion = sampler.state, sampler.data[0].reversion
    generator = np.random.default_rng(31)
    state.process[:, 0] = priors["common.coal_mean"].draw(generator, chains)[:, None]
    for k, s in ((1, "national"), (2, "provincial")):
        anchor = state.anchor[:, k] = priors[f"common.{s}_anchor"].draw(generator, chains)
        path = [priors[f"common.{s}_start"].draw(generator, chains)]
        for _ in range(years - 1):
            step = state.innovation[:, k] * generator.standard_normal(chains)
            path.append(anchor + reversion * (path[-1] - anchor) + step)
        state.process[:, k] = np.stack(path, axis=1)
    _draw_common(sampler, years)
    for _ in range(12):
        # The first step of a sweep conditions on the weights: draw them with the data.
        for chain, data in enumerate(sampler.data):
            own = CommonState(*(array[chain] for array in state))
            assert draw_equations(own, data, sampler.generator)
            assert draw_processes(own, data, sampler.generator)
            draw_innovations(own, data, sampler.generator)
            rescale_processes(own, data, sampler.generator)
        _draw_common(sampler, years)
    block = sampler.record()
    check = np.random.default_rng(32)
    for name, values in block.items():
        if values.ndim > 1:
            continue
        own = name.removeprefix("national_").removeprefix("provincial_")
        label = "own_lag" if own == "persistence" else name
        reference = priors[f"common.{label}"].draw(check, 200_000)
        assert stats.ks_2samp(values, reference).pvalue > SMALLEST, name
    away = block["provincial_mean"] - block["national_mean"] - block["provincial_anchor"][:, None]
    steps = (away[:, -1] - reversion * away[:, -2]) / block["provincial_innovation"]
    assert stats.kstest(steps, stats.norm.cdf).pvalue > SMALLEST


def _redraw_revenue(sampler, generator):
    """Draw revenue growth given the chain's parameters; hidden growth is part of the noise."""
    for chain, data in enumerate(sampler.data):
        own = RevenueState(*(array[chain] for array in sampler.state))
        beta, hidden = own.coefficient, own.coefficient[RELATIVE] * data.growth_scale
        location = beta[INTERCEPT] + beta[COMMON] * data.common + beta[YEAR:]
        location = location + beta[COAL] * data.coal + beta[RELATIVE] * data.relative
        location -= np.exp(own.scalars[REVERSION]) * (data.ratio - own.target[:, None])
        noise = np.hypot(np.exp(own.log_scale)[:, None], hidden)
        shocks = generator.standard_t(data.degrees, data.growth.shape)
        data.growth[:] = (location + noise * shocks) * data.mask


@pytest.mark.parametrize("years", [1, 4])
def test_revenue_sweeps_with_simulated_data_preserve_the_prior(priors, years):
    """As above; a benchmark year hides the growth of most units, three cells are missing."""
    chains, generator = 1500, np.random.default_rng(50 + years)
    mask, hidden = np.ones((12, years)), np.zeros((12, years))
    mask[3, 0] = mask[8, years - 1] = mask[5, years // 2] = 0.0
    hidden[:9, -1] = 0.3
    panel = {
        "growth": np.zeros((12, years)),
        "relative": generator.normal(0, 0.1, (12, years)),
        "growth_scale": hidden,
        "ratio": generator.normal(0, 0.5, (12, years)),
        "mask": mask,
        "common": generator.normal(0.07, 0.05, years),
        "coal": generator.normal(0, 0.5, years),
        "share": generator.normal(0, 0.2, 12),
        "center": np.array(-2.5),
    }
    sampler = RevenueSampler([panel] * chains, priors, 1, generator)
    state, prior = sampler.state, sampler.data[0].coefficient
    state.coefficient[:] = generator.normal(prior[:, 0], prior[:, 1] ** -0.5, (chains, len(prior)))
    state.target[:] = priors.value("revenue.ratio_scale") * generator.standard_normal((chains, 12))
    _redraw_revenue(sampler, generator)
    for _ in range(12):
        for chain, data in enumerate(sampler.data):
            own = RevenueState(*(array[chain] for array in state))
            draw_scales(own, data, sampler.generator)
            assert draw_coefficients(own, data, sampler.generator)
        _redraw_revenue(sampler, generator)
    block, check = sampler.record(), np.random.default_rng(52)
    for name, values in block.items():
        if values.ndim == 1:
            reference = priors[f"revenue.{name}"].draw(check, 200_000)
            assert stats.ks_2samp(values, reference).pvalue > SMALLEST, name
    z = np.log(block["revenue_shock_scale"] / block["shock_median"][:, None])
    standard = {
        "scale": z / block["shock_spread"][:, None],
        "target": (block["target_ratio"] + 2.5) / priors.value("revenue.ratio_scale"),
        "year": state.coefficient[:, YEAR:] / priors.value("revenue.year_scale"),
    }
    for name, x in standard.items():
        for column in (0, -1):
            assert stats.kstest(x[:, column], stats.norm.cdf).pvalue > SMALLEST, name


def test_panels_sampled_together_use_their_own_data(latest_panel, panel_2020, priors):
    """Two panels in one run: names and shapes of the blocks, a separate posterior per panel."""
    settings = GibbsSettings(draws=40, tune=60, chains=2)
    data = [common_data(p, last_year=2025, priors=priors) for p in (latest_panel, panel_2020)]
    blocks = sample_common(
        data, priors, settings=settings, generator=np.random.default_rng(1), drivers=STUDY.common
    )
    assert blocks[0]["national_mean"].shape == (80, 30)
    late, early = (b["national_mean"][:, -1].std() for b in blocks)
    assert early > 1.1 * late  # five years without data widen the walk
    county = county_data(latest_panel, first_year=2020, last_year=2024, priors=priors)
    block, shifted = sample_county(
        [county, {**county, "excess": county["excess"] + 0.05 * county["mask"]}],
        priors,
        settings=settings,
        generator=np.random.default_rng(2),
    )
    assert block["benchmark"].shape == block["drift"].shape == (80, 117)
    # Shared terms absorb four fifths of the shift; drift and means near zero the remainder.
    here, there = (b["mean_wedge"].mean() + b["prefecture_factor"].mean() for b in (block, shifted))
    assert 0.03 < there - here < 0.05
