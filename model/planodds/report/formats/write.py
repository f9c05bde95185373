"""All files of the brief besides its pages: made in memory, then moved into place."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from planodds import constants
from planodds.execution.atomic import write_bytes_atomic
from planodds.report.formats.plain import plain_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.editions.reader import Edition
    from planodds.report.content import Page

FILES = {
    "pdf": "brief.{lang}.pdf",
    "docx": "brief.{lang}.docx",
    "xlsx": "results.{lang}.xlsx",
    "png": "brief.{lang}.png",
}


def write_formats(
    edition: Edition, pages: Mapping[str, Page], *, cache_dir: Path | None = None
) -> list[Path]:
    """Write PDF, DOCX, XLSX and PNG of every language into the edition's folder.

    Parameters
    ----------
    edition : Edition
    pages : mapping of str to Page
        What the brief says, by language.
    cache_dir : Path, optional
        Where the cut typefaces are kept.

    Returns
    -------
    list of Path

    Raises
    ------
    InputError
        A page cannot be set; then none of the files is written.
    """
    made = make_formats(edition, pages, cache_dir=cache_dir)
    return [write_bytes_atomic(edition.folder / name, data) for name, data in made.items()]


def make_formats(
    edition: Edition, pages: Mapping[str, Page], *, cache_dir: Path | None = None
) -> dict[str, bytes]:
    """Make the same files in memory, by name.

    Parameters
    ----------
    edition : Edition
    pages : Mapping[str, Page]
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    dict[str, bytes]
    """
    from planodds.report.formats.docx import build_document
    from planodds.report.formats.pdf import PHONE_PPI, make_typesetter, picture_pngs
    from planodds.report.formats.xlsx import build_workbook

    plain = {lang: plain_page(page) for lang, page in pages.items()}
    made = {}
    with tempfile.TemporaryDirectory() as fonts:
        setter = make_typesetter(plain.values(), Path(fonts), cache_dir=cache_dir)
        for lang, page in plain.items():
            files = {form: name.format(lang=lang) for form, name in FILES.items()}
            made[files["pdf"]] = setter.typeset("brief.typ", page)[0]
            made[files["png"]] = setter.typeset("phone.typ", page, form="png", ppi=PHONE_PPI)[0]
            made[files["docx"]] = build_document(page, picture_pngs(setter, page))
            made[files["xlsx"]] = build_workbook(edition, page)
    return made


def list_outputs(folder: Path) -> dict[str, dict[str, str]]:
    """Return the files of an edition by language and form ("pdf", "docx", "xlsx", "png").

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
