"""Pages of executed notebooks in a browser: accessible, and nothing asked of a network."""

from __future__ import annotations

import pytest

from tests.accessibility import find_violations

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PAGES = (
    "index.html",
    "notebooks/01_data/notebook.en.html",
    "notebooks/02_model/notebook.zh.html",
    "notebooks/03_track_record/notebook.en.html",
    "notebooks/05_compare.latest/notebook.zh.html",
    "scenarios/latest/baseline/notebook.zh.html",
    "scenarios/latest/plan_path/notebook.en.html",
)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_of_any_level(quick, open_page, name):
    page, troubles = open_page(quick.folder / name, viewport={"width": 360, "height": 780})
    assert find_violations(page) == []
    assert troubles == []
