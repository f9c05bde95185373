"""Pairs of levels of equal joint probability as a document: figure, table and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report import theme
from planodds.report.content import Section, Table
from planodds.report.figures.frontier import plot_frontier
from planodds.report.figures.save_pair import draw_figure
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import format_percent, format_percent_odds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from planodds.report.content import Figure
    from planodds.report.planning.document import Document

_VARIABLES = (constants.GDP, constants.REVENUE)
_SIZE, _PHONE_SIZE = (6.4, 4.0), (3.42, 3.2)
_ROWS = 6  # of the table, per probability: every n-th pair and the balanced one


@dataclass(frozen=True, eq=False)
class FrontierText(PlanningText):
    """Sentences, figure and table of the frontier, in one language.

    Attributes
    ----------
    table : DataFrame
        From ``joint_frontier``.
    """

    table: pd.DataFrame

    @property
    def year(self) -> int:
        """Year of the levels."""
        return int(self.table["year"].iloc[0])

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: the balanced pair of each probability.

        Returns
        -------
        tuple of str
            A sentence each.
        """
        return tuple(
            self.words(
                "planning-frontier-finding",
                probability=format_percent(row["probability"]),
                year=self.year,
                unit=self.unit_name,
                gdp=self.amounts.format(constants.GDP, row["gdp"]),
                revenue=self.amounts.format(constants.REVENUE, row["revenue"]),
                gdp_name=self.amounts.name(constants.GDP),
                revenue_name=self.amounts.name(constants.REVENUE),
                alone=format_percent(min(row["gdp_alone"], row["revenue_alone"])),
            )
            for _, row in self.table[self.table["balanced"]].iterrows()
        )

    def pair_table(self) -> Table:
        """Return pairs of each curve, the balanced one among them.

        Returns
        -------
        Table
        """
        words, amounts = self.words, self.amounts
        body = []
        for probability, curve in self.table.groupby("probability", sort=False):
            step = max(1, len(curve) // _ROWS)
            shown = curve[(curve.reset_index().index % step == 0) | curve["balanced"].to_numpy()]
            for _, row in shown.iterrows():
                mark = words("planning-frontier-balanced") if row["balanced"] else ""
                body.append(
                    (
                        format_percent(probability),
                        amounts.format(constants.GDP, row["gdp"], unit=False),
                        amounts.format(constants.REVENUE, row["revenue"], unit=False),
                        format_percent_odds(
                            row["joint"], mcse=row["joint_mcse"], upper=row["joint_upper"]
                        ),
                        format_percent(row["gdp_alone"]),
                        format_percent(row["revenue_alone"]),
                        mark,
                    )
                )
        columns = (
            words("planning-frontier-column-probability"),
            *(self._heading(name) for name in _VARIABLES),
            words("planning-frontier-column-joint"),
            *(
                words("planning-frontier-column-alone", variable=amounts.name(name))
                for name in _VARIABLES
            ),
            words("planning-frontier-column-mark"),
        )
        caption = words("planning-frontier-caption", year=self.year)
        note = words("planning-frontier-note")
        return Table(caption, columns, tuple(body), words=(6,), note=note)

    def _heading(self, variable: str) -> str:
        amounts = self.amounts
        return self.words(
            "planning-frontier-axis",
            variable=amounts.name(variable),
            unit=amounts.measure(variable),
        )

    def draw(self, folder: Path, cache_dir: Path | None = None) -> Figure:
        """Draw the curves and save the figure and its data.

        Parameters
        ----------
        folder : Path
        cache_dir : Path, optional
            Where the cut typefaces are cached.

        Returns
        -------
        Figure
        """
        labels = (self._heading(constants.GDP), self._heading(constants.REVENUE))
        with theme.house_style(cache_dir=cache_dir):
            return draw_figure(
                lambda *, ax, compact: plot_frontier(
                    self.table, ax=ax, words=self.words, axis_labels=labels
                ),
                self.table,
                folder=folder,
                name=f"frontier.{self.table['unit'].iloc[0]}.{self.year}",
                words=self.words,
                title=self.words("planning-frontier-figure-title", year=self.year),
                note=self.words("planning-frontier-figure-note"),
                wide=_SIZE,
                phone=_PHONE_SIZE,
            )


def write_frontier(text: FrontierText, manifest: Mapping[str, Any], figure: Figure) -> Document:
    """Compose the document of the frontier.

    Parameters
    ----------
    text : FrontierText
    manifest : mapping
        Of the edition or of the fit.
    figure : Figure
        From ``FrontierText.draw``.

    Returns
    -------
    Document
    """
    words = text.words
    origin = int(text.table["origin"].iloc[0])
    return text.compose(
        manifest,
        title=words("planning-frontier-title", unit=text.unit_name, year=text.year),
        data_cutoff=text.data_line(origin, manifest),
        lead=text.verdict(),
        sections=(
            Section("pairs", "", words("planning-frontier-heading"), (figure, text.pair_table())),
        ),
    )
