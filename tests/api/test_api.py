"""The public interface: names, cards, labelled draws and tables."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import planodds as po
from planodds.api.forecasts import Forecast
from planodds.errors import UsageError
from planodds.probability.questions.targets import compute_odds
from planodds.report import theme
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan
from tests.shanxi import HOME_UNIT


@pytest.fixture(scope="module")
def baseline() -> Forecast:
    panel = make_panel()
    return Forecast(make_forecast(panel), panel, posterior=None)


def test_about_twenty_names_are_offered_and_each_can_be_loaded():
    assert 18 <= len(po.__all__) <= 22
    assert all(getattr(po, name) is not None for name in po.__all__)
    assert dir(po) == sorted(po.__all__)
    with pytest.raises(AttributeError, match="no attribute 'forcast'"):
        po.forcast  # noqa: B018 - the access is the test


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, planodds; "
        "print(*[n for n in ('numpy', 'pandas', 'pymc', 'matplotlib') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_an_unknown_study_or_plan_is_refused_with_the_names_that_exist():
    with pytest.raises(UsageError, match="shanxi"):
        po.load_panel("shanxy")
    with pytest.raises(UsageError, match="expected: common-2030 or jiaocheng-14fyp"):
        po.load_plan("jiaocheng")


def test_the_card_is_short_and_escaped(baseline):
    card = baseline._repr_html_()
    assert len(card) < 1500
    assert "effective sample size" in card
    assert repr(baseline).startswith("<Forecast: information 2022, scenario baseline, units 9,")


def test_labelled_draws_equal_the_paths(baseline):
    data = baseline.to_xarray()
    assert data["gdp"].dims == ("unit", "draw", "year")
    assert data["gdp"].attrs["units"] == "100 million yuan"
    np.testing.assert_array_equal(
        data["gdp"].sel(unit=HOME_UNIT).to_numpy(),
        np.exp(baseline.paths.log_gdp[baseline.paths.unit_index(HOME_UNIT)]),
    )
    assert list(data["year"].to_numpy()) == list(baseline.paths.years)


def test_a_unit_is_found_by_code_and_name_and_an_unknown_one_refused():
    panel = po.load_panel("shanxi", information="2020")
    shown = Forecast(make_forecast(panel, draws=4), panel, posterior=None)
    codes = {shown.find_unit(name) for name in ("141122", "交城县", "Jiaocheng County")}
    assert codes == {"141122"}
    with pytest.raises(UsageError, match=r"unknown unit '交城'[\s\S]*did you mean '交城县'"):
        shown.find_unit("交城")


def test_odds_are_those_of_the_probability_package(baseline):
    plan = make_plan()
    pd.testing.assert_frame_equal(
        po.odds(baseline, plan), compute_odds(baseline.paths, baseline.panel, plan)
    )


def test_quantiles_of_one_unit_are_rows_of_all(baseline):
    every, one = po.quantiles(baseline), po.quantiles(baseline, HOME_UNIT)
    gdp = every[(every["unit"] == HOME_UNIT) & (every["variable"] == "gdp")]
    own = one[(one["unit"] == HOME_UNIT) & (one["variable"] == "gdp")]
    np.testing.assert_array_equal(gdp["q50"].to_numpy(), own["q50"].to_numpy())


def test_a_table_is_shown_with_units_of_measurement_and_stays_numeric(baseline):
    table = po.quantiles(baseline, HOME_UNIT)
    assert "measured_in" not in table.columns and table["q50"].dtype == float
    shown = pd.read_html(io.StringIO(table.head(2000)._repr_html_()), index_col=0)[0]
    for variable, unit in {"gdp": "100 million yuan", "rank": "place"}.items():
        assert set(shown.loc[shown["variable"] == variable, "measured_in"]) == {unit}
    assert "gdp in 100 million yuan" in repr(table[["year", "q50"]])
    odds = po.odds(baseline, make_plan())[["target", "threshold", "probability", "mcse"]]
    shares = "probability, mcse: share from 0 to 1"
    assert shares in repr(odds) and shares in odds._repr_html_()
    assert "measured_in" in repr(odds)
    assert type(pd.DataFrame(odds)) is pd.DataFrame


def test_rank_probabilities_of_a_year_sum_to_one(baseline):
    table = po.rank_distribution(baseline, HOME_UNIT)
    sums = table.groupby(["roster", "year"])["probability"].sum()
    np.testing.assert_allclose(sums, 1.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fan_names_its_unit_and_draws_a_target_only_for_the_plans_unit(lang):
    panel = po.load_panel("shanxi", information="2020")
    shown = Forecast(make_forecast(panel, draws=40), panel, posterior=None)
    names = panel.unit_table[f"name_{lang}"]
    own = po.plot_fan(shown, "141122", lang=lang)
    other = po.plot_fan(shown, "141181", lang=lang)
    texts = [{text.get_text() for text in ax.texts} for ax in (own, other)]
    for code, found in zip(("141122", "141181"), texts, strict=True):
        assert any(names[code] in text for text in found)
    goal = {"zh": "目标 200", "en": "target 20"}[lang]
    assert any(goal in text for text in texts[0])
    assert not any(goal in text for text in texts[1])
    _, ax = theme.new_figure()
    assert po.plot_fan(shown, "141122", variable="revenue", ax=ax, lang=lang) is ax
    plain, ax = plt.subplots()  # of the caller, in another typeface
    po.plot_fan(shown, "141122", ax=ax, lang=lang)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that the typeface lacks
        plain.savefig(io.BytesIO())
    assert not ax.spines["right"].get_visible()
    plt.close(plain)
