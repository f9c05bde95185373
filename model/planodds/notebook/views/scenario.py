"""Views of one scenario: what it assumes, its odds, its fans, its rank, its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from planodds import constants
from planodds.report.brief.assumptions import MONEY_MEASURES
from planodds.report.brief.attainable import describe_passage_year
from planodds.report.brief.sources import chinese_titles, translate_source
from planodds.report.content import Block, DefinitionList, Figure, Paragraph, Table
from planodds.report.figures.fan import build_fan, plot_fan
from planodds.report.figures.ranks import build_rank_histogram, plot_rank_histogram
from planodds.report.figures.save_pair import draw_figure
from planodds.report.targets import rank_target, threshold_of, variable_of
from planodds.report.text import phrases
from planodds.report.text.base_rates import format_rate, is_comparable, rates_by_question
from planodds.report.text.formatting import (
    DASH,
    DECIDED,
    format_money,
    format_percent,
    format_percent_odds,
    format_rank,
    format_result,
)
from planodds.report.text.labels import with_variant
from planodds.report.text.plausibility import describe_distance
from planodds.report.text.row_records import Record, by_year, group_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planodds.inputs.plan import Target
    from planodds.notebook.session import Session
    from planodds.report.text.words import Words

_WITH_ODDS = (constants.OPEN, *DECIDED)
_FIGURES = "figures"


class _AssumptionRow(Protocol):
    """Measure, value and spread of an assumption, a row of ``itertuples``."""

    measure: str
    value: float
    sd: float
    low: float
    high: float


def view_assumptions(run: Session, assumptions: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show what the scenario assumes: its narrative, then each assumption by year.

    Parameters
    ----------
    run : Session
    assumptions : DataFrame
        From ``tabulate_assumptions``.
    words : Words

    Returns
    -------
    list of Block
        Two paragraphs and one table; no table for a scenario without assumptions.
    """
    story: list[Block] = [
        Paragraph(_heading(run, words)),
        Paragraph(phrases.localise(run.scenario.narrative, words)),
    ]
    if assumptions.empty:
        return story
    titles = chinese_titles(run.data_dir)
    columns = (
        words("notebook-scenario-column-series"),
        words("common-column-year"),
        words("notebook-scenario-column-measure"),
        words("common-column-value"),
        words("notebook-scenario-column-uncertainty"),
        words("notebook-scenario-column-kind"),
        words("common-column-source"),
    )
    rows = tuple(
        (
            words.label_or_code("series", row.series),
            str(row.year),
            words.label_or_code("measure", row.measure),
            _assumed(row, words),
            _spread(row, words),
            words.label("kind", row.kind),
            translate_source(row.source, titles, words),
        )
        for row in assumptions.itertuples()
    )
    caption = words("notebook-scenario-assumptions-caption")
    return [*story, Table(caption, columns, rows, words=(0, 2, 5, 6))]


def _heading(run: Session, words: Words) -> str:
    known, name = run.panel.information, phrases.localise(run.scenario.label, words)
    return words(
        "notebook-scenario-summary",
        name=name,
        county_to=known.county_to,
        drivers_to=known.drivers_to,
    )


def _assumed(row: _AssumptionRow, words: Words) -> str:
    if row.measure in MONEY_MEASURES or row.value > 3:  # no growth is above three
        return format_money(row.value, words, digits=1) + words("common-money-suffix")
    if row.measure == "tilt_probability":
        return format_percent(row.value)
    return format_percent(row.value, digits=1, signed=True)


def _spread(row: _AssumptionRow, words: Words) -> str:
    if row.measure in MONEY_MEASURES and row.high > row.low:
        low, high = (format_money(value, words, digits=1) for value in (row.low, row.high))
        return words("common-range-to", low=low, high=high)
    if row.measure in ("own_growth", "lasting"):
        low, high = (format_percent(value, digits=1, signed=True) for value in (row.low, row.high))
        return words("common-range-to", low=low, high=high)
    return f"± {format_percent(row.sd, digits=1)}" if row.sd > 0 else DASH


