"""A unit panel as a study: the panel of the model for a table of units, years and values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.inputs.panels.county_panel import Panel, build_panel
from planodds.inputs.panels.information import InformationSet
from planodds.inputs.study import Study

if TYPE_CHECKING:
    from planodds.inputs.panels.unit_panel import UnitPanel

_VALUE = "value"
_DRIVER_SD = 0.03
_EXCLUSIONS = pd.DataFrame(columns=["code", "year", "indicator"])


def panel_of_units(units: UnitPanel, *, horizon: int) -> Panel:
    """Return the panel of the model for a unit panel.

    Parameters
    ----------
    units : UnitPanel
        Its last year is the last year of the information set.
    horizon : int
        Years ahead that a forecast may cover.

    Returns
    -------
    Panel
        One variable on one basis. Mean growth of the units is the last series of the common block
        and responds to the external series.

    Examples
    --------
    >>> import numpy as np
    >>> from planodds.inputs.panels.unit_panel import UnitPanel
    >>> values = np.exp(0.05 * np.arange(10)) * np.array([[1.0], [2.0]])
    >>> units = UnitPanel("two", ("a", "b"), ("g", "g"), tuple(range(2000, 2010)), values)
    >>> panel = panel_of_units(units, horizon=5)
    >>> panel.years[-1], panel.study.horizon, panel.growth_of("aggregate").round(3)[0].item()
    (2009, 2014, 0.05)
    """
    first, last = units.years[0], units.years[-1]
    return build_panel(
        _study(units, horizon),
        InformationSet(str(last), last, last, ""),
        units=pd.DataFrame(
            {"name_en": units.units, "group_en": units.groups},
            index=pd.Index(units.units, name="code"),
        ).sort_index(),
        cells=_cells(units, range(first, last + 1)),
        drivers=_driver_rows(units),
        exclusions=_EXCLUSIONS,
        hashes={},
        path=Path(units.name),
    )


def _study(units: UnitPanel, horizon: int) -> Study:
    """Return a study with the units' variable and the panel's external series."""
    symbols = [f"driver_{row}" for row in range(len(units.drivers))]
    drivers = [
        {
            "name": symbol,
            "symbol": symbol,
            "series": name,
            "unit": "1",
            "mean": "constant",
            "vintages": [{"basis": _VALUE}],
        }
        for symbol, name in zip(symbols, units.drivers, strict=True)
    ]
    text = {"en": units.name}
    return Study.model_validate(
        {
            "name": "unit_panel",
            "label": text,
            "languages": ["en"],
            "home": {"unit": units.units[0]},
            "nouns": {"unit": text, "units": text, "region": text},
            "groups": "group",
            "rosters": {"all": {}},
            "variables": {_VALUE: {"indicator": _VALUE, "unit": "1"}},
            "drivers": drivers,
            "first_year": units.years[0],
            "first_driver_year": units.years[0] + 1,
            "first_origin": units.years[0] + 1,
            "horizon": units.years[-1] + horizon,
            "report_years": [units.years[-1] + horizon],
        }
    )


def _cells(units: UnitPanel, years: range) -> pd.DataFrame:
    """Return the values as rows of a panel file."""
    unit, year = np.nonzero(np.isfinite(units.values))
    return pd.DataFrame(
        {
            "code": np.array(units.units)[unit],
            "year": np.array(years)[year],
            "indicator": _VALUE,
            "value": units.values[unit, year],
            "kind": "preferred",
            "source_id": "",
        }
    )


def _driver_rows(units: UnitPanel) -> pd.DataFrame:
    """Return the external series as rows of drivers.csv, their growth scaled to a common sd.

    Growth is the change in logs of a positive series, else the change in levels. The priors of a
    common series expect changes of a few per cent, whatever the unit of the series.
    """
    rows = []
    for name, series in units.drivers.items():
        finite = series[np.isfinite(series)]
        change = np.diff(np.log(series) if (finite > 0).all() else series)
        observed = np.isfinite(change)
        spread = change[observed].std() if observed.sum() > 2 else 0.0
        if spread > 0:
            change = _DRIVER_SD * (change - change[observed].mean()) / spread
            level = np.exp(np.concatenate([[0.0], np.where(observed, change, 0.0).cumsum()]))
            known = np.concatenate([observed[:1], observed])
            rows += [
                {"series": name, "year": year, "value": value, "basis": _VALUE}
                for year, value in zip(np.array(units.years)[known], level[known], strict=True)
            ]
    return pd.DataFrame(rows, columns=["series", "year", "value", "basis"])
