"""Numbers and probabilities as a reader sees them, in Chinese and in English.

Number first, word in brackets; no more digits than the Monte Carlo error supports; an open event
is never printed as 0 % or 100 %; a decided one is a fact with its year.
"""

from __future__ import annotations

import math
import re

from planodds import constants
from planodds.errors import UsageError

# lower bound of each class, in the order in which they are tried; "> 99 %" is strict
_SCALE = (
    (0.90, "very likely", "很可能"),
    (0.66, "likely", "可能性较大"),
    (0.55, "more likely than not", "略大于一半"),
    (0.45, "about even", "大约各半"),
    (0.33, "less likely than not", "略小于一半"),
    (0.10, "unlikely", "可能性较小"),
    (0.01, "very unlikely", "很不可能"),
)
_SURE = ("virtually certain", "几乎确定")
_NIL = ("exceptionally unlikely", "几乎不可能")
DECIDED = {
    constants.DECIDED_MET: {"zh": "已实现", "en": "met"},
    constants.DECIDED_MISSED: {"zh": "已落空", "en": "missed"},
}
GRADES = {
    "high": {"zh": "高", "en": "high"},
    "medium": {"zh": "中", "en": "medium"},
    "low": {"zh": "低", "en": "low"},
}
DASH = "—"


def check_language(lang: str) -> str:
    """Return ``lang`` or raise UsageError."""
    if lang not in constants.LANGUAGES:
        raise UsageError(f"language {lang!r} is unknown", expected=" or ".join(constants.LANGUAGES))
    return lang


def _check_probability(probability: float) -> float:
    if not 0.0 <= probability <= 1.0:
        raise UsageError(
            f"probability {probability!r} is not in [0, 1]", expected="a number from 0 to 1"
        )
    return float(probability)


def probability_word(probability: float, lang: str) -> str:
    """The word of a probability on the one scale of the house.

    Examples
    --------
    >>> probability_word(0.12, "en")
    'unlikely'
    >>> probability_word(0.5, "zh")
    '大约各半'
    """
    column = 1 if check_language(lang) == "zh" else 0
    value = _check_probability(probability)
    if value > 0.99:
        return _SURE[column]
    for bound, *word in _SCALE:
        if value >= bound:
            return word[column]
    return _NIL[column]


def _step(mcse: float) -> int:
    """Per cents between printable values: whole ones need an error of at most one point."""
    if not math.isfinite(mcse) or mcse <= 0.01:
        return 1
    return 5 if mcse <= 0.05 else 10


def format_percent_odds(
    probability: float, *, mcse: float = 0.0, upper: float | None = None
) -> str:
    """The number alone: "12%", "<1%", "<0.1%", ">99%".

    ``upper`` is the 95 % upper bound of the probability; "<0.1%" needs it below .001.
    """
    value = _check_probability(probability)
    step = _step(mcse)
    if value < 0.01:
        small = upper is not None and upper < 0.001
        return "<0.1%" if small else f"<{step}%"
    if value > 0.99:
        return f">{100 - step}%"
    shown = step * math.floor(value * 100 / step + 0.5)
    return f"<{step}%" if shown <= 0 else f">{100 - step}%" if shown >= 100 else f"{shown}%"


def format_odds(
    probability: float,
    lang: str,
    *,
    mcse: float = 0.0,
    upper: float | None = None,
    word: bool = True,
) -> str:
    """Number first, word in brackets.

    Examples
    --------
    >>> format_odds(0.123, "en")
    'about 12% (unlikely)'
    >>> format_odds(0.123, "zh")
    '约 12%（可能性较小）'
    >>> format_odds(0.0, "en", upper=0.0002)
    'less than 1 in 1000 (exceptionally unlikely)'
    """
    check_language(lang)
    number = format_percent_odds(probability, mcse=mcse, upper=upper)
    text = _spoken(number, lang)
    if not word:
        return text
    name = probability_word(probability, lang)
    return f"{text}（{name}）" if lang == "zh" else f"{text} ({name})"


