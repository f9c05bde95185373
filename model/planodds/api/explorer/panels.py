"""The answer of the explorer as markup: chances, fans and ranks of two scenarios side by side."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from planodds import constants
from planodds.api.explorer.charts import draw_fan, draw_ranks, last_rank
from planodds.constants import GDP, OPEN, RANK
from planodds.errors import ConditioningError
from planodds.notebook.tables import tabulate_history
from planodds.report.text.formatting import (
    DASH,
    format_number,
    format_percent,
    format_percent_odds,
    format_result,
    format_tick,
    probability_word,
)
from planodds.report.text.phrases import localise
from planodds.report.text.plausibility import describe_refusal

if TYPE_CHECKING:
    import pandas as pd

    from planodds.api.explorer.choices import Choices
    from planodds.api.explorer.state import Answer, Explorer
    from planodds.inputs.plan import Target
    from planodds.report.text.words import Words

CHOSEN, BESIDE = "chosen", "beside"  # the two sides, as the markup names them
_HEADROOM = 1.06
_CLEAR = 1.96  # standard errors of simulation that a difference must exceed


class Panels:
    """Markup of answers in one language.

    Parameters
    ----------
    explorer : Explorer
    words : Words
    """

    def __init__(self, explorer: Explorer, words: Words) -> None:
        self.explorer, self.words = explorer, words
        self._history = tabulate_history(explorer.forecast.panel)
        self._published: dict[tuple[str, str], list[list[tuple[float, float]]]] = {}

    def show_chances(self, chosen: Answer, beside: Answer) -> str:
        """Return the chances side by side, and why assumptions were refused if they were.

        Parameters
        ----------
        chosen, beside : Answer

        Returns
        -------
        str
        """
        sides = {CHOSEN: chosen, BESIDE: beside}
        notes = "".join(self._refusal(side) for side in sides.values())
        return notes + self._table(chosen.choices.plan(self.explorer.plan).targets, sides)

    def show_figures(self, chosen: Answer, beside: Answer, *, full: bool) -> str:
        """Return the fans and ranks side by side, and what the answer rests on.

        Parameters
        ----------
        chosen, beside : Answer
        full : bool
            Whether all draws were used.

        Returns
        -------
        str
        """
        sides = {CHOSEN: chosen, BESIDE: beside}
        targets = chosen.choices.plan(self.explorer.plan).targets
        figures = "".join(self._section(target, sides) for target in targets)
        return f"{figures}{self._basis(chosen, full=full)}"

    def name(self, side: str, choices: Choices) -> str:
        """Return the name of a side.

        Parameters
        ----------
        side : {"chosen", "beside"}
        choices : Choices

        Returns
        -------
        str
        """
        if side == CHOSEN:
            return self.words("explore-own") if choices.assumes else self.words("explore-nothing")
        found = next(item for item in self.explorer.scenarios if item.name == choices.beside)
        return localise(found.label, self.words)

    def goal(self, target: Target, threshold: float) -> str:
        """Return a target with its threshold as text.

        Parameters
        ----------
        target : Target
        threshold : float

        Returns
        -------
        str
        """
        if target.kind == RANK:
            return self.words("explore-goal-rank", rank=round(threshold))
        label = self.words.label("variable", target.variable or GDP)
        value = format_tick(threshold, self.words)
        return self.words("explore-goal-level", label=label, value=value)

    def _table(self, targets: tuple[Target, ...], sides: dict[str, Answer]) -> str:
        heads = [
            self.words("explore-column-target", year=sides[CHOSEN].choices.year),
            *(self.name(side, answer.choices) for side, answer in sides.items()),
            self.words("explore-column-difference"),
        ]
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
        rows = "".join(self._row(target, sides) for target in targets)
        return (
            f'<table class="po-chances"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        )

    def _row(self, target: Target, sides: dict[str, Answer]) -> str:
        found = {side: _result(answer, target) for side, answer in sides.items()}
        label = self.goal(target, float(target.threshold or 0))
        cells = "".join(self._chance(target, side, row) for side, row in found.items())
        return (
            f'<tr><th scope="row">{escape(label)}</th>{cells}'
            f"<td>{escape(self._difference(found[CHOSEN], found[BESIDE]))}</td></tr>"
        )

    def _chance(self, target: Target, side: str, row: pd.Series | None) -> str:
        """Return one cell; its exact probability is an attribute, for programs that read it."""
        if row is None:
            return f"<td>{DASH}</td>"
        mark = f'data-target="{escape(target.id)}" data-side="{side}"'
        if row["status"] != OPEN:
            text = format_result(row, self.words)
            return f'<td class="po-chance" {mark}>{escape(text)}</td>'
        number = format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
        word = probability_word(row["probability"], self.words, mcse=row["mcse"])
        return (
            f'<td class="po-chance" {mark} data-probability="{float(row["probability"])!r}">'
            f"<b>{escape(number)}</b> <span>{escape(word)}</span></td>"
        )

    def _difference(self, chosen: pd.Series | None, beside: pd.Series | None) -> str:
        if chosen is None or beside is None or not chosen["status"] == beside["status"] == OPEN:
            return DASH
        change = 100 * (chosen["probability"] - beside["probability"])
        if abs(change) <= _CLEAR * 100 * math.hypot(chosen["mcse"], beside["mcse"]):
            return self.words("explore-no-change")
        sign = "+" if round(change) > 0 else ""
        return self.words("explore-points", number=f"{sign}{format_number(change)}")

    def _section(self, target: Target, sides: dict[str, Answer]) -> str:
        shown = {side: answer for side, answer in sides.items() if answer.forecast is not None}
        if target.kind == RANK:
            charts = self._rank_charts(target, shown)
        else:
            charts = self._fans(target, sides[CHOSEN].choices.unit, shown)
        title = escape(self._title(target))
        drawn = "".join(
            f"<figure><figcaption>{escape(self.name(side, shown[side].choices))}</figcaption>"
            f"{chart}</figure>"
            for side, chart in charts.items()
        )
        return f'<section><h3>{title}</h3><div class="po-pair">{drawn}</div></section>'

    def _title(self, target: Target) -> str:
        if target.kind == RANK:
            return self.words("explore-rank-title", year=target.year)
        label = self.words.label("variable", target.variable or GDP)
        return self.words("explore-fan-title", label=label)

    def _fans(self, target: Target, unit: str, shown: dict[str, Answer]) -> dict[str, str]:
        study = self.explorer.forecast.panel.study
        variable, goal = target.variable or GDP, (target.year, float(target.threshold or 0))
        final = max(target.year, study.last_headline_year)
        rows = {side: _levels(answer, variable, final) for side, answer in shown.items()}
        known = self._known(unit, variable)
        tops = [
            value for part in (*known, *(row["q95"] for row in rows.values())) for _, value in part
        ]
        return {
            side: draw_fan(
                known,
                table,
                goal=goal,
                breaks=study.benchmark_years if variable == GDP else (),
                top=_HEADROOM * max([*tops, goal[1]]),
                name=f"{self._title(target)}, {self.name(side, shown[side].choices)}",
                words=self.words,
            )
            for side, table in rows.items()
        }

    def _known(self, unit: str, variable: str) -> list[list[tuple[float, float]]]:
        """Return published figures of a unit, apart for each statistical basis."""
        if (unit, variable) not in self._published:
            rows = self._history
            rows = rows[(rows["unit"] == unit) & (rows["variable"] == variable)]
            self._published[unit, variable] = [
                list(zip(part["year"], part["value"], strict=True))
                for _, part in rows.sort_values("year").groupby("basis", sort=False, dropna=False)
            ]
        return self._published[unit, variable]

    def _rank_charts(self, target: Target, shown: dict[str, Answer]) -> dict[str, str]:
        """Return the charts of the rank of a unit, by side; none outside the roster."""
        roster, place = target.main_reading.roster, target.threshold
        tables = {
            side: answer.ranks[answer.ranks["roster"] == roster]
            for side, answer in shown.items()
            if answer.ranks is not None
        }
        tables = {side: table for side, table in tables.items() if len(table)}
        if not tables:
            return {}
        last = last_rank(tables.values(), place=place)
        top = _HEADROOM * max(float(table["probability"].max()) for table in tables.values())
        return {
            side: draw_ranks(
                table,
                place=place,
                last=last,
                top=top,
                name=f"{self._title(target)}, {self.name(side, shown[side].choices)}",
                words=self.words,
            )
            for side, table in tables.items()
        }

    def _refusal(self, answer: Answer) -> str:
        refusal = answer.refusal
        if refusal is None:
            return ""
        text = str(refusal)
        if isinstance(refusal, ConditioningError):
            text = describe_refusal(refusal)[f"message_{self.words.lang}"]
        return f'<p class="po-refused" role="alert">{escape(text)}</p>'

    def _basis(self, chosen: Answer, *, full: bool) -> str:
        """Return what the answer rests on: draws, plausibility, and the same in Python."""
        parts = [self._draws(chosen, full=full)]
        if chosen.forecast is not None and chosen.choices.assumes:
            found = chosen.forecast.plausibility
            parts.append(
                self.words(
                    "text-plausibility-tail-and-sample",
                    tail=format_percent_odds(found["tail_probability"]),
                    share=format_percent(found["effective_share"]),
                )
            )
        code = ""
        if chosen.choices.assumes:
            call = _in_python(self.explorer.conditions(chosen.choices))
            code = f"<p><code>{escape(call)}</code></p>"
        told = escape(self.words("common-sentence-gap").join(parts))
        return f'<div class="po-basis" data-full="{str(full).lower()}"><p>{told}</p>{code}</div>'

    def _draws(self, chosen: Answer, *, full: bool) -> str:
        every = f"{self.explorer.forecast.paths.draws:,}"
        if full or not self.explorer.is_preview:
            return self.words("explore-draws-all", draws=every)
        few = f"{self.explorer.preview.paths.draws:,}"
        return self.words("explore-draws-few", draws=few, all=every)


def _result(answer: Answer, target: Target) -> pd.Series | None:
    """Return the odds of a target under its main reading; None if the answer was refused."""
    if answer.odds is None:
        return None
    rows = answer.odds[answer.odds["target"] == target.id]
    return rows.iloc[0] if len(rows) else None


def _levels(answer: Answer, variable: str, final: int) -> dict[str, list[tuple[float, float]]]:
    """Return the quantiles of one variable up to a year, by name."""
    table = answer.quantiles
    assert table is not None  # an answer with a forecast has its tables
    chosen = (table["unit"] == answer.choices.unit) & (table["variable"] == variable)
    rows = table[chosen & (table["year"] <= final)]
    years = rows["year"].tolist()
    return {
        name: list(zip(years, rows[name].tolist(), strict=True))
        for name in constants.QUANTILE_NAMES
    }


def _in_python(stated: dict[str, object]) -> str:
    """Return the call of the public interface that gives the same answer."""
    given = ", ".join(f"{name}={value!r}" for name, value in stated.items())
    return f"forecast.with_conditions({given})"
