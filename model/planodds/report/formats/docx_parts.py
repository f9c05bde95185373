"""Parts of a memo: styles with the typefaces of an office, headings, tables, figures, fields."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from planodds.report import theme

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    from planodds.report.content import Figure
    from planodds.report.text.words import Words

# names that office machines know, and what stands in for them elsewhere
TITLE, HEADING, BODY, KAI = "SimSun", "SimHei", "FangSong", "KaiTi"
_LATIN = "Times New Roman"
_CHINESE_NAMES = {TITLE: "宋体", HEADING: "黑体", BODY: "仿宋", KAI: "楷体"}
_FALLBACKS = {
    TITLE: "宋体;Songti SC;Noto Serif CJK SC",
    HEADING: "黑体;Heiti SC;Noto Sans CJK SC",
    BODY: "仿宋;仿宋_GB2312;STFangsong;Noto Serif CJK SC",
    KAI: "楷体;STKaiti",
}
_EMU = 360_000  # of the format's units in a centimetre
_A4 = (21.0, 29.7)  # cm
_MEMO_MARGINS = (3.0, 2.6, 2.8, 2.8)  # cm, from the top clockwise: as official documents have them
_ANNEX_MARGINS = (2.4, 2.2, 2.2, 2.2)
ANNEX_WIDTH = _A4[0] - _ANNEX_MARGINS[1] - _ANNEX_MARGINS[3]  # cm of text on upright paper
_PICTURE_WIDTH, _MEMO_PICTURE = 15.4, 13.4  # cm
FIRST_PICTURE = 11.6  # cm: in a memo the first picture stands on the first page with the verdict
_HEIGHT = 0.72  # of the text's height, the most that a picture takes
_LETTER = 0.191  # cm: the mean letter of 9 pt type in a face as broad as an office may have
_LATIN_NAME, _CHINESE_SIGN = re.compile(r"[A-Za-z]{4,}"), re.compile(r"[\u4e00-\u9fff]")
_MANY_NAMES = 2  # of a Chinese paragraph from which on its lines are not stretched
_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # a file's bytes follow its content alone


def new_document(words: Words, *, title: str, stamp: str = "", memo: bool = True) -> Document:
    """Create an empty A4 document with the styles, page numbers and the stamp.

    Parameters
    ----------
    words : Words
    title : str
        Title in the properties of the document.
    stamp : str, default ""
        Warning above the text; empty for none.
    memo : bool, default True
        Whether with the margins and the large type of an official memo.

    Returns
    -------
    Document
    """
    import docx

    document = docx.Document()
    for paragraph in list(document.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    section = document.sections[0]
    _set_paper(section, _MEMO_MARGINS if memo else _ANNEX_MARGINS, landscape=False)
    _make_styles(document, words, memo=memo)
    _set_properties(document, title, words)
    _write_margins(section, stamp)
    _name_fallbacks(document)
    return document


def _set_paper(
    section: Section, margins: tuple[float, float, float, float], *, landscape: bool
) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    wide, high = reversed(_A4) if landscape else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(wide), Cm(high)
    section.top_margin, section.right_margin = Cm(margins[0]), Cm(margins[1])
    section.bottom_margin, section.left_margin = Cm(margins[2]), Cm(margins[3])


def turn_paper(document: Document, *, landscape: bool) -> None:
    """Begin a page of the other orientation, unless the paper lies so already.

    Parameters
    ----------
    document : Document
        Changed in place.
    landscape : bool
    """
    from docx.enum.section import WD_ORIENT, WD_SECTION

    lies = document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    if lies != landscape:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        _set_paper(section, _ANNEX_MARGINS, landscape=landscape)


def text_width(document: Document) -> float:
    """Return the width of a line on the present paper in centimetres.

    Parameters
    ----------
    document : Document

    Returns
    -------
    float
    """
    return _inner(document.sections[-1])[0]


def _inner(section: Section) -> tuple[float, float]:
    """Width and height of the text in centimetres."""
    wide, high, left, right, top, bottom = (
        (length or 0) / _EMU
        for length in (
            section.page_width,
            section.page_height,
            section.left_margin,
            section.right_margin,
            section.top_margin,
            section.bottom_margin,
        )
    )
    return wide - left - right, high - top - bottom


def letters_in(width: float) -> float:
    """Return how many Latin letters of a table's type stand in a line.

    Parameters
    ----------
    width : float
        Of the line, in centimetres.

    Returns
    -------
    float
    """
    return width / _LETTER


def _set_properties(document: Document, title: str, words: Words) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:250], "Planodds", ""
    properties.language = words("format-docx-language")
    properties.created = properties.modified = _CREATED


def _make_styles(document: Document, words: Words, *, memo: bool) -> None:
    zh = words.lang == "zh"
    text, line = ((16, 28) if zh else (12, 16)) if memo else ((12, 21) if zh else (10.5, 14))
    _style(document, "Normal", BODY, 10.5, after=0)
    _style(document, "Title", TITLE, 22 if zh else 18, bold=True, centre=True, after=6)
    _style(
        document, "Heading 1", HEADING, max(text, 12), before=14, after=6, keep=True, bold=not zh
    )
    _style(document, "Heading 2", KAI, 14 if zh else 12, before=8, after=3, keep=True, bold=True)
    _style(
        document,
        "Body Text",
        BODY,
        text,
        after=4,
        line=line,
        indent=2 * text if zh else 0,
        justify=True,
    )
    _style(
        document,
        "Item",
        BODY,
        12 if zh else 10.5,
        after=4,
        line=21 if zh else 14,
        indent=24 if zh else 0,
        justify=True,
        new=True,
    )
    _style(document, "Addressee", BODY, text, after=4, line=line, new=True)
    _style(document, "Signature Line", BODY, text, right=True, line=line, keep=True, new=True)
    _style(document, "Known", BODY, 12 if zh else 10.5, centre=True, after=14, new=True)
    _style(document, "Note", BODY, 10 if zh else 9, before=3, after=8, new=True)
    _style(
        document, "Caption", HEADING, 12 if zh else 10.5, before=10, after=4, keep=True, bold=not zh
    )
    _style(
        document,
        "Stamp",
        HEADING,
        12,
        centre=True,
        after=0,
        new=True,
        bold=True,
        colour=theme.TARGET,
    )


def _style(
    document: Document,
    name: str,
    face: str,
    size: float,
    *,
    bold: bool = False,
    centre: bool = False,
    right: bool = False,
    justify: bool = False,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    indent: float = 0,
    keep: bool = False,
    new: bool = False,
    colour: str = "#000000",
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    styles = document.styles
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if new else styles[name]
    if new:
        style.base_style = styles["Normal"]
    _set_face(style, face)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing = Pt(line) if line else None
    shape.first_line_indent, shape.keep_with_next = Pt(indent), keep
    shape.widow_control = True
    shape.alignment = (
        WD_ALIGN_PARAGRAPH.CENTER
        if centre
        else WD_ALIGN_PARAGRAPH.RIGHT
        if right
        else WD_ALIGN_PARAGRAPH.JUSTIFY
        if justify
        else WD_ALIGN_PARAGRAPH.LEFT
    )
    for border in style.element.pPr.findall(qualified_name("w:pBdr")):
        style.element.pPr.remove(border)


def _set_face(style: ParagraphStyle, face: str) -> None:
    """Chinese signs in ``face``, Latin ones in Times; nothing from the template's theme."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind, name in (
        ("ascii", _LATIN),
        ("hAnsi", _LATIN),
        ("cs", _LATIN),
        ("eastAsia", _CHINESE_NAMES[face]),
    ):
        fonts.set(qualified_name(f"w:{kind}"), name)


