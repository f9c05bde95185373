"""The one typeface of every page and figure: Noto Sans SC, Regular and Bold.

No font of the machine is needed: the variable font comes with a Python package, two static
faces are cut from it once and cached, and each page carries exactly the characters it shows.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.constants import PROJECT_DIR
from planodds.errors import InputError
from planodds.execution.atomic import write_bytes_atomic

if TYPE_CHECKING:
    from collections.abc import Iterable

    import uharfbuzz as hb
    from fontTools.ttLib import TTFont

FAMILY = "Planodds Sans"  # a name of its own, so that no font of the machine is taken for it
WEIGHTS = {"Regular": 400, "Bold": 700}
_PACKAGE = "justmytype_intl_cjk"
_MEMBER = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
_CACHE_VERSION = "2"
_EXTRA = "–—‘’“”…•‰′″←↑→↓≈≠≤≥−×○●□■△▲▼◇◆·《》（）、。，；：？！％＜＞"
_DROPPED = ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "HVAR", "MVAR", "STAT"]


@dataclass(frozen=True)
class FontFiles:
    """Paths of the two static faces."""

    regular: Path
    bold: Path


def _default_cache_dir() -> Path:
    """Directory of the cached faces: ``$PLANODDS_CACHE/fonts`` or ``outputs/.cache/fonts``."""
    root = os.environ.get("PLANODDS_CACHE")
    base = Path(root) if root else PROJECT_DIR / "outputs" / ".cache"
    return base / "fonts"


def _find_source() -> Path:
    """Path of the variable Noto Sans SC.

    Raises
    ------
    InputError
        The font package is not installed or holds no such face.
    """
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    path = Path(next(iter(folders))) / _MEMBER if folders else None
    if path is None or not path.is_file():
        raise InputError(
            f"font Noto Sans SC is not at hand (package {_PACKAGE})",
            expected=_MEMBER,
            remedy="install the locked requirements: make",
        )
    return path


@lru_cache(maxsize=1)
def base_characters() -> frozenset[str]:
    """Return the characters of the cached faces: GB 2312, Latin-1 and signs of the pages."""
    han = set()
    for high in range(0xA1, 0xF8):
        row = bytes(b for low in range(0xA1, 0xFF) for b in (high, low))
        han |= set(row.decode("gb2312", errors="ignore"))
    latin = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    return frozenset(han | latin | set(_EXTRA))


@lru_cache(maxsize=4)
def _face(path: Path) -> hb.Face:
    """A face of HarfBuzz, kept open: cutting from it takes a millisecond."""
    import uharfbuzz as hb

    return hb.Face(hb.Blob.from_file_path(str(path)))


def _cut(path: Path, characters: Iterable[str], *, weight: int | None = None) -> bytes:
    """TTF bytes of ``characters`` (and the notdef glyph), at one weight if the face has an axis."""
    import uharfbuzz as hb

    face, wanted = _face(path), hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.NO_BIDI_CLOSURE
        | hb.SubsetFlags.SET_OVERLAPS_FLAG
    )
    wanted.unicode_set.update({ord(c) for c in characters})
    wanted.drop_table_tag_set.update({int.from_bytes(tag.encode()) for tag in _DROPPED})
    if weight is not None and not wanted.pin_axis_location(face, "wght", float(weight)):
        raise InputError(
            "the face has no axis of weight",
            where=path.name,
            expected="wght",
            remedy="install the locked requirements: make",
        )
    return hb.subset(face, wanted).blob.data


def _rename(data: bytes, style: str) -> bytes:
    """The face under the family's own name, with the weight in its tables."""
    font = _open(data)
    for record_id, text in (
        (1, FAMILY),
        (2, style),
        (4, f"{FAMILY} {style}"),
        (6, f"{FAMILY.replace(' ', '')}-{style}"),
    ):
        font["name"].setName(text, record_id, 3, 1, 0x409)
    font["name"].names = [n for n in font["name"].names if n.nameID in (1, 2, 4, 6, 13, 14)]
    font["OS/2"].usWeightClass = WEIGHTS[style]
    bold = style == "Bold"
    font["head"].macStyle = int(bold)
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    return _write(font)


