"""Evaluation of a plan as a document, in the layout of an official evaluation report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.probability.planning.codes import CANNOT_JUDGE
from planodds.probability.planning.schedule import BEHIND, NOT_MEASURED, ON_SCHEDULE
from planodds.report.content import DefinitionList, Paragraph, Section, Table
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import (
    DASH,
    format_percent,
    format_percent_odds,
    format_result,
    join_words,
)
from planodds.report.text.phrases import localise
from planodds.report.text.provenance import describe_provenance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from planodds.inputs.plan import Plan, Target
    from planodds.inputs.plans.advice_rules import AdviceRules
    from planodds.report.planning.document import Document

_DECIDED = (constants.DECIDED_MET, constants.DECIDED_MISSED)
_RANGE = ("q10", "q90")  # 80 % of the draws


@dataclass(frozen=True, eq=False)
class EvaluationText(PlanningText):
    """Sentences and tables of an evaluation in one language.

    Attributes
    ----------
    table : DataFrame
        From ``evaluate_plan``.
    plan : Plan
    rules : AdviceRules
    """

    table: pd.DataFrame
    plan: Plan
    rules: AdviceRules

    @cached_property
    def main(self) -> pd.DataFrame:
        """Rows of the main readings; where that one has no chance, of the first that has one."""
        order = self.table.assign(
            first=self.table["status"].isin((constants.OPEN, *_DECIDED)) * 1 + self.table["main"]
        )
        best = order.groupby("target", sort=False)["first"].idxmax()
        return self.table.loc[sorted(best)]

    @property
    def is_final(self) -> bool:
        """True if the figures of the last year of the plan are published."""
        return bool(self.table["origin"].iloc[0] >= self.plan.target_year)

    @property
    def title(self) -> str:
        """Title of the document."""
        subject = self.amounts.subject(self.plan, self.unit_name)
        stage = "planning-final-title" if self.is_final else "planning-midterm-title"
        return self.words(stage, subject=subject)

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: what is decided, what is likely, and where the ruler misleads.

        Returns
        -------
        tuple of str
            A paragraph each.
        """
        words, main = self.words, self.main
        counts = main["status"].value_counts()
        opened = main[main["status"] == constants.OPEN]
        decided = {status: int(counts.get(status, 0)) for status in _DECIDED}
        rest = len(main) - sum(decided.values()) - len(opened)
        first = words(
            "planning-verdict-counts",
            all=len(main),
            met=decided[constants.DECIDED_MET],
            missed=decided[constants.DECIDED_MISSED],
            open=len(opened),
            rest=rest,
        )
        return tuple(
            part for part in (first, self._by_chance(opened), self._by_ruler(opened)) if part
        )

    def _by_chance(self, opened: pd.DataFrame) -> str:
        if opened.empty:
            return ""
        likely = opened[opened["probability"] >= self.rules.keep.probability]
        unlikely = opened[opened["probability"] < self.rules.revise.probability]
        return self.words(
            "planning-verdict-chance",
            likely=len(likely),
            unlikely=len(unlikely),
            list=join_words([self._name_odds(row) for _, row in opened.iterrows()], self.words),
        )

    def _name_odds(self, row: pd.Series) -> str:
        odds = format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
        return self.words("planning-name-odds", name=self.short(row), odds=odds)

    def _by_ruler(self, opened: pd.DataFrame) -> str:
        measured = opened[opened["schedule"] != NOT_MEASURED]
        if measured.empty:
            return ""
        on = measured[measured["schedule"] == ON_SCHEDULE]
        misleading = on[on["probability"] < self.rules.keep.probability]
        unduly = measured[
            (measured["schedule"] == BEHIND)
            & (measured["probability"] >= self.rules.keep.probability)
        ]
        text = self.words("planning-verdict-ruler", on=len(on), behind=len(measured) - len(on))
        for message, rows in (
            ("planning-verdict-optimistic", misleading),
            ("planning-verdict-pessimistic", unduly),
        ):
            if len(rows):
                names = join_words([self.short(row) for _, row in rows.iterrows()], self.words)
                text += self.words("common-sentence-gap") + self.words(message, list=names)
        return text

    def short(self, row: pd.Series) -> str:
        """Return the short name of the target of a row.

        Parameters
        ----------
        row : Series

        Returns
        -------
        str
        """
        return localise(self._target(row).short_label, self.words)

    def _target(self, row: pd.Series) -> Target:
        return self.plan.target(str(row["target"]))

    def progress_table(self) -> Table:
        """Return figures, share of the way and of the time, and the flag of the schedule.

        Returns
        -------
        Table
            Targets of the panel.
        """
        words, amounts = self.words, self.amounts
        rows = []
        for _, row in self.main[self.main["schedule"] != NOT_MEASURED].iterrows():
            variable = str(row["variable"])
            rows.append(
                (
                    self.short(row),
                    amounts.format(variable, row["base"], unit=False),
                    self._dated(row),
                    amounts.format(variable, row["goal"], unit=False),
                    format_percent(row["covered"]),
                    format_percent(row["elapsed"]),
                    words.label("schedule", str(row["schedule"])),
                )
            )
        columns = tuple(
            words(name)
            for name in (
                "common-column-target",
                "planning-column-base",
                "planning-column-current",
                "planning-column-goal",
                "planning-column-covered",
                "planning-column-elapsed",
                "planning-column-schedule",
            )
        )
        return Table(
            words("planning-progress-caption"),
            columns,
            tuple(rows),
            words=(0, 6),
            note=words("planning-progress-note", units=self._units()),
        )

    def _dated(self, row: pd.Series) -> str:
        text = self.amounts.format(str(row["variable"]), row["current"], unit=False)
        return f"{text}\n{self.words('common-year', year=int(row['checked_year']))}"

    def _units(self) -> str:
        shown = [name for name in self.study.roles if name in set(self.main["variable"])]
        units = dict.fromkeys(self.amounts.measure(name) for name in shown)
        return join_words(list(units), self.words)

    def chance_table(self) -> Table:
        """Return chance, forecast of the final figure, what is still needed, and the advice.

        Returns
        -------
        Table
            Targets that are decided or open.
        """
        words = self.words
        known = self.main[self.main["status"].isin((constants.OPEN, *_DECIDED))]
        rows = []
        for _, row in known.iterrows():
            variable = str(row["variable"])
            rows.append(
                (
                    self.short(row),
                    self._chance(row),
                    self._outcome(row),
                    self.amounts.format_pace(variable, row["so_far"]),
                    DASH
                    if row["status"] in _DECIDED
                    else self.amounts.format_pace(variable, row["needed"]),
                    words.label("advice", str(row["advice"])),
                )
            )
        columns = tuple(
            words(name)
            for name in (
                "common-column-target",
                "planning-column-chance",
                "planning-column-outcome",
                "planning-column-so-far",
                "planning-column-needed",
                "planning-column-advice",
            )
        )
        return Table(
            words("planning-chance-caption", year=self.plan.target_year),
            columns,
            tuple(rows),
            words=(0, 1, 5),
            note=words("planning-chance-note"),
        )

    def _chance(self, row: pd.Series) -> str:
        shown = row.to_dict() | {"year": row["decided_year"]}
        text = format_result(shown, self.words)
        if row["status"] != constants.OPEN:
            return text
        return f"{text}\n{self.amounts.format_error(row['mcse'])}"

    def _outcome(self, row: pd.Series) -> str:
        if row["status"] in _DECIDED or pd.isna(row["q50"]):
            return DASH
        variable = str(row["variable"])
        low, high = (row[name] for name in _RANGE)
        middle = self.amounts.format(variable, row["q50"], unit=False)
        return f"{middle}\n{self.amounts.format_range(variable, low, high)}"

    def advice_list(self) -> DefinitionList:
        """Return each advice that occurs, with its declared reason and the targets.

        Returns
        -------
        DefinitionList
        """
        entries = []
        for advice, rows in self.main.groupby("advice", sort=False):
            reason = getattr(self.rules, str(advice), None)
            names = join_words([self.short(row) for _, row in rows.iterrows()], self.words)
            text = localise(reason.reason, self.words) if reason else ""
            label = self.words.label("advice", str(advice))
            entries.append((label, self.words("planning-advice", list=names, reason=text)))
        return DefinitionList(tuple(entries))

    def other_readings(self) -> Table | None:
        """Return the chances under the readings that are not in the headline.

        Returns
        -------
        Table or None
            None if there are none.
        """
        others = self.table.drop(self.main.index)
        others = others[others["status"].isin((constants.OPEN, *_DECIDED))]
        if others.empty:
            return None
        words = self.words
        rows = tuple(
            (
                self.short(row),
                words.label_or_code("reading", str(row["reading"])),
                self._chance(row),
            )
            for _, row in others.iterrows()
        )
        columns = (
            words("common-column-target"),
            words("planning-column-reading"),
            words("planning-column-chance"),
        )
        return Table(words("planning-readings-caption"), columns, rows, words=(0, 1, 2))

    def without_chance(self) -> DefinitionList:
        """Return the targets without a chance, each with its status and the plan's remark.

        Returns
        -------
        DefinitionList
        """
        rows = self.main[self.main["advice"] == CANNOT_JUDGE]
        entries = []
        for _, row in rows.iterrows():
            target = self._target(row)
            note = target.main_reading.note or target.note
            status = (
                self.words("planning-too-early")
                if row["status"] == constants.OPEN
                else self.words.label("outcome", str(row["status"]))
            )
            text = self.words(
                "planning-status-note", status=status, note=localise(note, self.words)
            )
            entries.append((self.short(row), text))
        return DefinitionList(tuple(entries))


