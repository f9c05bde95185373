"""From a template to one self-contained file: style and typeface inside, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from planodds.execution.atomic import write_bytes_atomic
from planodds.report import theme
from planodds.report.fonts import font_face_css
from planodds.report.formats.plain import cjk_width
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from planodds.report.content import Table

TEMPLATES = Path(__file__).parents[1] / "templates"
_BOLD_TAGS = {"h1", "h2", "h3", "th", "strong", "dt"}
_BOLD_CLASSES = {"stamp", "cap"}
_VOID = {"meta", "link", "img", "source", "br", "hr", "input", "col", "wbr"}
_SPOKEN = ("alt", "aria-label", "title")
_LIVE_PARTS = ("tools", "fan", "odds", "counties")  # in the order in which they build on each other
_FONTS_HERE = "/*fonts*/"
_DATA_TYPE = "application/json"
_IN_URI = {"%": "%25", '"': "'", "#": "%23", "<": "%3C", ">": "%3E", "&": "%26", " ": "%20"}
_POINTS = 72  # an inch of a drawing
_SHORT_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")  # of a column, in Chinese: stays on one line
_LINES = 2.0  # that the longest text of a column of words should fill on a narrow screen
_USUAL, _BROADEST = 5.5, 11.0  # em: least width of such a column, by the style sheet and at most
_LONG_TEXT = 34  # Latin widths
_DRAWN_WIDTH = re.compile(rb'<svg[^>]*? width="([\d.]+)pt"')
_PATH = re.compile(r' d="([^"]*)"')
_DECLARED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.S)


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the Jinja environment of the pages; all that is inserted is escaped."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    made.filters["data_uri"] = _svg_data_uri
    made.filters["room"] = _picture_width
    made.filters["kind"] = lambda block: type(block).__name__
    made.filters["short"] = lambda line: bool(_SHORT_NAME.fullmatch(line))
    made.filters["least"] = _least_width
    made.filters["stacked"] = _is_stacked
    return made


def _svg_data_uri(svg: bytes) -> Markup:
    """An SVG picture as a data URI: plain text, a fifth smaller than base64.

    What would end the attribute or the URI is encoded, so that nothing is left to escape; in
    paths commas stand for spaces, which a list of sources could not hold.
    """
    bare = _DECLARED.sub("", svg.decode("utf-8"))
    short = " ".join(bare.split()).replace("> <", "><")
    short = _PATH.sub(lambda path: f' d="{path.group(1).strip().replace(" ", ",")}"', short)
    for sign, code in _IN_URI.items():  # "%" first; str.translate takes 40 times as long
        short = short.replace(sign, code)
    return Markup("data:image/svg+xml," + short)


def _picture_width(svg: bytes) -> str:
    """How much of the line a picture takes: one drawn narrow is not blown up, its text least."""
    drawn = _DRAWN_WIDTH.search(svg)
    share = float(drawn.group(1)) / (_POINTS * theme.FULL_WIDTH[0]) if drawn else 1.0
    return f"{min(share, 1.0):.0%}"


def _least_width(table: Table, place: int) -> str:
    """Least width in em of a column of words on a narrow screen, so that rows are not all height.

    Empty where the usual width gives few lines.
    """
    least = min(_longest(table, place) / (2 * _LINES), _BROADEST)
    return f"{least:.1f}em" if (place == 0 or place in table.words) and least > _USUAL else ""


def _is_stacked(table: Table) -> bool:
    """Whether a narrow screen has the last column below the others: long texts after numbers."""
    last = len(table.columns) - 1
    return last > 2 and last in table.words and _longest(table, last) > _LONG_TEXT


def _longest(table: Table, place: int) -> float:
    """Width of the longest line in a column, in Latin signs."""
    lines = (line for row in table.rows for line in row[place].split("\n"))
    return max(map(cjk_width, lines), default=0.0)


def _controls_script() -> str:
    """The controls' one script, joined from its parts."""
    parts = [
        (TEMPLATES / "live" / f"{part}.js").read_text(encoding="utf-8") for part in _LIVE_PARTS
    ]
    return "\n".join(["'use strict';", "(() => {", *parts, "})();", ""])


