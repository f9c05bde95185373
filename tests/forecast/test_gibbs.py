"""The second engine: every conditional against a closed form, every sweep against the prior."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from model.errors import UsageError
from model.forecast.common import common_data
from model.forecast.county import county_data
from model.forecast.gibbs import GibbsSettings, sample_common, sample_county
from model.forecast.gibbs_common import CommonSampler
from model.forecast.gibbs_county import PREFECTURE, CountySampler
from model.forecast.gibbs_data import encode_priors, stack_county
from model.forecast.gibbs_lanes import LANES, STATE, density_of_prefecture, filter_block
from model.forecast.gibbs_shared import SharedPrior, solve_shared, weigh_shared
from model.forecast.gibbs_slow import SlowScales, draw_slow
from model.forecast.gibbs_steps import (
    Metropolis,
    draw_mixture,
    log_prior,
    log_t,
    read_normal,
    slice_sample,
)
from model.forecast.gibbs_units import SCALES
from model.inputs import DATA_DIR, load_priors

# Some fifty Kolmogorov-Smirnov tests below: a right engine fails one run in 2 000 at this level,
# and the seeds are fixed.
SMALLEST = 1e-5


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


def _covariance(drift, slow, persistence, noise):
    lag = np.abs(np.subtract.outer(np.arange(len(noise)), np.arange(len(noise))))
    return drift**2 + slow**2 * persistence**lag + np.diag(noise)


@pytest.mark.parametrize("seen", [(1, 1, 1, 1), (0, 1, 1, 0), (1, 0, 0, 1)])
def test_filter_and_backward_draws_meet_the_dense_conditional(seen):
    """Density to 1e-10; mean and covariance of 40 000 draws within 5 Monte Carlo errors."""
    generator = np.random.default_rng(2)
    draws, scales = 40_000, SlowScales(*(np.array([v]) for v in (0.02, 0.03, 0.7)))
    x, noise = np.array([0.05, -0.02, 0.08, 0.01]), np.array([0.03, 0.05, 0.02, 0.04]) ** 2
    shape = (4, 1, draws)
    arrays = [np.broadcast_to(np.asarray(a, float)[:, None, None], shape) for a in (x, noise, seen)]
    kept = np.flatnonzero(seen)
    covariance = _covariance(0.02, 0.03, 0.7, noise)
    expected = stats.multivariate_normal(cov=covariance[np.ix_(kept, kept)]).logpdf(x[kept])
    assert _filter_density(x, noise, seen) == pytest.approx(
        expected + 0.5 * len(kept) * np.log(2 * np.pi), abs=1e-10)
    drift, path = draw_slow(*arrays, scales, generator)
    got = np.concatenate([drift, path[:, 0]])
    prior = np.full((5, 5), 0.0)
    prior[0, 0], prior[1:, 1:] = 0.02**2, covariance - 0.02**2 - np.diag(noise)
    cross = np.concatenate([np.full((1, 4), 0.02**2), prior[1:, 1:]])[:, kept]
    gain = cross @ np.linalg.inv(covariance[np.ix_(kept, kept)])
    posterior = prior - gain @ cross.T
    sd = np.sqrt(np.diag(posterior))
    assert np.all(np.abs(got.mean(axis=1) - gain @ x[kept]) < 5 * sd / np.sqrt(draws))
    assert np.all(np.abs(np.cov(got) - posterior) < 5 * np.outer(sd, sd) * np.sqrt(2 / draws))


def _filter_density(x, noise, seen):
    """Density of one unit by the compiled filter, in the second lane of a block."""
    lane = np.zeros(LANES)
    lane[1] = 1.0
    out, state = np.empty(LANES), np.empty(STATE * LANES)
    cells = [np.outer(np.asarray(a, float), lane) for a in (x, np.ones(4), noise, seen)]
    filter_block(*cells, np.full(LANES, 0.0), 0.02**2, 0.03**2, 0.7, state, out)
    assert np.all(out[lane == 0] == 0.0)
    return out[1]


def _shared_case(generator):
    """Nine units in three prefectures, three years, the last a benchmark; a gap."""
    member = np.eye(3)[np.arange(9) % 3]
    share, benchmark = generator.normal(0, 0.2, 9), np.array([0.0, 0.0, 1.0])
    growth = 0.1 * generator.standard_normal((3, 1, 9))
    seen = np.ones((3, 1, 9))
    seen[0, 0, 4] = 0.0
    noise = generator.gamma(2, 2e-3, (3, 9))
    return member, share, benchmark, growth, seen, noise


def _prefecture_prior(scale, persistence, step):
    """Covariance of a prefecture's three factors and its effect on the step."""
    block = np.zeros((4, 4))
    block[:3, :3] = _covariance(0.0, scale, persistence, np.zeros(3))
    block[3, 3] = step**2
    return block


