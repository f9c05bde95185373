"""Targets to set, as a document: what is reached, singly and jointly, and the way there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.probability.planning.codes import (
    AGREEMENT,
    ECHELON,
    JOINT,
    MILESTONE,
    SIMULTANEOUS,
    SINGLE,
)
from planodds.report.content import Paragraph, Section, Table
from planodds.report.planning.planning_text import PlanningText
from planodds.report.text.formatting import (
    DASH,
    format_percent,
    format_percent_odds,
    is_missing,
    join_words,
    space_cjk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd

    from planodds.report.planning.document import Document


_DEFLATORS = (0.0, 0.01, 0.02, 0.03)  # shown as arithmetic, not as a forecast


@dataclass(frozen=True, eq=False)
class TargetText(PlanningText):
    """Sentences and tables of targets to set, in one language.

    Attributes
    ----------
    table : DataFrame
        From ``set_targets``.
    year : int
    asked : float
        Probability with which the whole set should hold.
    """

    table: pd.DataFrame
    year: int
    asked: float

    @property
    def title(self) -> str:
        """Title of the document."""
        return self.words("planning-targets-title", unit=self.unit_name, year=self.year)

    def select(self, measure: str) -> pd.DataFrame:
        """Return the rows of one measure.

        Parameters
        ----------
        measure : str

        Returns
        -------
        DataFrame
        """
        return self.table[self.table["measure"] == measure]

    def verdict(self) -> tuple[str, ...]:
        """Return the findings: the set that holds together, and why it asks for a margin.

        Returns
        -------
        tuple of str
            A paragraph each.
        """
        words, together = self.words, self.select(SIMULTANEOUS)
        goals = [self._goal(row) for _, row in together.iterrows()]
        ranked = together["variable"] == constants.RANK
        behind = (together["value"] < together["base"]) ^ ranked
        behind &= together["value"] != together["base"]
        names = [self.amounts.name(str(name)) for name in together.loc[behind, "variable"]]
        joint = self.select(JOINT).set_index("condition")
        asked = format_percent(self.asked)
        found = (
            words(
                "planning-targets-set", year=self.year, asked=asked, list=join_words(goals, words)
            ),
            words(
                "planning-targets-margin",
                asked=asked,
                joint=_percent(joint.loc[SINGLE]),
                own=_percent(together.loc[together["probability"].idxmin()]),
            ),
        )
        if not names:
            return found
        return (*found, words("planning-targets-behind", list=join_words(names, words)))

    def _goal(self, row: pd.Series) -> str:
        variable = str(row["variable"])
        value = self.amounts.format(variable, row["value"])
        return space_cjk(self.words("planning-goal", name=self.amounts.name(variable), value=value))

    def reach_table(self) -> Table:
        """Return the goals that are reached with each probability, by quantity.

        Returns
        -------
        Table
        """
        words, rows = self.words, self.select(SINGLE)
        shares = sorted(rows["asked"].unique(), reverse=True)
        body = []
        for (variable, _), part in rows.groupby(["variable", "roster"], sort=False):
            found = part.set_index("asked")
            first = found.iloc[0]
            today = self.amounts.format(str(variable), first["base"], unit=False)
            dated = f"{today}\n{words('common-year', year=int(first['base_year']))}"
            cells = [self._with_growth(str(variable), found.loc[share]) for share in shares]
            body.append((self.amounts.name(str(variable)), dated, *cells))
        columns = (
            words("common-column-variable"),
            words("planning-column-today"),
            *(words("planning-column-reach", share=format_percent(share)) for share in shares),
        )
        caption = words("planning-reach-caption", year=self.year)
        note = words("planning-reach-note", units=self._units())
        return Table(caption, columns, tuple(body), note=note)

    def _units(self) -> str:
        units = dict.fromkeys(self.amounts.measure(name) for name in self.study.roles)
        return join_words(list(units), self.words)

    def _with_growth(self, variable: str, row: pd.Series) -> str:
        value = self.amounts.format(variable, row["value"], unit=False)
        if variable == constants.RANK:
            return value
        return f"{value}\n{self.amounts.format_pace(variable, row['growth'])}"

    def set_table(self) -> Table:
        """Return the goals that hold together beside those that hold one by one.

        Returns
        -------
        Table
        """
        words = self.words
        single = self.select(SINGLE)
        single = single[single["asked"] == self.asked].set_index("variable")
        body = [
            (
                self.amounts.name(str(row["variable"])),
                self._with_growth(str(row["variable"]), single.loc[row["variable"]]),
                self._with_growth(str(row["variable"]), row),
                _percent(row),
            )
            for _, row in self.select(SIMULTANEOUS).iterrows()
        ]
        joint = self.select(JOINT).set_index("condition")
        one_by_one, together = (_percent(joint.loc[name]) for name in (SINGLE, SIMULTANEOUS))
        body.append((words("planning-all-together"), one_by_one, together, DASH))
        columns = tuple(
            words(name)
            for name in (
                "common-column-variable",
                "planning-column-one-by-one",
                "planning-column-together",
                "planning-column-own",
            )
        )
        error = self.amounts.format_error(joint["mcse"].max())
        caption = words("planning-set-caption", asked=format_percent(self.asked))
        return Table(caption, columns, tuple(body), note=words("planning-set-note", error=error))

    def milestone_table(self) -> Table | None:
        """Return the yearly way of the draws that arrive, beside the straight line.

        Returns
        -------
        Table or None
            None if too few draws arrive.
        """
        rows = self.select(MILESTONE)
        if rows.empty:
            return None
        words, years = self.words, sorted(rows["year"].unique())
        body = []
        for variable, part in rows.groupby("variable", sort=False):
            found = part.set_index("year")
            cells = [
                self._milestone(str(variable), found.loc[year]) if year in found.index else DASH
                for year in years
            ]
            body += [
                (self.amounts.name(str(variable)), *self._path(found["margin"], variable, years)),
                (words("planning-arriving"), *cells),
            ]
            if variable != constants.RANK:
                line = self._path(found["straight"], variable, years)
                body.append((words("planning-straight"), *line))
        columns = (words("common-column-variable"), *(str(year) for year in years))
        return Table(
            words("planning-milestone-caption"),
            columns,
            tuple(body),
            note=words("planning-milestone-note"),
        )

    def _path(self, values: pd.Series, variable: object, years: Sequence[int]) -> list[str]:
        return [self.amounts.format(str(variable), values.get(year), unit=False) for year in years]

    def _milestone(self, variable: str, row: pd.Series) -> str:
        value = self.amounts.format(variable, row["value"], unit=False)
        return f"{value}\n{self.amounts.format_range(variable, row['low'], row['high'])}"

    def arithmetic_table(self) -> Table:
        """Return growth at current prices, and in real terms under stated rises of prices.

        Returns
        -------
        Table
            Of the goals that hold together.
        """
        words = self.words
        rows = self.select(SIMULTANEOUS)
        rows = rows[rows["variable"] != constants.RANK]
        body = [
            (
                self._goal(row),
                *(
                    format_percent((1 + row["growth"]) / (1 + rise) - 1, digits=1, signed=True)
                    for rise in _DEFLATORS
                ),
            )
            for _, row in rows.iterrows()
        ]
        columns = (
            words("planning-column-goal"),
            *(words("planning-column-prices", rise=format_percent(rise)) for rise in _DEFLATORS),
        )
        caption, note = words("planning-arithmetic-caption"), words("planning-arithmetic-note")
        return Table(caption, columns, tuple(body), note=note)

    def agreement_table(self) -> Table:
        """Return the probability of each goal, given each other one.

        Returns
        -------
        Table
        """
        words, rows = self.words, self.select(AGREEMENT)
        names = list(dict.fromkeys(rows["condition"]))
        names = [*[n for n in dict.fromkeys(rows["variable"]) if n in names]]
        found = {(row["variable"], row["condition"]): row for _, row in rows.iterrows()}
        body = [
            (
                self.amounts.name(name),
                *(DASH if name == given else _percent(found[name, given]) for given in names),
            )
            for name in names
        ]
        columns = (
            words("planning-column-goal"),
            *(words("planning-column-given", name=self.amounts.name(name)) for name in names),
        )
        caption, note = words("planning-agreement-caption"), words("planning-agreement-note")
        return Table(caption, columns, tuple(body), note=note)

    def echelon_table(self) -> Table:
        """Return the probability of a rank within each cut, by roster.

        Returns
        -------
        Table
        """
        words, rows = self.words, self.select(ECHELON)
        cuts = list(dict.fromkeys(rows["condition"]))
        body = []
        for roster, part in rows.groupby("roster", sort=False):
            found = part.set_index("condition")
            cells = [self._echelon(found.loc[cut]) if cut in found.index else DASH for cut in cuts]
            name = words.label_or_code("roster-short", str(roster))
            today = self.amounts.format(constants.RANK, found["base"].iloc[0])
            body.append((name, today, *cells))
        columns = (
            words("planning-column-roster"),
            words("planning-column-today"),
            *(self._cut(cut) for cut in cuts),
        )
        caption = words("planning-echelon-caption", year=self.year)
        return Table(caption, columns, tuple(body), note=words("planning-echelon-note"))

    def _cut(self, cut: str) -> str:
        if cut.isdigit():
            return self.words("planning-first-ranks", rank=int(cut))
        return self.words.label("cut", cut)

    def _echelon(self, row: pd.Series) -> str:
        return f"{_percent(row)}\n{self.words('planning-first-ranks', rank=int(row['value']))}"


def _percent(row: pd.Series) -> str:
    if is_missing(row["probability"]):
        return DASH
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def write_targets(text: TargetText, manifest: Mapping[str, Any], draft: Sequence[str]) -> Document:
    """Compose the document of targets to set.

    Parameters
    ----------
    text : TargetText
    manifest : mapping
        Of the edition or of the fit.
    draft : sequence of str
        Names of the draft plan's files.

    Returns
    -------
    Document
    """
    words = text.words
    ranked = not text.select(ECHELON).empty
    milestones = text.milestone_table()
    missing = Paragraph(words("planning-milestone-none"))
    parts = [
        ("set", words("planning-set-heading"), (text.set_table(),)),
        ("reach", words("planning-reach-heading"), (text.reach_table(),)),
        ("path", words("planning-milestone-heading"), (milestones or missing,)),
        ("prices", words("planning-arithmetic-heading"), (text.arithmetic_table(),)),
    ]
    if not text.select(AGREEMENT).empty:
        parts.append(("agree", words("planning-agreement-heading"), (text.agreement_table(),)))
    if ranked:
        parts.append(("echelon", words("planning-echelon-heading"), (text.echelon_table(),)))
    if draft:
        shown = Paragraph(words("planning-draft-text", file=join_words(list(draft), words)))
        parts.append(("draft", words("planning-draft-heading"), (shown,)))
    first = text.table.iloc[0]
    return text.compose(
        manifest,
        title=text.title,
        data_cutoff=text.data_line(int(first["origin"]), manifest),
        lead=text.verdict(),
        sections=tuple(Section(key, "", heading, blocks) for key, heading, blocks in parts),
    )
