"""`planodds record`: build the track record of the model on past origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


def build_record(
    data_dir: Path, *, out: Path, workers: int, libraries: Sequence[str]
) -> Iterator[str]:
    """Build the track record and describe what it covers.

    Parameters
    ----------
    data_dir : Path
        Its folder `record` receives the tables.
    out : Path
        The outputs folder, whose cache stores the results.
    workers : int
        Processes at a time.
    libraries : sequence of str
        Names of the other libraries whose models are scored.

    Yields
    ------
    str
        A line for each panel and variable.
    """
    from planodds.evaluation.backtest.build_track_record import build_track_record

    folder = out / ".cache" / "record"
    record = build_track_record(
        data_dir=data_dir, folder=folder, workers=workers, libraries=libraries
    )
    cells = record.scores.groupby(["panel", "variable"])["origin"].nunique()
    for (panel, variable), origins in cells.items():
        yield f"{panel} {variable}: {origins} origins"
