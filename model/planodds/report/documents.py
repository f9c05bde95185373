"""Two documents from one content: the brief for who decides, the annex for who defends it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from planodds.report.text.words import Words

if TYPE_CHECKING:
    from planodds.report.content import Page, Section

BRIEF, ANNEX = "brief", "annex"
_LAST = ("targets", "rank", "trust")  # of the brief: how it stands, then why to believe it


def document_file(document: str, lang: str, form: str) -> str:
    """Return the name of a document's file.

    Parameters
    ----------
    document : str
        "brief" or "annex".
    lang : str
    form : str
        Ending of the file.

    Returns
    -------
    str

    Examples
    --------
    >>> document_file("annex", "en", "pdf")
    'annex.en.pdf'
    """
    return f"{document}.{lang}.{form}"


def divide_page(page: Page) -> dict[str, Page]:
    """Divide a content into the brief and the annex, which name each other.

    The brief has the first screen and of each section what is marked for it; the annex has every
    section whole.

    Parameters
    ----------
    page : Page
        The whole content.

    Returns
    -------
    dict of str to Page
        By name of the document.
    """
    words = Words.load(page.lang)
    short = tuple(
        dataclasses.replace(section, blocks=section.brief, brief=())
        for section in sorted(page.sections, key=_place_in_brief)
        if section.brief
    )
    whole = tuple(dataclasses.replace(section, brief=()) for section in page.sections)
    title = words("brief-annex-title", title=page.headline.title)
    return {
        BRIEF: dataclasses.replace(page, sections=short, links=_links(ANNEX, words), short=True),
        ANNEX: dataclasses.replace(
            page,
            headline=dataclasses.replace(page.headline, title=title),
            sections=whole,
            links=_links(BRIEF, words),
        ),
    }


def _place_in_brief(section: Section) -> int:
    """Keep the order of the sections, but for those that the brief has last."""
    return _LAST.index(section.key) + 1 if section.key in _LAST else 0


def _links(other: str, words: Words) -> tuple[tuple[str, str], ...]:
    """The document beside this one, the workbook and the index of the edition."""
    return (
        (words.label("document", other), document_file(other, words.lang, "html")),
        (words.label("document", "workbook"), f"results.{words.lang}.xlsx"),
        (words.label("document", "index"), "index.html"),
    )
