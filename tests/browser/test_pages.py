"""The pages in a real browser, offline: no request, no error, nothing wider than a phone."""

from __future__ import annotations

import shutil

import nbformat as nbf
import pytest

from planodds.report.content import Figure, Paragraph
from planodds.report.display import MARK, render_block
from planodds.report.html.notebook_pages import export_notebook
from planodds.report.html.page import page_characters
from tests.accessibility import find_violations

pytestmark = pytest.mark.browser
PAGES = (
    "brief.zh.html",
    "brief.en.html",
    "annex.zh.html",
    "annex.en.html",
    "index.html",
    "index.en.html",
    "notebook.zh.html",
)
# characters missing in the fonts of the page fall back to another face: compare widths
FALLS_BACK = """() => [...document.fonts].map(face => face.status)"""
CONTRAST = """() => {
  const light = c => { const f = c.map(v => (v /= 255) <= .03928 ? v / 12.92
      : Math.pow((v + .055) / 1.055, 2.4)); return .2126*f[0] + .7152*f[1] + .0722*f[2]; };
  const parse = s => s.match(/[\\d.]+/g).map(Number);
  const ground = el => { for (; el; el = el.parentElement) { const c = parse(
      getComputedStyle(el).backgroundColor); if (c.length < 4 || c[3] > 0) return c.slice(0, 3); }
      return [255, 255, 255]; };
  const low = [];
  for (const el of document.querySelectorAll('body *')) {
    if (![...el.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(parse(getComputedStyle(el).color).slice(0, 3)), b = light(ground(el));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push([el.textContent.slice(0, 30), ratio]);
  }
  return low; }"""

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" width="100" height="50">'
    '<rect width="100" height="50"/></svg>'
)
OUT_OF_ORDER = """() => {
  const shown = [...document.querySelectorAll('h1,h2,h3,main p,main table,main figure')]
    .map(item => [item, item.getBoundingClientRect()]).filter(([, box]) => box.height);
  return shown.slice(1).filter(([item, box], n) => {
    const [before, above] = shown[n];
    return !before.contains(item) && box.top < above.top - 1;
  }).map(([item]) => item.tagName + ' ' + item.textContent.trim().slice(0, 40)); }"""

TOUCHING = """() => {
  const text = cell => { const range = document.createRange(); range.selectNode(cell.firstChild);
    return range.getBoundingClientRect(); };
  return [...document.querySelectorAll('main table:not(.targets) td:not(.w) + td.w')]
    .filter(cell => cell.offsetParent && text(cell).width)
    .filter(cell => text(cell).left - text(cell.previousElementSibling).right < 10)
    .map(cell => cell.textContent); }"""
GAPS = """() => [...document.querySelectorAll('main tbody th')].filter(cell => {
  const lines = [...cell.querySelectorAll('small')].map(line => line.getBoundingClientRect());
  return lines.slice(1).some((line, n) => line.top - lines[n].bottom > 4);
}).map(cell => cell.textContent)"""
GROUND = "() => getComputedStyle(document.body).backgroundColor"
BOLD = """() => [...document.querySelectorAll('body *')]
  .filter(e => getComputedStyle(e).fontWeight >= 600)
  .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data)).join('')"""


@pytest.fixture(scope="module")
def pages(edition_dir, tmp_path_factory):
    """The edition's pages and one notebook's, in one folder."""
    folder = tmp_path_factory.mktemp("pages")
    for name in PAGES[:-1]:
        shutil.copy(edition_dir / name, folder / name)
    cell = nbf.v4.new_code_cell("hidden = 1")
    drawing = SVG.encode()
    blocks = [Paragraph("约 12%"), Figure("fan", "标题", "说明", "图", drawing, drawing)]
    cell.outputs = [
        nbf.v4.new_output(
            "display_data",
            metadata={"tags": ["zh"], MARK: type(block).__name__},
            data={"text/html": render_block(block)},
        )
        for block in blocks
    ]
    title = nbf.v4.new_markdown_cell("# 情景：基准", metadata={"tags": ["zh"]})
    nbf.write(nbf.v4.new_notebook(cells=[title, cell]), folder / "notebook.ipynb")
    export_notebook(folder / "notebook.ipynb")
    return folder


@pytest.fixture
def visit(open_page, pages):
    """Open a page at a width; return it with its network requests and console messages."""

    def open_at(name: str, *, width: int = 360, height: int = 780):
        page, troubles = open_page(pages / name, viewport={"width": width, "height": height})
        page.wait_for_function("document.fonts.status === 'loaded'")
        return page, troubles

    return open_at


@pytest.mark.parametrize("name", ["index.html", "notebook.zh.html"])
def test_a_phone_shows_everything_in_the_order_of_the_text(visit, name):
    """Only the first screen of brief and annex is arranged otherwise there."""
    page, _ = visit(name, width=360)
    assert page.evaluate(OUT_OF_ORDER) == []


@pytest.mark.parametrize("width", [360, 1600])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_makes_no_request_and_logs_no_error(visit, name, width):
    _, troubles = visit(name, width=width)
    assert troubles == []


