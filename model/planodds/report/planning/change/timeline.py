"""Chances from edition to edition, as a document: figure, table and findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.probability.planning.bridge import simulation_error
from planodds.report import theme
from planodds.report.content import Section, Table
from planodds.report.figures.planning.timeline import plot_timeline
from planodds.report.figures.save_pair import draw_figure, panel_layout
from planodds.report.planning.change.points import format_day, format_points
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import DASH, format_percent_odds
from planodds.report.text.phrases import short_label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from planodds.inputs.plan import Plan
    from planodds.report.content import Figure
    from planodds.report.planning.document import Document

FIGURE = "timeline"
_PANEL, _PHONE_PANEL = (2.9, 2.7), (3.42, 2.4)  # inches of one target


@dataclass(frozen=True, eq=False)
class TimelineText(PlanningText):
    """Sentences, figure and table of the editions of a folder, in one language.

    Attributes
    ----------
    table : DataFrame
        From ``chances_over_time``.
    plan : Plan
    """

    table: pd.DataFrame
    plan: Plan

    @cached_property
    def editions(self) -> pd.DataFrame:
        """One row per edition, the oldest first."""
        return self.table.drop_duplicates("edition").reset_index(drop=True)

    def day(self, made_at: str) -> str:
        """Return the day of an edition.

        Parameters
        ----------
        made_at : str
            ISO time.

        Returns
        -------
        str
        """
        return format_day(made_at, self.words)

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: the first and the newest chance of each target and year.

        Returns
        -------
        tuple of str
            A sentence for each target.
        """
        if len(self.editions) < 2:
            return (self.words("change-single-edition"),)
        return tuple(
            self._finding(str(target), rows)
            for target, rows in self.table.groupby("target", sort=False)
        )

    def _finding(self, target: str, rows: pd.DataFrame) -> str:
        words = self.words
        moved, still = [], []
        for year, line in rows.assign(noise=simulation_error(rows)).groupby("year"):
            first, second = (self._chance(line.iloc[place]) for place in (0, -1))
            slots: dict[str, str | int] = {"year": int(str(year)), "first": first, "second": second}
            if _differ(line.iloc[0], line.iloc[-1]) and first != second:
                moved.append(words("change-year-moved", **slots))
            else:
                still.append(words("change-year-still", **slots))
        return words(
            "change-timeline-finding",
            target=self._label(target),
            moved=words("common-list-comma").join(moved) or "none",
            still=words("common-list-comma").join(still) or "none",
        )

    def _chance(self, row: pd.Series) -> str:
        """Return a chance in whole per cents; the outcome of a decided target.

        Coarser steps for some editions would show changes that there are not.
        """
        if row["status"] != constants.OPEN:
            return self.words.label("outcome", row["status"])
        return format_percent_odds(row["probability"])

    def _label(self, target: str) -> str:
        return short_label(self.plan.target(target), self.words)

    def edition_table(self) -> Table:
        """Return the chances of every edition, with the changes that are no simulation noise.

        Returns
        -------
        Table
        """
        words = self.words
        shown = self.table[self.table["year"].isin(self._shown_years())]
        questions = list(dict.fromkeys(zip(shown["target"], shown["year"], strict=True)))
        table = self.table.assign(noise=simulation_error(self.table))
        answers = {(row["edition"], row["target"], row["year"]): row for _, row in table.iterrows()}
        body, before = [], None
        for _, item in self.editions.iterrows():
            name = item["edition"]
            cells = [
                self._cell(answers.get((name, *asked)), answers.get((before, *asked)))
                for asked in questions
            ]
            use = "" if item["for_decisions"] else words("change-not-for-decisions")
            detail = " · ".join(filter(None, (name, use)))
            head = f"{self.day(item['made_at'])}\n{detail}"
            body.append((head, str(item["origin"]), *cells))
            before = name
        columns = (
            words("change-column-edition"),
            words("change-column-data"),
            *(
                words("common-year-over-value", year=year, value=self._label(target))
                for target, year in questions
            ),
        )
        note = words("change-timeline-note")
        return Table(words("change-timeline-caption"), columns, tuple(body), note=note)

    def _shown_years(self) -> tuple[int, int]:
        """Return the plan's year and the later one of the first page."""
        return self.plan.target_year, self.study.last_headline_year

    def _cell(self, row: pd.Series | None, before: pd.Series | None) -> str:
        """Return a chance, and its change since the edition before where it is no noise."""
        if row is None:
            return DASH
        text = self._chance(row)
        if before is None or {before["status"], row["status"]} != {constants.OPEN}:
            return text
        change = row["probability"] - before["probability"]
        return f"{text}\n{format_points(change)}" if _differ(before, row) else text

    def draw(self, folder: Path, name: str, cache_dir: Path | None = None) -> Figure:
        """Draw the chances over the editions and save the figure and its data.

        Parameters
        ----------
        folder : Path
        name : str
            Stem of the files.
        cache_dir : Path, optional
            Where the cut typefaces are cached.

        Returns
        -------
        Figure
        """
        words = self.words
        places = {edition: place for place, edition in enumerate(self.editions["edition"])}
        certain = self.table["status"].map(
            {constants.DECIDED_MET: 1.0, constants.DECIDED_MISSED: 0.0}
        )
        rows = self.table.assign(
            place=self.table["edition"].map(places),
            probability=certain.fillna(self.table["probability"]),
        )
        rows = rows[rows["probability"].notna()]
        titles = {str(target): self._label(str(target)) for target in rows["target"].unique()}
        days = [format_day(made, words, year=False) for made in self.editions["made_at"]]
        with theme.house_style(cache_dir=cache_dir):
            return draw_figure(
                lambda *, ax, compact: plot_timeline(rows, ax=ax, titles=titles, days=days),
                rows,
                folder=folder,
                name=name,
                words=words,
                title=words("change-timeline-figure-title", count=len(self.editions)),
                note=words("change-timeline-figure-note"),
                **panel_layout(len(titles), panel=_PANEL, phone=_PHONE_PANEL),
            )


def _differ(first: pd.Series, second: pd.Series) -> bool:
    """Return whether two chances, or outcomes, differ by more than simulation noise."""
    if {first["status"], second["status"]} != {constants.OPEN}:
        return bool(first["status"] != second["status"])
    error = np.hypot(first["noise"], second["noise"])
    return bool(abs(second["probability"] - first["probability"]) > error)


def write_timeline(text: TimelineText, manifest: Mapping[str, Any], figure: Figure) -> Document:
    """Compose the document of the editions of a folder.

    Parameters
    ----------
    text : TimelineText
    manifest : mapping
        Of the newest edition.
    figure : Figure
        From ``TimelineText.draw``.

    Returns
    -------
    Document
    """
    words = text.words
    days = [text.day(text.editions["made_at"].iloc[place]) for place in (0, -1)]
    return text.compose(
        manifest,
        title=words("change-timeline-title", unit=text.unit_name),
        data_cutoff=words(
            "change-timeline-known",
            count=len(text.editions),
            days=days[0]
            if days[0] == days[1]
            else words("change-days", first=days[0], last=days[1]),
        ),
        lead=text.verdict(),
        sections=(
            Section(
                "editions", "", words("change-timeline-heading"), (figure, text.edition_table())
            ),
        ),
    )