def _name_fallbacks(document: Document) -> None:
    """List in the font table the substitutes of missing fonts."""
    from lxml import etree

    part = next(
        (p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"),
        None,
    )
    if part is None:
        return
    tree = etree.fromstring(part.blob)
    known = {node.get(qualified_name("w:name")): node for node in tree}
    for face, chinese in _CHINESE_NAMES.items():
        node = known.get(chinese)
        if node is None:
            node = etree.SubElement(tree, qualified_name("w:font"))
            node.set(qualified_name("w:name"), chinese)
        for old in node.findall(qualified_name("w:altName")):
            node.remove(old)
        other = etree.Element(qualified_name("w:altName"))
        other.set(qualified_name("w:val"), f"{face};{_FALLBACKS[face].partition(';')[2]}")
        node.insert(0, other)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _write_margins(section: Section, stamp: str) -> None:
    """Page number below, in the way of official documents; the stamp above, if there is one."""
    if stamp:
        section.header.paragraphs[0].text = stamp
        section.header.paragraphs[0].style = "Stamp"
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    foot.add_run("— ")
    _add_field(foot.add_run(), "PAGE")
    foot.add_run(" —")


def _add_field(run: Run, code: str) -> None:
    for kind, text in (("begin", ""), (None, code), ("separate", ""), ("text", "1"), ("end", "")):
        if kind in ("begin", "separate", "end"):
            node = make_element("w:fldChar")
            node.set(qualified_name("w:fldCharType"), kind)
        else:
            node = make_element("w:t" if kind == "text" else "w:instrText")
            node.text = text
        run._r.append(node)


def add_title(document: Document, text: str) -> None:
    """Add the title, centred.

    Parameters
    ----------
    document : Document
        Changed in place.
    text : str
    """
    document.add_paragraph(text, style="Title")


def add_heading(document: Document, text: str, *, level: int) -> None:
    """Add a real heading, so that the outline shows it.

    Parameters
    ----------
    document : Document
        Changed in place.
    text : str
    level : int
        Depth of the heading, from 1.
    """
    document.add_heading(text, level=level)


def add_paragraph(document: Document, text: str, *, style: str) -> None:
    """Add running text.

    Parameters
    ----------
    document : Document
        Changed in place.
    text : str
    style : str
    """
    _set_flush(document.add_paragraph(text, style=style))


def _set_flush(paragraph: Paragraph) -> None:
    """Leave the right edge ragged where Latin names cannot be broken between Chinese signs.

    Justified, the few signs beside such a name would be torn apart over the whole line.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    names = _LATIN_NAME.findall(paragraph.text)
    if len(names) >= _MANY_NAMES and _CHINESE_SIGN.search(paragraph.text):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def add_term(document: Document, term: str, text: str, words: Words) -> None:
    """Add a statement with its term in front.

    Parameters
    ----------
    document : Document
        Changed in place.
    term : str
    text : str
    words : Words
    """
    paragraph = document.add_paragraph(style="Item")
    if term:
        paragraph.add_run(term + words("common-full-stop-gap")).bold = True
    paragraph.add_run(text)
    _set_flush(paragraph)


def add_figure(
    document: Document, figure: Figure, png: bytes, *, width: float | None = None
) -> None:
    """Add a picture with its finding above and its note below, both also as alternative text.

    Parameters
    ----------
    document : Document
        Changed in place.
    figure : Figure
    png : bytes
        The picture.
    width : float, optional
        In centimetres; by default that of the paper's pictures.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    document.add_paragraph(figure.title, style="Caption")
    paragraph = document.add_paragraph(style="Normal")  # the note may stand on the next page
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    wide = _PICTURE_WIDTH if text_width(document) >= ANNEX_WIDTH - 0.1 else _MEMO_PICTURE
    shape = paragraph.add_run().add_picture(BytesIO(png), width=Cm(width or wide))
    if (tall := shape.height.cm / (most := _HEIGHT * _inner(document.sections[-1])[1])) > 1:
        shape.width, shape.height = Cm(shape.width.cm / tall), Cm(most)
    described = shape._inline.docPr
    described.set("descr", figure.alt)
    described.set("title", figure.title[:250])
    document.add_paragraph(figure.note, style="Note")


def use_cjk_punctuation_font(document: Document) -> None:
    """Set quotation marks, dashes and dots in the Chinese face, not in the Latin one.

    Parameters
    ----------
    document : Document
        Changed in place.
    """
    for run in document.element.body.iter(qualified_name("w:r")):
        run.get_or_add_rPr().get_or_add_rFonts().set(qualified_name("w:hint"), "eastAsia")


def fix_dates(data: bytes) -> bytes:
    """Return the same archive with the same date on every member.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    bytes
    """
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for item in old.infolist():
            info = zipfile.ZipInfo(item.filename, date_time=_CREATED.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, old.read(item.filename))
    return out.getvalue()


def qualified_name(name: str) -> str:
    """Return the name of an XML element or attribute with its namespace written out.

    Parameters
    ----------
    name : str
        With a prefix, such as ``w:tblHeader``.

    Returns
    -------
    str
    """
    from docx.oxml.ns import qn

    return qn(name)


def make_element(name: str) -> BaseOxmlElement:
    """Return a new, empty XML element.

    Parameters
    ----------
    name : str
        With a prefix, such as ``w:tblHeader``.

    Returns
    -------
    BaseOxmlElement
    """
    from docx.oxml import OxmlElement

    return OxmlElement(name)
