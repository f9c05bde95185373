"""Text of cells: one form for what offices write in many, and numbers as they are printed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from planodds.inputs.importing.headings_file import read_headings_file

if TYPE_CHECKING:
    from collections.abc import Collection

    from planodds.inputs.importing.grid import CellValue

# Circled and superscript digits are footnote marks; compatibility forms would make them digits.
_FOOTNOTE_MARKS = re.compile(r"[\u2460-\u24ff\u00b9\u00b2\u00b3\u2070-\u209f\u2776-\u2793†‡§]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_FISCAL_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d) ?(?:[-/] ?(?=\d\d(?!\d))|/ ?(?=\d{4}(?!\d)))(\d+)"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─━﹣", "-"))
_GROUPED = re.compile(r"[-+]?(\d{1,3}([, ]\d{3})+|\d{1,2}(,\d\d)+,\d{3})(\.\d+)?")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_REMEMBERED = 1 << 16  # texts: a table repeats its names, years and indicators in every row
_WITH_MEASURE = re.compile(r"([-+]?[\d, .]*\d)\s*([^\d\s.,].*)")


def clean_text(value: CellValue) -> str:
    r"""Return the text of a cell in one form: NFKC, plain blanks and dashes, no footnote marks.

    Parameters
    ----------
    value : str, float or None

    Returns
    -------
    str

    Examples
    --------
    >>> clean_text("２０２３\u3000年①"), clean_text("交\xa0城\u2002县"), clean_text(2023.0)
    ('2023 年', '交 城 县', '2023')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return _clean(value)


@lru_cache(_REMEMBERED)
def _clean(value: str) -> str:
    text = _INVISIBLE.sub("", _FOOTNOTE_MARKS.sub("", value))
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return " ".join(text.split())


@lru_cache(_REMEMBERED)
def match_key(text: str) -> str:
    """Return the form in which words are compared: clean, lower case, no blanks or hyphens.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> match_key("Jiaocheng  County"), match_key("吉 县")
    ('jiaochengcounty', '吉县')
    """
    return re.sub(r"[\s_\-]", "", clean_text(text)).casefold()


def is_blank(value: CellValue, blanks: Collection[str]) -> bool:
    """Return whether a cell has no figure: empty, or a sign for a missing one.

    Parameters
    ----------
    value : str, float or None
    blanks : collection of str
        Signs for a missing figure, in clean lower-case form.

    Returns
    -------
    bool
    """
    if isinstance(value, float):
        return value != value
    text = re.sub(r"\s", "", clean_text(value)).casefold()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return not text or text in blanks or not text.strip("-.")


def parse_number(value: CellValue) -> Decimal | None:
    """Return the number in a cell, or None if it is not certainly one.

    Thousands may be separated by commas or blanks, in groups of three throughout; lakh and crore
    by commas (1,23,456).

    Parameters
    ----------
    value : str, float or None

    Returns
    -------
    Decimal or None

    Examples
    --------
    >>> parse_number("１，０７４，８３０"), parse_number("107,48"), parse_number("1O7.483")
    (Decimal('1074830'), None, None)
    >>> parse_number("1,23,456.5")
    Decimal('123456.5')
    """
    if isinstance(value, float):
        return Decimal(repr(value)) if abs(value) < float("inf") else None
    text = clean_text(value)
    if _GROUPED.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def split_measure(value: CellValue) -> tuple[str, str]:
    """Split a figure that is written with its measurement unit, such as 107.48亿元.

    Parameters
    ----------
    value : str, float or None

    Returns
    -------
    tuple of str
        The number and what follows it; the whole text and '' where there is nothing.

    Examples
    --------
    >>> split_measure("107.48 亿元"), split_measure("107.48")
    (('107.48', '亿元'), ('107.48', ''))
    """
    text = clean_text(value)
    match = _WITH_MEASURE.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


@cache
def _year_pattern() -> re.Pattern[str]:
    suffixes = "|".join(map(re.escape, read_headings_file()["year_suffixes"]))
    return re.compile(rf"(?<!\d)((?:19|20)\d\d)(?!\d)\s*(?:{suffixes})?")


def find_years(text: str) -> list[int]:
    """Return the distinct years in a text, in its order.

    Parameters
    ----------
    text : str
        Clean text.

    Returns
    -------
    list of int

    Examples
    --------
    >>> find_years("2019-2023年主要指标"), find_years("代码 141122")
    ([2019, 2023], [])
    """
    return list(dict.fromkeys(int(found) for found in _year_pattern().findall(text)))


def remove_years(text: str) -> str:
    """Return a text without its years.

    Parameters
    ----------
    text : str
        Clean text.

    Returns
    -------
    str

    Examples
    --------
    >>> remove_years("2023年地区生产总值")
    '地区生产总值'
    """
    return _year_pattern().sub("", text)


def parse_year(value: CellValue) -> int | None:
    """Return the year in a cell that has nothing else, or None; of a fiscal year, the first.

    Parameters
    ----------
    value : str, float or None

    Returns
    -------
    int or None

    Examples
    --------
    >>> parse_year("２０２３年"), parse_year(2023.0), parse_year("FY 2023"), parse_year("2023.5")
    (2023, 2023, None, None)
    >>> parse_year("2015-16"), parse_year("2015/2016"), parse_year("2015-19")
    (2015, 2015, None)
    """
    match = _year_pattern().fullmatch(shorten_fiscal_years(clean_text(value)))
    return int(match[1]) if match else None


def shorten_fiscal_years(text: str) -> str:
    """Return a text in which each fiscal year is written as the first of its calendar years.

    Parameters
    ----------
    text : str
        Clean text.

    Returns
    -------
    str
        A longer period remains; so does 2015-2016, which may be a period of two years.

    Examples
    --------
    >>> shorten_fiscal_years("GDP 2015-16"), shorten_fiscal_years("2015/2016")
    ('GDP 2015', '2015')
    """
    return _FISCAL_YEAR.sub(_first_of_two, text)


def _first_of_two(match: re.Match[str]) -> str:
    return match[1] if str(int(match[1]) + 1).endswith(match[2]) else match[0]
