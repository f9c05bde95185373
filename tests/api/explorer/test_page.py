"""The page of the explorer, without a browser: its controls, and what it writes."""

from __future__ import annotations

import re
from html import unescape

import pytest

import planodds as po
from planodds import constants
from planodds.api.explorer.page import Page
from planodds.api.explorer.state import Explorer
from planodds.api.forecasts import Forecast, open_forecast
from planodds.forecasting import forecast_paths
from planodds.inputs import load_panel, load_plan
from tests.forecasting.simulated_panels import make_posterior
from tests.report.test_any_study import FOREIGN, STATES, draw

CHANCE = re.compile(r'data-target="(\w+)" data-side="(\w+)" data-probability="([^"]+)"')


@pytest.fixture(scope="module")
def explorer(panel_without_early_figures):
    panel = panel_without_early_figures
    posterior = make_posterior(panel)
    paths = forecast_paths(posterior, panel, paths=200, seed=7)
    return Explorer(Forecast(paths, panel, posterior), load_plan(), draws=100)


@pytest.fixture
def page(explorer):
    return Page(explorer, constants.LANGUAGES, for_decisions=False)


def chances(page) -> dict[tuple[str, str], float]:
    return {
        (name, side): float(p)
        for name, side, p in CHANCE.findall(page.view.children[1].children[1].value)
    }


def expected(answer, side) -> dict[tuple[str, str], float]:
    rows = answer.odds.drop_duplicates("target").set_index("target")["probability"]
    return {(name, side): rows[name] for name in answer.odds["target"].unique() if name in rows}


def test_moving_a_slider_shows_the_answer_of_the_state(page, explorer):
    before = chances(page)
    assert before["gdp_level", "chosen"] == before["gdp_level", "beside"]
    slider, _ = page.controls.drivers["coal_price"]
    slider.value = -10.0
    page.controls.unit_growth.value = 3.0
    assert dict(page.choices.growth) == {"coal_price": -0.1} and page.choices.unit_growth == 0.03
    own, beside = explorer.answer(page.choices), explorer.beside(page.choices)
    shown = chances(page)
    assert shown != before and len(shown) == 6
    assert shown.items() <= (expected(own, "chosen") | expected(beside, "beside")).items()
    page.refine()
    full = explorer.answer(page.choices, full=True)
    assert {key: p for key, p in chances(page).items() if key[1] == "chosen"}.items() <= expected(
        full, "chosen"
    ).items()


def test_year_threshold_unit_and_reset(page, explorer):
    controls = page.controls
    controls.year.value, controls.thresholds["gdp_level"][0].value = 2028, 150.0
    assert (page.choices.year, dict(page.choices.thresholds)["gdp_level"]) == (2028, 150.0)
    controls.unit.value = "141181"
    assert page.choices.unit == "141181" and page.choices.year == 2028
    assert controls.thresholds["gdp_level"][0].value == dict(page.choices.thresholds)["gdp_level"]
    page._reset()
    assert page.choices == explorer.start
    assert controls.thresholds["gdp_level"][0].value == 200.0 and controls.unit.value == "141122"


def test_values_that_a_browser_returns_rounded_are_no_assumptions(page, explorer):
    """A slider on its page goes to the nearest position and reports it, before anybody moves it."""
    controls = page.controls
    sliders = [slider for slider, _ in (*controls.drivers.values(), *controls.thresholds.values())]
    for slider in [*sliders, controls.unit_growth, controls.sd]:
        steps = round((slider.value - slider.min) / slider.step)
        position = float(f"{slider.min + steps * slider.step:.10g}")
        slider.value = slider.value + 1e-12
        slider.value = position
    assert page.choices == explorer.start and not page.choices.assumes
    for name, (slider, _) in controls.drivers.items():
        slider.value = round(slider.value + slider.step, 6)
        slider.value = round(slider.value - slider.step, 6)  # back: now it is assumed
        assert dict(page.choices.growth)[name] == explorer.drivers[name].start


def test_the_call_that_the_page_shows_gives_its_numbers(page, explorer):
    page.controls.drivers["coal_price"][0].value = -12.0
    figures = page.view.children[1].children[2].value
    call = unescape(re.search(r"<code>(.*?)</code>", figures).group(1))
    stated = eval(call, {"forecast": explorer.preview})
    odds = po.odds(stated, page.choices.plan(explorer.plan))
    shown = odds.drop_duplicates("target").set_index("target")["probability"]
    own = {name: p for (name, side), p in chances(page).items() if side == "chosen"}
    assert own == {name: shown[name] for name in own} and len(own) == 3


def test_a_refusal_is_said_and_the_other_side_stays(page):
    page.controls.assumed_years.value, page.controls.sd.value = 5, 0.005
    page.controls.drivers["coal_price"][0].value = page.controls.drivers["coal_price"][0].max
    shown = page.view.children[1].children[1].value
    assert 'class="po-refused"' in shown and 'data-side="beside"' in shown
    assert 'data-side="chosen"' not in shown


def test_the_language_is_switched_and_the_choices_stay(page):
    page.controls.unit_growth.value = 2.0
    page._language.value = "en"
    assert page.words.lang == "en" and page.controls.unit_growth.value == 2.0
    text = page.view.children[0].children[0].value + page.view.children[1].children[1].value
    assert "NOT FOR DECISIONS" in text and "Your assumptions" in text
    assert not re.search("[\u3400-\u9fff]", re.sub(r"<style>.*?</style>", "", text, flags=re.S))


def test_a_name_that_cannot_be_used_is_explained(page):
    told = type("Told", (), {"value": ""})()
    page._save("Not a name", told)
    assert "po-refused" in told.value


def test_the_page_of_a_study_without_drivers_speaks_of_none(monkeypatch):
    monkeypatch.setenv("PLANODDS_DATA", str(STATES))
    panel = load_panel(STATES)
    explorer = Explorer(open_forecast(draw(panel), panel, None), load_plan(STATES))
    page = Page(explorer, ("en",))
    labels = [part.value for part in page.controls.assumptions.children[0].children[:1]]
    assert page.controls.drivers == {} and len(page.controls.assumptions.children) == 1
    assert "alone" in labels[0]
    written = [child.value for child in page.view.children[1].children[1:]]
    text = re.sub(r"<[^>]+>", " ", " ".join([*written, *labels]))
    assert not FOREIGN.findall(text)
    assert "rank" in text.lower() and "NaN" not in text and "nan" not in " ".join(written)
