"""The brief as a memo that an office can edit: real headings, tables, figures and page numbers."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from planodds.report.content import DefinitionList, Figure, Page, Paragraph, Table
from planodds.report.formats import docx_parts as parts
from planodds.report.formats.docx_tables import add_table
from planodds.report.formats.plain import column_widths, crowding, page_blocks, target_table
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from docx.document import Document

    from planodds.report.content import Block

_LEAST_SIZE = 8 / 9  # of the type of a table; one that would need less lies on a wide page
_SHORT_FOOT = 2  # of a brief: edition and date; the annex has the rest


def build_document(page: Page, pictures: Mapping[str, bytes]) -> bytes:
    """Set a page as DOCX in the layout of an official memo.

    Parameters
    ----------
    page : Page
        With plain text only.
    pictures : mapping of str to bytes
        PNG of every figure, by its name.

    Returns
    -------
    bytes
        The file. Nothing in it changes from run to run.
    """
    words = Words.load(page.lang)
    document = parts.new_document(
        words, title=page.headline.title, stamp=page.stamp, memo=page.short
    )
    _write_front(document, page, pictures)
    for place, (heading, blocks) in enumerate(page_blocks(page)):
        wide = 0 if page.short else _count_wide(blocks)
        parts.turn_paper(document, landscape=wide > 0)
        parts.add_heading(document, number_section(place, words) + heading, level=1)
        for number, block in enumerate(blocks):
            parts.turn_paper(document, landscape=number < wide)
            write_block(document, block, pictures, words)
    parts.turn_paper(document, landscape=False)
    if page.short:
        _write_signature(document, words)
    _write_foot(document, page)
    if page.lang == "zh":
        parts.use_cjk_punctuation_font(document)
    out = BytesIO()
    document.save(out)
    return parts.fix_dates(out.getvalue())


def _write_front(document: Document, page: Page, pictures: Mapping[str, bytes]) -> None:
    head, words = page.headline, Words.load(page.lang)
    parts.add_title(document, head.title)
    parts.add_paragraph(document, head.data_cutoff, style="Known")
    if page.short:
        parts.add_paragraph(document, words("format-docx-addressee"), style="Addressee")
    parts.add_paragraph(document, head.verdict, style="Body Text")
    grade = words("format-docx-evidence", grade=head.grade)
    parts.add_paragraph(document, grade, style="Body Text")
    caption = words("common-odds-targets")
    write_block(document, target_table(head, caption), pictures, words)
    width = parts.FIRST_PICTURE if page.short else None
    parts.add_figure(document, head.figure, pictures[head.figure.name], width=width)
    write_block(document, head.reach, pictures, words)


def write_block(
    document: Document, block: Block, pictures: Mapping[str, bytes], words: Words
) -> None:
    """Add a table, figure, list or paragraph.

    Parameters
    ----------
    document : Document
        Changed in place.
    block : Block
    pictures : mapping of str to bytes
        PNG of every figure, by its name.
    words : Words
    """
    if isinstance(block, Table):
        letters = parts.letters_in(parts.text_width(document))
        size, widths = crowding(block, room=letters), column_widths(block, room=letters)
        add_table(document, block, widths, size=size)
    elif isinstance(block, Figure):
        parts.add_figure(document, block, pictures[block.name])
    elif isinstance(block, DefinitionList):
        for term, text in block.entries:
            parts.add_term(document, term, text, words)
    elif isinstance(block, Paragraph):
        parts.add_paragraph(document, block.text, style="Body Text")


def _count_wide(blocks: Iterable[Block]) -> int:
    """Blocks of a section up to the last table that upright paper holds in too small a type."""
    room = parts.letters_in(parts.ANNEX_WIDTH)
    wide = [
        place
        for place, block in enumerate(blocks, start=1)
        if isinstance(block, Table) and crowding(block, room=room) < _LEAST_SIZE
    ]
    return max(wide, default=0)


def _write_signature(document: Document, words: Words) -> None:
    """Office and date of the memo, to be filled by who passes it on."""
    for name in ("format-docx-office", "format-docx-date"):
        parts.add_paragraph(document, words(name), style="Signature Line")


def _write_foot(document: Document, page: Page) -> None:
    words = Words.load(page.lang)
    name = words("format-docx-annex-provenance")
    parts.add_heading(document, name, level=1)
    for term, text in page.foot[:_SHORT_FOOT] if page.short else page.foot:
        colon = words("common-colon")
        parts.add_paragraph(document, f"{term}{colon}{text}", style="Note")


def number_section(place: int, words: Words) -> str:
    """Return the number of a section: in Chinese numerals, or as "1. ".

    Parameters
    ----------
    place : int
        Position of the section, from 0.
    words : Words

    Returns
    -------
    str
    """
    if words.has_label("section-number", str(place + 1)):
        return words.label("section-number", str(place + 1))
    return f"{place + 1}. "
