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


def index_file(lang: str) -> str:
    """Return the name of the index in a language; that of the study's first is ``index.html``.

    Parameters
    ----------
    lang : str

    Returns
    -------
    str

    Examples
    --------
    >>> index_file("en")
    'index.en.html'
    """
    first = next(iter(Words.load_all())).lang
    return "index.html" if lang == first else f"index.{lang}.html"


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
        BRIEF: dataclasses.replace(
            page, sections=short, links=_links(BRIEF, ANNEX, words), short=True
        ),
        ANNEX: dataclasses.replace(
            page,
            headline=dataclasses.replace(page.headline, title=title),
            sections=whole,
            links=_links(ANNEX, BRIEF, words),
        ),
    }


def _place_in_brief(section: Section) -> int:
    """Keep the order of the sections, but for those that the brief has last."""
    return _LAST.index(section.key) + 1 if section.key in _LAST else 0


def _links(here: str, other: str, words: Words) -> tuple[tuple[str, str], ...]:
    """The document beside this one, this one in other languages, workbooks and index."""
    tongues = [each for each in Words.load_all() if each.lang != words.lang]
    return (
        (words.label("document", other), document_file(other, words.lang, "html")),
        (words.label("document", "workbook"), f"results.{words.lang}.xlsx"),
        (words.label("document", "tables"), f"tables.{words.lang}.xlsx"),
        (words.label("document", "index"), index_file(words.lang)),
        *((each("common-language"), document_file(here, each.lang, "html")) for each in tongues),
    )
