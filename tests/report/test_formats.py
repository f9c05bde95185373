"""PDF, memo, workbook and picture: content, structure, agreement."""

from __future__ import annotations

import dataclasses
import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.report.amounts import show_amounts
from planodds.report.content import DefinitionList, Figure, Page, Table
from planodds.report.documents import ANNEX, BRIEF, divide_page
from planodds.report.formats.columns import HIDDEN, CodeLabels, column_name
from planodds.report.formats.docx_parts import new_document
from planodds.report.formats.docx_tables import add_table
from planodds.report.formats.plain import (
    column_widths,
    crowding,
    page_blocks,
    page_figures,
    plain_page,
)
from planodds.report.formats.write import FILES, list_outputs, make_formats
from planodds.report.formats.xlsx_brief import read_number
from planodds.report.text.words import Words
from tests.report.reading import (
    WORD,
    PdfText,
    excess_of_brief,
    read_docx,
    read_html,
    read_xlsx,
    said,
    same_figures,
    squeeze,
    texts_of,
)


@pytest.fixture(scope="module")
def files(edition_dir: Path) -> dict[str, bytes]:
    """All files of the shared edition."""
    return {path.name: path.read_bytes() for path in edition_dir.iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def read(files) -> dict[tuple[str, str], str]:
    """What each form shows in each language, without spaces."""
    found = {}
    for lang in constants.LANGUAGES:
        book = read_xlsx(files[f"tables.{lang}.xlsx"])
        brief = [str(cell) for row in list(book.values())[1] for cell in row]
        found |= {
            (lang, "html"): read_html(files[f"annex.{lang}.html"].decode()),
            (lang, "pdf"): PdfText(files[f"annex.{lang}.pdf"]).text,
            (lang, "docx"): read_docx(files[f"annex.{lang}.docx"]),
            (lang, "xlsx"): "\n".join(brief),
        }
    return {key: squeeze(text) for key, text in found.items()}


@pytest.mark.parametrize("lang", constants.LANGUAGES)
@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx"])
def test_every_format_contains_the_text_of_the_brief(built, read, lang, form):
    shown = read[lang, form]
    page = divide_page(plain_page(built[lang]))[ANNEX]
    drawn = {text for figure in page_figures(page) for text in texts_of(figure)}
    missing = [
        text
        for text in said(page)
        for line in text.split("\n")
        if squeeze(line) not in shown and not (form == "xlsx" and text in drawn)
    ]
    assert not missing


def test_both_languages_have_the_same_figures_cell_by_cell(built):
    def cells(page: Page) -> list[str]:
        tables = [
            page.headline.reach,
            *(
                block
                for _, blocks in page_blocks(page)
                for block in blocks
                if isinstance(block, Table)
            ),
        ]
        return [cell for table in tables for row in table.rows for cell in row[1:]]

    def figures(cell: str) -> list[str]:
        return re.findall(r"\d+(?:\.\d+)?", cell)

    pairs = list(zip(*(cells(built[lang]) for lang in constants.LANGUAGES), strict=True))
    assert len(pairs) > 300
    spoken = [
        (
            zh.replace("千分之一", "1/1000").replace("不到 1%", "1/100"),
            en.replace("1 in 100", "1/100"),
        )
        for zh, en in pairs
    ]
    assert [(zh, en) for zh, en in spoken if not same_figures(figures(zh), figures(en))] == []


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_brief_is_four_pages_and_within_its_limits(built, files, lang):
    documents = divide_page(plain_page(built[lang]))
    assert excess_of_brief(documents[BRIEF]) == {}
    assert excess_of_brief(documents[ANNEX]).keys() == {lang, "numbers", "tables", "figures"}
    assert len(PdfText(files[f"brief.{lang}.pdf"]).pages) <= 4


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_brief_and_annex_name_each_other_and_nothing_is_lost(built, files, lang):
    documents = divide_page(built[lang])
    for here, there in ((BRIEF, ANNEX), (ANNEX, BRIEF)):
        assert f'href="{there}.{lang}.html"' in files[f"{here}.{lang}.html"].decode()
    assert [s.blocks for s in documents[ANNEX].sections] == [s.blocks for s in built[lang].sections]
    assert {s.key for s in documents[BRIEF].sections} < {s.key for s in documents[ANNEX].sections}


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_sheet_of_odds_has_the_numbers_of_the_parquet(edition, files, lang, tmp_path):
    from planodds.editions.layout import parse_types

    parse_types(
        pd.read_csv(edition.folder / "results.csv", dtype=str, keep_default_na=False)
    ).to_parquet(tmp_path / "results.parquet")
    known = pd.read_parquet(tmp_path / "results.parquet")
    rows = list(read_xlsx(files[f"tables.{lang}.xlsx"]).values())[2]
    header = next(place for place, row in enumerate(rows) if len(row) > 10)
    shown = rows[header + 1 :]
    assert len(shown) == len(known)
    numbers = known[
        ["origin", "year", "threshold", "probability", "mcse", "lower", "upper", "draws", "ess"]
    ]
    money = known["target"].isin(("gdp_level", "revenue_level"))
    assert money.any()
    numbers = numbers.astype(float)
    numbers.loc[money, "threshold"] *= Words.load(lang).scale  # as the pages show them
    numbers["mcse"] *= 100  # percentage points
    for cells, (_, wanted) in zip(shown, numbers.iterrows(), strict=True):
        kept = [float(value) for value in wanted if not pd.isna(value)]
        assert [cell for cell in cells if isinstance(cell, float)] == pytest.approx(kept, rel=1e-11)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_workbook_has_ten_sheets_with_numbers_and_native_charts(edition, files, lang):
    book, members = read_xlsx(files[f"results.{lang}.xlsx"]), parts(files[f"results.{lang}.xlsx"])
    sheets = list(book.items())
    assert len(sheets) == 10
    assert sum(re.fullmatch(r"xl/charts/chart\d+\.xml", name) is not None for name in members) >= 10
    shown = {round(cell, 6) for row in sheets[3][1] for cell in row if isinstance(cell, float)}
    ahead = edition.quantiles(edition.now)
    own = ahead[(ahead["unit"] == edition.plan.unit) & (ahead["variable"] == constants.GDP)]
    wanted = own[["q05", "q50", "q95"]].to_numpy().ravel() * Words.load(lang).scale
    assert set(wanted.round(6)) <= shown
    assert sum(isinstance(cell, float) for row in sheets[1][1] for cell in row) > 10  # the brief
    for _, rows in sheets[2:]:
        assert sum(isinstance(cell, float) for row in rows for cell in row) > 2


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_charts_of_chances_end_at_100_percent_and_name_their_axes(files, lang):
    members = parts(files[f"results.{lang}.xlsx"])
    charts = [
        data.decode()
        for name, data in members.items()
        if re.fullmatch(r"xl/charts/chart\d+\.xml", name)
    ]
    assert all(re.findall("<c:valAx>.*?</c:valAx>", chart) for chart in charts)
    for chart in charts:
        (values,) = re.findall("<c:valAx>.*?</c:valAx>", chart)
        assert "<c:title>" in values
        assert "<c:barChart>" not in chart or '<c:tickLblSkip val="1"/>' in chart
    whole = [chart for chart in charts if '<c:max val="1.0"/>' in chart]
    assert len(whole) >= 3  # GDP, revenue, rank
    for chart in whole:
        (across,) = re.findall("<c:catAx>.*?</c:catAx>", chart)
        assert "<c:title>" in across and '<c:min val="0"/>' in chart


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_results_state_the_unit_of_the_pages_and_only_where_it_is_used(
    edition, built, files, lang
):
    words = Words.load(lang)
    sheets = list(read_xlsx(files[f"results.{lang}.xlsx"]).values())
    text = [str(cell) for rows in sheets for row in rows for cell in row]
    if lang == "en":
        assert not [cell for cell in text if "100 million" in cell or "100m" in cell]
    money = words("format-workbook-amounts")
    assert [money in str(rows[1][0]) for rows in sheets[2:]] == [
        *(True, True, True, False),  # chances, GDP, revenue, rank
        *(True, True, False, True),  # scenarios, levels, revision, units
    ]
    head = sheets[2][2]
    error = next(place for place, cell in enumerate(head) if "MC error" in cell or "误差" in cell)
    assert head[error] == words("format-workbook-in-points", name=words.label("column", "mcse"))
    target = next(target for target in edition.headline_targets if target.id == "gdp_level")
    row = edition.odds(target.id, edition.now, year=int(sheets[2][3][1]))
    assert sheets[2][3][2] == pytest.approx(row["threshold"] * words.scale)
    assert sheets[2][3][error] == pytest.approx(100 * row["mcse"])


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_brief_in_a_workbook_has_no_captions_of_figures(built, files, lang):
    rows = list(read_xlsx(files[f"results.{lang}.xlsx"]).values())[1]
    shown = {str(cell) for row in rows for cell in row}
    brief = divide_page(plain_page(built[lang]))[BRIEF]
    captions = {text for each in page_figures(brief) for text in (each.title, each.note)} - {""}
    assert captions and not captions & shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("107", (107.0, "0")),
        ("1,234.5", (1234.5, "#,##0.0")),
        ("≥ 116", (116.0, '"≥ "0')),
        ("第 75 位", (75.0, '"第 "0" 位"')),
        ("−15%", (-0.15, '"+"0%;"−"0%;0%')),
        ("86.1%", (0.861, "0.0%")),
        ("<1%", None),
        ("14.0\n+6%", None),
        ("=1+1", None),
    ],
)
def test_a_cell_with_one_number_becomes_that_number(cell, shown):
    found = read_number(cell, Words.load("zh"))
    assert found == shown if shown is None else found == (pytest.approx(shown[0]), shown[1])


