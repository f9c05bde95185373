"""Tables of early figures and of census steps: identities, and what is left out."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.panels.early_figures import no_early_figures
from planodds.inputs.panels.indicator_series import load_indicators
from planodds.probability.growth.census_steps import split_census_steps
from planodds.probability.questions.early_figures import early_figure_effects
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel


def with_figures(panel):
    """One figure of the home unit's revenue, and the total of the only group."""
    year = panel.information.county_to + 1
    rows = [
        (shanxi.HOME_UNIT, "", year, "revenue", 9.0, np.log(1.02), "expected", "s"),
        ("", "City", year, "gdp", 1200.0, np.log(1.001), "published", "s"),
    ]
    figures = pd.DataFrame(rows, columns=no_early_figures().columns)
    return dataclasses.replace(panel, early_figures=figures)


def test_effects_list_the_figures_their_groups_and_members():
    panel = with_figures(make_panel())
    before = make_forecast(panel)
    after = dataclasses.replace(before, log_gdp=before.log_gdp + np.float32(0.1))
    effects = early_figure_effects(before, after, panel)
    assert list(effects["unit"]) == [shanxi.HOME_UNIT, "City", *panel.units]
    assert list(effects["value"].dropna()) == [9.0, 1200.0]
    np.testing.assert_allclose(effects["sd_percent"].dropna(), [2.0, 0.1])
    np.testing.assert_allclose(
        effects["change_percent"], [0, *[100 * np.expm1(0.1)] * 10], atol=1e-3
    )
    total = np.exp(before.log_gdp[:, :, 0].astype(float)).sum(axis=0)
    assert effects.loc[1, "q50_without"] == pytest.approx(np.median(total), rel=1e-9)


def test_without_early_figures_there_is_no_row():
    panel = make_panel()
    forecast = make_forecast(panel)
    assert early_figure_effects(forecast, forecast, panel).empty


def test_growth_and_revision_multiply_to_the_step():
    panel = load_panel(DATA_DIR, "latest")
    steps = split_census_steps(panel, load_indicators(DATA_DIR, "latest")).set_index("unit")
    assert {"140303", "141129", "Jinzhong", "Xinzhou"} <= set(steps.index)
    split = steps.dropna()
    factors = [1 + split[f"{name}_percent"] / 100 for name in ("growth", "revision")]
    np.testing.assert_allclose(factors[0] * factors[1], 1 + split["step_percent"] / 100)
    assert (split["revision_q10"] < split["revision_percent"]).all()
    assert (split["revision_percent"] < split["revision_q90"]).all()
    # Kuangqu lost 17.6 % at constant prices of the 32.4 % between the two published levels.
    assert -20 < steps.loc["140303", "revision_percent"] < -8
    assert steps.loc["Xinzhou", "revision_percent"] == pytest.approx(2.65, abs=0.005)


@pytest.mark.parametrize("information", ["2020", "2023"])
def test_a_step_that_is_not_yet_known_is_not_split(information):
    panel = load_panel(DATA_DIR, information)
    assert split_census_steps(panel, load_indicators(DATA_DIR, information)).empty
