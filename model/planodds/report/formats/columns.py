"""Names of sheets and columns of a workbook, labels of codes and number formats."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from planodds.report.amounts import AMOUNT_COLUMNS
from planodds.report.brief.sources import chinese_titles, translate_source
from planodds.report.text.formatting import format_rank, tidy_label
from planodds.report.text.labels import information_label, parameter_label
from planodds.report.text.phrases import scenario_label, short_label

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

# number formats of Excel; an open event is never shown as 0 or 100 %
FORMATS = {
    "odds": '[<0.001]"<0.1%";[>0.999]">99.9%";0.0%',
    "share": "0.0%",
    "level": "#,##0.00",
    "points": "0.00",
    "whole": "0",
    "count": "#,##0",
    "fine": "0.0000",
    "plain": "General",
    "tenth": "0.0",
    "signed": "+0;−0;0",
    "signed_share": "+0.0%;−0.0%;0.0%",
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
_KINDS = {  # kind of label of the codes in a column
    **{
        name: name
        for name in (
            "assumption",
            "basis",
            "block",
            "evidence",
            "fact",
            "kind",
            "level",
            "licence",
            "measure",
            "panel",
            "part",
            "quality",
            "quantity",
            "reading",
            "regime",
            "roster",
            "sample",
            "series",
            "side",
            "stage",
            "status",
            "stratum",
            "variable",
            "variant",
            "verdict",
        )
    },
    "criterion": "criterion",
    "engine": "benchmark",
    "model": "benchmark",
    "rival": "benchmark",
    "home": "yes-no",
    "inside": "yes-no",
    "passed": "yes-no",
}
_COUNTS = {"draws", "ess", "rows", "cells", "k", "n", "k_span", "n_span"}  # among whole numbers
_LARGE = 10_000  # from where on thousands are parted
_TEN, _HUNDREDTH = 10, 0.01  # between which sizes two decimals are enough
HIDDEN = {"edition", "refit"}
_LARGEST = ("max_rhat_of", "min_ess_bulk_of", "min_ess_tail_of")  # columns of parameters
_RANK_UNIT = re.compile(r"rank_(\d+)")  # unit of the level at a rank
_RANK_FACT = re.compile(r"place_(\d+)_\w+")


def sheet_name(stem: str, words: Words) -> str:
    """Return the name of a table's sheet: at most 31 signs, none that a workbook forbids.

    Parameters
    ----------
    stem : str
        Name of the table.
    words : Words

    Returns
    -------
    str
    """
    name = stem.replace("_", " ").capitalize()
    if words.has_label("sheet", stem):
        name = words.label("sheet", stem)
    elif words.lang == "zh":
        name = words.label_or_code("table", stem)
    return "".join("_" if sign in r"[]:*?/\'" else sign for sign in name)[:31]


def make_number_formats(words: Words) -> dict[str, str]:
    """Return ``FORMATS`` and that of "money", with as many digits as in the unit of the data.

    Parameters
    ----------
    words : Words
        Its study declares the unit in which the language shows amounts.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> [make_number_formats(Words.load(lang))["money"] for lang in ("zh", "en")]
    ['#,##0.00', '#,##0.000']
    """
    decimals = max(0, 2 - round(math.log10(words.scale)))
    return FORMATS | {"money": "#,##0" + ("." + "0" * decimals if decimals else "")}


def is_in_points(stem: str, column: str) -> bool:
    """Return whether a column holds differences of chances: shown in percentage points.

    Parameters
    ----------
    stem : str
        Name of the table.
    column : str

    Returns
    -------
    bool
    """
    return column.startswith("mcse") or (stem, column) == ("sensitivity", "change")


def column_name(column: str, words: Words, *, stem: str = "") -> str:
    """Return the header of a column.

    Parameters
    ----------
    column : str
    words : Words
    stem : str, optional
        Name of the table, where a column of it means something of its own.

    Returns
    -------
    str
    """
    if stem and words.has_label("column", f"{stem}-{column}"):
        return words.label("column", f"{stem}-{column}")
    if column.startswith("q") and column[1:].isdigit():
        return words("format-workbook-percent-quantile", percent=int(column[1:]))
    name = words.label_or_code("column", column)
    if stem and is_in_points(stem, column):
        return words("format-workbook-in-points", name=name)
    return words("common-with-money-unit", name=name) if column in AMOUNT_COLUMNS else name


def number_format(stem: str, column: str) -> str:
    """Return the key into ``FORMATS`` for the numbers of a column.

    Parameters
    ----------
    stem : str
        Name of the table.
    column : str

    Returns
    -------
    str
    """
    if column in _ODDS or (column in _BOUNDS and not stem.startswith(_OWN_BOUNDS)):
        return "odds"
    if column in _SHARES:
        return "share"
    if column in _WHOLE:
        return "count" if column in _COUNTS else "whole"
    if is_in_points(stem, column):
        return "points"
    quantile = column.startswith("q") and column[1:].isdigit()
    if (quantile and stem in _LEVEL_TABLES) or column in _LEVELS:
        return "level"
    return "tenth" if column.endswith("_percent") else "plain"


def plain_format(values: np.ndarray) -> str:
    """Return the key into ``FORMATS`` for numbers without a format; "mixed" if none fits them all.

    Parameters
    ----------
    values : ndarray of float

    Returns
    -------
    str
    """
    known = values[np.isfinite(values)]
    if not known.size or (known == np.round(known)).all():
        large = known.size and np.abs(known).max() >= _LARGE
        return "count" if large else "whole"
    sizes = np.abs(known[known != 0])
    if sizes.max() < _TEN:
        return "fine"
    return "level" if sizes.min() >= _HUNDREDTH else "mixed"


@dataclass(frozen=True, eq=False)
class CodeLabels:
    """Labels of the codes of a table in one language."""

    edition: Edition
    words: Words

    def word(self, column: str, code: str) -> str:
        """Return the label of a code; the code itself where there is none.

        Parameters
        ----------
        column : str
        code : str

        Returns
        -------
        str
        """
        if not code:
            return code
        if column == "information":
            return information_label(code, self.words)
        if column == "scenario":
            return scenario_label(self.edition, code, self.words)
        if column == "unit":
            return self._unit(code)
        if column == "target":
            return self._target(code)
        if column == "source":
            return translate_source(code, self._titles, self.words)
        if column == "fact" and (ranked := _RANK_FACT.fullmatch(code)):
            place = format_rank(int(ranked[1]), self.words)
            return self.words("notebook-data-gdp-30th-place", place=place)
        kind = _KINDS.get(column)
        return self.words.label_or_code(kind, code) if kind else code

    def name_parameters(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table whose parameters have their meaning in place of a code.

        Parameters
        ----------
        table : DataFrame
            With ``block`` where it has parameters.

        Returns
        -------
        DataFrame
            Parameters without a description keep their code.
        """
        columns = [name for name in ("parameter", *_LARGEST) if name in table.columns]
        if "block" not in table.columns or not columns:
            return table
        study = self.edition.study
        named = {
            name: [
                parameter_label(str(block), str(code), study, self.words) or str(code)
                for block, code in zip(table["block"], table[name], strict=True)
            ]
            for name in columns
        }
        return table.assign(**named)

    def _unit(self, code: str) -> str:
        place, _, roster = code.partition(":")
        if ranked := _RANK_UNIT.fullmatch(place):
            return self.words(
                "format-workbook-30th-place",
                place=format_rank(int(ranked[1]), self.words),
                members=self.words.label("roster-short", roster),
            )
        if code in {variable.unit for variable in self.edition.study.variables.values()}:
            return self.words("format-workbook-money")
        if self.words.has_label("unit", code):
            return self.words.label("unit", code)
        return tidy_label(self._units.get(code, code))

    @cached_property
    def _units(self) -> dict[str, str]:
        table = self.edition.units
        return dict(zip(table["code"].astype(str), table[f"name_{self.words.lang}"], strict=True))

    @cached_property
    def _titles(self) -> dict[str, str]:
        return chinese_titles(self.edition.data_dir)

    def _target(self, code: str) -> str:
        found = {target.id: target for target in self.edition.plan.targets}
        if code in found:
            return tidy_label(short_label(found[code], self.words))
        return self.words.label_or_code("joint", code)
