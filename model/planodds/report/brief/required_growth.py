"""Section on the growth that targets need, and how often counties have had it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.brief.reverse_stress import even_odds_path_items, required_growth_table
from planodds.report.content import Block, Paragraph, Section, Table
from planodds.report.targets import threshold_of
from planodds.report.text import phrases
from planodds.report.text.base_rates import rate_table
from planodds.report.text.formatting import (
    DASH,
    format_goal,
    format_money,
    format_odds,
    format_percent,
)

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.report.text.words import Words


def _variable_name(target: Target, words: Words) -> str:
    """Name of the quantity that a target is about."""
    return words.label("variable", target.variable or constants.GDP)


def build_required_growth(edition: Edition, words: Words) -> Section:
    """Build the section on the growth that levels and ranks need, against past growth.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    Section
    """
    table = edition.table("required")
    table = table[table["information"] == edition.now]
    blocks = [
        _needed_table(edition, table, words),
        *_rates(edition, words),
        *_for_odds(edition, words),
        Paragraph(_given_level(edition, words)),
    ]
    return Section(
        "effort",
        words("brief-required-label"),
        _heading(edition, table, words),
        tuple(b for b in blocks if b != Paragraph("")),
        brief=(_needed_now(edition, table, words), Paragraph(words("brief-required-reconciled"))),
    )


def _rates(edition: Edition, words: Words) -> list[Block]:
    """Base rates by length of window and by coal regime, where the edition has them."""
    if not edition.has("base_rates"):
        return []
    rates = edition.table("base_rates")
    rates = rates[rates["information"] == edition.now]
    return [
        rate_table(
            edition.plan,
            rates,
            words,
            until=edition.study.last_headline_year,
            targets=edition.plan.headlines,
        )
    ]


def _for_odds(edition: Edition, words: Words) -> list[Block]:
    """Growth for odds of 50, 80 and 95 %, by whom, and the common path to an even bet."""
    blocks: list[Block | None] = []
    years = (edition.plan.target_year, edition.study.last_headline_year)
    if edition.has("required_growth_for_probability"):
        blocks.append(
            required_growth_table(
                edition.plan, _baseline(edition, "required_growth_for_probability"), years, words
            )
        )
    if edition.has("even_path"):
        rows = _baseline(edition, "even_path")
        blocks.append(even_odds_path_items(edition.plan, rows[rows["year"].isin(years)], words))
    return [block for block in blocks if block is not None]


def _baseline(edition: Edition, name: str) -> pd.DataFrame:
    table = edition.table(name)
    return table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]


def _heading(edition: Edition, table: pd.DataFrame, words: Words) -> str:
    needed = phrases.binding_requirement(edition)
    row = needed if needed is not None else table.sort_values("to_year").iloc[-1]
    target = edition.plan.target(row["target"])
    k, n = int(row["k"]), int(row["n"])
    done = (
        words("brief-required-some-did", hits=k, cases=n)
        if k
        else words("brief-required-none-did", cases=n)
    )
    grow = phrases.growth_words(row, words)
    heading = words(
        "brief-required-heading",
        target=phrases.spoken_label(target, words),
        variable=phrases.inside_sentence(_variable_name(target, words), words),
        growth=grow,
        done=done,
    )
    later = _later_chance(edition, table, target, words)
    return heading + later if needed is not None else heading


def _later_chance(edition: Edition, table: pd.DataFrame, target: Target, words: Words) -> str:
    """The chance of the same level in the last year of the first screen; empty without one."""
    last = edition.study.last_headline_year
    rows = table[(table["target"] == target.id) & (table["to_year"] == last)]
    if rows.empty or last == edition.plan.target_year:
        return ""
    chance = _chance_cell(edition, rows.iloc[-1], words)
    if chance == DASH:
        return ""
    return words("brief-required-heading-later", year=last, chance=chance)


def _needed_table(edition: Edition, table: pd.DataFrame, words: Words) -> Table:
    """Needed growth a year with the count of single years and of whole windows."""
    rows = [
        _needed_row(edition, row, words) for _, row in table.iterrows() if _is_shown(edition, row)
    ]
    columns = (
        words("brief-required-column-target-years"),
        words("brief-required-column-from-to"),
        words("common-column-growth-year"),
        words("brief-required-column-single-years"),
        words("brief-required-column-whole-spans"),
    )
    note = words("brief-required-note")
    return Table(words("brief-required-caption"), columns, tuple(rows), note=note)


def _needed_now(edition: Edition, table: pd.DataFrame, words: Words) -> Table:
    """Needed growth from the last published figures alone, with the count of single years.

    Of levels only: the growth that a rank needs supposes that all others stand still.
    """
    latest = table[table["from_year"] == table["from_year"].max()]
    shown = [
        row for _, row in latest.iterrows() if row["kind"] == "level" and _is_shown(edition, row)
    ]
    names = [phrases.short_label(edition.plan.target(row["target"]), words) for row in shown]
    rows = tuple(
        (
            f"{name}\n{int(row['to_year'])}",
            *_growth_and_count(row, words),
            _chance_cell(edition, row, words),
        )
        for name, row in zip(names, shown, strict=True)
    )
    columns = (
        words("brief-required-column-target-years"),
        words("common-column-growth-year"),
        words("brief-required-column-single-years"),
        words("common-column-chance"),
    )
    return Table(words("brief-required-caption"), columns, rows)


def _chance_cell(edition: Edition, row: pd.Series, words: Words) -> str:
    """The chance that a target holds in a year: that of the target, or of its level later on."""
    target, year = edition.plan.target(row["target"]), int(row["to_year"])
    own = edition.odds(target.id, edition.now, year=year)
    if own is not None:
        return phrases.short_odds(own, words)
    if not edition.has("thresholds"):
        return DASH
    rows = _baseline(edition, "thresholds")
    rows = rows[
        (rows["variable"] == (target.variable or constants.GDP))
        & (rows["roster"] == "")
        & (rows["year"] == year)
        & (rows["threshold"] == threshold_of(target))
    ]
    if rows.empty:
        return DASH
    chance = rows.iloc[0]
    return format_odds(
        chance["probability"], words, mcse=chance["mcse"], upper=chance["upper"], word=False
    )


def _is_shown(edition: Edition, row: pd.Series) -> bool:
    """Main readings of levels and places; other rosters and rates stand among the readings."""
    target = edition.plan.target(row["target"])
    main = row["reading"] == target.main_reading.name
    soon = row["to_year"] in (edition.plan.target_year, edition.study.last_headline_year)
    return main and soon and target.kind in ("level", "rank") and not target.stretch


def _needed_row(edition: Edition, row: pd.Series, words: Words) -> tuple[str, ...]:
    target = edition.plan.target(row["target"])
    years = f"{int(row['from_year'])}–{int(row['to_year'])}"
    return (
        f"{phrases.short_label(target, words)}\n{years}",
        f"{format_money(row['from_value'], words, digits=2)} → {_goal(row, target, words)}",
        *_growth_and_count(row, words),
        _count(row["k_span"], row["n_span"], words),
    )


def _growth_and_count(row: pd.Series, words: Words) -> tuple[str, str]:
    """Needed growth a year, and in how many single years there was as much; none if it is met."""
    if row["required_growth_percent"] <= 0:
        return DASH, DASH
    growth = format_percent(row["required_growth_percent"] / 100, digits=1)
    return growth, _count(row["k"], row["n"], words)


def _goal(row: pd.Series, target: Target, words: Words) -> str:
    """The plan's own level as the plan says it; a place's level as published."""
    whole = target.kind == "level" and float(row["to_value"]).is_integer()
    level = row["to_value"]
    return format_goal(level, words) if whole else format_money(level, words, digits=2)


def _count(hits: float, windows: float, words: Words) -> str:
    if not windows > 0:
        return "—"
    return words("common-of", hits=int(hits), windows=int(windows))


def _given_level(edition: Edition, words: Words) -> str:
    """Whether reaching the level would bring the place: P(top 30 | GDP >= 200)."""
    years = edition.odds_years
    found = [
        (year, row)
        for year in years
        if (
            row := edition.odds(
                edition.plan.rank_given_level,
                edition.now,
                year=year,
                roster=edition.study.headline_roster,
            )
        )
        is not None
    ]
    computed = [(year, row) for year, row in found if row["status"] == constants.OPEN]
    if not found:
        return ""
    if not computed:
        return words("brief-required-rank-too-few-paths")
    year, row = computed[0]
    odds = format_odds(row["probability"], words, mcse=row["mcse"], upper=row["upper"])
    return words(
        "brief-required-rank-given-gdp", year=year, rank=str(edition.plan.rank_cut), odds=odds
    )
