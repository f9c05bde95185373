"""Views of a scenario turned round: growth for given odds, the even path, the reader's peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report.brief.reverse_stress import even_odds_path_items, required_growth_table
from planodds.report.content import Block, Paragraph, Table
from planodds.report.targets import threshold_of, variable_of
from planodds.report.text import phrases
from planodds.report.text.formatting import format_money, format_percent_odds
from planodds.report.text.labels import with_variant
from planodds.report.text.peers import default_peers, find_peers, peer_table

if TYPE_CHECKING:
    import pandas as pd

    from planodds.inputs.plan import Target
    from planodds.notebook.session import Session
    from planodds.report.text.row_records import Record
    from planodds.report.text.words import Words

_LEVELS_SHOWN = (0.5, 0.75, 1.0, 1.25)  # of the plan's own level


def view_thresholds(run: Session, thresholds: pd.DataFrame | None, *, words: Words) -> list[Block]:
    """Show the odds of levels around those of the plan: 50, 75, 100 and 125 % of each.

    Parameters
    ----------
    run : Session
    thresholds : DataFrame or None
        From ``threshold_curves``; None if every reading of the scenario was refused.
    words : Words

    Returns
    -------
    list of Block
        One table per reading and level target, for the nearest levels of the grid.
    """
    blocks: list[Block] = []
    for variant, rows in _by_variant(thresholds):
        for target in run.plan.targets:
            if target.kind != "level":
                continue
            own = rows[rows["variable"] == target.variable]
            if len(own):
                blocks.append(_threshold_table(run, target, own, variant, words))
    return blocks


def _threshold_table(
    run: Session, target: Target, rows: pd.DataFrame, variant: str, words: Words
) -> Table:
    found = {(row["threshold"], row["year"]): row for row in rows.to_dict("records")}
    levels, years = dict.fromkeys(rows["threshold"]), sorted(set(rows["year"]))
    threshold = threshold_of(target)
    kept = [
        min(levels, key=lambda level: abs(level - share * threshold)) for share in _LEVELS_SHOWN
    ]
    cells = [
        (
            f"≥ {format_money(level, words, digits=0 if level >= 30 else 1)}",
            *(_chance(found[level, year]) for year in years),
        )
        for level in kept
    ]
    name = with_variant(phrases.localise(run.scenario.label, words), variant, words)
    variable = words.label("variable", variable_of(target))
    caption = words("notebook-reverse-stress-caption", variable=variable, name=name)
    columns = (words("common-100-million-yuan"), *map(str, years))
    return Table(caption, columns, tuple(cells))


def _chance(row: Record) -> str:
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def view_required_growth_for_probability(
    run: Session, needed: pd.DataFrame | None, even: pd.DataFrame | None, *, words: Words
) -> list[Block]:
    """Show the growth that given odds require, its precedents, and the common path to even odds.

    Parameters
    ----------
    run : Session
    needed : DataFrame or None
        From ``growth_for_probability``; None if every reading of the scenario was refused.
    even : DataFrame or None
        From ``most_likely_path_to_even_odds``; None only if ``needed`` is.
    words : Words

    Returns
    -------
    list of Block
        Per reading: its name, if there are several; growth; paths.
    """
    if needed is None or even is None:  # every reading of the scenario was refused
        return []
    blocks: list[Block] = []
    years = (run.plan.target_year, run.panel.study.last_headline_year)
    for variant, rows in _by_variant(needed):
        table = required_growth_table(run.plan, rows, years, words)
        paths = even[even["variant"] == variant]
        items = even_odds_path_items(run.plan, paths[paths["year"].isin(years)], words)
        blocks += _named(run, variant, words)
        blocks += [block for block in (table, items) if block is not None]
    return blocks


def view_peers(
    run: Session, counties: pd.DataFrame | None, peers: str = "", *, words: Words
) -> list[Block]:
    """Compare the county with others: by default its neighbours in the ranking and its prefecture.

    To compare with other counties, edit the cell and run it again:
    ``run.show(reverse_stress.view_peers, counties, "文水县, Xiaoyi")``.

    Parameters
    ----------
    run : Session
    counties : DataFrame or None
        From ``rank_summary_of_units``; None if every reading of the scenario was refused.
    peers : str, optional
        Names or codes of counties, with commas between.
    words : Words

    Returns
    -------
    list of Block
        One table per reading.

    Raises
    ------
    UsageError
        No unit has one of the names, or several have.
    """
    units, home = run.panel.unit_table, run.plan.unit
    blocks: list[Block] = []
    for variant, rows in _by_variant(counties):
        blocks += _named(run, variant, words)
        codes = find_peers(peers, units, home) if peers else default_peers(rows, units, home)
        blocks.append(peer_table(rows, codes, home, words))
    return blocks


def _named(run: Session, variant: str, words: Words) -> list[Block]:
    """Name of the reading, where a scenario has more than one."""
    if not variant:
        return []
    return [Paragraph(with_variant(phrases.localise(run.scenario.label, words), variant, words))]


def _by_variant(table: pd.DataFrame | None) -> list[tuple[str, pd.DataFrame]]:
    return [] if table is None else list(table.groupby("variant", sort=False))