def write_evaluation(
    text: EvaluationText, manifest: Mapping[str, Any], ruler: tuple[Section, ...] = ()
) -> Document:
    """Compose the document of an evaluation.

    Parameters
    ----------
    text : EvaluationText
    manifest : mapping
        Of the edition or of the fit: for the stamp and the provenance.
    ruler : tuple of Section
        How reliable the linear schedule has been; empty: not shown.

    Returns
    -------
    Document
    """
    words = text.words
    others, unknown = text.other_readings(), text.without_chance()
    sections = [
        Section("progress", "", words("planning-progress-heading"), (text.progress_table(),)),
        Section("chance", "", words("planning-chance-heading"), (text.chance_table(),)),
        Section("advice", "", words("planning-advice-heading"), (text.advice_list(),)),
    ]
    if others:
        note = Paragraph(words("planning-readings-note"))
        sections.append(Section("readings", "", words("planning-readings-heading"), (note, others)))
    if unknown.entries:
        sections.append(Section("unknown", "", words("planning-unknown-heading"), (unknown,)))
    first = text.table.iloc[0]
    known = words("planning-known", year=int(first["origin"]), draws=int(text.table["draws"].max()))
    foot = (
        (words("common-column-source"), text.plan.source),
        *describe_provenance(manifest, words),
    )
    return text.compose(
        manifest,
        title=text.title,
        data_cutoff=known,
        lead=text.verdict(),
        sections=(*sections, *ruler),
        foot=foot,
    )