def _spoken(number: str, lang: str) -> str:
    fixed = {
        "<0.1%": {"zh": "不到千分之一", "en": "less than 1 in 1000"},
        "<1%": {"zh": "不到 1%", "en": "less than 1 in 100"},
    }
    if number in fixed:
        return fixed[number][lang]
    if number[0] in "<>":
        side = {"<": {"zh": "不到", "en": "less than"}, ">": {"zh": "超过", "en": "more than"}}
        return f"{side[number[0]][lang]} {number[1:]}"
    return f"约 {number}" if lang == "zh" else f"about {number}"


def _format_status(status: str, year: int | None, lang: str) -> str:
    """A decided event as a fact with its year: "已落空（2021 年）", "missed (2021)"."""
    word = DECIDED[status][check_language(lang)]
    if year is None:
        return word
    return f"{word}（{year:d} 年）" if lang == "zh" else f"{word} ({year:d})"


def format_result(row, lang: str, *, word: bool = True) -> str:
    """One row of ``results`` as a reader sees it, whatever its status."""
    if row["status"] in DECIDED:
        return _format_status(row["status"], int(row["year"]), lang)
    absent = {
        constants.NOT_COMPUTABLE: {"zh": "不可计算", "en": "not computable"},
        constants.NO_DATA: {"zh": "无数据", "en": "no data"},
        constants.REFUSED: {"zh": "条件过远，不予计算", "en": "conditions too far: refused"},
    }
    if row["status"] in absent:
        return absent[row["status"]][lang]
    return format_odds(row["probability"], lang, mcse=row["mcse"], upper=row["upper"], word=word)


def is_missing(value) -> bool:
    """True for None and for a float that is not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def format_number(value: float, digits: int = 0) -> str:
    """Fixed digits, a real minus sign, no "-0"; a dash for a missing value."""
    if is_missing(value):
        return DASH
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def format_money(value: float, *, digits: int | None = None) -> str:
    """Money in 1e8 CNY: two digits as published, one below 30, none above (forecasts)."""
    if digits is None:
        digits = 1 if abs(value) < 30 else 0
    return format_number(value, digits)


def format_percent(fraction: float, *, digits: int = 0, signed: bool = False) -> str:
    """A fraction as per cent: .862 -> "86%"."""
    if is_missing(fraction):
        return DASH
    text = format_number(fraction * 100, digits)
    sign = "+" if signed and fraction > 0 and text.strip("0.") else ""
    return f"{sign}{text}%"


def format_rank(rank: float, lang: str) -> str:
    """ "第 73 位", "73rd"."""
    number = math.ceil(rank - 1e-9)
    return f"第 {number} 位" if check_language(lang) == "zh" else ordinal(number)


def ordinal(number: int) -> str:
    """English ordinal: 1st, 2nd, 3rd, 11th, 73rd."""
    suffix = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{suffix}"


def join_words(parts: list[str], lang: str) -> str:
    """A list in a sentence: "甲、乙和丙", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    comma, last = ("、", "和") if check_language(lang) == "zh" else (", ", " and ")
    return comma.join(parts[:-1]) + last + parts[-1]


def tidy_label(text: str, *, width: int = 44) -> str:
    """A name from a file, fit for a line: no control or direction marks, and not too long.

    ``width`` counts Latin characters; a Chinese one counts two.
    """
    kept = "".join(c if c.isprintable() else " " for c in text)
    line, used = "", 0
    for sign in " ".join(kept.split()):
        used += 2 if ord(sign) > 0x2E7F else 1
        if used > width:
            return line.rstrip() + "…"
        line += sign
    return line


_HAN = "\u3400-\u9fff"
_GAP_AFTER = re.compile(f"([{_HAN}])([A-Za-z0-9−+])")
_GAP_BEFORE = re.compile(f"([A-Za-z0-9%‰])([{_HAN}])")


def space_cjk(text: str) -> str:
    """Set a space between Chinese and Latin or figures, as all pages do.

    Examples
    --------
    >>> space_cjk("2025年达到200亿元")
    '2025 年达到 200 亿元'
    """
    return _GAP_BEFORE.sub(r"\1 \2", _GAP_AFTER.sub(r"\1 \2", text))
