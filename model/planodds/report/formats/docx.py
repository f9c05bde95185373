"""The brief as a memo that an office can edit: real headings, tables, figures and page numbers."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from planodds.report.content import DefinitionList, Figure, Page, Paragraph, Table, say
from planodds.report.formats import docx_parts as parts
from planodds.report.formats.docx_tables import add_table
from planodds.report.formats.plain import column_widths, page_blocks, target_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOM = 94.0  # Latin signs in a line of a table
_NUMERALS = "一二三四五六七八九十"


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
    document = parts.new_document(page.lang, title=page.headline.title, stamp=page.stamp)
    _write_front(document, page, pictures)
    for place, (heading, blocks) in enumerate(page_blocks(page)):
        parts.add_heading(document, _number(place, page.lang) + heading, level=1)
        for block in blocks:
            _write_block(document, block, pictures, page.lang)
    _write_foot(document, page)
    if page.lang == "zh":
        parts.use_cjk_punctuation_font(document)
    out = BytesIO()
    document.save(out)
    return parts.fix_dates(out.getvalue())


def _write_front(document, page: Page, pictures: Mapping[str, bytes]) -> None:
    head, lang = page.headline, page.lang
    parts.add_title(document, head.title)
    parts.add_paragraph(document, head.known, style="Known")
    parts.add_paragraph(document, head.verdict, style="Body Text")
    grade = say(lang, zh=f"证据等级：{head.grade}。", en=f"Evidence: {head.grade}.")
    parts.add_paragraph(document, grade, style="Body Text")
    caption = say(lang, zh="各项目标的可能性", en="Odds of the targets")
    for block in (target_table(head, caption), head.figure, head.reach):
        _write_block(document, block, pictures, lang)


def _write_block(document, block, pictures: Mapping[str, bytes], lang: str) -> None:
    if isinstance(block, Table):
        add_table(document, block, column_widths(block, room=_ROOM))
    elif isinstance(block, Figure):
        parts.add_figure(document, block, pictures[block.name])
    elif isinstance(block, DefinitionList):
        for term, text in block.entries:
            parts.add_term(document, term, text, lang)
    elif isinstance(block, Paragraph):
        parts.add_paragraph(document, block.text, style="Body Text")


def _write_foot(document, page: Page) -> None:
    name = say(page.lang, zh="附：数据与程序出处", en="Annex: provenance")
    parts.add_heading(document, name, level=1)
    for term, text in page.foot:
        colon = say(page.lang, zh="：", en=": ")
        parts.add_paragraph(document, f"{term}{colon}{text}", style="Note")


def _number(place: int, lang: str) -> str:
    """Number of a section: "一、" in Chinese, "1. " in English."""
    if lang == "zh" and place < len(_NUMERALS):
        return f"{_NUMERALS[place]}、"
    return f"{place + 1}. "
