"""What the page's controls need: numbers to draw and finished words, all from saved tables.

The script only places what stands here; every figure that a reader sees was formatted in this
module, by the same rules as the text.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from markupsafe import Markup

from planodds import constants
from planodds.report.content import say
from planodds.report.figures.fan import COUNTY, TEXT
from planodds.report.html.controls_text import build_words
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    format_money,
    format_number,
    format_percent_odds,
    format_rank,
    is_missing,
    probability_word,
    tidy_label,
)
from planodds.report.text.labels import VARIABLES, label, with_variant
from planodds.report.text.peers import default_peers, probability_ahead_cell, published_rank_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from planodds.editions.reader import Edition

_LAST_YEAR = 2035
_BANDS = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
_SHOWN = (constants.GDP, constants.REVENUE, constants.RANK)
_HARMFUL = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def build_live(edition: Edition, lang: str) -> dict[str, object]:
    """Data of the page's controls in one language; parts whose table is absent are left out.

    Parameters
    ----------
    edition : Edition
    lang : str

    Returns
    -------
    dict
        ``words``, ``scenarios`` (key and label), ``fan`` by variable, ``odds`` by variable and
        ``counties``; only plain values.
    """
    runs = list(_runs(edition, lang))
    live: dict[str, object] = {
        "lang": lang,
        "words": build_words(edition.county_to, lang) | _line_words(lang),
        "scenarios": [[key, text] for key, _, _, text in runs],
        "fan": {variable: _fan(edition, variable, runs, lang) for variable in _SHOWN},
    }
    if edition.has("thresholds"):
        live["odds"] = dict(_odds(edition, runs, lang))
    if edition.has("counties"):
        live["counties"] = _counties(edition, lang)
    return live


def _line_words(lang: str) -> dict[str, str]:
    """What stands at the end of the county's line: as in the figure that stands still."""
    name, middle = (TEXT[key][lang] for key in (COUNTY, "median"))
    return {"median": say(lang, zh=f"{name}{middle}", en=f"{name}, {middle}")}


def as_json(live: dict[str, object]) -> Markup:
    """The data as text for a page: nothing in it can end the block that holds it."""
    text = json.dumps(live, ensure_ascii=False, separators=(",", ":"))
    return Markup("".join(_HARMFUL.get(sign, sign) for sign in text))


