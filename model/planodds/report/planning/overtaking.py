"""Order among the neighbours as a document: who may pass whom, and the ranks that are possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Section, Table
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import format_percent, format_percent_odds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from planodds.report.planning.document import Document


@dataclass(frozen=True, eq=False)
class OvertakingText(PlanningText):
    """Sentences and tables of the order among the neighbours, in one language.

    Attributes
    ----------
    order : DataFrame
        From ``overtaking``.
    sets : DataFrame
        From ``simultaneous_rank_sets``.
    """

    order: pd.DataFrame
    sets: pd.DataFrame

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: the nearest neighbours on either side, and the ranks.

        Returns
        -------
        tuple of str
            A paragraph each.
        """
        words, last = self.words, self.sets.iloc[-1]
        year = int(last["year"])
        due = self.order[self.order["year"] == year]
        ahead = due[due["side"] == "ahead"].tail(1)
        behind = due[due["side"] == "behind"].head(1)
        found = [
            words("planning-overtake-ahead", **self._pair(row, year)) for _, row in ahead.iterrows()
        ]
        found += [
            words("planning-overtake-behind", **self._pair(row, year))
            for _, row in behind.iterrows()
        ]
        span = words(
            "planning-range", low=str(int(last["band_low"])), high=str(int(last["band_high"]))
        )
        found.append(
            words(
                "planning-overtake-set",
                level=format_percent(last["level"]),
                first=int(self.sets["year"].iloc[0]),
                last=year,
                span=span,
                rank=self.amounts.format(constants.RANK, last["last_rank"]),
            )
        )
        return tuple(found)

    def _pair(self, row: pd.Series, year: int) -> dict[str, str | int]:
        return {
            "unit": self.unit_name,
            "other": self._name(row),
            "chance": _percent(row, "changed"),
            "ever": _percent(row, "changed_by"),
            "year": year,
        }

    def _name(self, row: pd.Series) -> str:
        return str(row[f"name_{self.lang}"] or row["name_en"])

    def order_table(self) -> Table:
        """Return the chance that the order with each neighbour changes, by year.

        Returns
        -------
        Table
        """
        words, years = self.words, sorted(self.order["year"].unique())
        amounts = self.amounts
        body = []
        for _, part in self.order.groupby("neighbour", sort=False):
            first = part.iloc[0]
            found = part.set_index("year")
            cells = [self._changes(found.loc[year]) for year in years]
            today = amounts.format(constants.GDP, first["last_gdp"], unit=False)
            rank = amounts.format(constants.RANK, first["last_rank"])
            side = words.label("side", str(first["side"]))
            body.append((self._name(first), side, f"{today}\n{rank}", *cells))
        columns = (
            words("planning-column-neighbour"),
            words("planning-column-side"),
            words("planning-column-today"),
            *(str(year) for year in years),
        )
        note = words("planning-order-note", unit=amounts.measure(constants.GDP))
        return Table(words("planning-order-caption"), columns, tuple(body), words=(0, 1), note=note)

    def _changes(self, row: pd.Series) -> str:
        ever = self.words("planning-ever", chance=_percent(row, "changed_by"))
        return f"{_percent(row, 'changed')}\n{ever}"

    def set_table(self) -> Table:
        """Return median, range of each year by itself and the set of all years together.

        Returns
        -------
        Table
        """
        words = self.words
        body = tuple(
            (
                str(int(row["year"])),
                str(int(row["median"])),
                *(self._span(row, name) for name in ("single", "band", "set")),
            )
            for _, row in self.sets.iterrows()
        )
        level = format_percent(self.sets["level"].iloc[0])
        columns = (
            words("common-column-year"),
            words("planning-column-median"),
            words("planning-column-single", level=level),
            words("planning-column-all-years", level=level),
            words("planning-column-pairwise", level=level),
        )
        roster = words.label_or_code("roster-short", str(self.sets["roster"].iloc[0]))
        note = words("planning-rank-set-note", roster=roster)
        return Table(words("planning-rank-set-caption"), columns, body, note=note)

    def _span(self, row: pd.Series, name: str) -> str:
        low, high = (str(int(row[f"{name}_{side}"])) for side in ("low", "high"))
        return self.words("planning-range", low=low, high=high)


def _percent(row: pd.Series, name: str) -> str:
    return format_percent_odds(row[name], mcse=row[f"{name}_mcse"], upper=row[f"{name}_upper"])


def write_overtaking(text: OvertakingText, manifest: Mapping[str, Any]) -> Document:
    """Compose the document of the order among the neighbours.

    Parameters
    ----------
    text : OvertakingText
    manifest : mapping
        Of the edition or of the fit.

    Returns
    -------
    Document
    """
    words = text.words
    origin = int(text.order["origin"].iloc[0])
    return text.compose(
        manifest,
        title=words("planning-overtake-title", unit=text.unit_name),
        data_cutoff=text.data_line(origin, manifest),
        lead=text.verdict(),
        sections=(
            Section("order", "", words("planning-order-heading"), (text.order_table(),)),
            Section("ranks", "", words("planning-rank-set-heading"), (text.set_table(),)),
        ),
    )
