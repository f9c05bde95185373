"""The pages: numbers of the tables, nothing fetched, nothing unescaped, nothing missing."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from planodds import constants
from planodds.editions.reader import Edition
from planodds.errors import UsageError
from planodds.report import theme
from planodds.report.brief.brief import render_brief
from planodds.report.brief.headline import build_headline, build_verdict
from planodds.report.brief.revision import build_revision_section
from planodds.report.brief.scenarios import build_scenarios
from planodds.report.content import DefinitionList, Figure, Paragraph, Table
from planodds.report.display import render_block
from planodds.report.formats.plain import target_table
from planodds.report.html.index import write_index
from planodds.report.html.page import content_hash, page_characters
from planodds.report.text.formatting import tidy_label
from planodds.report.text.provenance import describe_provenance, stamp_of
from planodds.report.text.words import Words
from tests import shanxi
from tests.report.editions import change_table
from tests.report.reading import same_figures

PAGES = ("brief.zh.html", "brief.en.html", "annex.zh.html", "annex.en.html", "index.html")
NASTY = "<script>alert(1)</script> & \"'`=cmd()`../\u202e"


def read_page(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def scripts_of(page: str) -> set[str]:
    """Scripts of a page: ``own`` has the hash that the policy allows; data are not executed."""
    found = set()
    for kind, text in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S):
        if "application/json" not in kind:
            allowed = f"script-src '{content_hash(text)}'" in page
            found.add("own" if allowed and not kind else text[:60])
    return found


def headline_of(folder: Path, lang: str, tmp_path: Path):
    with theme.house_style():
        return build_headline(Edition(folder), Words.load(lang), folder=tmp_path / "figures")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_and_the_policy_forbids_it(edition_dir, name):
    page = read_page(edition_dir, name)
    assert "default-src 'none'" in page
    assert scripts_of(page) <= {"own"}
    for attribute in re.findall(r'(?:src|srcset|href)="([^"]*)"', page):
        assert not attribute.startswith(("http:", "https:", "//", "/")), attribute
    assert not re.findall(r"url\((?!data:|%23)", page)  # %23: a clip inside a picture
    assert "@import" not in page


@pytest.mark.parametrize("name", PAGES)
def test_every_character_shown_has_a_glyph_in_its_weight(edition_dir, name):
    page = read_page(edition_dir, name)
    faces = [
        set(map(chr, TTFont(BytesIO(base64.b64decode(data))).getBestCmap()))
        for data in re.findall(r"data:font/woff2;base64,([^)]+)\)", page)
    ]
    shown, bold = page_characters(page)
    assert len(faces) == 2
    assert {c for c in shown if c.isprintable()} <= faces[0]
    assert {c for c in bold if c.isprintable()} <= faces[1]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_small_and_names_its_language(edition_dir, name):
    page = read_page(edition_dir, name)
    assert len(page.encode()) < 3_000_000
    assert f'<html lang="{"en" if ".en." in name else "zh-CN"}">' in page


class Outline(HTMLParser):
    """Headings, pictures and table headers of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.alts: list[str] = []
        self.scopes: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.alts.append(found.get("alt", ""))
        if tag == "th":
            self.scopes.append(found.get("scope", ""))


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_headings_pictures_and_tables_can_be_heard(edition_dir, lang):
    outline = Outline()
    outline.feed(read_page(edition_dir, f"brief.{lang}.html"))
    assert outline.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.alts and all(len(alt) > 20 and re.search(r"\d", alt) for alt in outline.alts)
    assert set(outline.scopes) == {"col", "row"}


