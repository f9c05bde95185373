"""Tables of a memo: real ones, with their header on every page and rows kept whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report.formats.docx_parts import make_element, qualified_name, text_width

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table as DocxTable
    from docx.table import _Row

    from planodds.report.content import Table

_SMALLEST = 8.0  # points of type
_FULL, _SECOND = 9.0, 8.0  # points of a cell's first line, and of the others
_WHOLE_ROWS = 5  # a table of at most so many rows, its header among them, stays on one page
_TABLE_ORDER = (
    "tblStyle",
    "tblW",
    "jc",
    "tblInd",
    "tblBorders",
    "shd",
    "tblLayout",
    "tblCellMar",
    "tblLook",
)
_UNBROKEN = "\u00a0"
_CELL_MARGIN = "60"  # twentieths of a point


def add_table(
    document: Document, table: Table, widths: tuple[float, ...], *, size: float = 1.0
) -> None:
    """Add a real table: header repeated on every page, unbroken rows, three rules.

    Parameters
    ----------
    document : Document
        Changed in place.
    table : Table
    widths : tuple of float
        Relative widths of the columns.
    size : float, default 1
        Share of the usual size of type; smaller where many columns must fit, never below 8 pt.
    """
    from docx.shared import Cm

    if table.caption:
        document.add_paragraph(table.caption, style="Caption")
    made = document.add_table(rows=1, cols=len(table.columns))
    made.autofit, made.alignment = False, 1
    sizes = [text_width(document) * width / sum(widths) for width in widths]
    for column, width in zip(made.columns, sizes, strict=True):
        column.width = Cm(width)
    _fill_row(made.rows[0], table.columns, table, sizes, bold=True, scale=size)
    _mark_row(made.rows[0], "w:tblHeader")
    for cells in table.rows:
        _fill_row(made.add_row(), cells, table, sizes, scale=size)
    for row in made.rows:
        _mark_row(row, "w:cantSplit")
    _rule(made)
    _set_margins(made)
    _keep_together(made, note=bool(table.note))
    document.add_paragraph(table.note, style="Note")


def _keep_together(made: DocxTable, *, note: bool) -> None:
    """Leave neither the header, a single row nor the note alone on a page."""
    rows = made.rows
    last = len(rows) - 1
    kept = range(last) if len(rows) <= _WHOLE_ROWS else (0, 1, last - 1)
    for place in (*kept, last) if note else kept:
        for cell in rows[place].cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def type_size(scale: float, *, second: bool = False) -> float:
    """Return the size of type of a table's cell in points, in halves.

    Parameters
    ----------
    scale : float
        Share of the usual size.
    second : bool, default False
        Whether of the lines after a cell's first.

    Returns
    -------
    float

    Examples
    --------
    >>> type_size(1.0), type_size(0.5)
    (9.0, 8.0)
    """
    return max(round(2 * scale * (_SECOND if second else _FULL)) / 2, _SMALLEST)


def _fill_row(
    row: _Row,
    cells: tuple[str, ...],
    table: Table,
    sizes: list[float],
    *,
    scale: float,
    bold: bool = False,
) -> None:
    """Fill the cells of a row; those with numbers are never broken within a line."""
    from docx.shared import Cm, Pt

    for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        cell.width = Cm(sizes[place])
        paragraph = cell.paragraphs[0]
        paragraph.alignment = 0 if place in table.words else 2
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        whole = text if bold or place in table.words else text.replace(" ", _UNBROKEN)
        for number, line in enumerate(whole.split("\n")):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(line)
            run.bold, run.font.size = bold, Pt(type_size(scale, second=number > 0))


def _mark_row(row: _Row, mark: str) -> None:
    row._tr.get_or_add_trPr().append(make_element(mark))


def _rule(made: DocxTable) -> None:
    """Rules above, below and under every row, none upright."""
    borders = make_element("w:tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        node = make_element(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", size),
            ("space", "0"),
            ("color", "8A929B" if side == "insideH" else "000000"),
        ):
            node.set(qualified_name(f"w:{name}"), value)
        borders.append(node)
    _put_in_order(made._tbl.tblPr, borders)


def _put_in_order(properties: BaseOxmlElement, node: BaseOxmlElement) -> None:
    """Put a property where the format's schema wants it; a strict reader refuses other orders."""
    later = _TABLE_ORDER[_TABLE_ORDER.index(node.tag.rpartition("}")[2]) + 1 :]
    after = next((item for item in properties if item.tag.rpartition("}")[2] in later), None)
    if after is None:
        properties.append(node)
    else:
        after.addprevious(node)


def _set_margins(made: DocxTable) -> None:
    """Narrow margins in the cells: an office's own face may run wider than ours."""
    margins = make_element("w:tblCellMar")
    for side in ("left", "right"):
        node = make_element(f"w:{side}")
        node.set(qualified_name("w:w"), _CELL_MARGIN)
        node.set(qualified_name("w:type"), "dxa")
        margins.append(node)
    _put_in_order(made._tbl.tblPr, margins)
