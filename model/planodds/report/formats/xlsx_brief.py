"""The first two sheets of a workbook: what it is, and the brief as it is read."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from planodds.report.content import DefinitionList, Page, Paragraph, Table
from planodds.report.formats.plain import cjk_width, page_blocks, target_table
from planodds.report.text.formatting import format_rank
from planodds.report.text.provenance import without_digests
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from planodds.report.content import Block

_STAMPED = 5  # columns that the warning covers
_FEWEST = 5  # columns that a text is spread over
FIRST, OTHER = 30, 17  # widths in Latin signs
LINE = 14.0  # points
HEADS, BODIES = {True: "head", False: "head_number"}, {True: "wrap", False: "number"}
# a number with at most a sign, a comparison or the words of a rank around it
_NUMBER = r"(≥ ?|{before})?([+−-])?(\d[\d,]*)(\.\d+)?(%)?({after})?"

_TALL = {"title": 22, "heading": 19}  # points of a row with larger type


def write_readme(
    book: Workbook,
    styles: dict[str, Format],
    page: Page,
    sheets: list[tuple[str, str]],
    *,
    more: str = "",
) -> None:
    """Write the first sheet: contents of the workbook, how to read it, and its provenance.

    Parameters
    ----------
    book : Workbook
        The workbook; a sheet is added.
    styles : dict[str, Format]
        Cell formats by name.
    page : Page
    sheets : list[tuple[str, str]]
        Name and title of each sheet of a table.
    more : str
        Where other tables are; empty for nowhere else.
    """
    head, words = page.headline, Words.load(page.lang)
    sheet = book.add_worksheet(words("format-workbook-read-me"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    writer = _Lines(sheet, styles, words)
    writer.wide(head.title, "title")
    if page.stamp:
        write_stamp(sheet, writer.row, page.stamp, 2, styles)
        writer.skip()
    writer.wide(head.data_cutoff, "note")
    writer.pair(words("format-workbook-verdict"), head.verdict)
    writer.pair(words("format-workbook-evidence"), head.grade)
    writer.pair(words("format-workbook-reading-term"), words("format-workbook-reading"))
    writer.pair(words("format-workbook-units-term"), words("format-workbook-units"))
    writer.pair(words("format-workbook-error-term"), words("format-workbook-error"))
    writer.skip()
    writer.wide(words("format-workbook-sheets"), "heading")
    for name, title in [(_brief_name(words), words("format-workbook-brief-title")), *sheets]:
        writer.link(name, title)
    if more:
        writer.wide(more, "note")
    writer.skip()
    writer.wide(words("common-provenance"), "heading")
    for term, text in without_digests(page.foot, words) if more else page.foot:
        writer.pair(term, text)
    set_print(sheet, page.stamp)


def _brief_name(words: Words) -> str:
    """Name of the brief's sheet."""
    return words("format-workbook-brief")


def write_brief_sheet(
    book: Workbook, styles: dict[str, Format], page: Page, *, numbers: bool = False
) -> None:
    """Write all texts and tables of the brief on one sheet; what belongs to a figure is left out.

    Parameters
    ----------
    book : Workbook
        The workbook; a sheet is added.
    styles : dict[str, Format]
        Cell formats by name.
    page : Page
    numbers : bool
        Whether cells that show a number hold it, with a format that shows it as the page does.
    """
    head, words = page.headline, Words.load(page.lang)
    sheet = book.add_worksheet(_brief_name(words))
    sheet.set_column(0, 0, FIRST)
    found = [head.reach, *(block for _, section in page_blocks(page) for block in section)]
    wide = max((len(block.columns) for block in found if isinstance(block, Table)), default=0)
    columns = max(_FEWEST, wide)
    sheet.set_column(1, columns - 1, OTHER)
    writer = _Lines(sheet, styles, words, book=book if numbers else None, columns=columns)
    writer.wide(head.title, "title")
    if page.stamp:
        writer.wide(page.stamp, "stamp")
    writer.wide(head.data_cutoff, "note")
    sheet.freeze_panes(writer.row, 0)
    writer.spread(head.verdict)
    writer.spread(words("format-workbook-evidence-line", grade=head.grade))
    caption = words("common-odds-targets")
    first: tuple[Block, ...] = (target_table(head, caption), head.reach)
    for block in first:
        writer.block(block)
    for heading, blocks in page_blocks(page):
        writer.skip()
        writer.spread(heading, "finding")
        for block in blocks:
            writer.block(block)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{writer.row + 1}"})
    set_print(sheet, page.stamp)


