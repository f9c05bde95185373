"""Two forms of the county block, states integrated out or sampled, have one posterior."""

from __future__ import annotations

import numpy as np
import pytest

from model.forecast import FitSettings
from model.forecast.county import build_county_model
from model.forecast.fit import sample_graph
from model.inputs import DATA_DIR, load_priors
from tests.bench.panels import make_county_data
from tests.bench.plain import build_plain_model

SHARED = ("coal_slope", "prefecture_scale", "prefecture_persistence", "drift_scale", "slow_scale",
          "slow_persistence", "shock_median", "shock_spread", "benchmark_scale")


@pytest.mark.slow
def test_integrating_the_states_out_leaves_the_posterior():
    """Means within four combined Monte Carlo errors, sds within 20 %, on 25 units x 6 years."""
    import nutpie
    from arviz_stats.base import array_stats

    data, priors = make_county_data(units=25, years=6, prefectures=4), load_priors(DATA_DIR,
                                                                                  "latest")
    filtered, _ = sample_graph(nutpie.compile_pymc_model(build_county_model(data, priors)),
                          FitSettings(draws=1000))
    plain, _ = sample_graph(nutpie.compile_pymc_model(build_plain_model(data, priors)),
                       FitSettings(draws=2000))
    for name in SHARED:
        a, b = filtered[name], plain[name]
        errors = [x.std() / np.sqrt(array_stats.ess(x.reshape(4, -1), chain_axis=0, draw_axis=1))
                  for x in (a, b)]
        assert abs(a.mean() - b.mean()) < 4 * np.hypot(*errors), name
        assert a.std() == pytest.approx(b.std(), rel=0.2), name
