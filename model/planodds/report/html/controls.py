"""Data of the page's controls: numbers to draw and finished words, all from saved tables.

The script only places what stands here; every figure that a reader sees was formatted in this
module, by the same rules as the text.
"""

from __future__ import annotations

import json
import math
from functools import partial
from typing import TYPE_CHECKING, Protocol

from markupsafe import Markup

from planodds import constants
from planodds.editions.headlines import previous_edition
from planodds.report.html.live_outlook import build_outlook
from planodds.report.targets import threshold_of
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    format_goal,
    format_money,
    format_number,
    format_percent_odds,
    format_rank,
    is_missing,
    probability_word,
    space_cjk,
    tidy_label,
)
from planodds.report.text.labels import with_variant
from planodds.report.text.peers import default_peers, probability_ahead_cell, published_rank_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.report.text.words import Words

_BANDS = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
_PLACE_BANDS = ("q10", "q25", "q50", "q75", "q90")
_TEXTS = (
    "variable",
    "scenario",
    "year",
    "help",
    "chart",
    "place",
    "move",
    "at_level",
    "at_place",
    "own",
    "back",
    "none",
    "find",
    "hint",
    "found",
    "nothing",
    "add",
    "remove",
    "reset",
    "county",
    "now",
    "then",
    "lead",
    "home",
    "scale",
    "caption",
    "dropped",
    "added",
)
_HARMFUL = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


class _QuantileRow(Protocol):
    """Quantiles of one year, a row of ``itertuples``."""

    year: int
    q50: float


class _OddsRow(Protocol):
    """Odds over one threshold, a row of ``itertuples``."""

    probability: float
    mcse: float
    upper: float


def build_live(edition: Edition, words: Words) -> dict[str, object]:
    """Return the data of the page's controls in one language; a part needs its table.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    dict
        ``words``, ``last`` (year of the first screen), ``scenarios`` (key and label), ``fan`` by
        variable, ``outlook`` (what is written around the fan), ``odds`` by variable and
        ``counties``; only plain values.
    """
    runs = list(_runs(edition, words))
    live: dict[str, object] = {
        "lang": words.lang,
        "words": build_words(
            edition.county_to,
            edition.unit_names[words.lang],
            words,
            place=edition.plan.rank_cut or 0,
        ),
        "last": edition.study.last_headline_year,
        "scenarios": [[key, text] for key, _, _, text in runs],
        "fan": {variable: _fan(edition, variable, runs, words) for variable in _shown(edition)},
        "outlook": build_outlook(edition, _shown(edition), runs, words),
    }
    if edition.has("thresholds"):
        live["odds"] = dict(_odds(edition, runs, words))
    if edition.has("counties"):
        live["counties"] = _counties(edition, words)
    return live


def _shown(edition: Edition) -> tuple[str, ...]:
    """Variables of the controls: those for which the plan has a target."""
    ranked = (constants.RANK,) if edition.plan.rank_cut else ()
    goals = {edition.plan.target(name).variable for name in edition.plan.headlines}
    return (*(role for role in edition.study.roles if role in goals), *ranked)


def build_words(year: int, unit: str, words: Words, *, place: int) -> dict[str, str]:
    """Return the text of the controls; the script fills in what stands in braces.

    Parameters
    ----------
    year : int
        Last year with every county's published GDP.
    unit : str
        Name of the edition's unit.
    words : Words
    place : int
        Place that the plan asks for.

    Returns
    -------
    dict[str, str]
    """
    slots: dict[str, dict[str, str | int]] = {
        "now": {"year": year},
        "place": {"place": format_rank(place, words)},
    }
    texts = {key: words(f"live-{key.replace('_', '-')}", **slots.get(key, {})) for key in _TEXTS}
    basis = words("figure-fan-basis-change")
    return texts | {"basis": basis, "median": words("live-median", name=unit)}


def as_json(live: dict[str, object]) -> Markup:
    """Return the data as text for a page, escaped so that nothing can end its block.

    Parameters
    ----------
    live : dict[str, object]
        From ``build_live``.

    Returns
    -------
    Markup
    """
    text = json.dumps(live, ensure_ascii=False, separators=(",", ":"))
    return Markup("".join(_HARMFUL.get(sign, sign) for sign in text))


def _runs(edition: Edition, words: Words) -> Iterator[tuple[str, str, str, str]]:
    """Key, scenario, variant and label of every run at today's information."""
    rows = edition.table("quantiles")
    rows = rows[rows["information"] == edition.now]
    found = set(rows[["scenario", "variant"]].itertuples(index=False, name=None))
    for scenario in edition.scenarios:
        for variant in sorted(variant for name, variant in found if name == scenario):
            text = with_variant(phrases.scenario_label(edition, scenario, words), variant, words)
            yield f"{scenario}/{variant}", scenario, variant, tidy_label(text)


