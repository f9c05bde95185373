"""Sheets of the results workbook: the numbers behind the brief, each with its native chart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report import theme
from planodds.report.amounts import is_amount, show_amount, show_amounts
from planodds.report.brief.scenarios import comparison_table
from planodds.report.formats.columns import CodeLabels, column_name, sheet_name
from planodds.report.formats.native_charts import Chart, NumberSheet, Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

_QUANTILES = ("q05", "q10", "q25", "q50", "q75", "q90", "q95")
_SHADES = {  # of a quantile's line: colour and width in points
    "q05": (theme.tint(theme.ACCENT, 0.35), 1.25),
    "q10": (theme.tint(theme.ACCENT, 0.5), 1.25),
    "q25": (theme.tint(theme.ACCENT, 0.7), 1.5),
    "q50": (theme.ACCENT, 2.5),
    "q75": (theme.tint(theme.ACCENT, 0.7), 1.5),
    "q90": (theme.tint(theme.ACCENT, 0.5), 1.25),
    "q95": (theme.tint(theme.ACCENT, 0.35), 1.25),
}
_NEAR_CERTAIN = 0.8  # from where on a program draws an axis beyond 100 %
_MANY = (theme.ACCENT, theme.TARGET, theme.GREY)  # of targets
_LINES = (theme.LIGHT, theme.MID, theme.ACCENT, theme.INK)  # of years, the later the darker


def build_number_sheets(edition: Edition, words: Words) -> list[NumberSheet]:
    """Build the sheets of numbers that have rows in an edition.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    list of NumberSheet
        Amounts in the unit of the pages of the language.
    """
    maker = _Sheets(edition, words)
    made = [
        maker.chances(),
        *(maker.outlook(variable) for variable in maker.variables),
        maker.scenarios(),
        maker.thresholds(),
        maker.revision(),
        maker.units(),
    ]
    return [sheet for sheet in made if sheet.body]


class _Sheets:
    """Makes the sheets of one edition in one language."""

    def __init__(self, edition: Edition, words: Words) -> None:
        self.edition, self.words = edition, words
        self.wording = CodeLabels(edition, words)
        self.year = edition.study.last_headline_year
        self.variables = (*edition.study.roles, constants.RANK)

    def chances(self) -> NumberSheet:
        """Chances of the headline targets, now and when the plan was made."""
        rows: list[tuple[object, ...]] = []
        lines: list[Series] = []
        years = sorted({*self.edition.odds_years, self.year})
        for target in self.edition.headline_targets:
            first = len(rows)
            rows += [row for year in years if (row := self._chance_row(target.id, year))]
            name, colour = self.wording.word("target", target.id), _MANY[len(lines) % len(_MANY)]
            if len(rows) > first:
                lines.append(Series(4, first, len(rows) - 1, name, colour, marker=True))
        title = self.words("format-results-chances")
        chart = self._chance_chart(title, lines, [row[4] for row in rows], self._column("year"))
        heads = (
            *(self._column(name) for name in ("target", "year", "threshold")),
            self.words("format-results-chance-then"),
            self._column("probability"),
            column_name("mcse", self.words, stem="results"),
            *(
                self.words("format-results-bound", name=self._column(name))
                for name in ("lower", "upper")
            ),
        )
        forms = ("text", "whole", "plain", "odds", "odds", "points", "odds", "odds")
        name = sheet_name("results", self.words)
        note = self._note(
            amounts=any(is_amount(self.edition, each.id) for each in self.edition.headline_targets),
            shares=True,
            ranks=True,
        )
        return NumberSheet(name, title, heads, forms, tuple(rows), note, (chart,))

    def _chance_chart(
        self, title: str, lines: Sequence[Series], chances: Iterable[object], across: str
    ) -> Chart:
        """Lines of chances: their axis ends at 100 % where it would otherwise go beyond."""
        known = (_number(value) for value in chances)
        top = max((value for value in known if value is not None), default=0.0)
        return Chart(
            "line",
            title,
            1,
            tuple(lines),
            self._column("probability"),
            across,
            "0%",
            highest=1.0 if top > _NEAR_CERTAIN else None,
        )

    def _note(self, *, amounts: bool = False, shares: bool = False, ranks: bool = False) -> str:
        """Units of what stands on a sheet, and of nothing else."""
        told = (
            self.words("format-workbook-amounts") if amounts else "",
            self.words("format-results-shares") if shares else "",
            self.words("format-results-ranks") if ranks else "",
        )
        return self.words("common-sentence-gap").join(text for text in told if text)

    def _with_unit(self, variable: str) -> str:
        """Name of a variable, with the unit of its amounts."""
        name = self.words.label("variable", variable)
        ranked = variable == constants.RANK
        return name if ranked else self.words("common-with-money-unit", name=name)

    def _axis(self, variable: str) -> str:
        """Title of an axis of a variable."""
        if variable == constants.RANK:
            name = self.words.label("variable", variable)
            return self.words("format-results-rank-axis", name=name)
        return self._with_unit(variable)

    def _chance_row(self, target: str, year: int) -> tuple[object, ...] | None:
        now = self.edition.odds(target, self.edition.now, year=year)
        then = None
        if self.edition.then is not None:
            then = self.edition.odds(target, self.edition.then, year=year)
        if now is None:
            return None
        before = None if then is None else then["probability"]
        threshold = _number(now["threshold"])
        if threshold is not None and is_amount(self.edition, target):
            threshold = show_amount(threshold, self.words)
        error = _number(now["mcse"])
        return (
            self.wording.word("target", target),
            int(now["year"]),
            threshold,
            _number(before),
            _number(now["probability"]),
            None if error is None else 100.0 * error,
            _number(now["lower"]),
            _number(now["upper"]),
        )

    def outlook(self, variable: str) -> NumberSheet:
        """Published figures and quantiles of a variable by year."""
        published, ahead = self._published(variable), self._ahead(variable)
        rows = [(year, value, *[None] * len(_QUANTILES)) for year, value in published.items()]
        rows += [(int(row["year"]), None, *(float(row[q]) for q in _QUANTILES)) for row in ahead]
        last = len(rows) - 1
        name = self.words.label("variable", variable)
        unit = "" if variable == constants.RANK else self.words("format-results-unit")
        heads = (
            self._column("year"),
            self.words("format-results-published"),
            *(column_name(name, self.words) for name in _QUANTILES),
        )
        lines = [
            Series(1, 0, last, heads[1], theme.INK, 2.25, marker=True),
            *(
                Series(2 + place, 0, last, heads[2 + place], *_SHADES[q])
                for place, q in enumerate(_QUANTILES)
            ),
        ]
        title = self.words("format-results-outlook", variable=name)
        ranked = variable == constants.RANK
        chart = Chart(
            "line",
            title,
            0,
            tuple(lines),
            self._axis(variable) if ranked else unit,
            heads[0],
            "0" if ranked else "General",
            lowest_rank=max(_numbers(rows), default=1.0) if ranked else 0.0,
        )
        form = "whole" if ranked else "money"
        forms = ("whole", *[form] * (len(heads) - 1))
        titled = f"{title}{unit and self.words('format-results-in-unit', unit=unit)}"
        note = self._note(amounts=not ranked, ranks=ranked)
        body = tuple(rows) if ahead else ()
        return NumberSheet(name[:31], titled, heads, forms, body, note, (chart,))

    def _published(self, variable: str) -> dict[int, float]:
        facts, _ = show_amounts(self.edition, self.words, "facts", self.edition.table("facts"))
        roster = self.edition.study.headline_roster if variable == constants.RANK else ""
        own = facts[(facts["fact"] == variable) & (facts["roster"] == roster)].sort_values("year")
        return {
            int(year): float(value) for year, value in zip(own["year"], own["value"], strict=True)
        }

    def _ahead(self, variable: str) -> list[pd.Series]:
        rows = self.edition.quantiles(self.edition.now)
        rows = rows[(rows["unit"] == self.edition.plan.unit) & (rows["variable"] == variable)]
        if variable == constants.RANK:
            rows = rows[rows["roster"] == self.edition.study.headline_roster]
        rows, _ = show_amounts(self.edition, self.words, "quantiles", rows)
        return [row for _, row in rows.sort_values("year").iterrows()]

    def scenarios(self) -> NumberSheet:
        """Levels and rank of each scenario in one year, beside the baseline's."""
        table = comparison_table(self.edition)
        table, _ = show_amounts(self.edition, self.words, "comparison", table)
        table = table[(table["year"] == self.year) & (table["status"] == constants.OPEN)]
        rows, heads, forms = self._scenario_rows(table)
        title = self.words("format-results-scenarios", year=self.year)
        charts = tuple(
            Chart(
                "bar",
                self.words.label("variable", variable),
                0,
                (Series(1 + 4 * place, 0, len(rows) - 1, heads[1 + 4 * place], theme.ACCENT),),
                self._axis(variable),
                form="General",
            )
            for place, variable in enumerate(self.variables)
            if any(row[1 + 4 * place] is not None for row in rows)
        )
        name = sheet_name("comparison", self.words)
        note = self._note(amounts=True, shares=True, ranks=True)
        return NumberSheet(name, title, heads, forms, rows, note, charts)

    def _scenario_rows(
        self, table: pd.DataFrame
    ) -> tuple[tuple[tuple[object, ...], ...], tuple[str, ...], tuple[str, ...]]:
        """Rows, headings and formats of the sheet of scenarios."""
        heads, forms = [self._column("scenario")], ["text"]
        for variable in self.variables:
            name = self._with_unit(variable)
            parts = [column_name(q, self.words) for q in ("q50", "q10", "q90")]
            heads += [f"{name}\n{part}" for part in parts]
            difference = self.words("format-results-difference")
            heads.append(f"{self.words.label('variable', variable)}\n{difference}")
            rank = variable == constants.RANK
            forms += ["whole"] * 3 + ["signed"] if rank else ["money"] * 3 + ["signed_share"]
        rows = []
        for _, group in table.groupby(["scenario", "variant"], sort=False):
            cells: list[object] = [group[f"label_{self.words.lang}"].iloc[0]]
            for variable in self.variables:
                cells += self._levels(table, group, variable)
            rows.append(tuple(cells))
        return tuple(rows), tuple(heads), tuple(forms)

    def _levels(self, table: pd.DataFrame, group: pd.DataFrame, variable: str) -> list[object]:
        """Median, two bounds and difference from the baseline: a share, of a rank in places."""
        own = group[group["variable"] == variable]
        base = table[(table["scenario"] == constants.BASELINE) & (table["variable"] == variable)]
        if own.empty:
            return [None] * 4
        middle, low, high = (_number(own[name].iloc[0]) for name in ("q50", "q10", "q90"))
        known = float(base["q50"].iloc[0]) if len(base) else math.nan
        if middle is None or math.isnan(known):
            return [middle, low, high, None]
        rank = variable == constants.RANK
        return [middle, low, high, middle - known if rank else middle / known - 1.0]

    def thresholds(self) -> NumberSheet:
        """Chance of each level of a variable, by year, in the baseline."""
        table = self.edition.table("thresholds")
        table = table[
            (table["information"] == self.edition.now)
            & (table["scenario"] == constants.BASELINE)
            & table["roster"].isin(("", self.edition.study.headline_roster))
        ]
        table, _ = show_amounts(self.edition, self.words, "thresholds", table)
        years = sorted(int(year) for year in table["year"].unique())
        rows: list[tuple[object, ...]] = []
        charts = []
        for variable in self.variables:
            wide = table[table["variable"] == variable].pivot_table(
                index="threshold", columns="year", values="probability"
            )
            name, first = self.words.label("variable", variable), len(rows)
            for level, cells in wide.iterrows():
                rows.append((name, float(level), *(_number(cells.get(year)) for year in years)))
            lines = tuple(
                Series(2 + place, first, len(rows) - 1, str(year), _LINES[place % len(_LINES)])
                for place, year in enumerate(years)
            )
            if len(rows) > first:
                chances = wide.to_numpy(dtype=float).ravel().tolist()
                charts.append(self._chance_chart(name, lines, chances, self._axis(variable)))
        heads = (self._column("variable"), self._column("threshold"), *map(str, years))
        forms = ("text", "plain", *["odds"] * len(years))
        title = self.words("format-results-thresholds")
        name = sheet_name("thresholds", self.words)
        note = self._note(amounts=True, shares=True, ranks=True)
        return NumberSheet(name, title, heads, forms, tuple(rows), note, tuple(charts))

    def revision(self) -> NumberSheet:
        """What changed the forecast since the plan, by cause."""
        effect = self.words("format-results-effect")
        heads = (self._column("variable"), self._column("part"), effect)
        title = self.words("format-results-revision")
        name = sheet_name("forecast_revision", self.words)
        rows: list[tuple[object, ...]] = []
        charts = []
        if self.edition.has("forecast_revision"):
            table = self.edition.table("forecast_revision")
            for variable, group in table[table["unit"] == "log"].groupby("variable", sort=False):
                shown, first = self.words.label("variable", str(variable)), len(rows)
                for part, value in group.groupby("part", sort=False)["value"].sum().items():
                    label = self.wording.word("part", str(part))
                    rows.append((shown, label, math.expm1(float(value))))
                bars = (Series(2, first, len(rows) - 1, effect, theme.ACCENT),)
                charts.append(Chart("bar", shown, 1, bars, effect, form="0%"))
        forms = ("text", "text", "signed_share")
        note = self._note(shares=True)
        return NumberSheet(name, title, heads, forms, tuple(rows), note, tuple(charts))

    def units(self) -> NumberSheet:
        """Published and expected rank of every unit."""
        table = self.edition.table("counties")
        table = table[
            (table["information"] == self.edition.now)
            & (table["scenario"] == constants.BASELINE)
            & (table["roster"] == self.edition.study.headline_roster)
            & (table["year"] == self.year)
        ].sort_values("last_rank")
        table, _ = show_amounts(self.edition, self.words, "counties", table)
        name, ranks = f"name_{self.words.lang}", ("rank_q50", "rank_q10", "rank_q90")
        shown = ("last_rank", "last_gdp", *ranks, "probability_above")
        heads = (self._column("unit"), *(self._column(column) for column in shown))
        forms = ("text", "whole", "money", "whole", "whole", "whole", "odds")
        rows = tuple(
            (row[name], *(_number(row[column]) for column in shown)) for _, row in table.iterrows()
        )
        title = self.words("format-results-units-title", year=self.year)
        note = self._note(amounts=True, shares=True, ranks=True)
        return NumberSheet(sheet_name("counties", self.words), title, heads, forms, rows, note)

    def _column(self, name: str) -> str:
        return column_name(name, self.words)


def _number(value: object) -> float | None:
    """A number that a cell can hold; None without one."""
    number = math.nan if value is None else float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None


def _numbers(rows: Iterable[Sequence[object]]) -> Iterator[float]:
    """Numbers of a table besides its first column."""
    for row in rows:
        yield from (float(cell) for cell in row[1:] if isinstance(cell, int | float))
