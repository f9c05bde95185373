"""The scenarios weighed together: one probability for each target, with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import HEADLINES, Edition
from planodds.inputs.scenarios.scenario_files import load_scenarios
from planodds.inputs.scenarios.weights import Weights, load_all_weights
from planodds.report.content import Block, Paragraph, Table, say
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    DECIDED,
    format_percent,
    format_percent_odds,
    format_result,
    join_words,
    tidy_label,
)
from planodds.report.text.labels import KINDS, label

if TYPE_CHECKING:
    import pandas as pd

_REPORTED_YEAR = 2030


def build_mixture(edition: Edition, lang: str) -> list[Block]:
    """A sentence and a table for each partition that was weighed; nothing where none was."""
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
                Paragraph(_sentence(edition, weights, rows, lang)),
                _table(edition, weights, rows, lang),
            ]
    return blocks


def _sentence(edition: Edition, weights: Weights, rows: pd.DataFrame, lang: str) -> str:
    """What is weighed, with which weights, and what comes out for the year told."""
    shares = _shares(edition, weights, lang)
    told = [_told(edition, rows, target, lang) for target in _targets(edition)]
    told = [text for text in told if text]
    kinds = join_words(
        list(dict.fromkeys(label(KINDS, cell.kind, lang) for cell in weights.cells)), lang
    )
    return say(
        lang,
        zh=f"{tidy_label(phrases.localise(weights.label, lang))}互不重叠，可以加权（{shares}；性质：{kinds}）。"
        f"加权后，{_REPORTED_YEAR} 年各目标的可能性：{'；'.join(told)}。",
        en=f"{tidy_label(phrases.localise(weights.label, lang))} do not overlap and can be weighed "
        f"({shares}; on whose word: {kinds}). Odds for {_REPORTED_YEAR}, weighed together: "
        f"{'; '.join(told)}.",
    )


def _shares(edition: Edition, weights: Weights, lang: str) -> str:
    total = sum(weights.concentration)
    parts = [
        f"{phrases.scenario_label(edition, cell.scenario, lang)} "
        f"{format_percent(cell.concentration / total)}"
        for cell in weights.cells
    ]
    return say(lang, zh="、", en=", ").join(parts)


def _told(edition: Edition, rows: pd.DataFrame, target: object, lang: str) -> str:
    row = _find(rows, target, _REPORTED_YEAR)
    if row is None or row["status"] != constants.OPEN:
        return ""
    name = phrases.short_label(target, lang)
    odds = format_percent_odds(row["probability"], mcse=row["mcse"])
    inner = _range(row, "lower", "upper", lang)
    if inner == odds:
        return say(lang, zh=f"{name}，{odds}", en=f"{name}: {odds}")
    return say(
        lang,
        zh=f"{name}，{odds}（权重变动时为 {inner}）",
        en=f"{name}: {odds} ({inner} as the weights vary)",
    )


def _table(edition: Edition, weights: Weights, rows: pd.DataFrame, lang: str) -> Table:
    years = (edition.plan.target_year, 2027, _REPORTED_YEAR)
    columns = (
        say(lang, zh="目标", en="Target"),
        *(say(lang, zh=f"{year} 年", en=str(year)) for year in years),
        say(
            lang, zh=f"{_REPORTED_YEAR} 年单取一个情景", en=f"One scenario alone, {_REPORTED_YEAR}"
        ),
    )
    cells = tuple(
        (
            phrases.short_label(target, lang),
            *(_cell(_find(rows, target, year), lang) for year in years),
            _alone(_find(rows, target, _REPORTED_YEAR), lang),
        )
        for target in _targets(edition)
    )
    caption = say(
        lang,
        zh=f"加权混合概率：{phrases.localise(weights.label, lang)}",
        en=f"Odds with the scenarios weighed: {phrases.localise(weights.label, lang)}",
    )
    note = say(
        lang,
        zh="括号内为权重不确定时十次中有九次落入的范围。"
        + phrases.localise(weights.statement, lang),
        en="In brackets the range that holds nine times in ten as the weights vary. "
        + phrases.localise(weights.statement, lang),
    )
    return Table(caption, columns, cells, note=note)


def _targets(edition: Edition) -> list[object]:
    return [target for target in edition.plan.targets if target.id in HEADLINES]


def _find(rows: pd.DataFrame, target: object, year: int) -> pd.Series | None:
    """Row of a target's main reading; a decided one bears the year in which it was."""
    own = rows[(rows["target"] == target.id) & (rows["reading"] == target.main_reading.name)]
    exact = own[own["year"] == year]
    if exact.empty and year == target.year:
        exact = own[own["status"].isin(list(DECIDED))]
    return exact.iloc[0] if len(exact) else None


def _cell(row: pd.Series | None, lang: str) -> str:
    if row is None:
        return DASH
    if row["status"] != constants.OPEN:
        return format_result(row, lang)
    odds = format_percent_odds(row["probability"], mcse=row["mcse"])
    inner = _range(row, "lower", "upper", lang)
    return odds if inner == odds else f"{odds}\n({inner})"


def _alone(row: pd.Series | None, lang: str) -> str:
    """Odds in the least and in the most favourable scenario."""
    if row is None or row["status"] != constants.OPEN:
        return DASH
    return _range(row, "lowest", "highest", lang)


def _range(row: pd.Series, low: str, high: str, lang: str) -> str:
    """Two odds as a range; one where both read the same."""
    ends = [format_percent_odds(row[end], mcse=row["mcse"]) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    return say(lang, zh=" 至 ", en=" to ").join(ends)