def view_conditioning(run: Session, conditioning: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show how far the assumptions are from the baseline forecast, or why they were refused.

    Parameters
    ----------
    run : Session
    conditioning : DataFrame
        From ``tabulate_conditioning``.
    words : Words

    Returns
    -------
    list of Block
        One list, with an entry per reading.
    """
    scenario, entries = run.scenario, []
    bound = bool(scenario.conditions or scenario.tilts)
    for row in conditioning.itertuples():
        name = with_variant(phrases.localise(run.scenario.label, words), row.variant, words)
        entries.append(
            (
                name,
                getattr(row, f"message_{words.lang}")
                or describe_distance(row, words, horizon=run.panel.study.horizon, bound=bound),
            )
        )
    return [DefinitionList(tuple(entries))]


def view_odds(
    run: Session, results: pd.DataFrame | None, rates: pd.DataFrame, *, words: Words
) -> list[Block]:
    """Show the odds of every target that has data, each above its base rate.

    Parameters
    ----------
    run : Session
    results : DataFrame or None
        From ``compute_odds``; None if every reading of the scenario was refused.
    rates : DataFrame
        From ``tabulate_base_rates``.
    words : Words

    Returns
    -------
    list of Block
        One table per reading and evidence; one paragraph if all readings were refused.
    """
    if results is None:
        return [Paragraph(words("notebook-scenario-refused"))]
    blocks: list[Block] = []
    for (variant, evidence), rows in results.groupby(["variant", "evidence"], sort=False):
        name = _run_name(run, variant, words, evidence)
        blocks.append(_odds_table(run, rows, rates, name, words))
    return blocks


def _odds_table(
    run: Session, results: pd.DataFrame, rates: pd.DataFrame, name: str, words: Words
) -> Table:
    found, known = group_rows(results, "target", "reading"), rates_by_question(rates)
    rows = []
    for target in run.plan.targets:
        for reading in target.readings:
            own = found.get((target.id, reading.name))
            if own is not None and (target.from_panel or own[0]["status"] in _WITH_ODDS):
                rows.append(
                    (
                        f"{phrases.short_label(target, words)}\n"
                        f"{words.label_or_code('reading', reading.name)}",
                        *_by_year(own, known, run.panel.study.report_years, words),
                    )
                )
    columns = (
        words("common-column-target-reading"),
        *(words("common-year", year=year) for year in run.panel.study.report_years),
    )
    caption = words("notebook-scenario-odds-table-caption", name=name)
    note = words("notebook-scenario-odds-table-note")
    return Table(caption, columns, tuple(rows), note=note)


def _by_year(
    rows: list[Record], rates: Mapping[tuple, Record], years: tuple[int, ...], words: Words
) -> list[str]:
    """Tabulate odds by year; targets decided earlier appear in the first year shown."""
    found: dict[int, str] = {}
    for row in rows:
        text, year = _short_odds(row, words), int(row["year"])
        if row["status"] == constants.OPEN:
            rate = rates.get((row["target"], row["reading"], year))
            if rate is not None and is_comparable(rate):
                text = f"{text}\n{format_rate(rate, words)}"
        found.setdefault(max(year, years[0]), text)
    return [found.get(year, DASH) for year in years]


def _short_odds(row: Record, words: Words) -> str:
    """Odds for a narrow cell, or why there are none."""
    if row["status"] != constants.OPEN:
        return format_result(row, words)
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def _run_name(run: Session, variant: str, words: Words, evidence: str = constants.POSTERIOR) -> str:
    name = with_variant(phrases.localise(run.scenario.label, words), variant, words)
    kind = "" if evidence == constants.POSTERIOR else words.label("evidence", evidence)
    return words("common-name-bracketed", name=name, detail=kind) if kind else name


def view_fans(
    run: Session,
    quantiles: pd.DataFrame | None,
    history: pd.DataFrame,
    facts: pd.DataFrame,
    *,
    words: Words,
) -> list[Block]:
    """Draw GDP with the plan's target and the GDP at the 30th rank, and revenue with its target.

    Parameters
    ----------
    run : Session
    quantiles : DataFrame or None
        From ``summarise_quantiles``; None if every reading of the scenario was refused.
    history : DataFrame
        From ``tabulate_history``.
    facts : DataFrame
        From ``published_facts``.
    words : Words

    Returns
    -------
    list of Block
        One figure per reading and level target.
    """
    targets = [target for target in run.plan.targets if target.kind == "level"]
    return [
        _draw_fan(run, rows, history, facts, target, variant, words)
        for variant, rows in _by_variant(quantiles)
        for target in targets
    ]


def _draw_fan(
    run: Session,
    rows: pd.DataFrame,
    history: pd.DataFrame,
    facts: pd.DataFrame,
    target: Target,
    variant: str,
    words: Words,
) -> Figure:
    quantity = variable_of(target)
    table = build_fan(
        history,
        rows,
        variable=quantity,
        threshold=target.threshold,
        target_year=target.year,
        unit=run.plan.unit,
        roster=run.panel.study.headline_roster,
        place=run.plan.rank_cut,
        final_year=run.panel.study.last_headline_year,
        rank_history=_place_history(run, history, facts),
    )
    unit = str(run.panel.unit_table.loc[run.plan.unit, f"name_{words.lang}"])
    breaks = run.panel.study.benchmark_years if target.variable == constants.GDP else ()
    own = table[(table["series"] == "county") & (table["part"] == "forecast")]
    first, last = own.iloc[0], own.iloc[-1]
    variable, name = words.label("variable", quantity), _run_name(run, variant, words)
    variable = variable if quantity == constants.GDP else variable.lower()
    title = words(
        "notebook-scenario-fan-title",
        name=name,
        variable=variable,
        first_year=int(first["year"]),
        first_median=format_money(first["q50"], words),
        last_year=int(last["year"]),
        last_median=format_money(last["q50"], words),
        q10=format_money(last["q10"], words),
        q90=format_money(last["q90"], words),
    )
    note = words("common-bands-note")
    return draw_figure(
        lambda *, ax, compact: plot_fan(
            table, ax=ax, words=words, compact=compact, unit_label=unit, breaks=breaks
        ),
        table,
        folder=run.folder / _FIGURES,
        words=words,
        title=title,
        note=note,
        name=_file_name("fan", quantity, variant),
    )


def _place_history(run: Session, history: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Published GDP at the 30th place, with the basis of its year."""
    cut = run.plan.rank_cut
    rows = facts[
        (facts["fact"] == f"place_{cut}_gdp") & (facts["roster"] == run.panel.study.headline_roster)
    ]
    own = history[(history["unit"] == run.plan.unit) & (history["variable"] == constants.GDP)]
    return rows[["year", "value"]].merge(own[["year", "basis"]], on="year")


def view_rank(
    run: Session, distribution: pd.DataFrame | None, results: pd.DataFrame | None, *, words: Words
) -> list[Block]:
    """Draw the distribution of the rank among all units in the report years to the later headline.

    Parameters
    ----------
    run : Session
    distribution : DataFrame or None
        From ``rank_distribution``; None if every reading of the scenario was refused.
    results : DataFrame or None
        From ``compute_odds``; None only if ``distribution`` is.
    words : Words

    Returns
    -------
    list of Block
        One figure per reading.
    """
    if distribution is None or results is None:  # every reading of the scenario was refused
        return []
    target = rank_target(run.plan)
    if target is None:
        return []
    blocks: list[Block] = []
    for variant, rows in _by_variant(distribution):
        known = set(rows.loc[rows["year"] >= run.plan.target_year, "year"]) or set(rows["year"])
        years = run.panel.study.years_to_headline(known)
        odds = results[
            (results["variant"] == variant) & (results["evidence"] == constants.POSTERIOR)
        ]
        table = build_rank_histogram(
            rows,
            odds,
            roster=run.panel.study.headline_roster,
            years=years,
            place=int(threshold_of(target)),
            target=target.id,
        )
        blocks.append(_draw_rank(run, table, years, variant, words))
    return blocks


def _draw_rank(
    run: Session, table: pd.DataFrame, years: tuple[int, ...], variant: str, words: Words
) -> Figure:
    last = table[table["year"] == years[-1]]
    share, place = last["probability"].cumsum(), int(table["place"].iloc[0])
    low, middle, high = (
        format_rank(last.loc[share >= level, "rank"].iloc[0], words) for level in (0.1, 0.5, 0.9)
    )
    name = _run_name(run, variant, words)
    title = words(
        "notebook-scenario-rank-title", name=name, last=years[-1], median=middle, low=low, high=high
    )
    note = words("notebook-scenario-rank-note", rank=place)
    size = {"rows": len(years), "sharex": True}
    return draw_figure(
        lambda *, ax, compact: plot_rank_histogram(table, ax=ax, words=words),
        table,
        folder=run.folder / _FIGURES,
        name=_file_name("rank", "all", variant),
        words=words,
        title=title,
        note=note,
        wide=(7.2, 1.5 * len(years)),
        phone=(3.42, 1.4 * len(years)),
        grid=size,
        phone_grid=size,
    )


def view_passage(run: Session, passage: pd.DataFrame | None, *, words: Words) -> list[Block]:
    """Show by which year each level or rank is more likely than not to have been reached.

    Parameters
    ----------
    run : Session
    passage : DataFrame or None
        From ``first_passage``; None if every reading of the scenario was refused.
    words : Words

    Returns
    -------
    list of Block
        One table per reading.
    """
    columns = (
        words("common-column-target-reading"),
        words("common-column-likelier-than-not"),
        *(
            words("common-column-reached-by", last=year)
            for year in (run.panel.study.last_headline_year, run.panel.study.horizon)
        ),
    )
    blocks: list[Block] = []
    for variant, rows in _by_variant(passage):
        events = group_rows(rows, "target", "reading", "roster").values()
        cells = tuple(_passage_row(run, own, words) for own in events)
        caption = words("notebook-scenario-passage-caption")
        name = _run_name(run, variant, words)
        blocks.append(
            Table(f"{caption}{words('common-colon')}{name}", columns, cells, words=(0, 1))
        )
    return blocks


def _passage_row(run: Session, rows: list[Record], words: Words) -> tuple[str, ...]:
    told = by_year(rows)
    ends = (told[year] for year in (run.panel.study.last_headline_year, run.panel.study.horizon))
    odds = [format_percent_odds(end["probability_by"], mcse=end["mcse_by"]) for end in ends]
    name = phrases.short_label(run.plan.target(rows[0]["target"]), words)
    return (
        f"{name}\n{words.label_or_code('reading', rows[0]['reading'])}",
        describe_passage_year(rows, words),
        *odds,
    )


def view_neighbours(run: Session, table: pd.DataFrame | None, *, words: Words) -> list[Block]:
    """Show the odds of ranking above each neighbour.

    Parameters
    ----------
    run : Session
    table : DataFrame or None
        From ``neighbours``; None if every reading of the scenario was refused.
    words : Words

    Returns
    -------
    list of Block
        One table per reading.
    """
    blocks: list[Block] = []
    for variant, rows in _by_variant(table):
        years = [year for year in run.panel.study.report_years if year in set(rows["year"])]
        columns = (
            words("common-column-unit"),
            words("common-column-rank-now"),
            words("common-gdp"),
            *(words("notebook-scenario-column-ahead", year=year) for year in years),
        )
        near = group_rows(rows.sort_values("last_rank", kind="stable"), "neighbour")
        cells = tuple(_neighbour_row(own, years, words) for own in near.values())
        caption = words("notebook-scenario-neighbours-caption")
        name = _run_name(run, variant, words)
        blocks.append(
            Table(
                f"{caption}{words('common-colon')}{name}",
                columns,
                cells,
                note=words.label("roster-short", run.panel.study.headline_roster),
            )
        )
    return blocks


def _neighbour_row(rows: list[Record], years: list[int], words: Words) -> tuple[str, ...]:
    first, told = rows[0], by_year(rows)
    odds = [
        format_percent_odds(told[year]["probability_above"], mcse=told[year]["mcse"])
        for year in years
    ]
    return (
        first[f"name_{words.lang}"],
        format_rank(first["last_rank"], words),
        format_money(first["last_gdp"], words, digits=1),
        *odds,
    )


def _by_variant(table: pd.DataFrame | None) -> list[tuple[str, pd.DataFrame]]:
    """Split a table by variant; a second forecast (the priors' own) comes after and is left out."""
    if table is None:
        return []
    kept = table[table["evidence"] == constants.POSTERIOR] if "evidence" in table else table
    return list(kept.groupby("variant", sort=False))


def _file_name(*parts: str) -> str:
    return "_".join(part for part in parts if part)
