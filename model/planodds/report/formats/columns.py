"""What the sheets of a workbook are called, what their columns mean, how a value is shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planodds.report.content import say
from planodds.report.formats.codes import TELLERS
from planodds.report.formats.vocabulary import (
    BASES,
    COLUMNS,
    JOINT,
    MEASURED,
    SHEETS,
    SIDES,
    STATUSES,
)
from planodds.report.text import labels
from planodds.report.text.formatting import tidy_label
from planodds.report.text.labels import information_label, label
from planodds.report.text.phrases import scenario_label, short_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from planodds.editions.reader import Edition

# number formats of Excel; an open event is never shown as 0 or 100 %
FORMATS = {
    "odds": '[<0.001]"<0.1%";[>0.999]">99.9%";0.0%',
    "share": "0.0%",
    "level": "#,##0.00",
    "whole": "0",
    "fine": "0.0000",
    "plain": "General",
    "tenth": "0.0",
}
_ODDS = {
    "probability",
    "probability_in",
    "probability_by",
    "probability_above",
    "probability_now",
    "probability_then",
    "lowest",
    "highest",
    "as_modelled",
}
_BOUNDS = {"lower", "upper", "lower_span", "upper_span"}  # of a probability
_OWN_BOUNDS = ("record", "prior_predictive")  # of a gain, a score, a growth rate
_SHARES = {
    "chance",
    "share",
    "ess_share",
    "tail_probability",
    "coverage_50",
    "coverage_80",
    "coverage_90",
}
_WHOLE = {
    "origin",
    "year",
    "from_year",
    "to_year",
    "draws",
    "ess",
    "k",
    "n",
    "k_span",
    "n_span",
    "rank",
    "last_rank",
    "span_years",
    "units",
    "rows",
    "horizon",
    "origins",
    "divergences",
    "ok",
    "corrected",
    "doubtful",
    "derived",
    "excluded",
    "second_source",
    "chains",
    "tune",
    "window_years",
    "order",
    "precedent_from",
    "precedent_to",
    "path_year",
    "cells",
}
_LEVELS = {"from_value", "to_value", "last_gdp", "mean", "baseline_q50"}
_LEVEL_TABLES = {"quantiles", "comparison"}
HIDDEN = {"edition", "refit"}
RANK_COLUMN = "rank_30"


def sheet_name(stem: str, lang: str) -> str:
    """Name of a table's sheet: at most 31 signs, none that a workbook forbids."""
    name = label(SHEETS, stem, lang)
    if stem not in SHEETS:
        told = label(labels.TABLES, stem, lang)
        name = told if lang == "zh" else stem.replace("_", " ").capitalize()
    return "".join("_" if sign in r"[]:*?/\'" else sign for sign in name)[:31]


def column_name(column: str, lang: str) -> str:
    """Header of a column; quantiles speak for themselves."""
    if column.startswith("q") and column[1:].isdigit():
        return say(lang, zh=f"{int(column[1:])}% 分位", en=f"{int(column[1:])}% quantile")
    found = COLUMNS.get(column)
    return say(lang, zh=found[0], en=found[1]) if found else column


def number_format(stem: str, column: str) -> str:
    """Key into ``FORMATS`` for the numbers of a column."""
    if column in _ODDS or (column in _BOUNDS and not stem.startswith(_OWN_BOUNDS)):
        return "odds"
    if column in _SHARES:
        return "share"
    if column in _WHOLE:
        return "whole"
    if column.startswith("mcse"):
        return "fine"
    quantile = column.startswith("q") and column[1:].isdigit()
    if (quantile and stem in _LEVEL_TABLES) or column in _LEVELS:
        return "level"
    return "tenth" if column.endswith("_percent") else "plain"


def plain_format(value: float) -> str:
    """Key into ``FORMATS`` for a number of a column that holds all sorts: four figures or so."""
    if float(value).is_integer():
        return "whole"
    return "level" if abs(value) >= 10 else "fine"


@dataclass(frozen=True, eq=False)
class CodeLabels:
    """How the codes of a table are told to a reader of one language."""

    edition: Edition
    lang: str

    def word(self, column: str, code: str) -> str:
        """The label of a code; the code itself where there is none."""
        teller = self._tellers.get(column)
        return teller(code) if teller and code else code

    @cached_property
    def _tellers(self) -> dict[str, Callable[[str], str]]:
        tables = {**TELLERS, "status": STATUSES, "basis": BASES, "side": SIDES}
        known = {column: self._teller(table) for column, table in tables.items()}
        return {
            **known,
            "unit": self._unit,
            "target": self._target,
            "information": lambda code: information_label(code, self.lang),
            "scenario": lambda code: scenario_label(self.edition, code, self.lang),
        }

    def _teller(self, table) -> Callable[[str], str]:
        return lambda code: label(table, code, self.lang)

    def _unit(self, code: str) -> str:
        place, _, roster = code.partition(":")
        if place == RANK_COLUMN:
            members = label(labels.ROSTERS_SHORT, roster, self.lang)
            return say(self.lang, zh=f"第 30 位（{members}）", en=f"30th place {members}")
        if code in MEASURED:
            return label(MEASURED, code, self.lang)
        return tidy_label(self._units.get(code, code))

    @cached_property
    def _units(self) -> dict[str, str]:
        table = self.edition.units
        return dict(zip(table["code"].astype(str), table[f"name_{self.lang}"], strict=True))

    def _target(self, code: str) -> str:
        found = {target.id: target for target in self.edition.plan.targets}
        if code in found:
            return tidy_label(short_label(found[code], self.lang))
        return label(JOINT, code, self.lang)
