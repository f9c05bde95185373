"""Every target under every reading of its text, and the notes that decide how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import DefinitionList, Section, Table, say
from planodds.report.text import phrases
from planodds.report.text.formatting import format_number
from planodds.report.text.labels import READINGS, label

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition


def build_readings(edition: Edition, lang: str) -> Section:
    """Section with the odds of all targets and the readings behind them."""
    blocks = [_all_targets(edition, lang)]
    if edition.has("joint") or (edition.table("results")["target"] == "joint_all_three").any():
        blocks.append(_joint_table(edition, lang))
    blocks.append(DefinitionList(tuple(_notes(edition, lang))))
    return Section(
        "targets",
        say(lang, zh="全部目标与口径", en="All targets and readings"),
        _heading(edition, lang),
        tuple(blocks),
    )


def _main_results(edition: Edition) -> list[tuple[object, pd.Series]]:
    """Every target with the result of its main reading today."""
    found = [(target, edition.odds(target.id, edition.now)) for target in edition.plan.targets]
    return [(target, row) for target, row in found if row is not None]


def _heading(edition: Edition, lang: str) -> str:
    states = [row["status"] for _, row in _main_results(edition)]
    count = {state: states.count(state) for state in set(states)}
    missed, met = count.get(constants.DECIDED_MISSED, 0), count.get(constants.DECIDED_MET, 0)
    number = count.get(constants.OPEN, 0)
    rest = len(states) - missed - met - number
    return say(
        lang,
        zh=f"规划 {len(states)} 项目标：{number} 项可给出可能性，{met} 项已实现，{missed} 项已落空，"
        f"{rest} 项缺数据或暂不可计算",
        en=f"{len(states)} targets: {number} with odds, {met} met, {missed} missed, {rest} without "
        "data or not to be computed yet",
    )


def _all_targets(edition: Edition, lang: str) -> Table:
    """One row for each target and reading."""
    rows = []
    for target in edition.plan.targets:
        for reading in target.readings:
            now = edition.odds(target.id, edition.now, reading=reading.name)
            then = (
                edition.odds(target.id, edition.then, reading=reading.name)
                if edition.then
                else None
            )
            cells = [phrases.odds_cell(row, lang) for row in (then, now)]
            name = _reading_name(target, reading, lang)
            rows.append((f"{phrases.short_label(target, lang)}\n{name}", *cells))
    columns = (
        say(lang, zh="目标与口径", en="Target and reading"),
        say(lang, zh="编制规划时", en="When planned"),
        say(lang, zh="现在", en="Now"),
    )
    note = say(
        lang,
        zh="标“主”者为首屏所用口径。没有数据的目标不作估计。",
        en="'Main' marks the reading of the first screen. Nothing is guessed where there "
        "are no data.",
    )
    return Table(
        say(lang, zh="全部目标的可能性或结论", en="Odds or outcome of every target"),
        columns,
        tuple(rows),
        words=(0, 1, 2),
        note=note,
    )


def _reading_name(target, reading, lang: str) -> str:
    name = (
        say(lang, zh="按原文", en="as written")
        if reading.name == "as_written"
        else label(READINGS, reading.name, lang)
    )
    if reading.main and len(target.readings) > 1:
        return say(lang, zh=f"{name}（主）", en=f"{name} (main)")
    return name


def _joint_table(edition: Edition, lang: str) -> Table:
    """Odds of several targets in the same world."""
    kinds = (
        (
            "joint_gdp_revenue",
            "",
            say(lang, zh="GDP 与收入同时达到", en="GDP and revenue together"),
        ),
        (
            "joint_all_three",
            constants.ROSTER_ALL,
            say(lang, zh="GDP、收入与前 30 位同时达到", en="GDP, revenue and top 30 together"),
        ),
        (
            "rank_30_given_gdp",
            constants.ROSTER_ALL,
            say(lang, zh="若 GDP 达到，前 30 位也达到", en="Top 30, if GDP is reached"),
        ),
    )
    years = (edition.plan.target_year, 2030, 2035)
    rows = []
    for target, roster, text in kinds:
        found = [edition.odds(target, edition.now, year=y, roster=roster) for y in years]
        rows.append((text, *(phrases.short_odds(row, lang) for row in found)))
    columns = (
        say(lang, zh="同一情形下", en="In one and the same world"),
        *(say(lang, zh=f"{y} 年", en=str(y)) for y in years),
    )
    return Table(
        say(lang, zh="几项目标同时达到的可能性", en="Odds of several targets at once"),
        columns,
        tuple(rows),
    )


def _notes(edition: Edition, lang: str) -> list[tuple[str, str]]:
    """The notes of targets and readings as the plan's file has them; a shared one stands once."""
    shared: dict[str, list[str]] = {}
    for target in edition.plan.targets:
        texts = [phrases.localise(target.note, lang)]
        texts += [phrases.localise(r.note, lang) for r in target.readings]
        text = (" " if lang == "en" else "").join(dict.fromkeys(t for t in texts if t))
        if text:
            shared.setdefault(text, []).append(f"“{target.quotation}”")
    between = say(lang, zh="", en=", ")
    entries = [(between.join(quotations), text) for text, quotations in shared.items()]
    deflator = edition.fact("implied_deflator")
    if deflator == deflator:
        rate = format_number(deflator, 1)
        entries.append(
            (
                say(lang, zh="水平与增速是否一致", en="Do level and growth agree?"),
                say(
                    lang,
                    zh=f"若年均增速按不变价理解，则年均平减指数上涨 {rate}% 时，水平目标与增速目标一致。",
                    en=f"If growth is meant at constant prices, level and growth agree at a deflator of "
                    f"{rate}% a year.",
                ),
            )
        )
    return entries