def _runs(edition: Edition, lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Key, scenario, variant and label of every run at today's information."""
    rows = edition.table("quantiles")
    rows = rows[rows["information"] == edition.now]
    found = set(rows[["scenario", "variant"]].itertuples(index=False, name=None))
    for scenario in edition.scenarios:
        for variant in sorted(variant for name, variant in found if name == scenario):
            text = with_variant(phrases.scenario_label(edition, scenario, lang), variant, lang)
            yield f"{scenario}/{variant}", scenario, variant, tidy_label(text)


def _fan(edition: Edition, variable: str, runs: list, lang: str) -> dict[str, object]:
    """History, target and, scenario by scenario, the bands with the words for each year."""
    target = _target_of(edition, variable)
    roster = constants.ROSTER_ALL if variable == constants.RANK else ""
    fans, places = {}, {}
    for key, scenario, variant, _ in runs:
        rows = edition.quantiles(edition.now, scenario=scenario, variant=variant)
        fans[key] = [
            _band(row, variable, lang)
            for row in _of_unit(rows, edition.plan.unit, variable, roster)
        ]
        if variable == constants.GDP:
            place = _of_unit(
                rows, f"rank_30:{constants.ROSTER_ALL}", constants.GDP, constants.ROSTER_ALL
            )
            places[key] = [_place(row, lang) for row in place]
    return {
        "label": label(VARIABLES, variable, lang),
        "down": variable == constants.RANK,
        "unit": _unit(variable, lang),
        "target": _target_line(target, variable, lang),
        "history": _history(edition, variable, lang),
        "bands": fans,
        "places": places,
        "placeHistory": _place_history(edition, variable),
        "breaks": [year - 0.5 for year in constants.BENCHMARK_YEARS]
        if variable == constants.GDP
        else [],
    }


def _of_unit(rows: pd.DataFrame, unit: str, variable: str, roster: str) -> list:
    own = rows[
        (rows["unit"] == unit)
        & (rows["variable"] == variable)
        & (rows["roster"] == roster)
        & (rows["year"] <= _LAST_YEAR)
    ]
    return list(own.sort_values("year").itertuples())


def _target_of(edition: Edition, variable: str):
    kind = "rank" if variable == constants.RANK else "level"
    return next(
        t
        for t in edition.plan.targets
        if t.kind == kind and not t.stretch and (kind == "rank" or t.variable == variable)
    )


def _unit(variable: str, lang: str) -> str:
    if variable == constants.RANK:
        return say(lang, zh="位次（上方为前）", en="rank (best at the top)")
    return say(lang, zh="亿元", en="100 million yuan")


def _short(value: float) -> float:
    """Three or four figures: as fine as a line on a screen."""
    return float(f"{value:.4g}")


def _amount(value: float, variable: str, lang: str) -> str:
    if variable == constants.RANK:
        return format_rank(value, lang)
    return say(lang, zh=f"{format_money(value)} 亿元", en=format_money(value))


def _band(row, variable: str, lang: str) -> list[object]:
    """Year, seven quantiles and what a reader is told of them."""
    ends = [getattr(row, q) for q in ("q10", "q90")]
    show = (lambda v: format_number(v)) if variable == constants.RANK else format_money
    low, high = (show(value) for value in ends)
    middle = _amount(row.q50, variable, lang)
    text = say(
        lang,
        zh=f"{row.year} 年：中位{_gap(middle)}{middle}，十次中有八次在 {low}–{high} 之间",
        en=f"{row.year}: median {middle}, eight times in ten between {low} and {high}",
    )
    return [
        int(row.year),
        *(_short(getattr(row, q)) for q in _BANDS),
        text,
        show(math.ceil(row.q50 - 1e-9) if variable == constants.RANK else row.q50),
    ]


def _gap(text: str) -> str:
    return " " if text[:1].isascii() else ""


def _place(row, lang: str) -> list[object]:
    """Year, three quantiles of the 30th place, what is told of it and its median alone."""
    middle = format_money(row.q50)
    text = say(lang, zh=f"第 30 位中位 {middle} 亿元", en=f"the 30th place: median {middle}")
    return [int(row.year), *(_short(getattr(row, q)) for q in ("q10", "q50", "q90")), text, middle]


def _history(edition: Edition, variable: str, lang: str) -> list[list[object]]:
    """Published figures: year, value, basis, words."""
    if variable == constants.RANK:
        facts = edition.table("facts")
        rows = facts[(facts["fact"] == constants.RANK) & (facts["roster"] == constants.ROSTER_ALL)]
        pairs = [(int(r.year), float(r.value), "") for r in rows.sort_values("year").itertuples()]
    else:
        table = edition.table("history")
        rows = table[(table["unit"] == edition.plan.unit) & (table["variable"] == variable)]
        pairs = [
            (int(r.year), float(r.value), str(r.basis))
            for r in rows.sort_values("year").itertuples()
        ]
    return [
        [year, value, basis, _published(year, value, variable, lang)]
        for year, value, basis in pairs
    ]


def _published(year: int, value: float, variable: str, lang: str) -> str:
    if variable == constants.RANK:
        rank = format_rank(value, lang)
        return say(lang, zh=f"{year} 年：公布数排{rank}", en=f"{year}: {rank}, as published")
    amount = format_number(value, 2)
    return say(lang, zh=f"{year} 年：公布 {amount} 亿元", en=f"{year}: {amount} as published")


def _place_history(edition: Edition, variable: str) -> list[list[object]]:
    if variable != constants.GDP:
        return []
    rows = phrases.rank_history(edition).sort_values("year")
    return [[int(r.year), _short(r.value), str(r.basis)] for r in rows.itertuples()]


def _target_line(target, variable: str, lang: str) -> list[object]:
    value = float(target.threshold)
    if variable == constants.RANK:
        text = say(lang, zh=f"前 {value:.0f} 位", en=f"top {value:.0f}")
    else:
        amount = format_money(value, digits=0)
        text = say(lang, zh=f"目标 {amount}", en=f"target {amount}")
    return [target.year, value, text]


def _odds(edition: Edition, runs: list, lang: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Thresholds of each variable, and the odds over them by scenario and year."""
    table = edition.table("thresholds")
    table = table[table["information"] == edition.now]
    for variable in _SHOWN:
        rows = table[table["variable"] == variable]
        if rows.empty:
            continue
        grid = sorted(rows["threshold"].unique())
        own = float(_target_of(edition, variable).threshold)
        cells = {}
        for key, scenario, variant, _ in runs:
            run = rows[(rows["scenario"] == scenario) & (rows["variant"] == variant)]
            if len(run):
                cells[key] = {
                    str(int(year)): [
                        _chance(row, lang) for row in one.sort_values("threshold").itertuples()
                    ]
                    for year, one in run.groupby("year")
                }
        yield (
            variable,
            {
                "label": label(VARIABLES, variable, lang),
                "own": grid.index(own),
                "grid": [_threshold(value, variable, lang) for value in grid],
                "values": [float(value) for value in grid],
                "odds": cells,
            },
        )


def _threshold(value: float, variable: str, lang: str) -> str:
    if variable == constants.RANK:
        return say(lang, zh=f"前 {value:.0f} 位", en=f"top {value:.0f}")
    amount = format_money(value, digits=0 if float(value).is_integer() else 1)
    return say(lang, zh=f"{amount} 亿元", en=amount)


def _chance(row, lang: str) -> list[object]:
    """Probability for the curve, then as it is read: number and word."""
    number = format_percent_odds(row.probability, mcse=row.mcse, upper=row.upper)
    return [round(float(row.probability), 3), number, probability_word(row.probability, lang)]


def _counties(edition: Edition, lang: str) -> dict[str, object]:
    """Every county's rank by year under the baseline, by name; and which are shown at first."""
    table = edition.table("counties")
    table = table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]
    home = edition.plan.unit
    units = edition.units.set_index("code")
    rows = [_county(code, own, home, lang) for code, own in table.groupby("unit", sort=False)]
    years = sorted(int(year) for year in table["year"].unique())
    return {
        "years": years,
        "home": home,
        "count": len(rows),
        "rows": rows,
        "first": default_peers(table, units, home),
    }


def _county(code: str, rows: pd.DataFrame, home: str, lang: str) -> dict[str, object]:
    first = rows.iloc[0]
    by_year = {
        str(int(row["year"])): _county_year(row, code == home, lang) for _, row in rows.iterrows()
    }
    return {
        "code": code,
        "zh": tidy_label(str(first["name_zh"])),
        "en": tidy_label(str(first["name_en"])),
        "rank": published_rank_cell(first["last_rank"], lang),
        "gdp": format_money(first["last_gdp"], digits=1),
        "years": by_year,
        "at": None if is_missing(first["last_rank"]) else int(first["last_rank"]),
    }


def _county_year(row: pd.Series, is_home: bool, lang: str) -> list[object]:
    """Three quantiles to draw, the rank in words, and who leads."""
    low, middle, high = (int(row[f"rank_{q}"]) for q in ("q10", "q50", "q90"))
    rank = format_rank(middle, lang)
    return [
        low,
        middle,
        high,
        say(lang, zh=f"{rank}（{low}–{high}）", en=f"{rank} ({low}–{high})"),
        "" if is_home else probability_ahead_cell(row),
    ]
