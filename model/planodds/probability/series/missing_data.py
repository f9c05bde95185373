"""Data that would fill each target that is not computed: file, columns and an example row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.inputs.panels.indicator_series import EXAMPLE_NOTE
from planodds.inputs.tables.files import DATA_DIR, INDICATORS_FILE, PLAN_FOLDER, display_path
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.series.kind_events import series_event
from planodds.probability.series.series_source import SeriesSource
from planodds.probability.series.shortage import MissingSeries, ShortageError

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.inputs.plan import Plan, Target

COLUMNS = ("target", "indicator", "unit", "found", "needed", "file", "columns", "example")
INDICATOR_COLUMNS = (
    "unit_code",
    "unit_zh",
    "year",
    "indicator",
    "value",
    "unit",
    "basis",
    "source_id",
    "flag",
    "note",
)
ENTERED_FIGURE = "county_own_figure"  # source_id of figures that the user enters
_MOST_UNITS = 3  # of a roster that are named
_BASIS = "full_year"
_NUMBER_KEYS = {
    "annual_path": ("thresholds", "thresholds: {{{first}: 0.05, {last}: 0.05}}"),
    "range": ("lower, upper", "lower: 0.045, upper: 0.05"),
    "front": ("cut", "cut: 3"),
    "outlook": ("kind, cut, readings", "kind: front, cut: first quarter; no computable: false"),
    "rank": ("cut", "cut: first third"),
    "assigned": ("kind, threshold, direction", "kind: cumulative_change, threshold: -0.1"),
}


def missing_data(
    forecast: Forecast,
    panel: Panel,
    plan: Plan,
    indicators: IndicatorTable,
    *,
    data_dir: Path = DATA_DIR,
) -> pd.DataFrame:
    """Return what would fill each target that lacks figures or a number.

    Parameters
    ----------
    forecast : Forecast
    panel : Panel
        Of the same information set.
    plan : Plan
    indicators : IndicatorTable
        Of the same information set.
    data_dir : Path
        Folder of the study, for the names of files.

    Returns
    -------
    DataFrame
        One row per target and missing series: target, indicator, unit (code), found and needed
        (number of annual figures), file, columns, example (one row of the file, whose note marks
        it as an example: it is ignored until the note is replaced). For a target without a number
        file and columns are those of the plan.
    """
    home = build_unit_forecast(forecast, panel, plan.unit or None)
    source = SeriesSource(home, plan.for_unit(home.unit), indicators)
    rows: list[dict[str, object]] = []
    for target in plan.targets:
        if target.awaits_number or target.kind == "outlook":
            rows.append(_number_row(plan, target, data_dir))
        if not target.from_panel:
            rows += [_figure_row(source, target, item, data_dir) for item in _short(source, target)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _short(source: SeriesSource, target: Target) -> list[MissingSeries]:
    """Return the series that a target lacks."""
    if not target.series and target.awaits_number:
        return []
    if not target.series:
        return [MissingSeries(target.id, source.plan.unit, target.unit, "", 0, 3)]
    if target.awaits_number:
        found = []
        for name in target.series:
            definition = source.define(name)
            own = source.figures(definition).get(source.plan.unit, {})
            short = source.shortage(definition, source.plan.unit, own)
            found += [short] if short.found < short.needed else []
        return found
    try:
        series_event(source, target, target.main_reading, target.year)
    except ShortageError as error:
        own_first = sorted(error.missing, key=lambda item: item.unit != source.plan.unit)
        return own_first if target.kind == "ratio" else own_first[:_MOST_UNITS]
    except InputError:
        return []
    return []


def _figure_row(
    source: SeriesSource, target: Target, item: MissingSeries, data_dir: Path
) -> dict[str, object]:
    """Return the row of one series with too few figures."""
    year = max(item.last + 1, min(target.base_year + 1, source.home.panel.years[-1]))
    cells = (
        item.unit,
        _name(source, item.unit),
        year,
        item.indicator,
        _example_value(item.measure),
        item.measure,
        item.basis or _BASIS,
        ENTERED_FIGURE,
        "ok",
        EXAMPLE_NOTE,
    )
    return {
        "target": target.id,
        "indicator": item.indicator,
        "unit": item.unit,
        "found": item.found,
        "needed": item.needed,
        "file": display_path(data_dir / INDICATORS_FILE),
        "columns": ",".join(INDICATOR_COLUMNS),
        "example": _csv_line(cells),
    }


def _number_row(plan: Plan, target: Target, data_dir: Path) -> dict[str, object]:
    """Return the row of a target whose number is not set."""
    keys, example = _NUMBER_KEYS.get(target.kind, ("threshold", "threshold: 0"))
    return {
        "target": target.id,
        "indicator": "",
        "unit": plan.unit,
        "found": 0,
        "needed": 1,
        "file": display_path(data_dir / PLAN_FOLDER / f"{plan.name}.yaml"),
        "columns": keys,
        "example": example.format(first=target.base_year + 1, last=target.year),
    }


def _example_value(measure: str) -> str:
    """Return a value that shows the unit of measurement."""
    return {"percent": "50.0", "share": "0.5", "ratio": "1.0"}.get(measure, "1000")


def _name(source: SeriesSource, unit: str) -> str:
    """Return the name of a unit as indicators.csv writes it."""
    table = source.home.panel.unit_table
    if unit in table.index:
        return str(table.loc[unit, "name_zh"])
    named = source.indicators.figures
    names = named.loc[named["unit"] == unit, "name"]
    return str(names.iloc[0]) if len(names) else unit


def _csv_line(cells: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()
