"""Pages set by Typst: its source is fixed, and what it sets is read as data, never as source."""

from __future__ import annotations

import dataclasses
import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from markupsafe import Markup

from planodds.errors import InputError
from planodds.report import theme
from planodds.report.content import Page, Table
from planodds.report.figures.odds_sparkline import standalone_svg
from planodds.report.fonts import FAMILY, WEIGHTS, covered_characters, subset_face
from planodds.report.formats.plain import column_widths, iterate_text, map_text, page_figures
from planodds.report.html.page import TEMPLATES
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOURCES = TEMPLATES / "typst"
PHONE_PPI = 194.4  # 400 pt wide: 1080 px
_FIGURE_PPI = 200
_MISSING = "〓"  # the printer's sign for a glyph that is not at hand
_ROOM = 104.0  # Latin signs in a line of a table on A4
_STANDARD: Final = "ua-1"  # PDF/UA: Typst refuses what a screen reader could not follow
_LONGEST = 24  # signs without a place to break
_UNBROKEN = re.compile(rf"[!-~\u00a1-\u2e7f]{{{_LONGEST}}}(?=[!-~\u00a1-\u2e7f])")
_COLOURS = {
    "accent": theme.ACCENT,
    "target": theme.TARGET,
    "ink": theme.INK,
    "grey": theme.GREY,
    "mid": theme.MID,
    "line": theme.LIGHT,
    "faint": theme.FAINT,
}


@dataclass(frozen=True)
class Typesetter:
    """Typst with the house typeface, cut once to what all pages of an edition show.

    Attributes
    ----------
    fonts : Path
        Folder with the faces and nothing else.
    """

    fonts: Path

    def typeset(
        self,
        source: str,
        page: Page,
        *,
        form: Literal["pdf", "png"] = "pdf",
        ppi: float | None = None,
    ) -> list[bytes]:
        """Set a page by one of the sources.

        Parameters
        ----------
        source : str
            File in ``templates/typst``.
        page : Page
        form : str
            "pdf" or "png".
        ppi : float, optional
            Pixels per inch of a picture.

        Returns
        -------
        list of bytes
            One PDF, or one picture for each sheet.

        Raises
        ------
        InputError
            Typst cannot set it; the message says why.
        """
        import typst

        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            _lay_out(root, source, page)
            try:
                made = typst.compile(
                    root / "main.typ",
                    format=form,
                    ppi=ppi,
                    root=root,
                    font_paths=[self.fonts],
                    ignore_system_fonts=True,
                    pdf_standards=[_STANDARD] if form == "pdf" else [],
                )
            except typst.TypstError as error:
                raise InputError(
                    f"the page cannot be set: {error}",
                    where=source,
                    expected="a page that Typst can set",
                    remedy="see which table or text it names",
                ) from error
        return made if isinstance(made, list) else [made]


def make_typesetter(
    pages: Iterable[Page], folder: Path, *, cache_dir: Path | None = None
) -> Typesetter:
    """Cut the faces that the pages need into ``folder``.

    Parameters
    ----------
    pages : iterable of Page
        All texts to be set.
    folder : Path
        Where the typefaces are written.
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    Typesetter
    """
    shown = {sign for page in pages for text in iterate_text(page) for sign in text}
    lettering = {
        sign for words in Words.load_all() for text in _fixed_texts(words).values() for sign in text
    }
    fixed = {sign for path in _SOURCES.glob("*.typ") for sign in path.read_text(encoding="utf-8")}
    text = "".join(sorted(shown | lettering | fixed | set(_MISSING)))
    folder.mkdir(parents=True, exist_ok=True)
    for style in WEIGHTS:
        face = subset_face(text, style, cache_dir=cache_dir, flavor=None)
        (folder / f"{style}.ttf").write_bytes(face)
    return Typesetter(folder)


def _fixed_texts(words: Words) -> dict[str, str]:
    """The few words of a sheet that are not content."""
    return {
        "grade": words("common-evidence"),
        "provenance": words("common-provenance"),
        "page": words("format-pdf-page", page="{}", pages="{}"),
    }


def picture_pngs(setter: Typesetter, page: Page, *, ppi: float = _FIGURE_PPI) -> dict[str, bytes]:
    """Return every figure of a page as PNG, for files that cannot contain SVG.

    Parameters
    ----------
    setter : Typesetter
    page : Page
    ppi : float, default _FIGURE_PPI
        Pixels per inch.

    Returns
    -------
    dict[str, bytes]
        Pictures by name of the figure.
    """
    figures = page_figures(page)
    made = setter.typeset("figures.typ", page, form="png", ppi=ppi)
    return {figure.name: data for figure, data in zip(figures, made, strict=True)}


def _lay_out(root: Path, source: str, page: Page) -> None:
    """Put source, content and pictures side by side; names of files come from here only."""
    files = _Files(root)
    known = covered_characters()
    content = files.plain(map_text(page, lambda text: _set_text(text, known)))
    values = cast("dict[str, object]", content)
    figures = [files.add(figure.desktop) for figure in page_figures(page)]
    more = {
        "words": _fixed_texts(Words.load(page.lang)),
        "colours": _COLOURS,
        "family": FAMILY,
        "figures": figures,
    }
    (root / "content.json").write_text(
        json.dumps({**values, **more}, ensure_ascii=False), encoding="utf-8"
    )
    for path in _SOURCES.glob("*.typ"):
        name = "main.typ" if path.name == source else path.name
        (root / name).write_bytes(path.read_bytes())


def _set_text(text: str, known: frozenset[str]) -> str:
    """The text with a sign for every glyph that is not at hand, and places to break."""
    shown = "".join(sign if sign in known or sign in "\n\u200b" else _MISSING for sign in text)
    return _UNBROKEN.sub(lambda run: run.group() + "\u200b", shown)


@dataclass
class _Files:
    """Content as plain values; pictures in it become files under numbers."""

    root: Path
    made: dict[bytes, str] = field(default_factory=dict)

    def add(self, svg: bytes) -> str:
        if svg not in self.made:
            self.made[svg] = f"{len(self.made)}.svg"
            (self.root / self.made[svg]).write_bytes(svg)
        return self.made[svg]

    def plain(self, value: object) -> object:
        if isinstance(value, Markup):
            return self.add(standalone_svg(value))
        if isinstance(value, bytes):
            return self.add(value)
        if dataclasses.is_dataclass(value):
            made = {
                item.name: self.plain(getattr(value, item.name))
                for item in dataclasses.fields(value)
            }
            more = {"widths": column_widths(value, room=_ROOM)} if isinstance(value, Table) else {}
            return {"kind": type(value).__name__, **made, **more}
        if isinstance(value, tuple | list):
            return [self.plain(item) for item in value]
        return value if isinstance(value, str | int | float | bool) else None
