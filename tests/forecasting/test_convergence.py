"""The gate refuses what has not converged, and only that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planodds.errors import ConvergenceError
from planodds.forecasting import FitSettings, check_convergence
from planodds.forecasting.convergence import convergence_summary, path_convergence
from tests.shanxi import HOME_UNIT


def _chains(seed, *, shift=0.0, persistence=0.0, draws=1000):
    generator = np.random.default_rng(seed)
    x = generator.standard_normal((4, draws))
    for t in range(1, draws):
        x[:, t] += persistence * x[:, t - 1]
    return x + shift * np.arange(4)[:, None]


def test_independent_chains_pass():
    row = convergence_summary({"x": _chains(1), "y": _chains(2)}, divergences=0)
    assert row["passed"]
    # 4 000 independent draws: the noise of the estimate is a few per cent.
    assert row["min_ess_bulk"] == pytest.approx(4000, rel=0.15)


@pytest.mark.parametrize(
    ("bad", "why"), [({"shift": 0.5}, "max_rhat"), ({"persistence": 0.97}, "min_ess_bulk")]
)
def test_chains_that_disagree_or_crawl_are_refused(bad, why):
    row = convergence_summary({"good": _chains(1), "bad": _chains(2, **bad)}, divergences=0)
    assert not row["passed"]
    assert row[f"{why}_of"] == "bad"


def test_one_divergence_is_one_too_many():
    assert not convergence_summary({"x": _chains(1)}, divergences=1)["passed"]


def test_a_value_that_is_not_a_number_is_a_miss():
    broken = _chains(1)
    broken[0, 0] = np.nan
    row = convergence_summary({"x": broken}, divergences=0)
    assert not row["passed"]
    assert np.isnan(row["max_rhat"])


def test_paths_that_crawl_are_refused(posterior, forecast, latest_panel):
    """Fifty draws per chain cannot be 400 effective ones."""
    crawling = replace(posterior, settings=FitSettings())
    with pytest.raises(ConvergenceError, match="the paths fail the convergence criteria"):
        check_convergence(crawling, forecast, latest_panel)


def test_a_failed_gate_is_recorded_where_it_is_allowed(posterior, forecast, latest_panel):
    allowed = replace(posterior, settings=FitSettings(allow_gate_failure=True))
    gated = check_convergence(allowed, forecast, latest_panel)
    assert not gated.passed
    assert gated.diagnostics[-1]["block"] == "paths"


def test_an_event_without_hits_does_not_block(posterior, forecast):
    """The gate looks at log levels and gaps, which vary even where no draw meets the event."""
    members = np.ones(len(forecast.units), bool)
    hopeless = np.array(forecast.log_gdp)
    hopeless[forecast.unit_index(HOME_UNIT)] -= 3.0
    without_hits = replace(forecast, log_gdp=hopeless)
    assert not (without_hits.rank(HOME_UNIT, members)[:, 0] <= 30).any()
    row = path_convergence(without_hits, members, unit=HOME_UNIT, chains=2, years=(2025, 2030))
    assert np.isfinite([row["max_rhat"], row["min_ess_bulk"], row["min_ess_tail"]]).all()
