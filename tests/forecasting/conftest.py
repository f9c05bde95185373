"""Small forecasts on the real panels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planodds.forecasting import forecast_paths
from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.panels.early_figures import no_early_figures
from tests.forecasting.simulated_panels import make_posterior


@pytest.fixture(scope="session")
def latest_panel():
    """The shipped data without early figures, so that a forecast has no condition."""
    return replace(load_panel(DATA_DIR, "latest"), early_figures=no_early_figures())


@pytest.fixture(scope="session")
def posterior(latest_panel):
    return make_posterior(latest_panel)


@pytest.fixture(scope="session")
def forecast(posterior, latest_panel):
    return forecast_paths(posterior, latest_panel, paths=400, seed=7)


@pytest.fixture(scope="session")
def posterior_2020(panel_2020):
    return make_posterior(panel_2020)


@pytest.fixture(scope="session")
def forecast_2020(posterior_2020, panel_2020):
    return forecast_paths(posterior_2020, panel_2020, paths=400, seed=7)