def _repeat(posterior, times):
    """Every array of a dataclass so many times along the chain axis."""
    return dataclasses.replace(posterior, **{
        f.name: (_repeat(value, times) if dataclasses.is_dataclass(value)
                 else np.repeat(value, times, axis=0))
        for f in dataclasses.fields(posterior) for value in (getattr(posterior, f.name),)})


def test_scales_of_the_prefecture_terms_meet_the_dense_marginal(priors):
    """Their density up to a constant, at two points, the shared terms known to be nil."""
    generator = np.random.default_rng(8)
    member, _, benchmark, growth, seen, noise = _shared_case(generator)
    weight = seen / noise[:, None]
    precision = weight @ member
    mean = (weight * growth) @ member / precision
    declared = [priors[f"county.{name}"] for name in PREFECTURE]
    design, gaps = np.concatenate([np.eye(3), benchmark[:, None]], axis=1), []
    for point in ((0.03, 0.4, 0.08), (0.01, 0.8, 0.15)):
        got = density_of_prefecture(np.array(point), encode_priors(declared), np.zeros(3), 1.0,
                                    mean[:, 0], precision[:, 0], benchmark)
        for value, prior in zip(point, declared, strict=True):
            got -= log_prior(prior, np.array(value))
        block = design @ _prefecture_prior(*point) @ design.T
        for k in range(3):
            rows = [np.flatnonzero(seen[:, 0, i]) + 3 * i for i in range(k, 9, 3)]
            rows = np.concatenate(rows)
            dense = np.kron(np.ones((9, 9)), block) + np.diag(noise.T.ravel())
            got -= stats.multivariate_normal(cov=dense[np.ix_(rows, rows)]).logpdf(
                growth[:, 0].T.ravel()[rows])
        gaps.append(got)
    assert gaps[0] == pytest.approx(gaps[1], abs=1e-8)


def test_shared_terms_meet_the_dense_conditional():
    """Mean and covariance of 40 000 draws within some five Monte Carlo errors."""
    generator = np.random.default_rng(3)
    member, share, benchmark, growth, seen, noise = _shared_case(generator)
    design = np.concatenate([np.eye(3), benchmark[:, None]], axis=1)
    prior_sd = np.array([0.02, 0.02, 0.02, 0.03, 0.06, 0.06, 0.06, 0.2])
    prior_mean = np.array([0, 0, 0, 0.01, 0.1, -0.05, 0.02, -0.1])
    rows = [np.concatenate([np.kron([1.0, share[i]], design), np.kron(member[i], design)], axis=1)
            for i in range(9)]
    kept = np.concatenate([3 * i + np.flatnonzero(seen[:, 0, i]) for i in range(9)])
    loading = np.concatenate(rows)[kept]
    y = growth[:, 0].T.ravel()[kept]
    own = np.diag(noise.T.ravel()[kept])
    evidence = weigh_shared(seen / noise[:, None], growth, benchmark, share, member)
    shared_prior = SharedPrior(np.diag(prior_sd**-2.0)[None], (prior_mean / prior_sd**2)[None])
    scale, persistence, step = 0.01, 0.8, 0.15
    got = solve_shared(evidence, shared_prior, scale=np.array([scale]),
                       persistence=np.array([persistence]), step_scale=np.array([step]))
    total = np.zeros((20, 20))
    total[:8, :8] = np.diag(prior_sd**2)
    total[8:, 8:] = np.kron(np.eye(3), _prefecture_prior(scale, persistence, step))
    mean = np.concatenate([prior_mean, np.zeros(12)])
    spread = loading @ total @ loading.T + own
    gain = total @ loading.T @ np.linalg.inv(spread)
    expected, left = mean + gain @ (y - loading @ mean), total - gain @ loading @ total
    corner, effect = _repeat(got, 40_000).draw(generator)
    drawn = np.concatenate([corner, effect.reshape(40_000, -1)], axis=1)
    sd = np.sqrt(np.diag(left))
    assert np.all(np.abs(drawn.mean(axis=0) - expected) < 5 * sd / np.sqrt(40_000))
    assert np.all(np.abs(np.cov(drawn.T) - left) < 6 * np.outer(sd, sd) * np.sqrt(2 / 40_000))


