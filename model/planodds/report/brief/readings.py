"""Every target under every reading of its text, and the notes that decide how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import DefinitionList, Section, Table
from planodds.report.text import phrases
from planodds.report.text.formatting import format_number

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Interpretation, Target
    from planodds.report.content import Block
    from planodds.report.text.words import Words


_ANSWERED = (constants.OPEN, constants.DECIDED_MET, constants.DECIDED_MISSED)


def build_readings(edition: Edition, words: Words) -> Section:
    """Build the section with the odds of all targets and the readings behind them.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    Section
    """
    blocks: list[Block] = [_all_targets(edition, words)]
    if (edition.table("results")["target"] == edition.plan.rank_given_level).any():
        blocks.append(_joint_table(edition, words))
    blocks.append(DefinitionList(tuple(_notes(edition, words))))
    return Section(
        "targets",
        words("brief-readings-label"),
        _heading(edition, words),
        tuple(blocks),
        brief=(_scoreboard(edition, words),),
    )


def _main_results(edition: Edition) -> list[tuple[Target, pd.Series]]:
    """Every target with the result of its main reading today."""
    found = [(target, edition.odds(target.id, edition.now)) for target in edition.plan.targets]
    return [(target, row) for target, row in found if row is not None]


def _heading(edition: Edition, words: Words) -> str:
    states = [row["status"] for _, row in _main_results(edition)]
    count = {state: states.count(state) for state in set(states)}
    missed, met = count.get(constants.DECIDED_MISSED, 0), count.get(constants.DECIDED_MET, 0)
    number = count.get(constants.OPEN, 0)
    rest = len(states) - missed - met - number
    return words(
        "brief-readings-heading",
        states=len(states),
        number=number,
        met=met,
        missed=missed,
        rest=rest,
    )


def _scoreboard(edition: Edition, words: Words) -> Table:
    """One row for each target with a chance or an outcome; the others are named below."""
    rows, unanswered = [], []
    for target in edition.plan.targets:
        now = edition.odds(target.id, edition.now)
        then = edition.odds(target.id, edition.then) if edition.then else None
        name = phrases.short_label(target, words)
        if now is None or now["status"] not in _ANSWERED:
            unanswered.append(name)
            continue
        shown = (now, then) if edition.then else (now,)
        cells = [phrases.odds_cell(row, words).split("\n")[0] for row in shown]
        rows.append((_name_with_basis(name, target, words), *cells))
    past = (words("common-when-planned"),) if edition.then else ()
    columns = (words("common-column-target"), words("common-now"), *past)
    names = words("common-list-semicolon").join(unanswered)
    return Table(
        words("brief-readings-scoreboard-caption"),
        columns,
        tuple(rows),
        words=tuple(range(len(columns))),
        note=words("brief-readings-unanswered", names=names) if unanswered else "",
    )


def _all_targets(edition: Edition, words: Words) -> Table:
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
            judged = (now, then) if edition.then else (now,)
            cells = [phrases.odds_cell(row, words) for row in judged]
            name = _reading_name(target, reading, words)
            rows.append((f"{phrases.short_label(target, words)}\n{name}", *cells))
    past = (words("common-when-planned"),) if edition.then else ()
    columns = (words("common-column-target-reading"), words("common-now"), *past)
    note = words("brief-readings-note")
    return Table(
        words("brief-readings-all-targets-caption"),
        columns,
        tuple(rows),
        words=tuple(range(len(columns))),
        note=note,
    )


def _reading_name(target: Target, reading: Interpretation, words: Words) -> str:
    name = (
        words("brief-readings-written")
        if reading.name == "as_written"
        else words.label_or_code("reading", reading.name)
    )
    if reading.main and len(target.readings) > 1:
        return words("brief-readings-main", name=name)
    return name


def _name_with_basis(name: str, target: Target, words: Words) -> str:
    """A target with the basis of its figures below it, where that is not the published one."""
    basis = target.main_reading.basis
    if basis in (None, "published"):
        return name
    return f"{name}\n{words.label_or_code('reading', target.main_reading.name)}"


def _joint_table(edition: Edition, words: Words) -> Table:
    """Joint odds of several targets."""
    cut = str(edition.plan.rank_cut)
    kinds = (
        ("joint_gdp_revenue", "", words("brief-readings-gdp-revenue-together")),
        (
            "joint_all_three",
            edition.study.headline_roster,
            words("brief-readings-gdp-revenue-top-30", rank=cut),
        ),
        (
            edition.plan.rank_given_level,
            edition.study.headline_roster,
            words("brief-readings-top-30-if-gdp", rank=cut),
        ),
    )
    years = edition.odds_years
    rows = []
    for target, roster, text in kinds:
        found = [edition.odds(target, edition.now, year=y, roster=roster) for y in years]
        if all(row is None for row in found):
            continue  # the study has no second variable
        rows.append((text, *(phrases.short_odds(row, words) for row in found)))
    columns = (
        words("brief-readings-column-one-same-world"),
        *(words("common-year", year=y) for y in years),
    )
    return Table(words("brief-readings-joint-table-caption"), columns, tuple(rows))


def _notes(edition: Edition, words: Words) -> list[tuple[str, str]]:
    """The notes of targets and readings as the plan's file has them; a shared one stands once."""
    shared: dict[str, list[str]] = {}
    for target in edition.plan.targets:
        texts = [phrases.localise(target.note, words)]
        texts += [phrases.localise(r.note, words) for r in target.readings]
        text = (" " if words.lang == "en" else "").join(dict.fromkeys(t for t in texts if t))
        if text:
            shared.setdefault(text, []).append(_quote(target, words))
    between = words("common-date-gap")
    entries = [(between.join(quotations), text) for text, quotations in shared.items()]
    deflator = edition.fact("implied_deflator")
    if deflator == deflator:
        rate = format_number(deflator, 1)
        entries.append(
            (words("brief-readings-agreement-term"), words("brief-readings-agreement", rate=rate))
        )
    return entries


def _quote(target: Target, words: Words) -> str:
    """The plan's own words, and beside them what they ask for where the reader's language differs.

    The quotation is in the first of the two languages of a label.
    """
    quoted = f"“{target.quotation}”"
    if words.lang == constants.LANGUAGES[0] or target.quotation.isascii():
        return quoted
    return f"{quoted} ({phrases.short_label(target, words)})"
