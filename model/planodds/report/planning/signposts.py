"""Signposts as a document: the table for the wall, and what has been read since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planodds.probability.planning.codes import ANY, FIGURE, SIGNPOST_LEVELS
from planodds.report.content import DefinitionList, Paragraph, Section, Table
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import (
    DASH,
    format_percent,
    format_percent_odds,
    is_missing,
    space_cjk,
)
from planodds.report.text.phrases import localise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    import pandas as pd

    from planodds.inputs.plan import Plan
    from planodds.report.planning.document import Document

_HALF, _FIFTH, _LEAST = SIGNPOST_LEVELS


@dataclass(frozen=True, eq=False)
class SignpostText(PlanningText):
    """Sentences and tables of signposts in one language.

    Attributes
    ----------
    table : DataFrame
        From ``tabulate_signposts``.
    plan : Plan
    """

    table: pd.DataFrame
    plan: Plan

    @property
    def title(self) -> str:
        """Title of the document."""
        subject = self.amounts.subject(self.plan, self.unit_name)
        return self.words("planning-signposts-title", subject=subject)

    @cached_property
    def posts(self) -> list[tuple[pd.Series, dict[float, pd.Series]]]:
        """One entry per target, reading and year: its first row, and its rows by chance."""
        keys = ["target", "reading", "year"]
        return [
            (part.iloc[0], {row["chance"]: row for _, row in part.iterrows()})
            for _, part in self.table.groupby(keys, sort=False)
        ]

    def verdict(self) -> tuple[str, ...]:
        """Return a sentence per target on the next year, and what has been read since.

        Returns
        -------
        tuple of str
            A paragraph each.
        """
        if self.table.empty:
            return (self.words("planning-signposts-none"),)
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        shown = set()
        for first, posts in self.posts:
            if first["target"] in shown:
                continue
            shown.add(first["target"])
            yield self.words("common-sentence-gap").join(
                (
                    self.words(
                        "planning-signpost-today", name=self._name(first), today=self._today(first)
                    ),
                    self._clause(posts[_HALF], "half"),
                    self._clause(posts[_LEAST], "least"),
                    self.words(
                        "planning-signpost-resolved",
                        year=int(first["year"]),
                        resolved=format_percent(first["resolved"]),
                    ),
                )
            )

    def _clause(self, row: pd.Series, which: str) -> str:
        """Return what one signpost says, whether it is a figure, any figure or none."""
        year = int(row["year"])
        if row["kind"] == ANY:
            return self.words(f"planning-signpost-{which}-any", year=year)
        if row["kind"] != FIGURE:
            return self.words(f"planning-signpost-{which}-none", year=year)
        figure = self.amounts.format(str(row["variable"]), row["figure"])
        met = self._met(row)
        return space_cjk(
            self.words(f"planning-signpost-{which}-figure", year=year, figure=figure, chance=met)
        )

    def _name(self, row: pd.Series) -> str:
        name = localise(self.plan.target(str(row["target"])).short_label, self.words)
        if row["main"]:
            return name
        reading = self.words.label_or_code("reading", str(row["reading"]))
        return self.words("common-name-bracketed", name=name, detail=reading)

    def _today(self, row: pd.Series) -> str:
        return format_percent_odds(row["today"], mcse=row["today_mcse"], upper=row["today_upper"])

    def _figure(self, row: pd.Series) -> str:
        if row["kind"] == FIGURE:
            return self.amounts.format(str(row["variable"]), row["figure"], unit=False)
        return self.words("planning-any" if row["kind"] == ANY else "planning-none")

    def _met(self, row: pd.Series) -> str:
        if is_missing(row["probability"]):
            return DASH
        return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])

    def wall_table(self) -> Table:
        """Return the figures to be read, by target and year.

        Returns
        -------
        Table
        """
        words = self.words
        rows = []
        for first, posts in self.posts:
            cells = [self._with_chance(posts[level]) for level in SIGNPOST_LEVELS]
            rows.append(
                (
                    self._name(first),
                    str(int(first["year"])),
                    self._today(first),
                    *cells,
                    format_percent(first["resolved"]),
                )
            )
        levels = [
            words("planning-column-stays", chance=format_percent(level))
            for level in (_HALF, _FIFTH)
        ]
        columns = (
            words("common-column-target"),
            words("common-column-year"),
            words("planning-column-chance"),
            *levels,
            words("planning-column-lost", chance=format_percent(_LEAST)),
            words("planning-column-resolved"),
        )
        caption, note = words("planning-signpost-caption"), words("planning-signpost-note")
        return Table(caption, columns, tuple(rows), note=note)

    def _with_chance(self, row: pd.Series) -> str:
        text = self._figure(row)
        if row["kind"] != FIGURE:
            return text
        return f"{text}\n{self.words('planning-met-with', chance=self._met(row))}"

    def readings(self) -> DefinitionList:
        """Return what the figures that are in mean for the targets.

        Returns
        -------
        DefinitionList
        """
        entries = []
        for first, _ in self.posts:
            if is_missing(first["published"]):
                continue
            variable = str(first["variable"])
            text = self.words(
                "planning-read-off",
                year=int(first["year"]),
                figure=self.amounts.format(variable, first["published"]),
                verdict=self.words.label("verdict", str(first["verdict"])),
                chance=format_percent_odds(first["published_chance"]),
                today=self._today(first),
            )
            entries.append((self._name(first), space_cjk(text)))
        return DefinitionList(tuple(entries))


def write_signposts(text: SignpostText, manifest: Mapping[str, Any]) -> Document:
    """Compose the document of signposts.

    Parameters
    ----------
    text : SignpostText
    manifest : mapping
        Of the edition or of the fit.

    Returns
    -------
    Document
    """
    words = text.words
    sections = []
    cutoff = words("planning-signposts-none")
    if len(text.table):
        origin = int(text.table["origin"].iloc[0])
        cutoff = words("planning-known", year=origin, draws=int(manifest.get("paths") or 0))
        heading = words("planning-signpost-heading")
        sections.append(Section("posts", "", heading, (text.wall_table(),)))
    if (found := text.readings()).entries:
        intro = Paragraph(words("planning-read-off-text"))
        heading = words("planning-read-off-heading")
        sections.append(Section("read", "", heading, (intro, found)))
    return text.compose(
        manifest,
        title=text.title,
        data_cutoff=cutoff,
        lead=text.verdict(),
        sections=tuple(sections),
    )