def test_metropolis_keeps_a_correlated_target_cut_at_zero():
    """Folding proposals at zero fails here: the way there is not as likely as the way back."""
    generator = np.random.default_rng(4)
    chains, rho = 20_000, -0.8
    move = Metropolis(np.ones(2), chains, chains)
    move.covariance = np.broadcast_to(np.array([[1.0, rho], [rho, 1.0]]), (chains, 2, 2))
    x = np.abs(generator.standard_normal((chains, 2))) * [1, 0]
    x[:, 1] = rho * x[:, 0] + np.sqrt(1 - rho**2) * generator.standard_normal(chains)
    exact = x.mean(axis=0), x.std(axis=0)

    def log_density(p):
        inside = -0.5 * (p[:, 0]**2 + (p[:, 1] - rho * p[:, 0])**2 / (1 - rho**2))
        return np.where(p[:, 0] >= 0, inside, -np.inf)

    new = move.step(x, log_density, generator, adapt=False, repeats=40)
    # Both samples carry error: sqrt(2) of one, 5 of these.
    assert np.all(np.abs(new.mean(axis=0) - exact[0]) < 5 * np.sqrt(2 / chains) * exact[1])


def test_slice_keeps_a_skewed_target():
    generator = np.random.default_rng(5)
    x = np.log(generator.gamma(0.7, 1.0, 20_000))
    for _ in range(5):
        x = slice_sample(x, lambda u: 0.7 * u - np.exp(u), generator, width=1.0)
    assert stats.kstest(np.exp(x), stats.gamma(0.7).cdf).pvalue > SMALLEST


def test_weights_follow_their_conditional_on_a_grid():
    """Gamma conditional against the product of prior and normal likelihood."""
    generator, x = np.random.default_rng(6), 2.3
    drawn = draw_mixture(generator, np.full(20_000, x), np.ones(20_000), 4.0)
    grid = np.linspace(1e-6, 8, 200_000)
    density = stats.gamma(2, scale=0.5).pdf(grid) * stats.norm(0, grid**-0.5).pdf(x)
    cdf = np.cumsum(density) / density.sum()
    assert stats.kstest(drawn, lambda w: np.interp(w, grid, cdf)).pvalue > SMALLEST
    unseen = draw_mixture(generator, np.full(20_000, x), np.zeros(20_000), 4.0)
    assert stats.kstest(unseen, stats.gamma(2, scale=0.5).cdf).pvalue > SMALLEST
    gap = log_t(np.array([0.1, 0.7]), np.array(0.3), 4.0) - stats.t(4, scale=0.3).logpdf([0.1, 0.7])
    assert gap[0] == pytest.approx(gap[1], abs=1e-12)


def test_a_prior_without_a_conjugate_draw_is_refused(priors):
    with pytest.raises(UsageError, match="shock_median"):
        read_normal(priors["county.shock_median"])


def _tiny_panel(years):
    """Twelve units, three prefectures, the last year a benchmark, three gaps."""
    generator = np.random.default_rng(7)
    mask = np.ones((12, years))
    mask[3, 0] = mask[8, years - 1] = mask[5, 1] = 0.0
    return {"excess": np.zeros((12, years)), "mask": mask,
            "coal": generator.normal(0, 0.5, years), "share": generator.normal(0, 0.2, 12),
            "benchmark": np.eye(years)[-1], "prefecture": np.arange(12) % 3,
            "learn": np.array(float(years > 2))}


