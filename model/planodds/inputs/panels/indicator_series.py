"""Annual figures of named series beyond the panel's variables, at one information set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.execution.owner_cache import cached_on
from planodds.inputs.panels.information import get_information
from planodds.inputs.plans.parts import SeriesDefinition
from planodds.inputs.tables.csv_tables import read_context, read_county_panel, read_drivers
from planodds.inputs.tables.files import DATA_DIR, INDICATORS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.inputs.plan import Plan

EXAMPLE_NOTE = "example: replace value, source and this note"
MIN_POINTS = 3  # annual figures without which a series is not modelled
REAL_GROWTH = "gdp_growth_real"  # indicator of growth at constant prices, per cent

_COLUMNS = ["unit", "name", "year", "indicator", "value", "measure", "basis", "flag"]
_PART_OF_A_YEAR = re.compile(
    r"(?:^|_)(?:Q[1-4]|H[12]|January|February|March|April|May|June|July|August|September|October|"
    r"November|since_start|undated|target|forecast|average)"
)
_FLAG_ORDER = {"derived": 0, "corrected": 1, "ok": 2}  # the last of a year is used
_POWER = re.compile(r"(?P<base>.+)_1e(?P<power>\d+)$")
_PLAIN = ("count", "ratio")  # units that any pure number has


def measure_factor(found: str, wanted: str) -> float | None:
    """Return the factor that converts one unit of measurement into another.

    Parameters
    ----------
    found, wanted : str
        Units of measurement; ``x_1e4`` is ten thousand ``x``, ``percent`` a hundredth of a share.

    Returns
    -------
    float or None
        None if the two cannot be converted.

    Examples
    --------
    >>> measure_factor("percent", "share"), measure_factor("entities_1e4", "entities")
    (0.01, 10000.0)
    >>> measure_factor("cny_1e8", "persons") is None
    True
    """
    (base, power), (other, other_power) = _split_measure(found), _split_measure(wanted)
    if base != other and other not in _PLAIN:
        return None
    return power / other_power


def _split_measure(measure: str) -> tuple[str, float]:
    """Return the base unit and the power of ten of a unit of measurement."""
    if measure in ("percent", "growth_per_year"):
        return "share", 0.01 if measure == "percent" else 1.0
    match = _POWER.match(measure)
    return (match["base"], 10.0 ** int(match["power"])) if match else (measure, 1.0)


@dataclass(frozen=True, eq=False)
class IndicatorTable:
    """Annual figures of all indicators and units at one information set.

    Attributes
    ----------
    figures : DataFrame
        unit, name, year, indicator, value, measure, basis, flag: figures of whole years that are
        not flagged doubtful, of indicators.csv and of the panel file.
    drivers : DataFrame
        series, year, value: drivers.csv, the newest publication of each year.
    """

    figures: pd.DataFrame
    drivers: pd.DataFrame

    def define(self, name: str, plan: Plan) -> SeriesDefinition:
        """Return the definition of a series that a target names.

        Parameters
        ----------
        name : str
            A key of ``plan.series``, or an indicator.
        plan : Plan

        Returns
        -------
        SeriesDefinition
            For an indicator, in the unit of measurement of its first figure.
        """
        if name in plan.series:
            return plan.series[name]
        measures = self.figures.loc[self.figures["indicator"] == name, "measure"]
        unit = measures.iloc[0] if len(measures) else _unit_of_targets(name, plan)
        return SeriesDefinition(indicator=name, unit=unit)

    def values(self, definition: SeriesDefinition, unit: str) -> dict[int, float]:
        """Return the annual figures of a series.

        Parameters
        ----------
        definition : SeriesDefinition
        unit : str
            Code of a unit, of a group or of the region.

        Returns
        -------
        dict of int to float
            Year to value, in the unit of measurement of the definition, on one basis.
        """
        return self.values_of_all(definition).get(unit, {})

    def values_of_all(self, definition: SeriesDefinition) -> dict[str, dict[int, float]]:
        """Return the annual figures of a series, of every unit that has any.

        Parameters
        ----------
        definition : SeriesDefinition

        Returns
        -------
        dict of str to dict of int to float
            Code of the unit to year to value.

        Raises
        ------
        InputError
            A unit of measurement cannot be converted.
        """
        series = self._select(definition.indicator, definition)
        if definition.over is None:
            return series
        divisor = self._select(definition.over, None)
        return {
            unit: {
                year: value / divisor[unit][year]
                for year, value in values.items()
                if divisor.get(unit, {}).get(year)
            }
            for unit, values in series.items()
        }

    def code_of(self, name: str) -> str | None:
        """Return the code of a unit that indicators.csv names, such as a prefecture.

        Parameters
        ----------
        name : str
            As in the column ``unit_zh``.

        Returns
        -------
        str or None
            None if no row has this name.
        """
        codes = self.figures.loc[self.figures["name"] == name, "unit"]
        return None if codes.empty else str(codes.iloc[0])

    def driver(self, series: str) -> dict[int, float]:
        """Return the annual values of a series of drivers.csv.

        Parameters
        ----------
        series : str

        Returns
        -------
        dict of int to float
        """
        rows = self.drivers[self.drivers["series"] == series]
        return dict(zip(rows["year"], rows["value"], strict=True))

    def _select(
        self, indicator: str, definition: SeriesDefinition | None
    ) -> dict[str, dict[int, float]]:
        """Return the figures of one indicator by unit and year, each unit on one basis.

        Cached: the targets of a plan and their readings ask for the same series many times.
        """
        basis = None if definition is None else definition.basis
        wanted = None if definition is None or definition.over is not None else definition
        key = ("figures", indicator, basis, None if wanted is None else wanted.unit)
        return cached_on(self, key, lambda: self._read_figures(indicator, basis, wanted))

    def _read_figures(
        self, indicator: str, basis: str | None, wanted: SeriesDefinition | None
    ) -> dict[str, dict[int, float]]:
        """Compute what ``_select`` caches: figures in the unit of ``wanted``, if there is one."""
        rows = self.figures[self.figures["indicator"] == indicator]
        if basis is not None:
            rows = rows[rows["basis"] == basis]
        found: dict[str, dict[int, float]] = {}
        for unit, cells in rows.groupby("unit", sort=True):
            counts = cells.groupby("basis", sort=True)["year"].agg(["nunique", "max"])
            best = counts.sort_values(["nunique", "max"], kind="stable").index[-1]
            found[str(unit)] = {
                int(row.year): float(row.value) * (1.0 if wanted is None else _convert(row, wanted))
                for row in cells[cells["basis"] == best].itertuples()
            }
        return found


def _convert(row: object, definition: SeriesDefinition) -> float:
    """Return the factor that brings a figure into the unit of its definition."""
    found = str(getattr(row, "measure"))  # noqa: B009
    factor = measure_factor(found, definition.unit)
    if factor is None:
        raise InputError(
            f"{definition.indicator} in {found}",
            where=INDICATORS_FILE,
            expected=f"figures in {definition.unit}",
            remedy="convert the figures, or correct the unit of the series in the plan",
        )
    return factor


def _unit_of_targets(name: str, plan: Plan) -> str:
    """Return the unit of the first target that names a series without any figure."""
    return next((t.unit for t in plan.targets if name in t.series), "count")


def load_indicators(data_dir: Path = DATA_DIR, information: str = "latest") -> IndicatorTable:
    """Load the annual figures of all indicators.

    Parameters
    ----------
    data_dir : Path
    information : str
        Name of an information set: a year excludes all later figures.

    Returns
    -------
    IndicatorTable

    Raises
    ------
    InputError
        A file breaks a rule.
    """
    chosen = get_information(information, data_dir)
    figures = pd.concat([_panel_figures(data_dir), _indicator_figures(data_dir)])
    drivers = read_drivers(data_dir)[["series", "year", "value", "basis"]]
    if not chosen.ragged:
        figures = figures[figures["year"] <= chosen.county_to]
        drivers = drivers[drivers["year"] <= chosen.drivers_to]
    drivers = drivers.sort_values(["series", "year", "basis"], kind="stable")
    return IndicatorTable(
        figures.sort_values(
            ["indicator", "unit", "year", "flag"],
            kind="stable",
            key=lambda column: column.map(_FLAG_ORDER) if column.name == "flag" else column,
        ).reset_index(drop=True),
        drivers.drop_duplicates(["series", "year"], keep="last").drop(columns="basis"),
    )


def _indicator_figures(data_dir: Path) -> pd.DataFrame:
    """Return the annual rows of indicators.csv; none if the study has no such file."""
    if not (data_dir / INDICATORS_FILE).is_file():
        return pd.DataFrame(columns=_COLUMNS)
    rows = read_context(data_dir)[INDICATORS_FILE]
    annual = (
        rows["year"].str.fullmatch(r"\d{4}")
        & ~rows["basis"].str.contains(_PART_OF_A_YEAR)
        & (rows["flag"] != "doubtful")
        & (rows["note"] != EXAMPLE_NOTE)
    )
    names = {"unit_code": "unit", "unit_zh": "name", "unit": "measure"}
    return rows[annual].rename(columns=names).astype({"year": "int64"})[_COLUMNS]


def _panel_figures(data_dir: Path) -> pd.DataFrame:
    """Return the preferred rows of the panel file, in the same columns."""
    rows = read_county_panel(data_dir)
    rows = rows[(rows["kind"] == "preferred") & (rows["flag"] != "doubtful")]
    names: Mapping[str, str] = {"code": "unit", "name_zh": "name", "unit": "measure"}
    return rows.rename(columns=dict(names))[_COLUMNS]
