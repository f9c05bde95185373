"""Causes of the change of the chances, as a document: figure, table and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.probability.planning.bridge import MONTE_CARLO, PARTS, TOGETHER
from planodds.report import theme
from planodds.report.content import Paragraph, Section, Table
from planodds.report.figures.planning.bridge import FIRST, SECOND, plot_bridges
from planodds.report.figures.save_pair import draw_figure, panel_layout
from planodds.report.planning.change.points import format_day, format_points
from planodds.report.planning.planning_text import PlanText
from planodds.report.text.formatting import DECIDED, format_percent_odds, space_cjk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from planodds.report.content import Figure
    from planodds.report.planning.document import Document

_PANEL, _PHONE_PANEL = (3.0, 2.9), (3.42, 2.5)  # inches of one target


@dataclass(frozen=True)
class BridgeEnd:
    """One of the two forecasts that are compared.

    Attributes
    ----------
    name : str
        Edition, information set and scenario.
    created_at : str
        ISO time of the edition.
    county_to : int
        Last year of the units' data.
    """

    name: str
    created_at: str
    county_to: int


@dataclass(frozen=True, eq=False)
class BridgeText(PlanText):
    """Sentences, figure and table of a bridge, in one language.

    Attributes
    ----------
    table : DataFrame
        From ``split_change``, with first_status and second_status.
    plan : Plan
    ends : tuple of BridgeEnd
        The first and the second forecast.
    year : int
        Year of the figure and of the findings.
    """

    ends: tuple[BridgeEnd, BridgeEnd]
    year: int

    @property
    def shown(self) -> pd.DataFrame:
        """Rows of the year of the figure."""
        return self.table[self.table["year"] == self.year]

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts that any chance has, and always simulation noise."""
        used = self.table.loc[self.table["value"] != 0, "part"].unique()
        return tuple(part for part in PARTS if part in used or part == MONTE_CARLO)

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: the change of each target and its parts.

        Returns
        -------
        tuple of str
            A sentence each.
        """
        return tuple(
            self._finding(str(target), rows)
            for target, rows in self.shown.groupby("target", sort=False)
        )

    def _finding(self, target: str, rows: pd.DataFrame) -> str:
        words, head = self.words, rows.iloc[0]
        counted = rows[(rows["value"] != 0) & (rows["part"] != MONTE_CARLO)]
        listed = words("common-list-comma").join(
            words("change-part-points", part=self._name(part), points=format_points(value))
            for part, value in zip(counted["part"], counted["value"], strict=True)
        )
        rest = rows.loc[rows["part"] == MONTE_CARLO, "value"].iloc[0]
        text = words(
            "change-finding",
            target=self.target_label(target),
            year=self.year,
            first=self._chance(head, FIRST),
            second=self._chance(head, SECOND),
            parts=listed or "none",
            rest=format_points(rest),
        )
        return space_cjk(text)

    def _name(self, part: str) -> str:
        return self.words.label("change-part", part)

    def _chance(self, row: pd.Series, end: str) -> str:
        """Return a chance in whole per cents; the outcome of a decided target.

        Coarser steps would show changes that the parts do not have.
        """
        status = row[f"{end}_status"]
        if status in DECIDED:
            return self.words.label("outcome", status)
        return format_percent_odds(row[end])

    def change_table(self) -> Table:
        """Return the chances before and after, and the parts between them, by target and year.

        Returns
        -------
        Table
        """
        words, body = self.words, []
        for (target, year), rows in self.table.groupby(["target", "year"], sort=False):
            values = rows.set_index("part")["value"]
            cells = [format_points(values[part]) for part in self.parts]
            head = rows.iloc[0]
            ends = [self._chance(head, end) for end in (FIRST, SECOND)]
            body.append((self.target_label(str(target)), str(year), ends[0], *cells, ends[1]))
        columns = (
            words("common-column-target"),
            words("change-column-year"),
            words("change-first"),
            *(self._name(part) for part in self.parts),
            words("change-second"),
        )
        note = words("change-note")
        if TOGETHER in self.parts:
            note += words("common-sentence-gap") + words("change-note-together")
        return Table(words("change-caption"), columns, tuple(body), note=note)

    def draw(self, folder: Path, name: str, cache_dir: Path | None = None) -> Figure:
        """Draw one bridge per target and save the figure and its data.

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
        rows, words = self.shown, self.words
        heads = rows.drop_duplicates("target")
        count = len(heads)
        targets = list(heads["target"])
        titles = {target: self.target_label(target) for target in targets}
        names = {part: self._name(part) for part in self.parts}
        names |= {FIRST: words("change-first"), SECOND: words("change-second")}
        chances = {
            (row["target"], end): self._chance(row, end)
            for _, row in heads.iterrows()
            for end in (FIRST, SECOND)
        }
        with theme.house_style(cache_dir=cache_dir):
            return draw_figure(
                lambda *, ax, compact: plot_bridges(
                    rows, ax=ax, parts=self.parts, titles=titles, names=names, shown=chances
                ),
                rows,
                folder=folder,
                name=name,
                words=words,
                title=words("change-figure-title", year=self.year),
                note=words("change-figure-note"),
                **panel_layout(count, panel=_PANEL, phone=_PHONE_PANEL),
            )

    def explain_ends(self) -> Paragraph:
        """Return which two forecasts are compared.

        Returns
        -------
        Paragraph
        """
        told = [
            self.words(
                "change-end",
                name=end.name,
                day=format_day(end.created_at, self.words),
                year=end.county_to,
            )
            for end in self.ends
        ]
        return Paragraph(self.words("change-ends", first=told[0], second=told[1]))


def write_bridge(text: BridgeText, manifest: Mapping[str, Any], figure: Figure) -> Document:
    """Compose the document of a bridge.

    Parameters
    ----------
    text : BridgeText
    manifest : mapping
        Of the second edition.
    figure : Figure
        From ``BridgeText.draw``.

    Returns
    -------
    Document
    """
    words = text.words
    terms = Paragraph(words("change-terms"))
    return text.compose(
        manifest,
        title=words("change-title", unit=text.unit_name),
        data_cutoff=text.explain_ends().text,
        lead=text.verdict(),
        sections=(
            Section("parts", "", words("change-heading"), (figure, text.change_table())),
            Section("terms", "", words("change-terms-heading"), (terms,)),
        ),
    )