def _draw_growth(sampler, priors, *, fresh):
    """Draw the data given the chain's parameters; ``fresh`` draws the shared terms too."""
    g, d, x = np.random.default_rng(sampler.generator.integers(2**31)), sampler.data, sampler.x
    years, chains, units = d.growth.shape
    z = g.standard_normal
    used = [d.learn * x[n] + (1 - d.learn) * priors[f"county.{n}"].center
            for n in (*SCALES[:3], *PREFECTURE[:2])]
    if fresh:
        x["coal_slope"] = priors["county.coal_slope"].draw(g, chains)
        industry = priors.value("county.industry_scale")
        x["industry_loading"] = x["coal_slope"][:, None] * d.coal + industry * z((chains, years))
        x["mean_wedge"] = priors.value("county.mean_wedge") * z((chains, years))
        x["benchmark_mean"] = priors["county.benchmark_mean"].draw(g, chains)
        x["benchmark_slope"] = priors["county.benchmark_slope"].draw(g, chains)
        x["prefecture_factor"] = used[3][:, None, None] * _ar1(z((chains, 3, years)), used[4])
        x["benchmark_prefecture"] = x["benchmark_prefecture_scale"][:, None] * z((chains, 3))
        x["shock_mixture"] = g.gamma(2, 0.5, x["shock_mixture"].shape)
        x["benchmark_mixture"] = g.gamma(2, 0.5, (chains, units))
    slow = used[1][:, None, None] * _ar1(z((chains, units, years)), used[2])
    step = (x["benchmark_mean"][:, None] + x["benchmark_slope"][:, None] * d.share
            + x["benchmark_prefecture"][:, d.prefecture]
            + x["benchmark_scale"][:, None] * z((chains, units)) / x["benchmark_mixture"]**0.5)
    for t in range(years):
        d.growth[t] = (x["mean_wedge"][:, t, None] + x["industry_loading"][:, t, None] * d.share
                       + x["prefecture_factor"][:, d.prefecture, t] + slow[:, :, t]
                       + x["shock_scale"] * z((chains, units)) / x["shock_mixture"][t]**0.5
                       + step * d.benchmark[t])
    drift = used[0][:, None] * z((chains, units))
    d.growth[...] = np.where(d.seen > 0, d.growth + drift, 0.0)


def _ar1(z, persistence):
    rho, out = persistence[:, None], z.copy()
    for t in range(1, z.shape[-1]):
        out[..., t] = rho * out[..., t - 1] + np.sqrt(1 - rho**2) * z[..., t]
    return out


@pytest.mark.parametrize("years", [2, 4])
def test_county_sweeps_keep_the_prior_when_the_data_are_drawn_anew(priors, years):
    """Geweke (2004): draw parameters and data, then sweep and redraw the data, 12 times over.

    Every chain starts from an exact joint draw, so after any number of rounds its parameters are
    exact draws from the prior again, independent between the 1 500 chains. Two years: the scales
    cannot be learnt and the sample uses the priors' centres.
    """
    sampler = CountySampler(stack_county([_tiny_panel(years)], 1500), priors,
                            np.random.default_rng(10 + years))
    _draw_growth(sampler, priors, fresh=True)
    for _ in range(12):
        sampler.sweep(adapt=False)
        _draw_growth(sampler, priors, fresh=False)
    check = np.random.default_rng(20)
    for name in (*SCALES, *PREFECTURE, "benchmark_scale", "coal_slope", "benchmark_mean",
                 "benchmark_slope"):
        reference = priors[f"county.{name}"].draw(check, 200_000)
        assert stats.ks_2samp(sampler.x[name], reference).pvalue > SMALLEST, name
    z = np.log(sampler.x["shock_scale"] / sampler.x["shock_median"][:, None])
    z = z[:, 5] / sampler.x["shock_spread"]
    assert stats.kstest(z, stats.norm.cdf).pvalue > SMALLEST
    weight = stats.gamma(2, scale=0.5).cdf
    assert stats.kstest(sampler.x["shock_mixture"][1, :, 0], weight).pvalue > SMALLEST
    assert stats.kstest(sampler.x["benchmark_mixture"][:, 2], weight).pvalue > SMALLEST


