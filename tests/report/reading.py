"""Text extraction from files and pages, without the packages that wrote them."""

from __future__ import annotations

import dataclasses
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

from markupsafe import Markup

from planodds.report.content import Figure, Page, Table
from planodds.report.formats.plain import page_blocks

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNSPOKEN = {"lang", "key", "label", "name", "alt", "marks"}  # not shown by every format
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.S)
_FLAT = rb"\((?:[^()\\]|\\.)*\)"  # matching brackets may be unescaped in a string
_STRING = rb"\((?:[^()\\]|\\.|" + rb"\((?:[^()\\]|\\.|" + _FLAT + rb")*\)" + rb")*\)"
_TOKEN = re.compile(rb"(" + _STRING + rb")|/([\w.+-]+)|<([0-9A-Fa-f]+)>|([A-Za-z'*]+)", re.S)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class PdfText:
    """Text of a PDF as Typst writes it: plain objects, two-byte glyphs, marked artifacts."""

    def __init__(self, data: bytes) -> None:
        self.objects = {int(number): body for number, body in _OBJECT.findall(data)}
        found = [body for body in self.objects.values() if re.search(rb"/Type ?/Page\b", body)]
        self.pages = [self._read_page(body) for body in found]

    @property
    def text(self) -> str:
        """All pages without their headers and footers."""
        return "".join(body for body, _ in self.pages)

    @property
    def margins(self) -> list[str]:
        """Headers and footers of each page."""
        return [margin for _, margin in self.pages]

    def _stream(self, number: int) -> bytes:
        raw = self.objects[number].split(b"stream", 1)[1].lstrip(b"\r\n")
        return zlib.decompressobj().decompress(raw)

    def _reference(self, body: bytes, name: bytes) -> int:
        return int(re.search(name + rb"\s*(\d+) 0 R", body).group(1))

    def _read_page(self, body: bytes) -> tuple[str, str]:
        resources = self.objects[self._reference(body, b"/Resources")]
        fonts = re.search(rb"/Font\s*<<(.*?)>>", resources, re.S).group(1)
        maps = {
            name: self._glyphs(int(number))
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", fonts)
        }
        texts, glyphs, depth = {False: "", True: ""}, {}, []
        for operator, given, strings in _operations(
            self._stream(self._reference(body, b"/Contents"))
        ):
            if operator == b"Tf":
                glyphs = maps[given[-1]]
            elif operator in (b"BDC", b"BMC"):
                depth.append(given[0] == b"Artifact")
            elif operator == b"EMC":
                depth.pop()
            elif operator in (b"TJ", b"Tj"):
                texts[any(depth)] += "".join(_decode(part, glyphs) for part in strings)
        return texts[False], texts[True]

    def _glyphs(self, number: int) -> dict[int, str]:
        table = self._stream(self._reference(self.objects[number], b"/ToUnicode")).decode()
        return {
            int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", table)
        }


def _operations(content: bytes) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """Operators of a page with their names and strings."""
    given, strings = [], []
    for string, name, digits, operator in _TOKEN.findall(content):
        if string:
            strings.append(re.sub(rb"\\([0-7]{1,3}|.)", _unescape, string[1:-1], flags=re.S))
        elif digits:
            strings.append(bytes.fromhex(digits.decode()))
        elif name:
            given.append(name)
        elif operator and operator not in (b"true", b"false", b"null", b"R"):
            yield operator, given, strings
            given, strings = [], []


def _decode(shown: bytes, glyphs: dict[int, str]) -> str:
    codes = [int.from_bytes(shown[i : i + 2], "big") for i in range(0, len(shown), 2)]
    return "".join(glyphs.get(code, "\ufffd") for code in codes)


def _unescape(match: re.Match) -> bytes:
    sign = match.group(1)
    return bytes([int(sign, 8)]) if sign[:1].isdigit() else _ESCAPES.get(sign, sign)


def read_docx(data: bytes) -> str:
    """Text of a memo's body."""
    body = zipfile.ZipFile(BytesIO(data)).read("word/document.xml")
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter(f"{WORD}t"))
        for paragraph in ElementTree.fromstring(body).iter(f"{WORD}p")
    )


def read_xlsx(data: bytes) -> dict[str, list[list[str | float]]]:
    """Cells of every sheet by its name; strings as text, numbers as numbers."""
    book = zipfile.ZipFile(BytesIO(data))
    strings = [
        "".join(node.text or "" for node in item.iter(f"{SHEET}t"))
        for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    names = [
        node.get("name")
        for node in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
    ]
    return {
        name: _cells(book.read(f"xl/worksheets/sheet{place}.xml"), strings)
        for place, name in enumerate(names, start=1)
    }


def _cells(sheet: bytes, strings: list[str]) -> list[list[str | float]]:
    rows = []
    for row in ElementTree.fromstring(sheet).iter(f"{SHEET}row"):
        cells = [(cell.get("t"), cell.findtext(f"{SHEET}v")) for cell in row]
        rows.append(
            [
                strings[int(value)] if kind == "s" else float(value)
                for kind, value in cells
                if value is not None
            ]
        )
    return rows


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("style", "script")

    def handle_endtag(self, tag):
        self.silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def read_html(page: str) -> str:
    """Text that a page shows."""
    shown = _Shown()
    shown.feed(page)
    return "".join(shown.parts)


def squeeze(text: str) -> str:
    """The text without any space: files break and indent their lines as they like."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def texts_of(value: object) -> list[str]:
    """Every text of a page that is read, in its order."""
    if isinstance(value, Markup | bytes):
        return []
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    if dataclasses.is_dataclass(value):
        return [
            text
            for field in dataclasses.fields(value)
            if field.name not in UNSPOKEN
            for text in texts_of(getattr(value, field.name))
        ]
    return []


def said(page: Page) -> list[str]:
    """Texts of the first screen and of all sections."""
    sections = [(heading, *blocks) for heading, blocks in page_blocks(page)]
    labels = [row.label for row in page.headline.rows]
    return [*labels, *texts_of(page.headline), *texts_of(tuple(sections))]


MOST = {"zh": 2000, "en": 1200, "numbers": 250, "tables": 5, "figures": 5}


def excess_of_brief(page: Page) -> dict[str, int]:
    """Counts of signs, words, numbers, tables and figures above what a brief may have."""
    text = "\n".join(said(page))
    blocks = [block for _, blocks in page_blocks(page) for block in blocks]
    counted = {
        "zh": len(re.findall("[\u4e00-\u9fff]", text)),
        "en": len(re.findall(r"[A-Za-z][A-Za-z'’-]*", text)),
        "numbers": len(re.findall(r"\d+(?:[.,]\d+)*", text)),
        "tables": 2 + sum(isinstance(block, Table) for block in blocks),
        "figures": 1 + sum(isinstance(block, Figure) for block in blocks),
    }
    return {key: value for key, value in counted.items() if value > MOST[key]}


def same_figures(zh: list[str], en: list[str]) -> bool:
    """Whether both texts have the same figures; levels are shown in 亿元 and in billion yuan."""
    pairs = list(zip(zh, en, strict=True)) if len(zh) == len(en) else [("0", "1")]
    return all(a == b or Decimal(a) == Decimal(b).scaleb(1) for a, b in pairs)
