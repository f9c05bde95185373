"""Views of the data: what is published, what the targets need, how good the figures are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.brief.sources import source_text
from planodds.report.content import Block, Figure, Paragraph, Table
from planodds.report.figures.rank_strip import build_rank_strip, plot_rank_strip
from planodds.report.figures.save_pair import draw_figure
from planodds.report.targets import level_target, threshold_of
from planodds.report.text import phrases
from planodds.report.text.base_rates import rate_table
from planodds.report.text.formatting import (
    DASH,
    format_goal,
    format_money,
    format_number,
    format_percent,
    format_rank,
)

if TYPE_CHECKING:
    import pandas as pd

    from planodds.inputs.plan import Target
    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_FIGURES = "figures"
_MOST_SOURCES = 12
_MOST_YEARS = 8  # columns that a page holds


def view_published(run: Session, facts: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the county's published levels, growth and ranks, and the GDP at the 30th rank.

    Parameters
    ----------
    run : Session
    facts : DataFrame
        From ``published_facts``.
    words : Words

    Returns
    -------
    list of Block
        One sentence and one table.
    """
    roster, cut = run.panel.study.headline_roster, run.plan.rank_cut
    shown = [
        (constants.GDP, "", 2),
        ("gdp_growth", "", 1),
        *((constants.RANK, roster, 0) for roster in run.panel.study.rosters),
    ]
    shown += [(f"place_{cut}_gdp", roster, 0)] if cut else []
    if constants.REVENUE in run.panel.study.roles:
        shown += [(constants.REVENUE, "", 2), ("revenue_growth", "", 1)]
    years = sorted({int(year) for year in facts.loc[facts["fact"] == constants.GDP, "year"]})
    years = years[-_MOST_YEARS:]
    rows = tuple(
        (
            _fact_name(fact, roster, words),
            *(_shown(_fact(facts, fact, year, roster), fact, digits, words) for year in years),
        )
        for fact, roster, digits in shown
    )
    columns = (
        words("notebook-data-column-published"),
        *(words("common-year", year=year) for year in years),
    )
    note = words("notebook-data-published-note")
    caption = words("notebook-data-published-caption")
    return [
        Paragraph(_published_sentence(run, facts, years, words)),
        Table(caption, columns, rows, note=note),
    ]


def _published_sentence(run: Session, facts: pd.DataFrame, years: list[int], words: Words) -> str:
    """Describe level and rank, each to its last year: a county may know its own figure first."""
    base, last = run.plan.base_year, years[-1]
    goal = level_target(run.plan, constants.GDP)
    ranked = int(facts.loc[facts["fact"] == constants.RANK, "year"].max())
    levels = [_fact(facts, constants.GDP, year, "") for year in (base, last)]
    money = [format_money(level, words, digits=2) for level in levels]
    ranks = [
        format_rank(_fact(facts, constants.RANK, year, run.panel.study.headline_roster), words)
        for year in (base, ranked)
    ]
    needed = format_number(_last(facts, f"required_growth_{goal.id}"), 1)
    return words(
        "notebook-data-published-summary",
        base=base,
        first=money[0],
        last=last,
        second=money[1],
        first_rank=ranks[0],
        ranked=ranked,
        second_rank=ranks[1],
        needed=needed,
    )


def _fact(facts: pd.DataFrame, name: str, year: int, roster: str) -> float:
    rows = facts[(facts["fact"] == name) & (facts["year"] == year) & (facts["roster"] == roster)]
    return float(rows["value"].iloc[0]) if len(rows) else float("nan")


def _last(facts: pd.DataFrame, name: str) -> float:
    return float(facts.loc[facts["fact"] == name, "value"].iloc[-1])


def _shown(value: float, fact: str, digits: int, words: Words) -> str:
    """A level in the unit of the language; growth and ranks as they are."""
    if fact == constants.RANK or fact.endswith("_growth"):
        return format_number(value, digits)
    return format_money(value, words, digits=digits)


def _fact_name(fact: str, roster: str, words: Words) -> str:
    growth = words("notebook-data-growth-percent")
    if fact.endswith("_growth"):
        return words.label("variable", fact.removesuffix("_growth")) + growth
    if fact.startswith("place_"):
        place = format_rank(int(fact.split("_")[1]), words)
        return words("notebook-data-gdp-30th-place", place=place)
    name = words.label("variable", fact)
    members = words.label("roster", roster) if roster else ""
    return words("common-name-members", name=name, members=members) if members else name


def view_rank_strip(run: Session, history: pd.DataFrame, *, words: Words) -> list[Block]:
    """Draw all units in order of their last published GDP, with the plan's target.

    Parameters
    ----------
    run : Session
    history : DataFrame
        From ``tabulate_history``.
    words : Words

    Returns
    -------
    list of Block
        One figure.
    """
    rows = history[
        (history["variable"] == constants.GDP)
        & (history["year"] == run.panel.information.county_to)
    ]
    target = level_target(run.plan, constants.GDP)
    table = build_rank_strip(
        rows, run.panel.unit_table.reset_index(), home=run.plan.unit, place=run.plan.rank_cut
    )
    return [_draw_strip(run, table, target, words)]


