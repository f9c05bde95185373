"""The page's controls in a real browser: pointer, keyboard, scripts off, print."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest

from planodds import constants

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(open_page, edition_dir):
    """Open the brief; return it with its network requests and console messages."""

    def open_brief(lang: str, *, width: int = 360, scripts: bool = True, touch: bool = False):
        return open_page(
            edition_dir / f"brief.{lang}.html",
            viewport={"width": width, "height": 780},
            java_script_enabled=scripts,
            has_touch=touch,
        )

    return open_brief


def data_of(edition_dir, lang: str) -> dict:
    text = (edition_dir / f"brief.{lang}.html").read_text(encoding="utf-8")
    return json.loads(re.search(r'id="live-data">(.*?)</script>', text, re.S).group(1))


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_fan_is_read_by_pointer_and_by_keyboard(visit, edition_dir, lang):
    page, troubles = visit(lang, width=1000)
    bands = data_of(edition_dir, lang)["fan"]["gdp"]["bands"]["baseline/"]
    chart, tell = page.locator("#live-fan svg"), page.locator("#live-fan .tell")
    assert not page.locator("figure.alive picture").is_visible()
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    assert any(tell.inner_text().startswith(row[8]) for row in bands)
    chart.focus()
    page.keyboard.press("End")
    assert tell.inner_text().startswith(bands[-1][8])
    page.keyboard.press("ArrowLeft")
    assert tell.inner_text().startswith(bands[-2][8])
    assert chart.get_attribute("aria-valuenow") == str(bands[-2][0])
    assert chart.get_attribute("aria-valuetext") == tell.inner_text()
    assert troubles == []


def test_the_fan_is_read_by_touch(visit, edition_dir):
    page, troubles = visit("zh", touch=True)
    chart = page.locator("#live-fan svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 14, box["y"] + box["height"] / 2)
    assert "2030" in page.locator("#live-fan .tell").inner_text()
    assert troubles == []


def measure_fan(page) -> dict:
    """Measure the chart and its texts at one moment, once the typefaces are there."""
    return page.evaluate("""async () => {
        await document.fonts.ready;
        const frame = () => new Promise(done => requestAnimationFrame(done));
        await frame().then(frame);  // drawn again with the typeface
        const chart = document.querySelector("#live-fan svg");
        const measure = (item) => {
            const {x, width} = item.getBoundingClientRect();
            return {x, width, text: item.innerHTML};
        };
        return {box: measure(chart), words: [...chart.querySelectorAll("text")].map(measure)};
    }""")


@pytest.mark.parametrize("width", [360, 600, 1000, 1600])
@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_no_text_of_the_fan_is_cut_off(visit, lang, width):
    page, troubles = visit(lang, width=width)
    found = measure_fan(page)
    box, words = found["box"], found["words"]
    assert len(words) > 10
    assert all(word["x"] >= box["x"] - 0.5 for word in words)
    assert all(word["x"] + word["width"] <= box["x"] + box["width"] + 0.5 for word in words)
    assert troubles == []


@pytest.mark.parametrize("width", [360, 1000])
def test_amounts_of_millions_are_not_cut_off(open_page, edition_dir, tmp_path, width):
    text = (edition_dir / "brief.en.html").read_text(encoding="utf-8")
    data = data_of(edition_dir, "en")
    fan = data["fan"]["gdp"]
    for row in [*fan["history"], fan["target"]]:
        row[1] *= 1e6
    for rows in fan["bands"].values():
        for row in rows:
            row[1:8] = [value * 1e6 for value in row[1:8]]
    fan["target"][2], fan["places"] = "target 20,000,000", {}
    start = text.index('id="live-data">') + len('id="live-data">')
    path = tmp_path / "brief.en.html"
    path.write_text(
        text[:start] + json.dumps(data) + text[text.index("</script>", start) :], encoding="utf-8"
    )
    page, troubles = open_page(path, viewport={"width": width, "height": 780})
    found = measure_fan(page)
    box, words = found["box"], {word["text"]: word for word in found["words"]}
    assert "20,000,000" in words and "target 20,000,000" in words
    for word, place in words.items():
        assert place["x"] >= box["x"] - 0.5, word
        assert place["x"] + place["width"] <= box["x"] + box["width"] + 0.5, word
    assert troubles == []


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_fan_has_the_year_of_the_target_both_census_labels_and_both_bands(
    visit, edition_dir, lang, width
):
    page, troubles = visit(lang, width=width)
    shown = [word["text"] for word in measure_fan(page)["words"]]
    assert {"2025", "2030"} <= set(shown)
    assert shown.count(data_of(edition_dir, lang)["words"]["basis"]) == 2
    assert page.locator("#live-fan .rival-band").count() == 2
    page.locator("#live-fan select").nth(0).select_option("rank")
    assert page.locator("#live-fan .break").count() == 2
    assert troubles == []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_scenario_and_variable_can_be_switched(visit, edition_dir, lang):
    page, troubles = visit(lang)
    fan = data_of(edition_dir, lang)["fan"]
    picks = page.locator("#live-fan select")
    assert picks.nth(1).locator("option").count() > 3
    for variable in fan:
        picks.nth(0).select_option(variable)
        picks.nth(1).select_option("coal_slump/")
        page.locator("#live-fan svg").focus()
        page.keyboard.press("End")
        assert (
            page.locator("#live-fan .tell")
            .inner_text()
            .startswith(fan[variable]["bands"]["coal_slump/"][-1][8])
        )
        drawn = page.locator("#live-fan path.middle").get_attribute("d")
        assert drawn and "NaN" not in drawn
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert troubles == []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_a_phone_shows_the_top_of_the_fan_on_its_first_screen(visit, lang):
    page, _ = visit(lang)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.locator("#live-fan svg").bounding_box()["y"] < 760
    rows = page.locator(".targets tr:visible")
    assert all(row.bounding_box()["y"] < 760 for row in rows.all())
    wide = page.evaluate("""() => [...document.querySelectorAll('.targets *')]
        .filter(e => e.getBoundingClientRect().right > 345).length""")
    assert wide == 0  # nothing runs over the edge of the screen


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_title_note_and_levels_within_reach_follow_the_choice(visit, edition_dir, lang):
    page, troubles = visit(lang)
    outlook = data_of(edition_dir, lang)["outlook"]
    figure, reach = page.locator("figure.alive"), page.locator("#reach-table")
    first = (figure.locator("strong").inner_text(), reach.locator("tbody").inner_text())
    for variable, scenario in (("rank", "coal_slump/"), ("revenue", "plan_path/own_effort")):
        page.locator("#live-fan select").nth(0).select_option(variable)
        page.locator("#live-fan select").nth(1).select_option(scenario)
        assert figure.locator("strong").inner_text() == outlook["titles"][variable][scenario]
        assert figure.locator("figcaption span").inner_text() == outlook["notes"][variable]
        assert reach.locator(".cap").inner_text() == outlook["captions"][scenario]
        shown = [row.locator("td").all_inner_texts()[1:] for row in reach.locator("tbody tr").all()]
        assert shown == outlook["cells"][scenario]
    page.locator("#live-fan select").nth(0).select_option("gdp")
    page.locator("#live-fan select").nth(1).select_option("baseline/")
    back = (figure.locator("strong").inner_text(), reach.locator("tbody").inner_text())
    assert back == first
    assert troubles == []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_moving_the_target_changes_the_odds(visit, edition_dir, lang):
    page, troubles = visit(lang)
    part = data_of(edition_dir, lang)["odds"]["gdp"]
    slider, tell = page.locator("#live-odds input[type=range]"), page.locator("#live-odds .tell")
    cells = part["odds"]["baseline/"]["2030"]
    assert slider.input_value() == str(part["own"])
    assert cells[part["own"]][1] in tell.inner_text()
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    easier = cells[part["own"] - 4]
    assert easier[1] in tell.inner_text() and easier[2] in tell.inner_text()
    assert part["grid"][part["own"] - 4] in tell.inner_text()
    page.keyboard.press("End")
    assert cells[-1][1] in tell.inner_text()
    page.locator("#live-odds button").click()
    assert cells[part["own"]][1] in tell.inner_text()
    page.locator("#live-odds select").nth(0).select_option("rank")
    rank = data_of(edition_dir, lang)["odds"]["rank"]
    assert rank["odds"]["baseline/"]["2030"][rank["own"]][1] in tell.inner_text()
    assert troubles == []


@pytest.mark.parametrize(("lang", "typed"), [("zh", "平遥"), ("en", "pingyao")])
def test_any_county_is_found_added_and_removed(visit, edition_dir, lang, typed):
    page, troubles = visit(lang)
    counties = data_of(edition_dir, lang)["counties"]
    row = next(r for r in counties["rows"] if r["zh"] == "平遥县")
    table = page.locator("#live-counties table")
    assert table.locator("tbody tr").count() == len(counties["first"])
    page.locator("#live-counties input").fill(typed)
    page.keyboard.press("Enter")
    added = table.locator("tbody tr", has_text=row[lang])
    assert row["years"]["2030"][3] in added.inner_text()
    assert row["years"]["2030"][4] in added.inner_text()
    page.locator("#live-counties select").select_option("2027")
    assert row["years"]["2027"][3] in added.inner_text()
    added.locator("button").click()
    assert added.count() == 0
    assert page.evaluate("document.activeElement.className") == "drop"
    assert (
        page.evaluate(
            "(e => e.scrollWidth - e.clientWidth)(document.querySelector('#live-counties .wide'))"
        )
        <= 0
    )
    page.locator("#live-counties input").fill("<b>nowhere</b>")
    assert page.locator("#live-counties .found button").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert troubles == []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_without_scripts_the_page_is_static_and_complete(visit, lang):
    page, troubles = visit(lang, scripts=False)
    assert page.locator("figure picture").first.is_visible()
    assert page.locator("#rank picture").is_visible()
    assert not page.locator(".live").first.is_visible()
    assert page.locator("select:visible, input:visible, button:visible").count() == 0
    assert troubles == []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_print_shows_the_pictures_and_no_controls(visit, lang):
    page, _ = visit(lang, width=1000)
    page.emulate_media(media="print")
    assert page.locator("figure picture").first.is_visible()
    assert page.locator("#rank picture").is_visible()
    assert page.locator("select:visible, input:visible").count() == 0


def test_on_paper_every_picture_is_complete(visit):
    """Each figure fits on one page."""
    page, _ = visit("zh", width=688)
    page.emulate_media(media="print")
    heights = page.evaluate(
        "[...document.querySelectorAll('figure')].map(f => f.getBoundingClientRect().height)"
    )
    assert max(heights) < 1009  # A4 less its margins at 96 dots an inch
    styles = page.evaluate(
        "[...document.querySelectorAll('figure, figure img')].map(f => "
        "getComputedStyle(f).breakInside)"
    )
    assert styles.count("avoid") >= len(heights)
    pages = BytesIO(page.pdf(prefer_css_page_size=True)).getvalue()
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", pages)) <= 30


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_controls_have_names_and_sufficient_contrast(visit, lang):
    page, _ = visit(lang)
    unnamed = page.evaluate("""() => [...document.querySelectorAll('select, input, button')]
        .filter(e => !(e.getAttribute('aria-label') || e.textContent).trim()).length""")
    assert unnamed == 0
    small = page.evaluate("""() => [...document.querySelectorAll(
        '.live select, .live input, .live button')].filter(e => e.offsetParent
        && e.type !== 'range' && e.getBoundingClientRect().height < 24).length""")
    assert small == 0
