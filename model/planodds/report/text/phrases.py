"""Clauses that several parts of a page share, each made from rows of the saved tables."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.report.targets import variable_of
from planodds.report.text.formatting import (
    DASH,
    DECIDED,
    format_money,
    format_number,
    format_percent,
    format_percent_odds,
    format_result,
    probability_word,
    space_cjk,
    tidy_label,
)

if TYPE_CHECKING:
    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.inputs.tables.yaml_models import BilingualText
    from planodds.report.text.words import Words

# folded lines of a YAML file leave a space where Chinese has none
_FOLD = re.compile(
    "(?<=[\u2018-\u201f\u3000-\u9fff\uff00-\uffef]) +(?=[\u2018-\u201f\u3000-\u9fff\uff00-\uffef])"
)
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_AT_LEAST = re.compile(r"\s*≥\s*")
_PER_CENT, _MINUS = re.compile(r"(?<=\d)\s+%"), re.compile(r"(?<![\w.])-(?=\d)")


def short_label(target: Target, words: Words) -> str:
    """Return the short name of a target, spaced as on all pages.

    Parameters
    ----------
    target : Target
    words : Words

    Returns
    -------
    str
    """
    text = getattr(target.short_label, words.lang)
    return space_cjk(text)


def spoken_label(target: Target, words: Words, *, inside: bool = False) -> str:
    """Return the short name of a target for a sentence, in words and not with a sign.

    Parameters
    ----------
    target : Target
    words : Words
    inside : bool, default False
        Whether the name stands inside an English sentence: it then begins with a small letter.

    Returns
    -------
    str
    """
    text = short_label(target, words)
    if inside:
        text = inside_sentence(text, words)
    return space_cjk(_AT_LEAST.sub(words("text-phrases-at-least"), text))


def localise(text: BilingualText | None, words: Words) -> str:
    """Return a bilingual text of an input file in one language, with its typography.

    Parameters
    ----------
    text : BilingualText or None
    words : Words

    Returns
    -------
    str
        Empty for None.
    """
    if text is None:
        return ""
    found = getattr(text, words.lang)
    return space_cjk(_FOLD.sub("", found)) if words.lang == "zh" else _set_english(found)


def _set_english(text: str) -> str:
    """Per cent without a space, a real minus, and quotes that the Chinese face does not widen."""
    return _MINUS.sub("−", _PER_CENT.sub("%", text)).translate(_STRAIGHT)


def binding_requirement(edition: Edition) -> pd.Series | None:
    """Return the growth that the hardest open level still requires.

    Hardest is the level whose growth the smallest share of county-years has reached; among equals,
    the one that requires most.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    Series or None
        Row of the table ``required``; None if no level is open.
    """
    rows = _remaining_requirements(edition)
    levels = rows[rows["kind"] == "level"]
    if levels.empty:
        return None
    levels = levels.assign(share=levels["k"] / levels["n"])
    return levels.sort_values(["share", "required_growth_log"], ascending=[True, False]).iloc[0]


def _remaining_requirements(edition: Edition) -> pd.DataFrame:
    """Growth that the open headline targets need from their last published figure."""
    plan, table = edition.plan, edition.table("required")
    rows = table[(table["information"] == edition.now) & (table["to_year"] == plan.target_year)]
    keep = []
    for target in plan.targets:
        odds = edition.odds(target.id, edition.now) if target.id in plan.headlines else None
        if odds is None or odds["status"] != constants.OPEN:
            continue
        own = rows[(rows["target"] == target.id) & (rows["reading"] == target.main_reading.name)]
        keep.append(own.sort_values("from_year").tail(1))
    return pd.concat(keep) if keep else rows.iloc[:0]


def growth_words(row: pd.Series, words: Words) -> str:
    """Describe required growth: "一年增长 86%", "grow by 86% in one year".

    Parameters
    ----------
    row : Series
        With required_growth_percent (per cent per year) and span_years.
    words : Words

    Returns
    -------
    str
        Over several years the average.
    """
    rate = format_percent(row["required_growth_percent"] / 100, digits=_digits(row))
    years = int(row["span_years"])
    if years == 1:
        return words("text-phrases-growth-one-year", rate=rate)
    return words("text-phrases-growth-years", years=years, rate=rate)


def _digits(row: pd.Series) -> int:
    return 0 if row["required_growth_percent"] >= 20 else 1


def needed_clause(row: pd.Series, target: Target, words: Words) -> str:
    """Describe the growth that a level requires, and from which figure.

    Parameters
    ----------
    row : Series
        Row of the table ``required``.
    target : Target
        Of kind ``level``.
    words : Words

    Returns
    -------
    str
    """
    start = format_money(row["from_value"], words, digits=2)
    return words(
        "text-phrases-needed",
        variable=words.label("variable", variable_of(target)),
        from_year=int(row["from_year"]),
        start=start,
        growth=growth_words(row, words),
    )


def inside_sentence(label: str, words: Words) -> str:
    """Set a label as it stands inside a sentence: in English with a small first letter.

    Parameters
    ----------
    label : str
        An abbreviation such as "GDP" stays as it is.
    words : Words

    Returns
    -------
    str
    """
    small = words.lang == "en" and label[1:2].islower()
    return label[:1].lower() + label[1:] if small else label


def base_rate_clause(row: pd.Series, words: Words) -> str:
    """Describe how many county-years of the panel reached the required growth.

    Parameters
    ----------
    row : Series
        With ``k`` of ``n`` county-years.
    words : Words

    Returns
    -------
    str
    """
    k, n = int(row["k"]), int(row["n"])
    if k == 0:
        return words("text-phrases-never-reached", cases=n)
    return words("text-phrases-times-reached", cases=n, hits=k)


def target_status_sentence(edition: Edition, words: Words, *, decided_only: bool = False) -> str:
    """Describe the status of each headline target, or only of those that are decided.

    Parameters
    ----------
    edition : Edition
    words : Words
    decided_only : bool, default False
        Whether to leave out targets that are open or have no answer.

    Returns
    -------
    str
        Empty if there is no such target.
    """
    parts = []
    for target in edition.plan.targets:
        row = edition.odds(target.id, edition.now) if target.id in edition.plan.headlines else None
        if row is None or (decided_only and row["status"] not in DECIDED):
            continue
        figure = _published_figure(edition, target, row, words)
        stands = format_result(row, words)
        parts.append(
            words(
                "common-target-figure-status",
                target=short_label(target, words),
                figure=figure,
                stands=stands,
            )
        )
    if not parts:
        return ""
    return words("common-sentence", text=words("common-list-semicolon").join(parts))


def _published_figure(edition: Edition, target: Target, row: pd.Series, words: Words) -> str:
    """The figure that decided a level, in brackets; empty for what is open."""
    if row["status"] not in DECIDED or target.kind != "level":
        return ""
    value = edition.fact(variable_of(target), year=int(row["year"]))
    if math.isnan(value):
        return ""
    text = format_money(value, words, digits=2)
    return words("text-phrases-published", text=text)


def short_odds(row: pd.Series | None, words: Words) -> str:
    """Format odds for a narrow cell: "约 12%", "<1%", or how the target was decided.

    Parameters
    ----------
    row : Series or None
        Row of ``results``; None becomes a dash.
    words : Words

    Returns
    -------
    str
    """
    if row is None:
        return DASH
    if row["status"] != constants.OPEN:
        return format_result(row, words)
    number = format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
    return number if number[0] in "<>" else words("text-phrases-about", number=number)


def describe_probability(row: pd.Series | None, words: Words) -> str:
    """Return the word for the odds of an open target.

    Parameters
    ----------
    row : Series or None
        Row of ``results``.
    words : Words

    Returns
    -------
    str
        Empty for None and for a target that is not open.
    """
    if row is None or row["status"] != constants.OPEN:
        return ""
    return probability_word(row["probability"], words, mcse=row["mcse"])


def odds_cell(row: pd.Series | None, words: Words) -> str:
    """Format odds for a table: the number, and its word in a second, smaller line.

    Parameters
    ----------
    row : Series or None
        Row of ``results``; None becomes a dash.
    words : Words

    Returns
    -------
    str
    """
    word = describe_probability(row, words)
    return short_odds(row, words) + (f"\n{word}" if word else "")


def moved_parts(edition: Edition, target: Target) -> dict[str, float]:
    """Return the parts of the revision of the median forecast for a target, over both stages.

    For a rank, parts of at most half a place are left out.

    Parameters
    ----------
    edition : Edition
    target : Target

    Returns
    -------
    dict of str to float
        Log points, or ranks (positive is worse), by part; empty if the edition has no revision.
    """
    if not edition.has("forecast_revision"):
        return {}
    table = edition.table("forecast_revision")
    variable = constants.RANK if target.kind == "rank" else target.variable
    rows = table[(table["variable"] == variable) & (table["year"] == target.year)]
    if variable == constants.RANK:
        rows = rows[rows["roster"] == target.main_reading.roster]
    parts = rows.groupby("part", sort=False)["value"].sum()
    if variable == constants.RANK:
        parts = parts[parts.abs() > 0.5]
    return parts.to_dict()


def format_part(value: float, target: Target, words: Words) -> str:
    """Format one part of a revision: per cent of a level, or ranks lost or gained.

    Parameters
    ----------
    value : float
        Log points, or ranks (positive is worse).
    target : Target
    words : Words

    Returns
    -------
    str
    """
    if target.kind != "rank":
        return format_percent(math.expm1(value), signed=True)
    places = format_number(abs(value))
    if value > 0:
        return words("text-phrases-down", places=places)
    return words("text-phrases-up", places=places)


def rank_history(edition: Edition, *, roster: str | None = None) -> pd.DataFrame:
    """Return the published GDP at the rank that the plan asks for, with the basis of its year.

    Parameters
    ----------
    edition : Edition
    roster : str, optional
        Name of the roster; that of the headline if omitted.

    Returns
    -------
    DataFrame
        year, value (亿元, 1e8 CNY), basis.
    """
    facts = edition.table("facts")
    rows = facts[
        (facts["fact"] == f"place_{edition.plan.rank_cut}_gdp")
        & (facts["roster"] == (roster or edition.study.headline_roster))
    ]
    history = edition.table("history")
    own = history[(history["unit"] == edition.plan.unit) & (history["variable"] == constants.GDP)]
    return rows[["year", "value"]].merge(own[["year", "basis"]], on="year")


def scenario_label(edition: Edition, scenario: str, words: Words) -> str:
    """Return the name of a scenario.

    Parameters
    ----------
    edition : Edition
    scenario : str
        Key of the scenario.
    words : Words

    Returns
    -------
    str
        The key itself if the file of the scenario no longer exists.
    """
    known = edition.scenarios.get(scenario)
    return tidy_label(localise(known.label, words) if known is not None else scenario)
