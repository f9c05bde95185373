"""Build the record of the linear schedule: past windows of every study with a long panel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.evaluation.track_record.linear_schedule import (
    CHECKED_AFTER,
    WINDOW_YEARS,
    ScheduleWindow,
    chances_at_check,
    count_window,
    read_window,
    summarise_schedule,
    window_bases,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import numpy as np

    from planodds.inputs.panels.unit_panel import UnitPanel

SCHEDULE_TABLE, WINDOWS_TABLE = "schedule", "schedule_windows"
_SEED = 20261128
_LEAST_YEARS = 8  # of figures before a forecast


def long_panels(root: Path) -> Iterator[UnitPanel]:
    """Yield the ranked variable of every study whose panel is long enough for one window.

    Studies whose figures change basis are left out: their levels are not one series.

    Parameters
    ----------
    root : Path
        Folder of the studies.

    Yields
    ------
    UnitPanel
    """
    from planodds.evaluation.backtest.designs import read_study_panel
    from planodds.inputs.study import load_study
    from planodds.inputs.tables.files import STUDY_FILE

    for path in sorted(root.glob(f"*/{STUDY_FILE}")):
        if not load_study(path.parent).bases:
            panel = read_study_panel(path.parent.name, path.parent)
            if window_bases(panel.years):
                yield panel


def build_schedule_record(
    root: Path, *, fitted: Collection[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the linear schedule in past windows, and for some panels state the model's chances.

    Parameters
    ----------
    root : Path
        Folder of the studies.
    fitted : collection of str
        Studies whose model is fitted at each moment at which the schedule is read.

    Returns
    -------
    tuple of DataFrame
        From ``summarise_schedule``, and the counts of ``count_window`` behind it.

    Raises
    ------
    InputError
        No study has a panel of 11 years or more on one basis.
    """
    counts = []
    for panel in long_panels(root):
        logs = panel.log_values
        windows = [
            read_window(panel.name, logs, panel.years, base) for base in window_bases(panel.years)
        ]
        chances = _model_chances(panel, windows) if panel.name in fitted else {}
        counts += [count_window(window, chances.get(window.base)) for window in windows]
    if not counts:
        raise InputError(
            "no panel is long enough",
            where=str(root),
            expected=f"a study with {2 * WINDOW_YEARS + 1} years on one basis",
            remedy="add earlier years to a panel",
        )
    table = pd.concat(counts, ignore_index=True)
    return summarise_schedule(table), table


def _model_chances(panel: UnitPanel, windows: list[ScheduleWindow]) -> dict[int, np.ndarray]:
    """Fit the unit panel's model where the schedule is read, on data up to that year alone."""
    from planodds.evaluation.backtest.designs import WINDOW
    from planodds.evaluation.backtest.jobs import BacktestSettings
    from planodds.evaluation.backtest.unit_forecast import forecast_units

    settings = BacktestSettings()
    chances: dict[int, np.ndarray] = {}
    for window in windows:
        origin = window.base + CHECKED_AFTER
        if origin - panel.years[0] < _LEAST_YEARS:
            continue
        paths, _ = forecast_units(
            panel.truncate(origin, WINDOW),
            horizon=WINDOW_YEARS - CHECKED_AFTER,
            settings=replace(settings.fit, seed=_SEED),
            draws=settings.draws,
        )
        chances |= chances_at_check([window], {origin: paths})
    return chances
