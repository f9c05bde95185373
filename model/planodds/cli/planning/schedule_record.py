"""`planodds schedule-record`: how reliable the linear schedule has been on past windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path


def write_schedule_record(folder: Path, *, fitted: Collection[str]) -> Iterator[str]:
    """Write the record of the linear schedule and describe it.

    Parameters
    ----------
    folder : Path
        Of the project; ``data/record`` receives the tables.
    fitted : collection of str
        Studies whose model states its chances at the same moments.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A study is unknown.
    InputError
        No panel is long enough.
    """
    from planodds.cli.validation import check_choice
    from planodds.evaluation.backtest.build_schedule_record import (
        SCHEDULE_TABLE,
        WINDOWS_TABLE,
        build_schedule_record,
        long_panels,
    )
    from planodds.evaluation.backtest.build_track_record import write_tables
    from planodds.inputs.tables.files import RECORD_FOLDER

    root = folder / "data"
    check_choice("study", fitted, [panel.name for panel in long_panels(root)])
    summary, windows = build_schedule_record(root, fitted=fitted)
    for row in summary.to_dict("records"):
        share, lower, upper = (f"{row[name]:.0%}" for name in ("share", "lower", "upper"))
        yield (
            f"{row['panel']} {row['flag']}: {row['arrived']} of {row['units']} arrived in "
            f"{row['windows']} windows ({share}, {lower} to {upper})"
        )
    tables = {SCHEDULE_TABLE: summary, WINDOWS_TABLE: windows}
    yield from map(str, write_tables(tables, root / RECORD_FOLDER))