@pytest.mark.parametrize("book", ["results", "tables"])
@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_sheets_are_named_in_the_language_and_the_first_describes_them(files, lang, book):
    book = read_xlsx(files[f"{book}.{lang}.xlsx"])
    sheets = list(book)
    assert sheets[0] == {"zh": "说明", "en": "Read me"}[lang]
    assert all(len(name) <= 31 for name in sheets) and len(set(sheets)) == len(sheets)
    chinese = [bool(re.search("[\u4e00-\u9fff]", name)) for name in sheets]
    assert all(chinese) if lang == "zh" else not any(chinese)
    told = [cell for row in book[sheets[0]] for cell in row]
    assert set(sheets[1:]) <= set(told)


@pytest.mark.parametrize("book", ["results", "tables"])
def test_sheets_are_frozen_and_filtered_and_contain_no_formula(files, book):
    book = zipfile.ZipFile(BytesIO(files[f"{book}.zh.xlsx"]))
    sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)
    assert sum('state="frozen"' in sheet for sheet in sheets) == len(sheets) - 1
    assert sum("<autoFilter" in sheet for sheet in sheets) == len(sheets) - 2


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_pdf_has_numbered_pages_the_house_face_and_no_tofu(files, lang):
    data = files[f"annex.{lang}.pdf"]
    pdf = PdfText(data)
    assert {name.split(b"+")[1] for name in re.findall(rb"/BaseFont/([\w+-]+)", data)} == {
        b"PlanoddsSans-Regular",
        b"PlanoddsSans-Bold",
    }
    assert "\ufffd" not in pdf.text and "〓" not in pdf.text
    assert b"/MediaBox[0 0 595.2756 841.8898]" in data
    count = len(pdf.pages)
    for number, margin in enumerate(pdf.margins, start=1):
        words = {"zh": f"第{number}页，共{count}页", "en": f"Page{number}of{count}"}
        assert words[lang] in squeeze(margin) and "2024-0123abcd" in margin
    assert data.count(b"/Alt") >= 12 and b"pdfuaid" in data  # can be heard (PDF/UA)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_memo_has_real_headings_tables_and_pictures(built, files, lang):
    archive = zipfile.ZipFile(BytesIO(files[f"annex.{lang}.docx"]))
    body = ElementTree.fromstring(archive.read("word/document.xml"))
    styles = [node.get(f"{WORD}val") for node in body.iter(f"{WORD}pStyle")]
    assert styles.count("Title") == 1
    assert styles.count("Heading1") == len(built[lang].sections) + 1
    tables = list(body.iter(f"{WORD}tbl"))
    assert len(tables) == 2 + sum(
        isinstance(block, Table) for _, blocks in page_blocks(built[lang]) for block in blocks
    )
    assert all(table.find(f".//{WORD}tblHeader") is not None for table in tables)
    spoken = [node.get("descr") for node in body.iter() if node.tag.endswith("}docPr")]
    assert spoken == [figure.alt for figure in page_figures(plain_page(built[lang]))]
    foot = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert "PAGE" in foot
    assert "仿宋" in archive.read("word/styles.xml").decode()
    assert 'w:altName w:val="FangSong' in archive.read("word/fontTable.xml").decode()


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_picture_is_as_wide_as_a_phone_and_drawn_sharp(files, lang):
    from PIL import Image

    picture = Image.open(BytesIO(files[f"brief.{lang}.png"]))
    assert picture.width == 1080 and 1000 < picture.height <= 1920
    assert picture.convert("L").point(lambda v: v < 128 and 255).getbbox() is not None