@pytest.mark.parametrize("width", [320, 360, 1600])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(visit, name, width):
    page, _ = visit(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_the_embedded_faces_are_the_ones_used(visit, name):
    page, _ = visit(name)
    statuses = page.evaluate(FALLS_BACK)
    assert statuses and set(statuses) <= {"loaded", "unloaded"} and "loaded" in statuses


@pytest.mark.parametrize("name", PAGES)
def test_the_bold_face_contains_all_bold_text(visit, pages, name):
    """A browser would synthesise missing bold characters from the regular face."""
    page, _ = visit(name)
    _, held = page_characters((pages / name).read_text(encoding="utf-8"))
    assert set(page.evaluate(BOLD)) - set(" \n") <= set(held)


@pytest.mark.parametrize("name", PAGES)
def test_a_table_that_fits_is_no_stop_of_the_keyboard(visit, name):
    page, _ = visit(name, width=1600)
    stops = page.evaluate(
        "[...document.querySelectorAll('.wide[tabindex]')].filter("
        "e => e.offsetParent && e.scrollWidth <= e.clientWidth).length"
    )
    assert stops == 0 or not page.locator("#live-data").count()


@pytest.mark.parametrize("name", PAGES)
def test_text_has_sufficient_contrast(visit, name):
    page, _ = visit(name)
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize(
    ("name", "width"),
    [*((name, 360) for name in PAGES if name != "annex.zh.html"), ("brief.zh.html", 1280)],
)
def test_axe_finds_no_violation_of_any_level(visit, name, width):
    page, _ = visit(name, width=width)
    assert find_violations(page) == []


@pytest.mark.parametrize("name", ["brief.en.html", "index.html", "notebook.zh.html"])
def test_axe_finds_no_violation_in_the_dark(visit, name):
    page, _ = visit(name, width=1280)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == "rgb(20, 24, 28)"
    assert find_violations(page) == []


@pytest.mark.parametrize("name", PAGES[2:4])
def test_a_number_stands_apart_from_the_words_beside_it_and_lines_follow_each_other(visit, name):
    page, _ = visit(name, width=1280)
    assert page.evaluate(TOUCHING) == []
    assert page.evaluate(GAPS) == []


def test_headings_of_chinese_columns_are_not_broken_into_characters(visit):
    page, _ = visit("annex.zh.html", width=768)
    heads = "[...document.querySelectorAll('main thead th')].filter(e => e.offsetParent)"
    short = f"{heads}.filter(e => /^[\\u4e00-\\u9fff]{{2,4}}$/.test(e.textContent))"
    assert page.evaluate(f"{short}.length") > 5
    assert page.evaluate(f"{short}.filter(e => e.getClientRects()[0].height > 60).length") == 0


def test_small_pictures_of_the_index_have_no_bright_frame_in_the_dark(visit):
    page, _ = visit("index.html", width=1280)
    page.emulate_media(color_scheme="dark")
    if page.locator(".gallery img").count():
        style = "getComputedStyle(document.querySelector('.gallery img')).borderTopWidth"
        assert page.evaluate(style) == "0px"


def test_the_rule_below_the_heading_spans_the_table_of_peers(visit):
    page, _ = visit("brief.zh.html", width=1280)
    cells = "[...document.querySelectorAll('#live-counties thead tr > *')]"
    widths = page.evaluate(f"{cells}.map(e => getComputedStyle(e).borderBottomWidth)")
    assert len(widths) == 6 and set(widths) == {"2px"}


def test_figures_lie_on_the_dark_ground_of_the_page(visit):
    from io import BytesIO

    from PIL import Image

    page, _ = visit("brief.en.html", width=1280)
    page.emulate_media(color_scheme="dark")
    figure = page.locator("section figure img").first
    figure.scroll_into_view_if_needed()
    drawn = Image.open(BytesIO(figure.screenshot())).convert("RGB")
    assert drawn.getpixel((3, 3)) == (20, 24, 28)
    counted = drawn.getcolors(maxcolors=10**6)
    assert max(counted)[1] == (20, 24, 28)  # most of it is ground
    assert any(min(colour) > 150 for _, colour in counted)  # and its text is light


def test_paper_stays_light(visit):
    page, _ = visit("brief.en.html")
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", PAGES[:2])
def test_pictures_fit_the_available_width(visit, name):
    narrow = visit(name)[0].evaluate("document.querySelector('figure img').naturalWidth")
    wide = visit(name, width=1600)[0].evaluate("document.querySelector('figure img').naturalWidth")
    assert 0 < narrow < 400 < wide


@pytest.mark.parametrize("name", PAGES[:2])
def test_the_first_screen_begins_with_verdict_and_targets(visit, name):
    page, _ = visit(name)
    rows = page.locator(".targets tbody tr")
    assert rows.count() == 3
    assert page.locator(".verdict").bounding_box()["y"] < 780
    assert rows.nth(0).bounding_box()["y"] < 780


@pytest.mark.parametrize("name", PAGES[:2])
def test_in_print_no_picture_is_cut_by_the_edge(visit, name):
    page, _ = visit(name, width=1000)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 less its margins
    boxes = page.evaluate(
        "[...document.querySelectorAll('figure img, table')].map("
        "e => e.getBoundingClientRect().right)"
    )
    assert max(boxes) <= 690
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000
