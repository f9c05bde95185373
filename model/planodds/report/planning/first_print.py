"""First print or final figure, as a document: range of the final figure and what it decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.probability.planning.first_print import CURVE, TARGET
from planodds.report import theme
from planodds.report.content import Paragraph, Section, Table
from planodds.report.figures.planning.first_print import plot_first_print
from planodds.report.figures.save_pair import draw_figure, panel_layout
from planodds.report.planning.planning_text import PlanText
from planodds.report.text.formatting import (
    format_money,
    format_number,
    format_percent_odds,
    space_cjk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    import pandas as pd

    from planodds.report.content import Figure
    from planodds.report.planning.document import Document

_PANEL, _PHONE_PANEL = (3.6, 2.8), (3.42, 2.5)  # inches of one variable
_FINAL = "final"


@dataclass(frozen=True, eq=False)
class FirstPrintText(PlanText):
    """Sentences, figure and table of first prints, in one language.

    Attributes
    ----------
    table : DataFrame
        From ``judge_first_print``.
    plan : Plan
    """

    @property
    def year(self) -> int:
        """Year of the figures."""
        return int(self.table["year"].iloc[0])

    @property
    def curves(self) -> pd.DataFrame:
        """Levels around the first print of each variable."""
        return self.table[self.table["kind"] == CURVE]

    @property
    def targets(self) -> pd.DataFrame:
        """Rows of the targets."""
        return self.table[self.table["kind"] == TARGET]

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: first print and range of the final figure of each variable.

        Returns
        -------
        tuple of str
            A sentence for each variable, and one on targets that wait for the final figure.
        """
        heads = self.curves.drop_duplicates("variable")
        waiting = self.targets.loc[self.targets["rule"] == _FINAL, "target"].nunique()
        ranges = (self._range(row) for _, row in heads.iterrows())
        return (*ranges, self.words("change-print-rules", count=int(waiting)))

    def _range(self, row: pd.Series) -> str:
        amounts, variable = self.amounts, str(row["variable"])
        text = self.words(
            "change-print-range",
            variable=amounts.name(variable),
            year=self.year,
            first=amounts.format(variable, row["first_print"]),
            low=self._fine(row["low"]),
            high=self._fine(row["high"]),
            state="open" if row["revisable"] else _FINAL,
        )
        return space_cjk(text)

    def target_table(self) -> Table:
        """Return each target: first print, what it decides, and the chance on the final figure.

        Returns
        -------
        Table
        """
        words = self.words
        columns = (
            words("common-column-target"),
            words("change-print-column-first"),
            words("change-print-column-by-first"),
            words("change-print-column-range"),
            words("change-print-column-chance"),
            words("change-print-column-rule"),
        )
        body = tuple(self._cells(row) for _, row in self.targets.iterrows())
        caption = words("change-print-caption", year=self.year)
        note = words("change-print-note", year=self.year)
        return Table(caption, columns, body, words=(0, 2, 5), note=note)

    def _cells(self, row: pd.Series) -> tuple[str, ...]:
        """Return the cells of one target."""
        words, met = self.words, row["met_by_first"]
        rank, first = row["variable"] == constants.RANK, row["first_print"]
        return (
            self._label(row),
            self.amounts.format(constants.RANK, first) if rank else self._fine(first),
            words("change-print-met") if met else words("change-print-missed"),
            self._final_range(row),
            format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"]),
            words.label("print-rule", str(row["rule"])),
        )

    def _label(self, row: pd.Series) -> str:
        """Return the name of a target; of a rank with its roster."""
        label = self.target_label(row["target"])
        if row["variable"] != constants.RANK:
            return label
        return f"{label}\n{self.words.label('roster-short', row['roster'])}"

    def _final_range(self, row: pd.Series) -> str:
        if row["variable"] == constants.RANK:
            return self.amounts.format_range(constants.RANK, row["low"], row["high"])
        low, high = (self._fine(row[name]) for name in ("low", "high"))
        return self.words("planning-range", low=low, high=high)

    def draw(self, folder: Path, name: str, cache_dir: Path | None = None) -> Figure:
        """Draw the curves and save the figure and its data.

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
        words, curves = self.words, self.curves
        heads = curves.drop_duplicates("variable").set_index("variable")["first_print"]
        titles = {str(name): self.amounts.name(str(name)) for name in heads.index}
        firsts = {str(name): self.amounts.format(str(name), heads[name]) for name in heads.index}
        count, axis_label = len(heads), words("change-print-axis")
        with theme.house_style(cache_dir=cache_dir):
            return draw_figure(
                lambda *, ax, compact: plot_first_print(
                    curves, ax=ax, titles=titles, axis_label=axis_label, firsts=firsts
                ),
                curves,
                folder=folder,
                name=name,
                words=words,
                title=words("change-print-figure-title", year=self.year),
                note=words("change-print-figure-note"),
                **panel_layout(count, panel=_PANEL, phone=_PHONE_PANEL),
            )

    def explain(self) -> Paragraph:
        """Return what the distribution of the revision rests on.

        Returns
        -------
        Paragraph
        """
        listed = [
            self.words(
                "change-print-pairs",
                variable=self.amounts.name(str(row["variable"])),
                count=int(row["pairs"]),
                scale=format_number(100 * row["scale"], 2),
            )
            for _, row in self.curves.drop_duplicates("variable").iterrows()
        ]
        text = self.words("change-print-basis", list=self.words("common-list-comma").join(listed))
        return Paragraph(space_cjk(text))

    def _fine(self, value: float) -> str:
        """Return a level with the digits that a revision changes."""
        digits = 0 if value >= 1000 else 1 if value >= 50 else 2
        return format_money(value, self.words, digits=digits)


def write_first_print(
    text: FirstPrintText, manifest: Mapping[str, Any], figure: Figure
) -> Document:
    """Compose the document on first prints.

    Parameters
    ----------
    text : FirstPrintText
    manifest : mapping
        Of the edition or of the fit.
    figure : Figure
        From ``FirstPrintText.draw``.

    Returns
    -------
    Document
    """
    words = text.words
    origin = int(text.table["origin"].iloc[0])
    blocks = (figure, text.target_table(), text.explain())
    return text.compose(
        manifest,
        title=words("change-print-title", unit=text.unit_name, year=text.year),
        data_cutoff=text.data_line(origin, manifest),
        lead=text.verdict(),
        sections=(Section("final", "", words("change-print-heading"), blocks),),
    )
