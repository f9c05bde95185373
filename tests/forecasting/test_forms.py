"""Three forms of the county block have one posterior: states integrated out, sampled, or Gibbs."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting import FitSettings
from planodds.forecasting.gibbs.sampler import GibbsSettings, sample_county
from planodds.forecasting.nuts.county import build_county_model
from planodds.forecasting.nuts.sampling import sample_graph
from planodds.inputs import DATA_DIR, load_priors
from tests.bench.panels import make_county_data
from tests.bench.plain import build_plain_model

SHARED = (
    "coal_slope",
    "prefecture_scale",
    "prefecture_persistence",
    "drift_scale",
    "slow_scale",
    "slow_persistence",
    "shock_median",
    "shock_spread",
    "benchmark_scale",
    "volatility_scale",
)
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("forms")]


@pytest.fixture(scope="module")
def panel():
    return make_county_data(units=25, years=6, prefectures=4), load_priors(DATA_DIR, "latest")


@pytest.fixture(scope="module")
def plain(panel):
    import nutpie

    return sample_graph(
        nutpie.compile_pymc_model(build_plain_model(*panel)), FitSettings(draws=2000)
    )[0]


def assert_same(one, two):
    """Means within four combined Monte Carlo errors, sds within 20 %, on 25 units x 6 years."""
    from arviz_stats.base import array_stats

    for name in SHARED:
        a, b = one[name], two[name]
        errors = [
            x.std() / np.sqrt(array_stats.ess(x.reshape(4, -1), chain_axis=0, draw_axis=1))
            for x in (a, b)
        ]
        assert abs(a.mean() - b.mean()) < 4 * np.hypot(*errors), name
        assert a.std() == pytest.approx(b.std(), rel=0.2), name


def test_integrating_the_states_out_does_not_change_the_posterior(panel, plain):
    import nutpie

    filtered, _ = sample_graph(
        nutpie.compile_pymc_model(build_county_model(*panel)), FitSettings(draws=1000)
    )
    assert_same(filtered, plain)


def test_the_compiled_gibbs_steps_have_the_same_posterior(panel, plain):
    data, priors = panel
    arrays = {key: np.asarray(value) for key, value in data.items()}
    (block,) = sample_county(
        [arrays],
        priors,
        settings=GibbsSettings(draws=2000, tune=500, cores=2),
        generator=np.random.default_rng(1),
    )
    assert_same(block, plain)