def test_the_first_screen_matches_the_tables(edition_dir, tmp_path):
    needed = pd.read_csv(edition_dir / "tables" / "required.csv")
    row = needed[
        (needed["target"] == "gdp_level")
        & (needed["from_year"] == 2024)
        & (needed["to_year"] == 2025)
    ].iloc[0]
    for lang in constants.LANGUAGES:
        verdict = build_verdict(Edition(edition_dir), Words.load(lang))
        assert f"{row['required_growth_percent']:.0f}%" in verdict
        assert str(row["n"]) in verdict
        assert {"zh": "107.48", "en": "10.748"}[lang] in verdict
    head = headline_of(edition_dir, "zh", tmp_path)
    assert head.title == "交城县“十四五”目标可达性研判"
    assert head.data_cutoff == (
        "数据：各县至 2024 年，煤价和全国至 2025 年"
        " · 研判日期 2026 年 11 月 23 日，各县 2025 年正式数据未取得"
    )
    assert "可能性不到 1%" in head.verdict.split("。")[0]
    assert [row[1] for row in head.reach.rows] == ["107", "8.6", "第 73 位"]
    assert [row.gap for row in head.rows] == [
        "2024 年尚差 92.5 亿元",
        "2024 年尚差 6.4 亿元",
        "2024 年第 73 位，共\u00a0117 个县（市、区）",
    ]
    assert "按 91 个县（市）排名：编制规划时" in head.table_note


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_now_comes_before_when_the_plan_was_made(edition_dir, built, lang):
    words, head = Words.load(lang), built[lang].headline
    names = [words("common-now"), words("common-when-planned")]
    page = (edition_dir / f"brief.{lang}.html").read_text(encoding="utf-8")
    table = re.search(r'<table class="targets">.*?</table>', page, re.S).group()
    heads = re.findall(r'<th scope="col">(.*?)</th>', table)
    assert heads[1] == "0–100%" and heads[2:4] == names
    assert re.findall(r'<td class="(now|then)">', table) == ["now", "then"] * len(head.rows)
    office = target_table(head, "")
    assert list(office.columns[1:3]) == names
    assert office.rows[0][1].startswith(head.rows[0].now)
    assert head.marks.index("●") < head.marks.index("○")


def test_the_time_of_the_edition_is_in_the_zone_of_the_study():
    manifest = {"made_at": "2026-11-29T17:37:55+00:00"}
    words = Words.load("zh")
    shown = dict(describe_provenance(manifest, words))
    assert shown[words("text-provenance-made")] == "2026-11-30 01:37 (UTC+8)"


def test_a_long_last_column_lies_below_on_a_phone_and_short_names_stay_whole():
    rows = (("煤炭价格", "2026", "−25.0%", "煤炭日度价格面板，2018 年 1 月—2025 年 12 月"),)
    columns = ("序列", "年份", "不确定性", "来源")
    page = render_block(Table("假设", columns, rows, words=(0, 3)))
    assert 'class="stacked" style="--n:3"' in page
    assert '<span class="whole">不确定性</span>' in page
    short = render_block(Table("假设", columns, (("甲", "1", "2", "丙"),), words=(0, 3)))
    assert "stacked" not in short and "--least" not in short


@pytest.mark.parametrize(("common", "told"), [(-0.03, "全省共同 −3.0%"), (0.01, "全省共同 +1.0%")])
def test_a_median_that_falls_is_explained(edition_copy, tmp_path, common, told):
    def lower(table):
        rows = (
            (table["information"] == "latest")
            & (table["scenario"] == "baseline")
            & (table["unit"] == shanxi.HOME_UNIT)
            & (table["variable"] == constants.GDP)
            & (table["year"] == "2025")
        )
        table.loc[rows, "q50"] = "102.1"  # 5 % below the 107.48 of 2024

    assert "预测中位数较" not in headline_of(edition_copy, "zh", tmp_path).reach.note
    change_table(edition_copy, "quantiles.csv", lower)
    outlook = f"latest,posterior,provincial_gdp,2025,-0.1,{common},0.1"
    (edition_copy / "tables" / "common_outlook.csv").write_text(
        f"information,evidence,series,year,q10,q50,q90\n{outlook}\n"
    )
    note = headline_of(edition_copy, "zh", tmp_path).reach.note
    assert f"2025 年 GDP 预测中位数较最近公布数 −5.0%：{told}，本县 " in note


@pytest.mark.parametrize(
    ("probability", "shown", "word"),
    [("0.37", "约 37%", "略小于一半"), ("0.0", "<0.1%", "几乎不可能")],
)
def test_odds_follow_the_results(edition_copy, tmp_path, probability, shown, word):
    def change(table):
        rows = (
            (table["target"] == "gdp_level")
            & (table["information"] == "latest")
            & (table["scenario"] == "baseline")
            & (table["year"] == "2025")
        )
        table.loc[rows, ["probability", "mcse", "upper"]] = [probability, "0.004", "0.0005"]

    change_table(edition_copy, "results.csv", change)
    row = headline_of(edition_copy, "zh", tmp_path).rows[0]
    assert (row.now, row.now_word) == (shown, word)


