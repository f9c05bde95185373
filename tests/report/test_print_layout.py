"""Office files as they are printed: whole words and numbers, legible type, few pages."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH

from planodds import constants
from planodds.report.brief.readings import build_readings
from planodds.report.content import DefinitionList, Table
from planodds.report.figures.ranks import rank_ticks
from planodds.report.formats import docx_parts
from planodds.report.formats.docx_tables import add_table
from planodds.report.formats.plain import cjk_width, column_widths
from planodds.report.formats.xlsx import PRINTED
from planodds.report.text.track_record import describe_model_choice
from planodds.report.text.words import Words

_FIGURE = 0.159  # cm: a figure of 9 pt Times
_SECOND_TYPE = 8.0


@pytest.fixture(scope="module", params=constants.LANGUAGES)
def annex(request, edition_dir: Path):
    """The annex as an office opens it."""
    return docx.Document(edition_dir / f"annex.{request.param}.docx")


def runs(document):
    """Yield all runs of all tables."""
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    yield from paragraph.runs


def test_no_table_of_the_annex_is_set_below_eight_points(annex):
    sizes = {run.font.size.pt for run in runs(annex)}
    assert min(sizes) >= _SECOND_TYPE and max(sizes) == 9.0


def test_every_word_and_number_of_the_annex_fits_its_column(annex):
    narrow = [
        (word, cell.width.cm)
        for table in annex.tables
        for row in table.rows[1:]
        for cell in row.cells
        for word in re.split(r"[ \n]", cell.text)
        if word.isascii() and len(word) <= 16 and cjk_width(word) * _FIGURE > cell.width.cm
    ]
    assert narrow == []


def test_tables_fit_the_paper_and_the_paper_is_turned_back(annex):
    """A section of wide tables lies across; the first and the last stand upright."""
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in annex.sections]
    assert any(turned) and not turned[0] and not turned[-1]
    widths = [sum(cell.width.cm for cell in table.rows[0].cells) for table in annex.tables]
    upright, across = docx_parts.ANNEX_WIDTH, 29.7 - 4.4
    assert {round(width, 1) for width in widths} == {round(upright, 1), round(across, 1)}


@pytest.mark.parametrize("count", [3, 30])
def test_no_row_stands_alone_on_a_page(count):
    page = docx_parts.new_document(Words.load("en"), title="")
    table = Table(
        "Name", ("Unit", "Value"), tuple((f"row {i}", "1") for i in range(count)), note="n"
    )
    add_table(page, table, column_widths(table, room=80.0))
    kept = [
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in page.tables[0].rows
    ]
    assert kept[:2] == [True, True] and kept[-2:] == [True, True]  # header and tail, with the note
    assert all(kept) if count < 9 else not any(kept[2:-2])


def sheets(path: Path) -> dict[str, str]:
    """Return the sheets of a workbook as they are written, by name."""
    book = zipfile.ZipFile(BytesIO(path.read_bytes()))
    names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    return {
        name: book.read(f"xl/worksheets/sheet{place}.xml").decode()
        for place, name in enumerate(names, start=1)
    }


def test_all_tables_print_on_a_page_across_with_their_header(edition_dir):
    path = edition_dir / "tables.en.xlsx"
    book = zipfile.ZipFile(path).read("xl/workbook.xml").decode()
    areas = re.findall(r"Print_Area[^>]*>[^<]*\$(\d+)</definedName>", book)
    titles = re.findall(r"Print_Titles[^>]*>", book)
    written = sheets(path)
    assert len(areas) == len(titles) == len(written) - 2
    assert max(map(int, areas)) <= PRINTED + 4
    for name, sheet in written.items():
        assert 'orientation="landscape"' in sheet and 'fitToHeight="0"' in sheet, name


def test_rows_of_assumptions_are_as_high_as_their_texts(edition, edition_dir):
    sheet = sheets(edition_dir / "tables.en.xlsx")["Assumptions"]
    widths = [float(width) for width in re.findall(r'<col [^>]*?width="([\d.]+)"', sheet)]
    assert max(widths) < 30
    longest = edition.table("assumptions")["source"].map(cjk_width).max()
    heights = [float(height) for height in re.findall(r'<row [^>]*?ht="([\d.]+)"', sheet)]
    assert max(heights) >= 14.0 * (longest // 28)


def test_charts_of_a_long_sheet_are_printed_on_a_page_of_their_own(edition_dir):
    broken = [
        sheet for sheet in sheets(edition_dir / "results.en.xlsx").values() if "<colBreaks" in sheet
    ]
    assert len(broken) == 1 and "fitToPage" not in broken[0] and "<drawing" in broken[0]


def test_the_rank_chart_of_the_workbook_has_round_ranks(edition_dir):
    with zipfile.ZipFile(edition_dir / "results.zh.xlsx") as book:
        charts = [book.read(name).decode() for name in book.namelist() if "/chart" in name]
    (ranked,) = [chart for chart in charts if '<c:majorUnit val="20"/>' in chart]
    assert '<c:min val="0"/>' in ranked and '<c:orientation val="maxMin"/>' in ranked
    assert 'formatCode="[=0]&quot;&quot;;0"' in ranked  # there is no rank 0


@pytest.mark.parametrize(
    ("lowest", "shown"),
    [(93, [1, 20, 40, 60, 80, 93]), (50, [1, 20, 50]), (9, [1, 2, 4, 6, 9]), (1, [1])],
)
def test_a_rank_axis_runs_from_the_best_rank_to_the_lowest_shown(lowest, shown):
    assert rank_ticks(lowest) == shown


@pytest.mark.parametrize(
    ("lang", "worse", "better"),
    [
        ("en", "increases the error by 13.9%", "reduces the error by 2.0%"),
        ("zh", "增大 13.9%", "减小 2.0%"),
    ],
)
def test_a_larger_error_is_called_an_increase(lang, worse, better):
    from tests.report.test_track_record_text import make_shown

    shown = make_shown()
    for name, gain in (("gain_level", -0.139), ("gain_relative", 0.02)):
        shown.choice[name] = gain
    text = describe_model_choice(shown, Words.load(lang))
    assert worse in text and better in text and "−13.9%" not in text


def notes_of(edition, lang):
    """Terms and texts of the notes on the targets."""
    (notes,) = (
        block
        for block in build_readings(edition, Words.load(lang)).blocks
        if isinstance(block, DefinitionList)
    )
    return notes.entries


def test_a_quotation_keeps_its_words_and_says_in_english_what_it_asks(edition):
    (entry,) = [term for term, _ in notes_of(edition, "en") if "200" in term]
    assert entry == "“地区生产总值达到200亿元” (GDP ≥ 20 bn yuan)"
    chinese = [term for term, _ in notes_of(edition, "zh") if "200" in term]
    assert chinese == ["“地区生产总值达到200亿元”"]


def test_english_notes_have_the_english_unit(edition):
    texts = " ".join(text for _, text in notes_of(edition, "en"))
    assert "8.490 billion yuan" in texts and not re.search(r"\b(84\.90|6\.61)\b", texts)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_only_the_title_of_a_figure_is_kept_with_it(edition_dir, lang):
    """A note may stand on the next page; were it kept, half a page before it would be empty."""
    document = docx.Document(edition_dir / f"brief.{lang}.docx")
    pictures = [p for p in document.paragraphs if p._p.xpath(".//pic:pic")]
    assert pictures and not any(p.paragraph_format.keep_with_next for p in pictures)
    assert document.styles["Caption"].paragraph_format.keep_with_next


def test_lines_with_latin_names_are_not_stretched():
    page = docx_parts.new_document(Words.load("zh"), title="")
    for text in ("水平预测的误差明显小于 Theta 法（+47%）、MFLES 法。", "本县预测值低于目标。"):
        docx_parts.add_paragraph(page, text, style="Body Text")
    assert [p.alignment for p in page.paragraphs] == [WD_ALIGN_PARAGRAPH.LEFT, None]