def _fan(
    edition: Edition, variable: str, runs: list[tuple[str, str, str, str]], words: Words
) -> dict[str, object]:
    """History, target and, scenario by scenario, the bands with the words for each year."""
    target, last = _target_of(edition, variable), edition.study.last_headline_year
    roster = edition.study.headline_roster if variable == constants.RANK else ""
    before = previous_edition(edition)
    fans, places = {}, {}
    for key, scenario, variant, _ in runs:
        rows = edition.quantiles(edition.now, scenario=scenario, variant=variant)
        fans[key] = [
            _band(row, variable, words)
            for row in _of_unit(rows, edition.plan.unit, variable, roster, last=last)
        ]
        if variable == constants.GDP:
            place = _of_unit(
                rows,
                f"rank_{edition.plan.rank_cut}:{edition.study.headline_roster}",
                constants.GDP,
                edition.study.headline_roster,
                last=last,
            )
            places[key] = [_place(row, edition.plan.rank_cut or 0, words) for row in place]
    return {
        "label": words.label("variable", variable),
        "down": variable == constants.RANK,
        "unit": _unit(variable, words),
        "target": _target_line(target, variable, words),
        "history": _history(edition, variable, words),
        "bands": fans,
        "before": [
            [
                int(row.year),
                *(_short(getattr(row, q), _scale(variable, words)) for q in ("q05", "q50", "q95")),
            ]
            for row in _of_unit(
                before.quantiles(before.now), edition.plan.unit, variable, roster, last=last
            )
        ]
        if before
        else [],
        "places": places,
        "placeHistory": _place_history(edition, variable, words),
        "breaks": [year - 0.5 for year in edition.study.benchmark_years]
        if variable in (constants.GDP, constants.RANK)
        else [],
    }


def _of_unit(
    rows: pd.DataFrame, unit: str, variable: str, roster: str, *, last: int
) -> list[_QuantileRow]:
    own = rows[
        (rows["unit"] == unit)
        & (rows["variable"] == variable)
        & (rows["roster"] == roster)
        & (rows["year"] <= last)
    ]
    return list(own.sort_values("year").itertuples())


def _target_of(edition: Edition, variable: str) -> Target:
    kind = "rank" if variable == constants.RANK else "level"
    return next(
        t
        for t in edition.plan.targets
        if t.kind == kind and not t.stretch and (kind == "rank" or t.variable == variable)
    )


def _unit(variable: str, words: Words) -> str:
    if variable == constants.RANK:
        return words("page-controls-rank-best-top")
    return words("common-100-million-yuan")


def _short(value: float, scale: float = 1.0) -> float:
    """Three or four figures: as fine as a line on a screen."""
    return float(f"{value * scale:.4g}")


def _scale(variable: str, words: Words) -> float:
    """Shown number for one unit of the data; the page draws what it writes."""
    return 1.0 if variable == constants.RANK else words.scale


def _amount(value: float, variable: str, words: Words) -> str:
    if variable == constants.RANK:
        return format_rank(value, words)
    return words("common-money", value=format_money(value, words))


def _band(row: _QuantileRow, variable: str, words: Words) -> list[object]:
    """Year, seven quantiles and what a reader is told of them."""
    ends = [getattr(row, q) for q in ("q10", "q90")]
    show = (
        (lambda v: format_number(v))
        if variable == constants.RANK
        else partial(format_money, words=words)
    )
    low, high = (show(value) for value in ends)
    middle = _amount(row.q50, variable, words)
    text = space_cjk(
        words("page-controls-fan-reading", year=row.year, median=middle, low=low, high=high)
    )
    return [
        int(row.year),
        *(_short(getattr(row, q), _scale(variable, words)) for q in _BANDS),
        text,
        show(math.ceil(row.q50 - 1e-9) if variable == constants.RANK else row.q50),
    ]


def _place(row: _QuantileRow, rank: int, words: Words) -> list[object]:
    """Year, five quantiles of the 30th place, what is told of it and its median alone."""
    middle = format_money(row.q50, words)
    text = words("page-controls-30th-place-median", place=format_rank(rank, words), median=middle)
    levels = (_short(getattr(row, q), words.scale) for q in _PLACE_BANDS)
    return [int(row.year), *levels, text, middle]


def _history(edition: Edition, variable: str, words: Words) -> list[list[object]]:
    """Published figures: year, value, basis, words."""
    if variable == constants.RANK:
        facts = edition.table("facts")
        rows = facts[
            (facts["fact"] == constants.RANK) & (facts["roster"] == edition.study.headline_roster)
        ]
        pairs = [(int(r.year), float(r.value), "") for r in rows.sort_values("year").itertuples()]
    else:
        table = edition.table("history")
        rows = table[(table["unit"] == edition.plan.unit) & (table["variable"] == variable)]
        pairs = [
            (int(r.year), float(r.value), str(r.basis))
            for r in rows.sort_values("year").itertuples()
        ]
    return [
        [
            year,
            value if variable == constants.RANK else _exact(value, words),
            basis,
            _published(year, value, variable, words),
        ]
        for year, value, basis in pairs
    ]


