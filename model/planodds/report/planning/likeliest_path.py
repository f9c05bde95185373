"""Least unlikely way to each target, as a document: figure, yearly paths and findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.planning.likeliest_path import CENSUS
from planodds.report import theme
from planodds.report.content import Paragraph, Section, Table
from planodds.report.figures.planning.likeliest_path import plot_likeliest_paths
from planodds.report.figures.save_pair import draw_figure, panel_layout
from planodds.report.planning.planning_text import PlanText
from planodds.report.text.formatting import (
    DASH,
    format_number,
    format_percent,
    format_percent_odds,
    join_words,
    space_cjk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from planodds.report.content import Figure
    from planodds.report.planning.document import Document

_PANEL, _PHONE_PANEL = (3.1, 3.0), (3.42, 2.8)  # inches of one target
_FARTHEST = 4.0  # standard deviations; a path beyond would be extrapolated
_MEASURES = ("baseline", "path", "even_odds")


@dataclass(frozen=True, eq=False)
class LikeliestText(PlanText):
    """Sentences, figure and tables of the most likely paths, in one language.

    Attributes
    ----------
    table : DataFrame
        From ``likeliest_paths``.
    plan : Plan
    """

    @property
    def year(self) -> int:
        """Year in which the targets are to be met."""
        return int(self.table["year"].iloc[0])

    @cached_property
    def averages(self) -> pd.DataFrame:
        """Average growth per year of each target and component, per cent; the sum of a census."""
        rows = []
        for (target, component), own in self.table.groupby(["target", "component"], sort=False):
            row: dict[str, object] = {"target": target, "component": component}
            for name in _MEASURES:
                row[name] = 100 * np.expm1(np.log1p(own[f"{name}_percent"] / 100).mean())
            rows.append(row)
        return pd.DataFrame(rows)

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: path and plausibility of each headline target.

        Returns
        -------
        tuple of str
            A sentence each.
        """
        return tuple(
            self._finding(str(target), rows.iloc[0])
            for target, rows in self.table.groupby("target", sort=False)
            if target in self.plan.headlines
        )

    def _finding(self, target: str, head: pd.Series) -> str:
        words = self.words
        own = self.averages[self.averages["target"] == target]
        parts = [
            words(
                "change-way-part",
                component=self._name(str(row["component"])),
                path=_percent(row["path"]),
                baseline=_percent(row["baseline"]),
            )
            for _, row in own.iterrows()
        ]
        state = "far" if head["distance"] > _FARTHEST else "path" if head["distance"] else "met"
        text = words(
            "change-way-finding",
            target=self.target_label(target),
            year=self.year,
            chance=_odds(head, "probability"),
            state=state,
            parts=join_words(parts, words),
            distance=format_number(head["distance"], 1),
            tail=format_percent_odds(
                head["tail_probability"], mcse=head["mcse"], upper=head["upper"]
            ),
        )
        return space_cjk(text)

    def _name(self, component: str) -> str:
        """Return the name of a driver, or of a part of the unit's growth."""
        kinds = ("own", CENSUS, "linked")
        group = "way-component" if component in kinds else "series"
        return self.words.label(group, component)

    def path_tables(self) -> tuple[Table, ...]:
        """Return the yearly path of each target beside the baseline, where there is one.

        Returns
        -------
        tuple of Table
        """
        return tuple(
            self._path_table(str(target), rows)
            for target, rows in self.table.groupby("target", sort=False)
            if 0 < rows["distance"].iloc[0] <= _FARTHEST
        )

    def _path_table(self, target: str, rows: pd.DataFrame) -> Table:
        words, years = self.words, sorted(rows["path_year"].unique().tolist())
        body = []
        for component, own in rows.groupby("component", sort=False):
            by_year = own.set_index("path_year")
            cells = [
                self._cell(by_year.loc[year]) if year in by_year.index else DASH for year in years
            ]
            body.append((self._name(str(component)), *cells))
        columns = (words("change-way-column"), *(words("common-year", year=y) for y in years))
        caption = words("change-way-caption", target=self.target_label(target), year=self.year)
        return Table(space_cjk(caption), columns, tuple(body), note=words("change-way-note"))

    @staticmethod
    def _cell(row: pd.Series) -> str:
        return f"{_percent(row['path_percent'])}\n{_percent(row['baseline_percent'])}"

    def plausibility_table(self) -> Table:
        """Return distance and tail probability of each path, beside the reverse stress test.

        Returns
        -------
        Table
        """
        words, body = self.words, []
        for target, rows in self.table.groupby("target", sort=False):
            head = rows.iloc[0]
            stress = head["even_odds_distance"]
            far = pd.isna(stress) or stress > _FARTHEST
            body.append(
                (
                    self.target_label(str(target)),
                    _odds(head, "probability"),
                    format_number(head["distance"], 1),
                    format_percent_odds(
                        head["tail_probability"], mcse=head["mcse"], upper=head["upper"]
                    ),
                    words("change-way-none") if far else format_number(stress, 1),
                    DASH if far else format_percent_odds(head["even_odds_tail"]),
                )
            )
        columns = (
            words("common-column-target"),
            words("change-way-column-chance"),
            words("change-way-column-distance"),
            words("change-way-column-tail"),
            words("change-way-column-stress"),
            words("change-way-column-stress-tail"),
        )
        caption = words("change-way-plausibility-caption", year=self.year)
        return Table(caption, columns, tuple(body), note=words("change-way-plausibility-note"))

    def draw(self, folder: Path, name: str, cache_dir: Path | None = None) -> Figure:
        """Draw baseline and path of every component and save the figure and its data.

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
        words, shown = self.words, self.averages
        shown = shown[shown["target"].isin(self.plan.headlines)]
        titles = {target: self.target_label(target) for target in shown["target"].unique()}
        names = {component: self._name(component) for component in shown["component"].unique()}
        count, axis_label = len(titles), words("change-way-axis")
        with theme.house_style(cache_dir=cache_dir):
            return draw_figure(
                lambda *, ax, compact: plot_likeliest_paths(
                    shown, ax=ax, titles=titles, names=names, axis_label=axis_label
                ),
                shown,
                folder=folder,
                name=name,
                words=words,
                title=words("change-way-figure-title", year=self.year),
                note=words("change-way-figure-note"),
                **panel_layout(count, panel=_PANEL, phone=_PHONE_PANEL),
            )


def _percent(value: float) -> str:
    """Return growth in per cent per year with one decimal and its sign."""
    return format_percent(value / 100, digits=1, signed=True)


def _odds(head: pd.Series, name: str) -> str:
    return format_percent_odds(head[name], mcse=head[f"{name}_mcse"], upper=head[f"{name}_upper"])


def write_likeliest_paths(
    text: LikeliestText, manifest: Mapping[str, Any], figure: Figure
) -> Document:
    """Compose the document on the most likely paths.

    Parameters
    ----------
    text : LikeliestText
    manifest : mapping
        Of the edition or of the fit.
    figure : Figure
        From ``LikeliestText.draw``.

    Returns
    -------
    Document
    """
    words = text.words
    origin = int(text.table["origin"].iloc[0])
    method = Paragraph(words("change-way-method"))
    return text.compose(
        manifest,
        title=words("change-way-title", unit=text.unit_name, year=text.year),
        data_cutoff=text.data_line(origin, manifest),
        lead=text.verdict(),
        sections=(
            Section(
                "path", "", words("change-way-heading"), (figure, text.plausibility_table(), method)
            ),
            Section("years", "", words("change-way-years-heading"), text.path_tables()),
        ),
    )
