"""The page of the atlas: sorted, filtered and grouped without a network."""

from __future__ import annotations

import pytest

from planodds.cli.planning.atlas import UnitBriefs
from planodds.cli.planning.draws import DrawRequest, Draws
from planodds.inputs import load_panel, load_plan
from planodds.inputs.panels.indicator_series import load_indicators
from planodds.probability.questions.atlas import build_atlas
from planodds.report.atlas import CommonPlan
from planodds.report.html.atlas_page import render_atlas
from tests import shanxi
from tests.accessibility import find_violations
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


def test_axe_finds_no_violation_in_the_dark(atlas_page, open_page):
    page, _ = open_page(atlas_page)
    page.emulate_media(color_scheme="dark")
    assert find_violations(page) == []


def test_without_scripts_the_whole_table_is_there(atlas_page, open_page):
    page, troubles = open_page(atlas_page, java_script_enabled=False)
    assert page.locator("#atlas tr[data-group] > th").count() == 117
    assert page.locator("#atlas-picks:visible").count() == 0
    assert troubles == []


def test_the_brief_of_a_unit_is_one_sheet(tmp_path, unconditioned_study, browser_path, open_page):
    panel = load_panel(unconditioned_study)
    forecast = draw_forecast(panel, draws=100)
    common = CommonPlan(unconditioned_study, "common-2030")
    atlas = build_atlas(forecast, panel, common.for_unit)
    draws = Draws(forecast, panel, load_indicators(unconditioned_study), {"paths": 100}, "")
    request = DrawRequest(unconditioned_study, tmp_path, "latest")
    folder = tmp_path / "briefs"
    UnitBriefs(request, draws, atlas, common, folder).write(shanxi.HOME_UNIT, ("zh", "en"))
    for lang in ("zh", "en"):
        page, troubles = open_page(folder / f"{shanxi.HOME_UNIT}.{lang}.html")
        assert find_violations(page) == []
        assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1
        assert troubles == []
