"""Numbers and probabilities as a reader sees them, in Chinese and in English.

Number first, word in brackets; no more digits than the Monte Carlo error supports; an open event
is never printed as 0 % or 100 %; a decided one is a fact with its year.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import UsageError
from planodds.report.text.words import GROUPED_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd

    from planodds.report.text.words import Words


# lower bound of each class, in the order in which they are tried; "> 99 %" is strict
_SCALE = (
    (0.90, "number-very-likely"),
    (0.66, "number-likely"),
    (0.55, "number-more-likely-than-not"),
    (0.45, "number-about-even"),
    (0.33, "number-less-likely-than-not"),
    (0.10, "number-unlikely"),
    (0.01, "number-very-unlikely"),
)
DECIDED = (constants.DECIDED_MET, constants.DECIDED_MISSED)
_WITHOUT_NUMBER = (
    constants.NOT_COMPUTABLE,
    constants.NO_DATA,
    constants.NOT_ENOUGH_DATA,
    constants.THRESHOLD_PENDING,
    constants.REFUSED,
)
DASH = "—"
_MOST_DIGITS = 4  # of an amount whose unit is much larger than that of the data


def _check_probability(probability: float) -> float:
    if not 0.0 <= probability <= 1.0:
        raise UsageError(
            f"probability {probability!r} is not in [0, 1]", expected="a number from 0 to 1"
        )
    return float(probability)


def probability_word(probability: float, words: Words, *, mcse: float = 0.0) -> str:
    """Return the word for a probability on one fixed scale.

    It is the word of the number that is shown, so that equal numbers have equal words.

    Parameters
    ----------
    probability : float
    words : Words
    mcse : float, default 0
        Monte Carlo standard error, as for ``format_percent_odds``.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        The probability is not in [0, 1].

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> probability_word(0.12, Words.load("en"))
    'unlikely'
    >>> probability_word(0.5, Words.load("zh"))
    '大约各半'
    """
    value = _check_probability(probability)
    shown = _round_percent(value, _step(mcse))
    if 0.01 <= value <= 0.99 and 0 < shown < 100:
        value = shown / 100
    if value > 0.99:
        return words("number-virtually-certain")
    found = (name for bound, name in _SCALE if value >= bound)
    return words(next(found, "number-exceptionally-unlikely"))


def _step(mcse: float) -> int:
    """Per cents between printable values: whole ones need an error of at most one point."""
    if not math.isfinite(mcse) or mcse <= 0.01:
        return 1
    return 5 if mcse <= 0.05 else 10


def _round_percent(probability: float, step: int) -> int:
    return step * math.floor(probability * 100 / step + 0.5)


def format_percent_odds(
    probability: float, *, mcse: float = 0.0, upper: float | None = None
) -> str:
    """Format a probability as a number alone: "12%", "<1%", "<0.1%", ">99%".

    Never "0%" or "100%".

    Parameters
    ----------
    probability : float
    mcse : float, default 0
        Monte Carlo standard error, as a share. Whole per cents up to 0.01, steps of 5 up to 0.05
        and of 10 above; NaN counts as 0.
    upper : float, optional
        95 % upper bound of the probability; "<0.1%" requires one below 0.001.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        The probability is not in [0, 1].
    """
    value = _check_probability(probability)
    step = _step(mcse)
    if value < 0.01:
        small = upper is not None and upper < 0.001
        return "<0.1%" if small else f"<{step}%"
    if value > 0.99:
        return f">{100 - step}%"
    shown = _round_percent(value, step)
    return f"<{step}%" if shown <= 0 else f">{100 - step}%" if shown >= 100 else f"{shown}%"


def format_odds(
    probability: float,
    words: Words,
    *,
    mcse: float = 0.0,
    upper: float | None = None,
    word: bool = True,
) -> str:
    """Return a probability as text: the number first, its word in brackets.

    Parameters
    ----------
    probability : float
    words : Words
    mcse, upper : float, optional
        Monte Carlo standard error and 95 % upper bound, as for ``format_percent_odds``.
    word : bool, default True
        Whether to add the word.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        The probability is not in [0, 1].

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> format_odds(0.123, Words.load("en"))
    'about 12% (unlikely)'
    >>> format_odds(0.123, Words.load("zh"))
    '约 12%（可能性较小）'
    >>> format_odds(0.0, Words.load("en"), upper=0.0002)
    'less than 1 in 1000 (exceptionally unlikely)'
    """
    text = _number_in_words(format_percent_odds(probability, mcse=mcse, upper=upper), words)
    if not word:
        return text
    return words(
        "number-with-word", number=text, word=probability_word(probability, words, mcse=mcse)
    )


def format_chance(
    probability: float, words: Words, *, mcse: float = 0.0, upper: float | None = None
) -> str:
    """Format a probability for a sentence: "12%", but "less than 1 in 100" and not "<1%".

    Parameters
    ----------
    probability : float
    words : Words
    mcse, upper : float, optional
        As for ``format_percent_odds``.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        The probability is not in [0, 1].

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> format_chance(0.123, Words.load("zh")), format_chance(0.004, Words.load("zh"))
    ('12%', '不到 1%')
    """
    number = format_percent_odds(probability, mcse=mcse, upper=upper)
    return _number_in_words(number, words) if number[0] in "<>" else number


def _number_in_words(number: str, words: Words) -> str:
    if number == "<0.1%":
        return words("number-below-one-in-1000")
    if number == "<1%":
        return words("number-below-one-percent")
    if number[0] in "<>":
        name = "number-less-than" if number[0] == "<" else "number-more-than"
        return words(name, number=number[1:])
    return words("number-about", number=number)


def format_result(row: Mapping[str, Any] | pd.Series, words: Words, *, word: bool = True) -> str:
    """Return one row of ``results`` as text, whatever its status.

    Parameters
    ----------
    row : mapping or Series
        With status, year, probability, mcse and upper.
    words : Words
    word : bool, default True
        Whether to add the word for the probability of an open target.

    Returns
    -------
    str
        Odds of an open target; outcome and year of a decided one; otherwise the status.
    """
    status = row["status"]
    if status in DECIDED:
        outcome = words.label("outcome", status)
        return words("number-decided", outcome=outcome, year=int(row["year"]))
    if status in _WITHOUT_NUMBER:
        return words.label("outcome", status)
    return format_odds(row["probability"], words, mcse=row["mcse"], upper=row["upper"], word=word)


def is_missing(value: object) -> bool:
    """Return whether a value is None or NaN.

    Parameters
    ----------
    value : object

    Returns
    -------
    bool
    """
    return value is None or (isinstance(value, float) and math.isnan(value))


def format_number(value: float | None, digits: int = 0) -> str:
    """Format a number with fixed decimals and a real minus sign, without "-0".

    Parameters
    ----------
    value : float
        A missing value becomes a dash.
    digits : int, default 0
        Decimals.

    Returns
    -------
    str
    """
    if value is None or is_missing(value):
        return DASH
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def format_money(value: float, words: Words, *, digits: int | None = None) -> str:
    """Format a level of the study's variables in the unit that the language shows it in.

    Parameters
    ----------
    value : float
        In the unit of the data, such as 亿元 (1e8 CNY); NaN becomes a dash.
    words : Words
        Its study declares the scale: with 0.1 the number 107.5 is shown as 10.75.
    digits : int, optional
        Decimals that the number has in the unit of the data; by default one for numbers below 30
        and none above. A smaller unit has fewer, a larger one more: of one a hundred times as large
        or more at most four digits are shown, five where decimals are asked for. Numbers shown as
        ten thousand or more have none, and commas.

    Returns
    -------
    str

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> format_money(107.46, Words.load("zh")), format_money(107.46, Words.load("en"))
    ('107', '10.7')
    """
    shown = value * words.scale
    if abs(shown) >= GROUPED_FROM:
        return f"{shown:,.0f}".replace("-", "−")
    most = _MOST_DIGITS if digits is None else _MOST_DIGITS + 1
    if digits is None:
        digits = 1 if abs(value) < 30 else 0
    places = digits - round(math.log10(words.scale))
    if places > digits + 1 and not is_missing(shown):
        places = min(places, max(digits, most - len(f"{abs(shown):.0f}")))
    return format_number(shown, max(0, places))


def is_beyond_noise(change: float, *errors: float) -> bool:
    """Return whether a difference of chances is larger than two of its simulation errors.

    Parameters
    ----------
    change : float
        Difference of two probabilities.
    *errors : float
        Monte Carlo standard error of each.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_beyond_noise(0.03, 0.006, 0.008), is_beyond_noise(0.01, 0.006, 0.008)
    (True, False)
    """
    return abs(change) > 2.0 * math.hypot(*errors)


def format_goal(value: float, words: Words) -> str:
    """Format a threshold without decimals in the unit of the data, and without trailing zeros.

    Parameters
    ----------
    value : float
        In the unit of the data.
    words : Words

    Returns
    -------
    str

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> format_goal(200.0, Words.load("en")), format_goal(15.0, Words.load("en"))
    ('20', '1.5')
    """
    return DASH if is_missing(value) else format_tick(round(value), words)


def format_tick(value: float, words: Words) -> str:
    """Format a round level, as on an axis, with all its digits and no more.

    Parameters
    ----------
    value : float
        In the unit of the data.
    words : Words

    Returns
    -------
    str

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> format_tick(60.0, Words.load("zh")), format_tick(7.5, Words.load("en"))
    ('60', '0.75')
    """
    shown = value * words.scale
    text = f"{shown:,.0f}" if abs(shown) >= GROUPED_FROM else f"{shown:.10g}"
    return text.replace("-", "−")


def format_percent(fraction: float | None, *, digits: int = 0, signed: bool = False) -> str:
    """Format a fraction in per cent: 0.862 as "86%".

    Parameters
    ----------
    fraction : float
        A missing value becomes a dash.
    digits : int, default 0
        Decimals.
    signed : bool, default False
        Whether to add a plus sign to a positive number.

    Returns
    -------
    str
    """
    if fraction is None or is_missing(fraction):
        return DASH
    text = format_number(fraction * 100, digits)
    sign = "+" if signed and fraction > 0 and text.strip("0.") else ""
    return f"{sign}{text}%"


def format_shares(shares: Sequence[float]) -> list[str]:
    """Format shares of a whole in per cent so that they add up to it, by largest remainders.

    Parameters
    ----------
    shares : sequence of float
        Fractions that add up to 1.

    Returns
    -------
    list of str
        Of equal remainders the first share is rounded up.

    Examples
    --------
    >>> format_shares([0.25, 0.375, 0.375])
    ['25%', '38%', '37%']
    """
    whole = [math.floor(100 * share + 1e-9) for share in shares]
    left = round(100 * sum(shares)) - sum(whole)
    order = sorted(range(len(whole)), key=lambda i: whole[i] - 100 * shares[i])
    for i in order[:left]:
        whole[i] += 1
    return [format_percent(part / 100) for part in whole]


def format_rank(rank: float, words: Words) -> str:
    """Return a rank as text: "第 73 位", "73rd".

    Parameters
    ----------
    rank : float
        Rounded up; a missing rank becomes a dash.
    words : Words

    Returns
    -------
    str
    """
    if math.isnan(rank):
        return DASH
    number = math.ceil(rank - 1e-9)
    suffix = 0 if 10 <= number % 100 <= 20 else number % 10  # 11th, but 21st
    return words("number-rank", rank=number, suffix=suffix)


def join_words(parts: list[str], words: Words) -> str:
    """Join a list in a sentence: "甲、乙和丙", "a, b and c".

    Parameters
    ----------
    parts : list of str
    words : Words

    Returns
    -------
    str
        Empty for an empty list.
    """
    if len(parts) < 2:
        return "".join(parts)
    return words("common-list-comma").join(parts[:-1]) + words("common-list-and") + parts[-1]


def tidy_label(text: str, *, width: int = 44) -> str:
    """Shorten a name from a file to one line, without control and direction marks.

    Parameters
    ----------
    text : str
    width : int, default 44
        Largest width in Latin characters; a Chinese character counts as two.

    Returns
    -------
    str
        With an ellipsis where it was cut.
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
    """Insert a space between Chinese characters and Latin letters or figures, as on all pages.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> space_cjk("2025年达到200亿元")
    '2025 年达到 200 亿元'
    """
    return _GAP_BEFORE.sub(r"\1 \2", _GAP_AFTER.sub(r"\1 \2", text))