def _published(year: int, value: float, variable: str, words: Words) -> str:
    if variable == constants.RANK:
        rank = format_rank(value, words)
        return words("page-controls-published", year=year, rank=rank)
    amount = format_money(value, words, digits=2)
    return words("page-controls-published-published", year=year, amount=amount)


def _place_history(edition: Edition, variable: str, words: Words) -> list[list[object]]:
    if variable != constants.GDP:
        return []
    rows = phrases.rank_history(edition).sort_values("year")
    return [[int(r.year), _short(r.value, words.scale), str(r.basis)] for r in rows.itertuples()]


def _target_line(target: Target, variable: str, words: Words) -> list[object]:
    value = float(threshold_of(target))
    if variable == constants.RANK:
        text = words("page-controls-top", value=f"{value:.0f}")
    else:
        amount = format_goal(value, words)
        text = words("page-controls-target", amount=amount)
    return [target.year, _exact(value, words) if variable != constants.RANK else value, text]


def _odds(
    edition: Edition, runs: list[tuple[str, str, str, str]], words: Words
) -> Iterator[tuple[str, dict[str, object]]]:
    """Thresholds of each variable, and the odds over them by scenario and year."""
    table = edition.table("thresholds")
    table = table[table["information"] == edition.now]
    for variable in _shown(edition):
        rows = table[table["variable"] == variable]
        if rows.empty:
            continue
        grid = sorted(rows["threshold"].unique())
        own = float(threshold_of(_target_of(edition, variable)))
        cells = {}
        for key, scenario, variant, _ in runs:
            run = rows[(rows["scenario"] == scenario) & (rows["variant"] == variant)]
            if len(run):
                cells[key] = {
                    str(int(year)): [
                        _chance(row, words) for row in one.sort_values("threshold").itertuples()
                    ]
                    for year, one in run.groupby("year")
                }
        yield (
            variable,
            {
                "label": words.label("variable", variable),
                "own": grid.index(own),
                "grid": [_threshold(value, variable, words) for value in grid],
                "values": [
                    float(value) if variable == constants.RANK else _exact(value, words)
                    for value in grid
                ],
                "odds": cells,
            },
        )


def _exact(value: float, words: Words) -> float:
    """A level in the unit of the language, without the noise of a product."""
    return float(f"{value * words.scale:.10g}")


def _threshold(value: float, variable: str, words: Words) -> str:
    if variable == constants.RANK:
        return words("page-controls-top", value=f"{value:.0f}")
    whole = float(value).is_integer()
    amount = format_goal(value, words) if whole else format_money(value, words, digits=1)
    return words("common-money", value=amount)


def _chance(row: _OddsRow, words: Words) -> list[object]:
    """Probability for the curve, then as it is read: number and word."""
    number = format_percent_odds(row.probability, mcse=row.mcse, upper=row.upper)
    word = probability_word(row.probability, words, mcse=row.mcse)
    return [round(float(row.probability), 3), number, word]


def _counties(edition: Edition, words: Words) -> dict[str, object]:
    """Every county's rank by year under the baseline, by name; and which are shown at first."""
    table = edition.table("counties")
    table = table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]
    home = edition.plan.unit
    units = edition.units.set_index("code")
    rows = [_county(code, own, home, words) for code, own in table.groupby("unit", sort=False)]
    years = sorted(int(year) for year in table["year"].unique())
    return {
        "years": years,
        "home": home,
        "count": len(rows),
        "rows": rows,
        "first": default_peers(table, units, home),
    }


def _county(code: str, rows: pd.DataFrame, home: str, words: Words) -> dict[str, object]:
    first = rows.iloc[0]
    by_year = {
        str(int(row["year"])): _county_year(row, code == home, words) for _, row in rows.iterrows()
    }
    return {
        "code": code,
        "zh": tidy_label(str(first["name_zh"])),
        "en": tidy_label(str(first["name_en"])),
        "rank": published_rank_cell(first["last_rank"], words),
        "gdp": format_money(first["last_gdp"], words, digits=1),
        "years": by_year,
        "at": None if is_missing(first["last_rank"]) else int(first["last_rank"]),
    }


def _county_year(row: pd.Series, is_home: bool, words: Words) -> list[object]:
    """Three quantiles to draw, the rank in words, and who leads."""
    low, middle, high = (int(row[f"rank_{q}"]) for q in ("q10", "q50", "q90"))
    rank = format_rank(middle, words)
    return [
        low,
        middle,
        high,
        words("common-value-range", rank=rank, low=low, high=high),
        "" if is_home else probability_ahead_cell(row),
    ]
