"""Content of a page without its layout: the same content serves every format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table as it is read: every cell is finished text.

    Attributes
    ----------
    caption : str
    columns : tuple of str
        Headers; the first column heads the rows.
    rows : tuple of tuple of str
    words : tuple of int
        Columns that hold words, set flush left; the others hold numbers.
    note : str
        One line below it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = (0,)
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawn figure.

    Attributes
    ----------
    name : str
        Stem of its files.
    title : str
        Its finding.
    note : str
        How to read it.
    alt : str
        The finding and the numbers behind it, for those who do not see it.
    desktop, phone : bytes
        SVG for a page and for a screen of 360 px.
    """

    name: str
    title: str
    note: str
    alt: str
    desktop: bytes
    phone: bytes


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class DefinitionList:
    """A list of short statements, each with a term in front of it (or an empty one)."""

    entries: tuple[tuple[str, str], ...]


Block = Table | Figure | Paragraph | DefinitionList


@dataclass(frozen=True)
class Section:
    """A part of the page; its heading is its finding.

    Attributes
    ----------
    key : str
        Anchor.
    label : str
        What it is about, in a word or two, for the list of contents.
    heading : str
        The finding.
    blocks : tuple of Block
        All of it, for the annex.
    brief : tuple of Block
        What the brief shows of it; empty: the section stands in the annex only.
    """

    key: str
    label: str
    heading: str
    blocks: tuple[Block, ...]
    brief: tuple[Block, ...] = ()


@dataclass(frozen=True)
class TargetRow:
    """One of the headline targets on the first screen."""

    label: str
    then: str
    now: str
    then_word: str
    now_word: str
    gap: str
    moved: tuple[str, ...]
    line: object  # the odds on a line from 0 to 100: markup


@dataclass(frozen=True)
class Headline:
    """The first screen; ``compared`` if there are chances of the time when the plan was made."""

    title: str
    data_cutoff: str
    grade: str
    verdict: str
    columns: tuple[str, ...]
    rows: tuple[TargetRow, ...]
    marks: str  # what the marks on the line of odds mean; only where the line is drawn
    table_note: str
    figure: Figure
    reach: Table
    compared: bool = True


@dataclass(frozen=True)
class Page:
    """A document in one language.

    Attributes
    ----------
    lang : str
    headline : Headline
    sections : tuple of Section
    stamp : str
    foot : tuple of (str, str)
        Provenance: terms and texts.
    links : tuple of (str, str)
        Name and file of the documents beside it.
    short : bool
        Whether it must fit few pages: smaller figures, provenance in the footer only.
    """

    lang: str
    headline: Headline
    sections: tuple[Section, ...]
    stamp: str
    foot: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...] = ()
    short: bool = False