def _open(data: bytes) -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO(data), lazy=True, recalcTimestamp=False)


def _write(font: TTFont, flavor: str | None = None) -> bytes:
    font.flavor, out = flavor, BytesIO()
    font.save(out)
    return out.getvalue()


def _cut_face(characters: Iterable[str], style: str) -> bytes:
    """Static face (TTF bytes) of ``characters``, cut from the variable font."""
    return _rename(_cut(_find_source(), characters, weight=WEIGHTS[style]), style)


def static_fonts(cache_dir: Path | None = None) -> FontFiles:
    """Return the two static faces, cut once and then read from ``cache_dir``.

    Files appear under their final names by rename, so that runs side by side never read a half.

    Parameters
    ----------
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    FontFiles
    """
    stat = _find_source().stat()
    key = f"{_CACHE_VERSION}|{stat.st_size}|{''.join(sorted(base_characters()))}"
    folder = Path(cache_dir or _default_cache_dir())
    stem = hashlib.sha256(key.encode()).hexdigest()[:12]
    paths = {style: folder / f"{stem}-{style}.ttf" for style in WEIGHTS}
    for style, path in paths.items():
        if not path.is_file():
            write_bytes_atomic(path, _cut_face(base_characters(), style))
    return FontFiles(paths["Regular"], paths["Bold"])


def register(cache_dir: Path | None = None) -> str:
    """Register the faces with matplotlib.

    Parameters
    ----------
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Returns
    -------
    str
        Name of the family.
    """
    from matplotlib import font_manager

    known = {Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    faces = static_fonts(cache_dir)
    for path in (faces.regular, faces.bold):
        if path not in known:
            font_manager.fontManager.addfont(path)
    return FAMILY


@lru_cache(maxsize=4)
def _coverage(path: Path) -> frozenset[str]:
    return frozenset(map(chr, _face(path).unicodes))


def covered_characters() -> frozenset[str]:
    """Return the characters for which the typeface has a glyph."""
    return _coverage(_find_source())


def subset_face(
    text: str, style: str, *, cache_dir: Path | None = None, flavor: str | None = "woff2"
) -> bytes:
    """Cut one face with exactly the characters of a text.

    Parameters
    ----------
    text : str
        Its printable characters are included where the typeface has them.
    style : str
        "Regular" or "Bold".
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.
    flavor : str, optional
        "woff2" (smallest), "woff" (four times as quick to write), or None for a plain
        TTF.

    Returns
    -------
    bytes
        The font file.
    """
    wanted = {c for c in text if c.isprintable()} & _coverage(_find_source()) | {" "}
    faces = static_fonts(cache_dir)
    path = faces.bold if style == "Bold" else faces.regular
    rare = wanted - _coverage(path)
    data = _cut_face(wanted, style) if rare else _cut(path, wanted)
    return data if flavor is None else _write(_open(data), flavor)


def font_face_css(
    text: str, *, bold_text: str | None = None, cache_dir: Path | None = None, flavor: str = "woff2"
) -> str:
    """Return ``@font-face`` rules with both weights embedded as data URIs.

    Parameters
    ----------
    text : str
        Everything the page shows; the Regular face carries its characters.
    bold_text : str, optional
        What the page shows in bold; all of ``text`` if not given.
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.
    flavor : str, default "woff2"

    Returns
    -------
    str
    """
    rules = []
    for style, characters in (
        ("Regular", text),
        ("Bold", text if bold_text is None else bold_text),
    ):
        data = subset_face(characters, style, cache_dir=cache_dir, flavor=flavor)
        encoded = base64.b64encode(data).decode("ascii")
        rules.append(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{WEIGHTS[style]};"
            f"font-style:normal;src:url(data:font/{flavor};base64,{encoded}) "
            f"format('{flavor}')}}"
        )
    return "\n".join(rules)