def _draw_strip(run: Session, table: pd.DataFrame, target: Target, words: Words) -> Figure:
    year = run.panel.information.county_to
    threshold = threshold_of(target)
    above = 1 + int((table["value"] > threshold).sum())
    own = (
        format_rank(table.loc[table["role"] == "home", "rank"].iloc[0], words)
        if (table["role"] == "home").any()
        else DASH
    )
    level, place = format_goal(threshold, words), format_rank(above, words)
    title = words("notebook-data-title", year=year, value=own, level=level, rank=place)
    note = words("notebook-data-strip-note", year=year)
    return draw_figure(
        lambda *, ax, compact: plot_rank_strip(
            table, ax=ax, words=words, threshold=threshold, compact=compact
        ),
        table,
        folder=run.folder / _FIGURES,
        name="standing",
        words=words,
        title=title,
        note=note,
    )


def view_required_growth(run: Session, required: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the growth that each target requires, and how many county-years reached it.

    Parameters
    ----------
    run : Session
    required : DataFrame
        From ``required_growth``; the main reading of each target is shown.
    words : Words

    Returns
    -------
    list of Block
        One table.
    """
    main = {target.id: target.main_reading.name for target in run.plan.targets}
    rows = tuple(
        _needed_row(run, row, words)
        for _, row in required.iterrows()
        if main[row["target"]] == row["reading"]
    )
    columns = (
        words("common-column-target"),
        words("notebook-data-column-reading"),
        words("notebook-data-column-years"),
        words("notebook-data-column-from"),
        words("notebook-data-column-to"),
        words("common-column-growth-year"),
        words("notebook-data-column-county-years-did"),
    )
    caption = words("notebook-data-required-growth-caption")
    note = words("notebook-data-required-growth-note")
    return [Table(caption, columns, rows, words=(0, 1, 2), note=note)]


def _needed_row(run: Session, row: pd.Series, words: Words) -> tuple[str, ...]:
    target = run.plan.target(row["target"])
    k, n = int(row["k"]), int(row["n"])
    return (
        phrases.short_label(target, words),
        words.label_or_code("reading", row["reading"]),
        f"{int(row['from_year'])}–{int(row['to_year'])}",
        format_money(row["from_value"], words, digits=2),
        format_money(row["to_value"], words, digits=1),
        format_percent(row["required_growth_percent"] / 100, digits=1),
        words("notebook-data-of", hits=k, cases=n),
    )


def view_base_rates(run: Session, rates: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show how often the change that each target requires has occurred in as many years.

    Parameters
    ----------
    run : Session
    rates : DataFrame
        From ``tabulate_base_rates``; years up to ``study.last_headline_year`` are shown.
    words : Words

    Returns
    -------
    list of Block
        One table.
    """
    return [rate_table(run.plan, rates, words, until=run.panel.study.last_headline_year)]


def view_quality(run: Session, quality: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show how many cells were corrected, are doubtful, or are excluded from the fit.

    Parameters
    ----------
    run : Session
    quality : DataFrame
        From ``tabulate_quality``.
    words : Words

    Returns
    -------
    list of Block
        One sentence and one table.
    """
    columns = (
        words("common-column-variable"),
        words("common-column-year"),
        words("common-column-units"),
        words("notebook-data-column-order"),
        words("common-column-corrected"),
        words("common-column-doubtful"),
        words("common-column-left-out"),
        words("common-column-second-prints"),
    )
    rows = tuple(
        (
            words.label("variable", row.variable),
            str(row.year),
            *(
                format_number(value)
                for value in (
                    row.units,
                    row.ok,
                    row.corrected,
                    row.doubtful,
                    row.excluded,
                    row.second_source,
                )
            ),
        )
        for row in quality.itertuples()
    )
    out, cells = int(quality["excluded"].sum()), int(quality["units"].sum())
    sentence = words("notebook-data-quality-summary", cells=cells, out=out)
    caption = words("common-data-quality-caption")
    return [Paragraph(sentence), Table(caption, columns, rows)]


def view_sources(run: Session, sources: pd.DataFrame, *, words: Words) -> list[Block]:
    """List the sources with the most rows.

    Parameters
    ----------
    run : Session
    sources : DataFrame
        From ``tabulate_sources``; the first twelve are shown.
    words : Words

    Returns
    -------
    list of Block
        One table.
    """
    columns = (
        words("common-column-source"),
        words("common-column-publisher"),
        words("notebook-data-column-rows"),
    )
    rows = tuple(
        (
            source_text(row, "title", words),
            source_text(row, "publisher", words),
            format_number(row["rows"]),
        )
        for _, row in sources.head(_MOST_SOURCES).iterrows()
    )
    rest = len(sources) - len(rows)
    note = words("notebook-data-sources-note", rest=rest)
    caption = words("notebook-data-sources-caption")
    return [Table(caption, columns, rows, words=(0, 1), note=note)]
