"""Brief of one unit on one page: latest figures, levels within reach, chances, neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.probability.questions.atlas import PUBLISHED, REACHED_WITH, TARGET
from planodds.report import theme
from planodds.report.content import Section, Table
from planodds.report.figures.fan import plot_fan
from planodds.report.figures.save_pair import draw_figure
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import (
    DASH,
    format_percent,
    format_percent_odds,
    format_result,
    space_cjk,
)
from planodds.report.text.phrases import localise
from planodds.report.text.provenance import describe_provenance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.inputs.plan import Plan, Target
    from planodds.report.content import Block, Figure
    from planodds.report.planning.document import Document

_SIZE, _PHONE_SIZE = (6.9, 2.15), (3.42, 2.5)
# Quantiles of levels, and of ranks, that are reached or passed with the shares of REACHED_WITH.
_REACHED = {False: ("q50", "q20"), True: ("q50", "q80")}
_RANKS = ("q10", "q50", "q90")  # median and 80 % range


@dataclass(frozen=True, eq=False)
class UnitBriefText(PlanningText):
    """Sentences, figure and tables about one unit, in one language.

    Attributes
    ----------
    atlas : DataFrame
        Rows of the unit from ``build_atlas``.
    quantiles : DataFrame
        From ``summarise_quantiles``, of the unit.
    fan : DataFrame
        From ``build_fan``: levels of the ranked variable.
    order : DataFrame
        From ``overtaking``, for one year; empty: the unit is not ranked.
    plan : Plan or None
        The common targets, read for this unit; None: no chances are shown.
    year : int
        Year that the sentences are about.
    """

    atlas: pd.DataFrame
    quantiles: pd.DataFrame
    fan: pd.DataFrame
    order: pd.DataFrame
    plan: Plan | None
    year: int

    def findings(self) -> tuple[str, ...]:
        """Return where the unit stands, what is within reach, and its chances.

        Returns
        -------
        tuple of str
            A paragraph each.
        """
        found = [self._today(), self._within_reach()]
        chances = self._chances()
        if chances:
            found.append(self.words("planning-unit-chances", list=chances))
        return tuple(space_cjk(text) for text in found if text)

    def _today(self) -> str:
        level, rank = self._published(constants.GDP), self._published(constants.RANK)
        if level is None:
            return ""
        shown = self.amounts.format(constants.GDP, level["value"])
        text = self.words(
            "planning-unit-today", unit=self.unit_name, year=int(level["year"]), value=shown
        )
        if rank is None:
            return text
        ranked = self.amounts.format(constants.RANK, rank["value"])
        return text + self.words("planning-unit-today-rank", rank=ranked, year=int(rank["year"]))

    def _within_reach(self) -> str:
        even, likely = (
            self._quantile(constants.GDP, self.year, name) or math.nan for name in _REACHED[False]
        )
        text = self.words(
            "planning-unit-reach",
            year=self.year,
            even=self.amounts.format(constants.GDP, even),
            likely=self.amounts.format(constants.GDP, likely),
            likely_share=format_percent(REACHED_WITH[1]),
        )
        ranks = [self._quantile(constants.RANK, self.year, name) for name in _RANKS]
        low, median, high = (math.nan if rank is None else rank for rank in ranks)
        if math.isnan(median):
            return text
        span = self.amounts.format_range(constants.RANK, low, high)
        rank = self.amounts.format(constants.RANK, median)
        return text + self.words("planning-unit-reach-rank", rank=rank, span=span)

    def _chances(self) -> str:
        pairs = []
        for target in self._targets():
            row = self._odds(target)
            if row is not None and row["status"] == constants.OPEN:
                chance = format_percent_odds(
                    row["probability"], mcse=row["mcse"], upper=row["upper"]
                )
                name = localise(target.short_label, self.words)
                pairs.append(self.words("planning-name-odds", name=name, odds=chance))
        return self.words("common-list-comma").join(pairs)

    def _targets(self) -> tuple[Target, ...]:
        return self.plan.targets if self.plan is not None else ()

    def _odds(self, target: Target) -> pd.Series | None:
        rows = self.atlas[
            (self.atlas["measure"] == TARGET)
            & (self.atlas["target"] == target.id)
            & (self.atlas["reading"] == target.main_reading.name)
        ]
        return rows.iloc[0] if len(rows) else None

    def _published(self, variable: str) -> pd.Series | None:
        rows = self.atlas[
            (self.atlas["measure"] == PUBLISHED)
            & (self.atlas["variable"] == variable)
            & self.atlas["roster"].isin(("", self.study.headline_roster))
        ]
        return rows.iloc[0] if len(rows) else None

    def _quantile(self, variable: str, year: int, quantile: str) -> float | None:
        """Return a quantile of a level, or of the rank in the headline's roster."""
        roster = self.study.headline_roster if variable == constants.RANK else ""
        rows = self.quantiles[
            (self.quantiles["variable"] == variable)
            & (self.quantiles["roster"].fillna("") == roster)
            & (self.quantiles["year"] == year)
        ]
        return float(rows[quantile].iloc[0]) if len(rows) else None

    def reach_table(self) -> Table:
        """Return latest figures, and levels and ranks that are reached with a given chance.

        Returns
        -------
        Table
        """
        words, amounts = self.words, self.amounts
        years = sorted({min(year, self.year) for year in self.study.headline_pair})
        body = []
        for variable in (*self.study.roles, constants.RANK):
            latest = self._published(variable)
            if variable == constants.RANK and latest is None:
                continue
            cells = [
                self._cell(variable, self._quantile(variable, year, quantile))
                for year in years
                for quantile in _REACHED[variable == constants.RANK]
            ]
            name = words("planning-unit-rank")
            if variable != constants.RANK:
                unit = amounts.measure(variable)
                name = words("planning-unit-measured", name=amounts.name(variable), unit=unit)
            today = DASH if latest is None else self._dated(variable, latest)
            body.append((name, today, *cells))
        columns = [words("common-column-variable"), words("planning-column-today")]
        for year in years:
            columns += [
                words("planning-unit-column-reach", year=year, share=format_percent(share))
                for share in REACHED_WITH
            ]
        note = words("planning-unit-note")
        return Table(words("planning-unit-caption"), tuple(columns), tuple(body), note=note)

    def _cell(self, variable: str, value: float | None) -> str:
        if value is None:
            return DASH
        text = self.amounts.format(variable, value, unit=False)
        return text if variable == constants.RANK else f"≥ {text}"

    def _dated(self, variable: str, latest: pd.Series) -> str:
        text = self.amounts.format(variable, latest["value"], unit=False)
        return self.words("planning-unit-dated", value=text, year=int(latest["year"]))

    def target_table(self) -> Table:
        """Return threshold and chance of each common target.

        Returns
        -------
        Table
        """
        body = []
        for target in self._targets():
            row = self._odds(target)
            if row is None:
                continue
            goal = row["threshold"]
            body.append(
                (
                    localise(target.label, self.words),
                    self._goal(target, goal),
                    str(int(row["year"])),
                    format_result(row, self.words),
                )
            )
        columns = (
            self.words("planning-unit-column-target"),
            self.words("planning-column-goal"),
            self.words("common-column-year"),
            self.words("planning-column-chance"),
        )
        caption = self.words("planning-unit-targets-caption")
        return Table(caption, columns, tuple(body), words=(0, 3))

    def _goal(self, target: Target, goal: float) -> str:
        variable = constants.RANK if target.unit == constants.RANK else target.variable
        return self.amounts.format(variable or constants.GDP, goal)

    def neighbour_table(self) -> Table:
        """Return the neighbours in the latest ranking and the chance to rank above each.

        Returns
        -------
        Table
        """
        words, amounts = self.words, self.amounts
        body = tuple(
            (
                str(row[f"name_{self.lang}"] or row["name_en"]),
                amounts.format(constants.RANK, row["last_rank"]),
                amounts.format(constants.GDP, row["last_gdp"], unit=False),
                format_percent_odds(row["probability_above"], mcse=row["mcse"]),
            )
            for _, row in self.order.iterrows()
        )
        columns = (
            words("planning-column-neighbour"),
            words("planning-unit-column-rank"),
            words("planning-column-today"),
            words("planning-unit-column-above", unit=self.unit_name, year=self.year),
        )
        note = words("planning-unit-neighbours-note", unit=amounts.measure(constants.GDP))
        return Table(words("planning-unit-neighbours-caption"), columns, body, note=note)

    def draw(self, folder: Path, cache_dir: Path | None = None) -> Figure:
        """Draw the fan of the ranked variable and save it with its data.

        Parameters
        ----------
        folder : Path
        cache_dir : Path, optional
            Where the cut typefaces are cached.

        Returns
        -------
        Figure
        """

        def plot(*, ax: Axes, compact: bool) -> Axes:
            return plot_fan(
                self.fan,
                ax=ax,
                words=self.words,
                compact=compact,
                unit_label=self.unit_name,
                breaks=self.study.benchmark_years,
            )

        with theme.house_style(cache_dir=cache_dir):
            return draw_figure(
                plot,
                self.fan,
                folder=folder,
                name=f"{self.atlas['unit'].iloc[0]}.fan",
                words=self.words,
                title=self.words("planning-unit-fan-title", unit=self.unit_name),
                note=self.words("planning-unit-fan-note"),
                wide=_SIZE,
                phone=_PHONE_SIZE,
            )


def write_unit_brief(text: UnitBriefText, manifest: Mapping[str, Any], figure: Figure) -> Document:
    """Compose the brief of one unit.

    Parameters
    ----------
    text : UnitBriefText
    manifest : mapping
        Of the edition or of the fit.
    figure : Figure
        From ``UnitBriefText.draw``.

    Returns
    -------
    Document
    """
    words = text.words
    blocks: list[Block] = [figure, text.reach_table()]
    targets = text.target_table()
    if targets.rows:
        blocks.append(targets)
    if len(text.order):
        blocks.append(text.neighbour_table())
    origin = int(text.atlas["origin"].iloc[0])
    return text.compose(
        manifest,
        title=words("planning-unit-title", unit=text.unit_name, year=text.year),
        data_cutoff=text.data_line(origin, manifest),
        lead=text.findings(),
        sections=(Section("reach", "", words("planning-unit-heading"), tuple(blocks)),),
        foot=tuple(
            entry
            for entry in describe_provenance(manifest, words)
            if entry[0] != words("text-provenance-data-hashes")  # the atlas has them
        ),
    )
