"""A short official document: one content, set as an offline page and as an editable memo."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from planodds.report.formats import docx_parts as parts
from planodds.report.formats.docx import number_section, write_block
from planodds.report.html.page import render_page
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.report.content import Section

_NO_PICTURES: Mapping[str, bytes] = {}


@dataclass(frozen=True)
class Document:
    """Content of a document in one language.

    Attributes
    ----------
    lang : {"zh", "en"}
    title : str
    data_cutoff : str
        One line on the data behind it.
    lead : tuple of str
        The findings, a paragraph each.
    sections : tuple of Section
    stamp : str
        Warning above the text; empty for none.
    foot : tuple of (str, str)
        Sources and methods.
    """

    lang: str
    title: str
    data_cutoff: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    stamp: str
    foot: tuple[tuple[str, str], ...]


def render_document(document: Document, *, cache_dir: Path | None = None) -> str:
    """Return the document as one page that requests nothing.

    Parameters
    ----------
    document : Document
    cache_dir : Path, optional
        Where the cut typefaces are cached.

    Returns
    -------
    str
    """
    words = Words.load(document.lang)
    return render_page(
        "document.html",
        lang=document.lang,
        title=document.title,
        cache_dir=cache_dir,
        stamp=document.stamp,
        known=document.data_cutoff,
        lead=document.lead,
        numbered=[
            (number_section(place, words), section)
            for place, section in enumerate(document.sections)
        ],
        foot=document.foot,
        provenance=words("common-provenance"),
    )


def build_memo(document: Document, pictures: Mapping[str, bytes] = _NO_PICTURES) -> bytes:
    """Return the document as DOCX in the layout of an official memo.

    Parameters
    ----------
    document : Document
    pictures : mapping of str to bytes
        PNG of every figure, by its name.

    Returns
    -------
    bytes
        The file. Nothing in it changes from run to run.
    """
    words = Words.load(document.lang)
    memo = parts.new_document(words, title=document.title, stamp=document.stamp)
    parts.add_title(memo, document.title)
    parts.add_paragraph(memo, document.data_cutoff, style="Known")
    for text in document.lead:
        parts.add_paragraph(memo, text, style="Body Text")
    for place, section in enumerate(document.sections):
        parts.add_heading(memo, number_section(place, words) + section.heading, level=1)
        for block in section.blocks:
            write_block(memo, block, pictures, words)
    parts.add_heading(memo, words("common-provenance"), level=1)
    for term, text in document.foot:
        parts.add_paragraph(memo, term + words("common-colon") + text, style="Note")
    if document.lang == "zh":
        parts.use_cjk_punctuation_font(memo)
    out = BytesIO()
    memo.save(out)
    return parts.fix_dates(out.getvalue())
