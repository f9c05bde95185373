"""The fan of the edition before, behind that of the brief: drawn, dated, and within the counts."""

from __future__ import annotations

import dataclasses
import json
import shutil

import pandas as pd
import pytest

from planodds import constants
from planodds.editions.reader import Edition
from planodds.report import theme
from planodds.report.brief.headline import build_headline
from planodds.report.documents import BRIEF, divide_page
from planodds.report.figures.fan import PREVIOUS
from planodds.report.formats.plain import plain_page
from planodds.report.html.controls import build_live
from planodds.report.text.words import Words
from tests.report.reading import excess_of_brief

DAY = {"en": "edition of 2 March 2026", "zh": "2026 年 3 月 2 日"}


@pytest.fixture(scope="module")
def followed(edition_dir, tmp_path_factory):
    """An outputs folder with an edition of March and, later, the shared one."""
    out = tmp_path_factory.mktemp("followed")
    for name in ("2024-00000001", edition_dir.name):
        shutil.copytree(
            edition_dir, out / name, ignore=shutil.ignore_patterns("*.html", "figures", "*.pdf")
        )
    before = out / "2024-00000001"
    (before / "plan.json").write_text("{}", encoding="utf-8")
    manifest = json.loads((before / "manifest.json").read_text(encoding="utf-8"))
    manifest["made_at"] = "2026-03-02T04:00:00+00:00"
    (before / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    table = pd.read_csv(before / "quantiles.csv", dtype={"unit": str})
    names = [name for name in table.columns if name in constants.QUANTILE_NAMES]
    table[names] *= 0.9
    table.to_csv(before / "quantiles.csv", index=False)
    return Edition(out / edition_dir.name)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_brief_shows_the_edition_before_and_keeps_its_counts(followed, built, lang):
    words = Words.load(lang)
    with theme.house_style():
        head = build_headline(followed, words, folder=followed.folder / "figures")
    assert DAY[lang] in head.figure.note
    page = dataclasses.replace(built[lang], headline=head)
    assert excess_of_brief(divide_page(plain_page(page))[BRIEF]) == {}
    table = pd.read_csv(followed.folder / "figures" / "fan_gdp.csv")
    own = table[table["series"] == "county"]
    medians = own.pivot(index="year", columns="part", values="q50")
    assert (medians[PREVIOUS] / medians["forecast"]).dropna().round(6).eq(0.9).all()
    assert build_live(followed, words)["fan"]["gdp"]["before"]


def test_without_an_edition_before_nothing_is_said(edition, built):
    assert "Dashed" not in built["en"].headline.figure.note
    assert build_live(edition, Words.load("en"))["fan"]["gdp"]["before"] == []