def test_the_same_content_has_the_same_bytes(edition, built, files):
    again = {
        name: data
        for lang, page in built.items()
        for name, data in make_formats(edition, {lang: page}).items()
    }
    assert {name for name, data in again.items() if data != files[name]} == set()


def test_outputs_are_listed_by_language_and_form(edition_dir, tmp_path):
    assert list_outputs(edition_dir) == {
        lang: {form: name.format(lang=lang) for form, name in FILES.items()}
        for lang in constants.LANGUAGES
    }
    assert list_outputs(tmp_path) == {"zh": {}, "en": {}}


HARMLESS = (
    "<script>alert(1)</script> =cmd|' /C calc'!A0 ../../etc/passwd #import \"x\": * $x$ "
    "\\end{document} `raw` _u_ *b* @ref <label> // /* &amp; "
)
HOSTILE = HARMLESS + "\u202eright\u202c\x07\x00"
LONG = "W" * 5000
SIGNS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "😀 𝔘 \ufffe", "两\n行\r\n三")


def hostile_page(page: Page) -> Page:
    """The page with hostile text in every field that comes from a file."""
    rows = ((HOSTILE, HOSTILE, LONG), *((sign, HOSTILE, sign) for sign in SIGNS))
    table = Table(HOSTILE, (HOSTILE, LONG, "=A1"), rows, words=(0, 1), note=HOSTILE)
    figure = page.headline.figure
    picture = Figure("../../evil", HOSTILE, HOSTILE, HOSTILE, figure.desktop, figure.phone)
    items = DefinitionList(((HOSTILE, LONG), ("", "长" * 5000)))
    section = dataclasses.replace(
        page.sections[0],
        label=HOSTILE,
        heading=HOSTILE,
        blocks=(table, picture, items),
        brief=(table,),
    )
    head = dataclasses.replace(
        page.headline, title=HOSTILE, data_cutoff=HOSTILE, verdict=LONG, reach=table
    )
    return dataclasses.replace(
        page, headline=head, sections=(section,), stamp=HOSTILE, foot=((HOSTILE, LONG),)
    )