class _Lines:
    """Writes line after line; text as text, and numbers of tables as such if there is a book."""

    def __init__(
        self,
        sheet: Worksheet,
        styles: dict[str, Format],
        words: Words,
        *,
        book: Workbook | None = None,
        columns: int = _FEWEST,
    ) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        self.words, self.book, self.columns = words, book, columns

    def skip(self) -> None:
        self.row += 1

    def wide(self, text: str, style: str) -> None:
        self.sheet.write_string(self.row, 0, text, self.styles[style])
        if style in _TALL:
            self.sheet.set_row(self.row, _TALL[style])
        self.row += 1

    def pair(self, term: str, text: str) -> None:
        self.sheet.write_string(self.row, 0, term, self.styles["caption"])
        self.sheet.write_string(self.row, 1, text, self.styles["wrap"])
        self.sheet.set_row(self.row, LINE * count_lines(text, 90))
        self.row += 1

    def link(self, name: str, title: str) -> None:
        target = name.replace("'", "''")
        self.sheet.write_url(self.row, 0, f"internal:'{target}'!A1", self.styles["link"], name)
        self.sheet.write_string(self.row, 1, title, self.styles["wrap"])
        self.row += 1

    def spread(self, text: str, style: str = "wrap") -> None:
        """A text over all columns, as high as it needs."""
        if not text:
            return
        self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, "", self.styles["wrap"])
        self.sheet.write_string(self.row, 0, text, self.styles[style])
        self.sheet.set_row(
            self.row, LINE * count_lines(text, FIRST + (self.columns - 1) * OTHER) + 3
        )
        self.row += 1

    def block(self, block: Block) -> None:
        if isinstance(block, Table):
            self.table(block)
        elif isinstance(block, DefinitionList):
            for term, text in block.entries:
                self.spread(f"{term}  {text}".strip())
        elif isinstance(block, Paragraph):
            self.spread(block.text)

    def table(self, table: Table) -> None:
        self.skip()
        self.spread(table.caption, "told")
        for number, cells in enumerate((table.columns, *table.rows)):
            for place, cell in enumerate(cells):
                is_text = place in table.words
                style = HEADS[is_text] if number == 0 else BODIES[is_text]
                if number == 0 or is_text or not self._write_number(place, cell):
                    self.sheet.write_string(self.row, place, cell, self.styles[style])
            wanted = [
                sum(count_lines(line, FIRST if place == 0 else OTHER) for line in cell.split("\n"))
                for place, cell in enumerate(cells)
            ]
            self.sheet.set_row(self.row, LINE * max(wanted, default=1))
            self.row += 1
        self.spread(table.note, "small")

    def _write_number(self, place: int, cell: str) -> bool:
        """Write a cell that shows one number as that number; return whether it does."""
        shown = None if self.book is None else read_number(cell, self.words)
        if self.book is None or shown is None:
            return False
        value, form = shown
        name = f"number {form}"
        if name not in self.styles:
            base = self.styles["number"]
            self.styles[name] = self.book.add_format(
                {"font_name": base.font_name, "font_size": base.font_size, "valign": "top"}
                | {"align": "right", "num_format": form}
            )
        self.sheet.write_number(self.row, place, value, self.styles[name])
        return True


def read_number(cell: str, words: Words) -> tuple[float, str] | None:
    """Return the number that a cell shows and the format that shows it again.

    Parameters
    ----------
    cell : str
    words : Words
        Of the language of the cell, for the words of a rank.

    Returns
    -------
    tuple of float and str, or None
        None where the cell shows no number, or more than that.

    Examples
    --------
    >>> words = Words.load("en")
    >>> read_number("≥ 9.4", words), read_number("−12%", words)
    ((9.4, '"≥ "0.0'), (-0.12, '"+"0%;"−"0%;0%'))
    >>> read_number("0 of 467", words) is None
    True
    """
    around = [re.escape(text) for text in format_rank(1, words).split("1")]
    found = re.fullmatch(_NUMBER.format(before=around[0], after=around[1]), cell)
    if found is None:
        return None
    before, sign, whole, part, share, after = found.groups(default="")
    value = float(whole.replace(",", "") + part) / (100 if share else 1)
    form = (
        ("#,##0" if "," in whole else "0") + ("." + "0" * (len(part) - 1) if part else "") + share
    )
    if sign:
        form = f'"+"{form};"−"{form};{form}'
    quoted = (f'"{text}"' if text else "" for text in (before, after))
    return (-value if sign in "-−" and sign else value), form.join(quoted)


def count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a cell.

    Parameters
    ----------
    text : str
    width : float
        Of the cell, in Latin signs.

    Returns
    -------
    int

    Examples
    --------
    >>> count_lines("short", 10), count_lines("a text of two lines", 12)
    (1, 2)
    """
    return max(1, math.ceil(cjk_width(text) * 1.08 / width))


def write_stamp(
    page: Worksheet, row: int, stamp: str, columns: int, styles: dict[str, Format]
) -> None:
    """Write the warning over several columns, so that a narrow first one does not cut it.

    Parameters
    ----------
    page : Worksheet
    row : int
    stamp : str
        Empty: none is written.
    columns : int
        Of the table.
    styles : dict of str to Format
    """
    if stamp and columns > 1:
        page.merge_range(row, 0, row, min(columns, _STAMPED) - 1, stamp, styles["stamp"])
    elif stamp:
        page.write_string(row, 0, stamp, styles["stamp"])


def set_print(page: Worksheet, stamp: str) -> None:
    """Set up printing on A4 landscape, one page wide, with page number and stamp.

    Parameters
    ----------
    page : Worksheet
    stamp : str
        Warning above the text; empty for none.
    """
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    if stamp:
        page.set_header("&C&B" + stamp.replace("&", "&&"))