def content_hash(script: str) -> str:
    """Return a script's hash in the form of a content security policy.

    Parameters
    ----------
    script : str
        Text to hash.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def render_page(
    template: str,
    *,
    lang: str,
    title: str,
    cache_dir: Path | None = None,
    flavor: str = "woff2",
    live: Markup | str = "",
    script: str = "",
    **context: object,
) -> str:
    """Render a template into one file with exactly the glyphs that it shows.

    Parameters
    ----------
    template : str
        File in ``templates``.
    lang : str
        "zh" or "en", for the ``lang`` attribute.
    title : str
        Of the document.
    cache_dir : Path, optional
        Where the cut faces are cached.
    flavor : str
        "woff2", or "woff" where speed counts.
    live : Markup
        Data of the brief's controls, which bring their script along.
    script : str
        Script of a page without ``live``; empty: none.

    Returns
    -------
    str
    """
    words = Words.load(lang)
    script = _controls_script() if live else script
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    page = (
        environment()
        .get_template(template)
        .render(
            lang=lang,
            title=title,
            skip=words("page-controls-skip"),
            style=style,
            fonts=Markup(_FONTS_HERE),
            live=live,
            script=Markup(script),
            policy=content_hash(script) if script else "",
            **{"stamp": "", **context},
        )
    )
    shown, bold = page_characters(page)
    fonts = font_face_css(shown, bold_text=bold, cache_dir=cache_dir, flavor=flavor)
    return page.replace(_FONTS_HERE, fonts, 1)


def write_page(path: Path, page: str) -> Path:
    """Write a page so that it is there complete or not at all.

    Parameters
    ----------
    path : Path
    page : str

    Returns
    -------
    Path
    """
    return write_bytes_atomic(path, page.encode("utf-8"))


class _Reader(HTMLParser):
    """Collects what a page shows, and what of it in bold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: set[str] = set()
        self.bold: set[str] = set()
        self._open: list[tuple[str, bool]] = []
        self._skip = 0
        self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self._spoken(attrs)
            return
        classes = set((dict(attrs).get("class") or "").split())
        self._open.append((tag, tag in _BOLD_TAGS or bool(classes & _BOLD_CLASSES)))
        self._skip += tag in ("style", "script")
        self._data = tag == "script" and dict(attrs).get("type") == _DATA_TYPE
        self._spoken(attrs)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break
        self._skip -= tag in ("style", "script")
        self._data = False

    def handle_data(self, data: str) -> None:
        if self._data:
            self.shown.update(data, "<>&")
            self.bold.update(_bold_texts(json.loads(data)))
        if self._skip:
            return
        self.shown.update(data)
        if any(bold for _, bold in self._open):
            self.bold.update(data)

    def _spoken(self, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _SPOKEN and value:
                self.shown.update(value)


def _bold_texts(live: Mapping[str, Any]) -> str:
    """What the controls may set in bold: their words, and titles and captions around the fan."""
    outlook = live.get("outlook", {"titles": {}, "captions": {}})
    titles = [text for by_run in outlook["titles"].values() for text in by_run.values()]
    return "".join([*live["words"].values(), *titles, *outlook["captions"].values()])


def page_characters(page: str) -> tuple[str, str]:
    """Return the characters that a page shows, and those that it shows in bold.

    Parameters
    ----------
    page : str

    Returns
    -------
    tuple of str
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    for words in Words.load_all():
        warning = words("text-provenance-not-for-decisions")  # may be added later
        reader.bold.update(warning)
        reader.shown.update(warning)
    return "".join(sorted(reader.shown)), "".join(sorted(reader.bold))