@pytest.fixture(scope="module")
def hostile(edition, built) -> dict[str, bytes]:
    """Files with hostile text, in one language."""
    return make_formats(edition, {"zh": hostile_page(built["zh"])})


def test_hostile_text_is_shown_and_never_run(hostile):
    plain = squeeze(HARMLESS + "right")
    for name in ("results.zh.xlsx", "tables.zh.xlsx"):
        book = read_xlsx(hostile[name])
        cells = [cell for rows in book.values() for row in rows for cell in row]
        assert {"=1+1", "+1", "-1", "@SUM(A1)"} <= set(cells)
    assert plain in squeeze(PdfText(hostile["annex.zh.pdf"]).text)
    assert plain in squeeze(read_docx(hostile["annex.zh.docx"]))
    assert any(plain in squeeze(str(cell)) for cell in cells)
    assert b"<f>" not in b"".join(parts(hostile["tables.zh.xlsx"]).values())


def test_hostile_text_brings_no_unwanted_sign_and_no_path(hostile):
    for name in ("annex.zh.docx", "brief.zh.docx", "results.zh.xlsx", "tables.zh.xlsx"):
        members = parts(hostile[name])
        assert not any(".." in member or "evil" in member for member in members)
        for member, data in members.items():
            if member.endswith(".xml"):
                text = "".join(ElementTree.fromstring(data).itertext())
                assert not re.search("[\x00-\x08\u202a-\u202e]", text), member
    assert "\u202e" not in PdfText(hostile["annex.zh.pdf"]).text


