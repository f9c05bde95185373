"""The cells of a partition weighed together: one probability for each target, with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.scenarios.weights import Weights, load_all_weights
from planodds.report.content import Block, Paragraph, Table
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    DECIDED,
    format_chance,
    format_percent_odds,
    format_result,
    format_shares,
    join_words,
    tidy_label,
)

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.report.text.words import Words


def build_mixture(edition: Edition, words: Words) -> list[Block]:
    """Build a sentence and a table for each partition with weights; nothing without any.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    list of Block
    """
    if not edition.has("mixture"):
        return []
    table = edition.table("mixture")
    table = table[table["information"] == edition.now]
    if table.empty:
        return []
    declared = load_all_weights(edition.data_dir, load_scenarios(edition.data_dir))
    blocks: list[Block] = []
    for weights in declared:
        rows = table[table["weights"] == weights.name]
        if len(rows):
            blocks += [
                Paragraph(_sentence(edition, weights, rows, words)),
                _table(edition, weights, rows, words),
            ]
    return blocks


def _sentence(edition: Edition, weights: Weights, rows: pd.DataFrame, words: Words) -> str:
    """What is weighed, with which weights, and what comes out for the year told."""
    shares = _shares(edition, weights, words)
    told = [_told(edition, rows, target, words) for target in edition.headline_targets]
    told = [text for text in told if text]
    kinds = join_words(
        list(dict.fromkeys(words.label("kind", cell.kind) for cell in weights.cells)), words
    )
    return words(
        "brief-mixture-sentence",
        weights=tidy_label(phrases.localise(weights.label, words)),
        shares=shares,
        kinds=kinds,
        year=edition.study.last_headline_year,
        odds=words("common-list-semicolon").join(told),
    )


def _shares(edition: Edition, weights: Weights, words: Words) -> str:
    total = sum(weights.concentration)
    shares = format_shares([cell.concentration / total for cell in weights.cells])
    parts = [
        f"{phrases.scenario_label(edition, cell.scenario, words)} {share}"
        for cell, share in zip(weights.cells, shares, strict=True)
    ]
    return words("common-list-comma").join(parts)


def _told(edition: Edition, rows: pd.DataFrame, target: Target, words: Words) -> str:
    row = _find(rows, target, edition.study.last_headline_year)
    if row is None or row["status"] != constants.OPEN:
        return ""
    name = phrases.spoken_label(target, words)
    odds = format_chance(row["probability"], words, mcse=row["mcse"])
    inner = _range(row, "lower", "upper", words)
    if inner == format_percent_odds(row["probability"], mcse=row["mcse"]):
        return words("common-name-odds", name=name, odds=odds)
    return words("brief-mixture-weights-vary", name=name, odds=odds, inner=inner)


def _table(edition: Edition, weights: Weights, rows: pd.DataFrame, words: Words) -> Table:
    years = (edition.plan.target_year, *edition.study.headline_pair)
    columns = (
        words("common-column-target"),
        *(words("common-year", year=year) for year in years),
        words("brief-mixture-column-one-cell-alone", year=edition.study.last_headline_year),
    )
    cells = tuple(
        (
            phrases.short_label(target, words),
            *(_cell(_find(rows, target, year), words) for year in years),
            _alone(_find(rows, target, edition.study.last_headline_year), words),
        )
        for target in edition.headline_targets
    )
    caption = words("brief-mixture-caption", weights=phrases.localise(weights.label, words))
    note = words("brief-mixture-note", statement=phrases.localise(weights.statement, words))
    return Table(caption, columns, cells, note=note)


def _find(rows: pd.DataFrame, target: Target, year: int) -> pd.Series | None:
    """Row of a target's main reading; a decided one bears the year in which it was."""
    own = rows[(rows["target"] == target.id) & (rows["reading"] == target.main_reading.name)]
    exact = own[own["year"] == year]
    if exact.empty and year == target.year:
        exact = own[own["status"].isin(list(DECIDED))]
    return exact.iloc[0] if len(exact) else None


def _cell(row: pd.Series | None, words: Words) -> str:
    if row is None:
        return DASH
    if row["status"] != constants.OPEN:
        return format_result(row, words)
    odds = format_percent_odds(row["probability"], mcse=row["mcse"])
    inner = _range(row, "lower", "upper", words)
    return odds if inner == odds else f"{odds}\n({inner})"


def _alone(row: pd.Series | None, words: Words) -> str:
    """Odds in the least and in the most favourable cell."""
    if row is None or row["status"] != constants.OPEN:
        return DASH
    return _range(row, "lowest", "highest", words)


def _range(row: pd.Series, low: str, high: str, words: Words) -> str:
    """Two odds as a range; one where both read the same."""
    ends = [format_percent_odds(row[end], mcse=row["mcse"]) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return words("common-to").join(ends)
