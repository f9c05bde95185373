"""The page of the atlas: sorted, filtered and grouped without a network."""

from __future__ import annotations

import pytest

from planodds.inputs import load_panel, load_plan
from planodds.probability.questions.atlas import build_atlas
from planodds.report.html.atlas_page import render_atlas
from tests import shanxi
from tests.report.editions import draw_forecast

_NAMES = "all => all.map(head => head.textContent)"
_SHOWN = "#atlas tr[data-group]:not([hidden]) > th"


@pytest.fixture(scope="module")
def atlas_page(tmp_path_factory, browser_path):
    panel = load_panel()
    atlas = build_atlas(
        draw_forecast(panel, draws=100),
        panel,
        lambda unit: load_plan(file="common-2030", unit=unit),
    )
    plan = load_plan(file="common-2030")
    path = tmp_path_factory.mktemp("atlas") / "atlas.en.html"
    page = render_atlas(atlas, plan, shanxi.STUDY, lang="en", home=shanxi.HOME_UNIT)
    path.write_text(page, encoding="utf-8")
    return path


def test_the_table_is_sorted_filtered_and_grouped(atlas_page, open_page):
    page, troubles = open_page(atlas_page)
    names = page.eval_on_selector_all(_SHOWN, _NAMES)
    assert len(names) == 117
    page.uncheck("#atlas-grouped")
    rank = page.locator("#atlas thead th:visible button").nth(3)
    rank.click()
    first = page.eval_on_selector_all(_SHOWN, _NAMES)
    assert first[0] == "Xiaodian District" and sorted(first) == sorted(names)
    rank.click()
    assert page.eval_on_selector_all(_SHOWN, _NAMES)[-1] == "Xiaodian District"
    page.fill("#atlas-find", "jiaocheng")
    assert page.eval_on_selector_all(_SHOWN, _NAMES) == ["Jiaocheng County"]
    assert page.inner_text("#atlas-tell") == "1 of 117 shown"
    page.fill("#atlas-find", "")
    page.check("#atlas-grouped")
    page.select_option("#atlas-group", "Luliang")
    assert len(page.eval_on_selector_all(_SHOWN, _NAMES)) == 13
    assert page.locator("#atlas tr.group:visible").count() == 1
    page.select_option("#atlas-year", "2035")
    assert page.locator("#atlas thead th:visible").count() == 12
    assert troubles == []


def test_without_scripts_the_whole_table_is_there(atlas_page, open_page):
    page, troubles = open_page(atlas_page, java_script_enabled=False)
    assert page.locator("#atlas tr[data-group] > th").count() == 117
    assert page.locator("#atlas-picks:visible").count() == 0
    assert troubles == []