def test_a_long_label_is_broken_and_a_sign_without_glyph_is_marked(hostile):
    text = squeeze(PdfText(hostile["annex.zh.pdf"]).text)
    assert LONG in text and "长" * 5000 in text
    assert "〓" in text and "\ufffd" not in text


def parts(data: bytes) -> dict[str, bytes]:
    """Members of an office file."""
    archive = zipfile.ZipFile(BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_stamp_is_on_every_page_and_sheet(edition, built, files, lang):
    stamped = dataclasses.replace(built[lang], stamp="不得用于决策 NOT FOR DECISIONS")
    made = make_formats(edition, {lang: stamped})
    pdf = PdfText(made[f"brief.{lang}.pdf"])
    assert all("NOT FOR DECISIONS" in margin for margin in pdf.margins)
    for book in (f"results.{lang}.xlsx", f"tables.{lang}.xlsx"):
        for name, rows in read_xlsx(made[book]).items():
            assert any("NOT FOR DECISIONS" in str(cell) for row in rows[:3] for cell in row), name
        sheets = [
            data.decode()
            for name, data in parts(made[book]).items()
            if "worksheets/sheet" in name and "_rels" not in name
        ]
        assert all("NOT FOR DECISIONS" in sheet for sheet in sheets)  # on every printed page
    heads = [
        data.decode()
        for name, data in parts(made[f"brief.{lang}.docx"]).items()
        if name.startswith("word/header")
    ]
    assert any("NOT FOR DECISIONS" in head for head in heads)
    with zipfile.ZipFile(BytesIO(made[f"results.{lang}.xlsx"])) as book:  # and is not cut
        assert '<mergeCell ref="A2:B2"/>' in book.read("xl/worksheets/sheet1.xml").decode()
    assert made[f"brief.{lang}.png"] != files[f"brief.{lang}.png"]


# columns of tables that the shared edition does not have
_ELSEWHERE = {
    "missing_data": ("target", "indicator", "unit", "found", "needed", "file", "columns"),
    "prior_posterior": ("block", "parameter", "prior_q05", "prior_q95", "q05", "ratio"),
    "early_figures": ("kind", "value", "sd_percent", "q10_without", "change_percent"),
    "census_steps": ("before", "after", "step_percent", "revision_q90"),
}


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_every_table_and_column_of_a_workbook_has_a_name_in_words(edition, lang):
    words = Words.load(lang)
    tables = {stem: tuple(edition.table(stem).columns) for stem in edition.table_names}
    for stem, columns in (*tables.items(), *_ELSEWHERE.items()):
        assert words.has_label("table", stem), stem
        raw = [
            column
            for column in columns
            if column not in HIDDEN and column_name(column, words, stem=stem).startswith(column)
        ]
        assert not raw, (stem, raw)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_a_sheet_names_the_unit_of_its_amounts_and_a_file_of_the_edition(edition_dir, files, lang):
    words = Words.load(lang)
    money, converted = words("format-workbook-amounts"), words.scale != 1.0
    seen = 0
    for sheet, rows in list(read_xlsx(files[f"tables.{lang}.xlsx"]).items())[2:]:
        note = rows[1][0]
        (path,) = re.findall(r"[a-z_/]+\.csv", note)
        assert (edition_dir / path).is_file(), sheet
        assert "README" not in note
        seen += money in note
        if converted:
            assert (money in note) == ("100 million yuan" in note), sheet
        other = {"zh": "英文", "en": "(zh)"}[lang]
        assert not [cell for cell in rows[2] if other in str(cell)], sheet
    assert seen >= 8


def test_amounts_are_converted_by_variable_and_ranks_are_not(edition):
    table = edition.table("quantiles")
    shown, places = show_amounts(edition, Words.load("en"), "quantiles", table)
    money = table["variable"].isin((constants.GDP, constants.REVENUE)).to_numpy()
    ratio = shown["q50"].to_numpy() / table["q50"].to_numpy()
    assert ratio[money] == pytest.approx(0.1) and ratio[~money] == pytest.approx(1.0)
    assert (places["q50"] == money).all()
    same, _ = show_amounts(edition, Words.load("zh"), "quantiles", table)
    pd.testing.assert_frame_equal(same, table)


def test_logarithms_and_figures_become_amounts_in_the_unit_of_the_language(edition):
    words = Words.load("en")
    table = edition.table("forecast_revision")
    shown, _ = show_amounts(edition, words, "forecast_revision", table)
    logs = table["unit"] == "log"
    assert shown.loc[logs, "now"].tolist() == pytest.approx(
        (0.1 * np.exp(table.loc[logs, "now"])).tolist()
    )
    assert shown.loc[~logs, "now"].tolist() == table.loc[~logs, "now"].tolist()
    table = edition.table("facts")
    shown, places = show_amounts(edition, words, "facts", table)
    assert (places["value"] == (table["unit"] == "cny_1e8")).all()
    assert CodeLabels(edition, words).word("unit", "cny_1e8") == "bn yuan"
    assert shown["value"].sum() < table["value"].sum()


def test_a_sheet_explains_its_codes(edition_dir):
    """No key of the program is in a Chinese cell, except where it names an item of a file."""
    sheets = read_xlsx((edition_dir / "tables.zh.xlsx").read_bytes())
    named = {
        "source_id",
        "indicator",
        "parameter",
        "max_rhat_of",
        "min_ess_bulk_of",
        "min_ess_tail_of",
    }
    names_of_things = {column_name(column, Words.load("zh")) for column in named} | {"权重"}
    for sheet, rows in list(sheets.items())[2:]:
        heads = [str(cell) for cell in rows[2]]
        assert not [head for head in heads if re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", head)], sheet
        words = {cell for row in rows[3:] for cell in row if isinstance(cell, str)}
        if names_of_things & set(heads) or sheet == "数据来源":
            continue
        raw = {word for word in words if re.fullmatch(r"[a-z]+(_[a-z0-9]+)*|True|False", word)}
        assert not raw, (sheet, raw)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_marks_are_explained_where_the_line_of_odds_is_drawn(files, built, lang):
    head = built[lang].headline
    memo = squeeze(read_docx(files[f"brief.{lang}.docx"]))
    assert squeeze(head.table_note) in memo and "○" not in memo and "●" not in memo
    for shown in (
        read_html(files[f"brief.{lang}.html"].decode()),
        PdfText(files[f"brief.{lang}.pdf"]).text,
    ):
        assert squeeze(head.marks) in squeeze(shown)


def test_no_number_of_a_memo_is_broken_in_a_table():
    crowded = Table("", ("Target", *map(str, range(8))), (("GDP", *["27 of 2330"] * 8),))
    assert crowding(crowded, room=94.0) < 1 == crowding(crowded, room=200.0)
    page = new_document(Words.load("en"), title="")
    add_table(page, crowded, column_widths(crowded, room=94.0), size=0.8)
    (cells,) = (row.cells for row in page.tables[0].rows[1:])
    assert cells[1].text == "27\u00a0of\u00a02330"
    assert cells[1].paragraphs[0].runs[0].font.size.pt == 8.0  # never smaller


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_brief_memo_leaves_hashes_to_the_annex(files, lang):
    assert "panel.csv" in read_docx(files[f"annex.{lang}.docx"])
    assert "panel.csv" not in read_docx(files[f"brief.{lang}.docx"])


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_the_brief_memo_has_places_for_addressee_office_and_date(files, lang):
    words = Words.load(lang)
    memo = read_docx(files[f"brief.{lang}.docx"])
    for name in ("addressee", "office", "date"):
        place = words(f"format-docx-{name}")
        assert place in memo and place not in read_docx(files[f"annex.{lang}.docx"])