def _draw_common(sampler, years):
    """Draw the series given the chain's parameters; the first year stays."""
    z = sampler.generator.standard_t(sampler.degrees, (years, 3, sampler.chains))
    deviation = sampler.growth - _means(sampler)
    b = sampler.beta
    for t in range(1, years):
        c0, n0, p0 = deviation[:, t - 1].T
        c1 = b["coal"][:, 0] * c0 + sampler.scale["coal"] * z[t, 0]
        n1 = np.einsum("cj,jc->c", b["national"], [n0, c1, c0]) + (
            sampler.scale["national"] * z[t, 1])
        p1 = np.einsum("cj,jc->c", b["provincial"], [p0, c1, c0, n1]) + (
            sampler.scale["provincial"] * z[t, 2])
        deviation[:, t] = np.stack([c1, n1, p1], axis=1)
    sampler.growth[:, 1:] = (deviation + _means(sampler))[:, 1:]


def _means(sampler):
    coal = np.repeat(sampler.coal_mean[:, None], sampler.years, axis=1)
    return np.stack([coal, sampler.mean["national"], sampler.mean["provincial"]], axis=-1)


def test_common_sweeps_keep_the_prior_when_the_data_are_drawn_anew(priors):
    """As above, with the weights drawn inside the sweep and one province's year not yet known."""
    years, chains = 7, 1500
    mask = np.ones((years, 3))
    mask[-1, 2] = 0.0
    panel = {"growth": np.full((years, 3), 0.1), "mask": mask}
    sampler = CommonSampler([panel], priors, chains, np.random.default_rng(30))
    generator = np.random.default_rng(31)
    sampler.coal_mean = priors["common.coal_mean"].draw(generator, chains)
    innovation = priors.value("common.trend_innovation")
    walk = innovation * generator.standard_normal((2, chains, years)).cumsum(axis=2)
    sampler.mean = {s: priors[f"common.{s}_start"].draw(generator, chains)[:, None] + w - w[:, :1]
                    for s, w in zip(("national", "provincial"), walk, strict=True)}
    _draw_common(sampler, years)
    for _ in range(12):
        # The first step of a sweep takes the weights as given: draw them with the data.
        sampler.sweep_equations()
        sampler.sweep_means()
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
    steps = np.diff(block["provincial_mean"], axis=1)[:, -1] / innovation
    assert stats.kstest(steps, stats.norm.cdf).pvalue > SMALLEST


def test_panels_run_side_by_side_keep_their_own_data(latest_panel, panel_2020, priors):
    """Two panels in one run: names and shapes of the fit's blocks, each panel its own answer."""
    settings = GibbsSettings(draws=40, tune=60, chains=2)
    data = [common_data(p, last_year=2025, priors=priors) for p in (latest_panel, panel_2020)]
    blocks = sample_common(data, priors, settings=settings, generator=np.random.default_rng(1))
    assert blocks[0]["national_mean"].shape == (80, 30)
    late, early = (b["national_mean"][:, -1].std() for b in blocks)
    assert early > 1.1 * late  # five years without data widen the walk
    county = county_data(latest_panel, first_year=2020, last_year=2024, priors=priors)
    block, shifted = sample_county(
        [county, {**county, "excess": county["excess"] + 0.05 * county["mask"]}], priors,
        settings=settings, generator=np.random.default_rng(2))
    assert block["shock_mixture"].shape == (80, 117, 5)
    assert block["benchmark"].shape == block["drift"].shape == (80, 117)
    # What is shared takes four fifths of the shift, the rest goes to drift and means near zero.
    here, there = (b["mean_wedge"].mean() + b["prefecture_factor"].mean() for b in (block, shifted))
    assert 0.03 < there - here < 0.05
