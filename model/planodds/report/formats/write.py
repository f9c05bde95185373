"""All files of the brief besides its pages, made in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.documents import ANNEX, BRIEF, divide_page
from planodds.report.formats.plain import plain_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.editions.reader import Edition
    from planodds.report.content import Page

FILES = {
    "pdf": "brief.{lang}.pdf",
    "docx": "brief.{lang}.docx",
    "xlsx": "results.{lang}.xlsx",
    "tables": "tables.{lang}.xlsx",
    "png": "brief.{lang}.png",
    "annex_pdf": "annex.{lang}.pdf",
    "annex_docx": "annex.{lang}.docx",
}


def make_formats(
    edition: Edition, pages: Mapping[str, Page], *, cache_dir: Path | None = None
) -> dict[str, bytes]:
    """Make PDF, DOCX, XLSX and PNG of every language in memory.

    Parameters
    ----------
    edition : Edition
    pages : mapping of str to Page
        Whole content, by language.
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    dict of str to bytes
        By name of the file.

    Raises
    ------
    InputError
        A page cannot be set.
    """
    from planodds.report.formats.docx import build_document
    from planodds.report.formats.pdf import PHONE_PPI, make_typesetter, picture_pngs
    from planodds.report.formats.results_workbook import build_results
    from planodds.report.formats.xlsx import build_workbook

    plain = {lang: divide_page(plain_page(page)) for lang, page in pages.items()}
    made = {}
    with tempfile.TemporaryDirectory() as fonts:
        shown = [page for documents in plain.values() for page in documents.values()]
        setter = make_typesetter(shown, Path(fonts), cache_dir=cache_dir)
        for lang, documents in plain.items():
            files = {form: name.format(lang=lang) for form, name in FILES.items()}
            brief, annex = documents[BRIEF], documents[ANNEX]
            pictures = picture_pngs(setter, annex)  # those of the brief are among them
            made[files["png"]] = setter.typeset("phone.typ", brief, form="png", ppi=PHONE_PPI)[0]
            made[files["xlsx"]] = build_results(edition, brief)
            made[files["tables"]] = build_workbook(edition, annex)
            for page, prefix in ((brief, ""), (annex, "annex_")):
                made[files[f"{prefix}pdf"]] = setter.typeset("brief.typ", page)[0]
                made[files[f"{prefix}docx"]] = build_document(page, pictures)
    return made


def list_outputs(folder: Path) -> dict[str, dict[str, str]]:
    """Return the files of an edition by language and form ("pdf", "docx", "xlsx", "tables", "png").

    Parameters
    ----------
    folder : Path

    Returns
    -------
    dict[str, dict[str, str]]

    Examples
    --------
    >>> list_outputs(Path("nowhere"))
    {'zh': {}, 'en': {}}
    """
    return {
        lang: {
            form: name.format(lang=lang)
            for form, name in FILES.items()
            if (Path(folder) / name.format(lang=lang)).is_file()
        }
        for lang in constants.LANGUAGES
    }