def test_a_decided_target_is_a_fact_and_not_part_of_the_verdict(edition_copy, tmp_path):
    def decide(table):
        rows = (
            (table["information"] == "latest")
            & table["target"].isin(["gdp_level", "revenue_level"])
            & (table["year"] == "2025")
        )
        table.loc[rows, ["status", "probability", "mcse"]] = [constants.DECIDED_MISSED, "", ""]

    change_table(edition_copy, "results.csv", decide)
    head = headline_of(edition_copy, "zh", tmp_path)
    assert head.rows[0].now == "未实现（2025 年）"
    assert "未实现（2025 年）" in head.verdict and "须" not in head.verdict


def test_both_languages_have_the_same_numbers(edition_dir, tmp_path):
    zh, en = (headline_of(edition_dir, lang, tmp_path) for lang in constants.LANGUAGES)
    for ours, theirs in zip(zh.rows, en.rows, strict=True):
        assert same_figures(
            re.findall(r"[\d.]+", ours.now + ours.gap),
            re.findall(r"[\d.]+", theirs.now + theirs.gap),
        )
    cells = [
        [re.findall(r"[\d.]+", cell) for row in head.reach.rows for cell in row[1:]]
        for head in (zh, en)
    ]
    assert all(same_figures(*pair) for pair in zip(*cells, strict=True))


def test_a_quick_run_is_stamped_on_every_page(edition_copy, built, tmp_path):
    path = edition_copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, "for_decisions": False, "quick": True}))
    write_index(edition_copy)
    assert "NOT FOR DECISIONS" in read_page(edition_copy, "index.html")
    for lang in constants.LANGUAGES:
        stamp = stamp_of(Edition(edition_copy).manifest, Words.load(lang))
        page = render_brief(dataclasses.replace(built[lang], stamp=stamp))
        assert "NOT FOR DECISIONS" in page
    assert headline_of(edition_copy, "zh", tmp_path).grade.startswith("低（")


def test_a_run_for_decisions_has_no_stamp(edition_dir):
    assert "NOT FOR DECISIONS" not in read_page(edition_dir, "brief.en.html")


def test_refused_conditions_are_shown_as_a_result(edition_dir):
    page = read_page(edition_dir, "annex.zh.html")
    assert "规划路径（全省同步增长）" in page and "条件过远，不予计算：有效样本仅为 0.4%" in page
    english = read_page(edition_dir, "annex.en.html")
    assert "Plan path (common boom)" in english and "the effective sample is only 0.4%" in english


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_every_heading_is_a_finding_with_a_number(built, lang):
    assert len(built[lang].sections) == 10
    for section in built[lang].sections:
        assert re.search(r"\d", section.heading), section.heading
        assert "nan" not in section.heading


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_no_cell_shows_a_number_that_is_none(built, lang):
    for section in built[lang].sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert all(len(row) == len(block.columns) for row in block.rows)
                text = " ".join(cell for row in block.rows for cell in row)
            else:
                text = getattr(block, "text", "") or str(getattr(block, "entries", ""))
            assert "nan" not in text.split() and "None" not in text


def test_text_from_files_is_escaped_wherever_it_is_shown():
    picture = Figure("f", NASTY, NASTY, NASTY, b"<svg/>", b"<svg/>")
    blocks = [
        Paragraph(NASTY),
        DefinitionList(((NASTY, NASTY),)),
        picture,
        Table(NASTY, (NASTY, "b"), ((NASTY, NASTY),), note=NASTY),
    ]
    for block in blocks:
        markup = render_block(block)
        assert "<script" not in markup
        assert "&lt;script&gt;" in markup


def test_a_hostile_scenario_label_does_not_break_the_page(
    edition_dir, built, tmp_path, monkeypatch
):
    from planodds.report.text import phrases

    hostile = Edition(edition_dir)
    monkeypatch.setattr(phrases, "scenario_label", lambda edition, name, words: NASTY)
    with theme.house_style():
        section = build_scenarios(hostile, Words.load("zh"), folder=tmp_path)
    assert NASTY in section.blocks[1].rows[0][0]
    html = render_brief(dataclasses.replace(built["zh"], sections=(section,)))
    assert "<script" not in html and "&lt;script&gt;" in html


def test_names_from_files_are_reduced_to_one_line():
    assert tidy_label("a\nb\u202ec\tdé") == "a b c dé"
    assert tidy_label("长" * 5000) == "长" * 22 + "…"


def test_without_the_information_of_the_plan_date_there_is_no_revision_section(edition_copy):
    (edition_copy / "tables" / "forecast_revision.csv").unlink()
    with theme.house_style():
        assert (
            build_revision_section(Edition(edition_copy), Words.load("zh"), folder=edition_copy)
            is None
        )


def test_an_edition_with_the_earlier_names_of_tables_and_columns_can_be_read(
    edition_dir, edition_copy
):
    folder, current = edition_copy / "tables", Edition(edition_dir)
    for name, old, columns in (
        ("record_reliability_bins", "record_said", {"forecast_probability": "said"}),
        ("record_acceptance_criteria", "record_bars", {"criterion": "bar"}),
        ("forecast_revision", "moved", {}),
        ("required_growth_for_probability", "needed", {}),
    ):
        table = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
        table.rename(columns=columns).to_csv(folder / f"{old}.csv", index=False)
        (folder / f"{name}.csv").unlink()
        pd.testing.assert_frame_equal(Edition(edition_copy).table(name), current.table(name))
    assert Edition(edition_copy).table_names == current.table_names


def test_a_missing_table_is_named(edition_copy):
    (edition_copy / "tables" / "required.csv").unlink()
    with pytest.raises(UsageError, match="required"):
        build_verdict(Edition(edition_copy), Words.load("zh"))


def test_every_figure_is_saved_with_its_table_in_both_languages(edition_dir):
    folder = edition_dir / "figures"
    stems = {path.stem for path in folder.glob("*.csv")}
    assert {
        "fan_gdp",
        "fan_revenue",
        "rank_path",
        "rank_distribution",
        "strip",
        "scenarios",
        "forecast_revision",
        "record",
    } <= stems
    for stem in stems:
        for lang in constants.LANGUAGES:
            assert (folder / f"{stem}.{lang}.svg").is_file()
            assert (folder / f"{stem}.{lang}.png").is_file()


def test_assumptions_are_listed_with_their_kind(built):
    table = next(
        block
        for section in built["zh"].sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption == "各情景的假设及其性质"
    )
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["规划路径\n县地区生产总值年增速"] == ("2025–2029", "+15.0%", "规划")
    assert rows["煤价下行\n煤炭价格年增速"] == ("2026–2027", "−25.0%（±5%）、−10.0%（±5%）", "判断")


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_brief_states_the_required_growth_and_the_drivers_of_the_odds(built, edition, lang):
    sections = {section.key: section for section in built[lang].sections}
    needed = edition.table("required_growth_for_probability")
    row = needed[
        (needed["target"] == "gdp_level") & (needed["year"] == 2030) & (needed["chance"] == 0.8)
    ].iloc[0]
    cells = [
        cell
        for block in sections["effort"].blocks
        if isinstance(block, Table)
        for line in block.rows
        for cell in line
    ]
    shown = f"{row['required_growth_percent']:.0f}%"
    assert any(cell.startswith(shown[:2]) for cell in cells)
    words = str(
        [block.entries for block in sections["effort"].blocks if isinstance(block, DefinitionList)]
    )
    assert ("各半" if lang == "zh" else "The chance is 50% with") in words
    kinds = [type(block) for block in sections["change"].blocks]
    assert kinds == [Figure, Table, DefinitionList] and "2030" in sections["change"].heading


def test_each_source_is_named_in_the_language_of_the_page(built):
    tables = {
        lang: next(s for s in built[lang].sections if s.key == "sources").blocks[0]
        for lang in constants.LANGUAGES
    }
    assert tables["zh"].rows[0][0].startswith("山西县域面板数据")
    assert tables["en"].rows[0][0].startswith("County panel of Shanxi")
