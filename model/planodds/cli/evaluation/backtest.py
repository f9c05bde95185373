"""`planodds backtest`: the model and the benchmarks on past origins of any panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def backtest_panel(
    panel: Path | None,
    drivers: Path | None,
    *,
    columns: dict[str, str],
    origins: str,
    horizon: int,
    window: int,
    rank_threshold: int | None,
    workers: int,
    out: Path | None,
) -> list[str]:
    """Run a backtest and describe its scores.

    With `out`, results are cached there too, so that nothing is written elsewhere.

    Parameters
    ----------
    panel : Path or None
        CSV with unit, group, year and value; None for the US states.
    drivers : Path or None
        CSV with year, series and value; None for no drivers.
    columns : dict of str to str
        The file's names of the columns, by ``unit``, ``group``, ``year`` and ``value``.
    origins : str
        Years with commas, or first:last:step; every third year if empty.
    horizon : int
        Years ahead.
    window : int
        Number of levels before an origin that are used.
    rank_threshold : int or None
        Rank of the event "this rank or better"; None for the design's default.
    workers : int
        Processes at a time.
    out : Path or None
        Folder of the tables; None for a folder beside the cache.

    Returns
    -------
    list of str
        Lines for the terminal.

    Raises
    ------
    InputError, UsageError
        The panel or an option cannot be used.
    RunError
        A worker process ended before its job.
    """
    from planodds.evaluation.backtest.backtest import CACHE_DIR
    from planodds.evaluation.backtest.user_panel import (
        BacktestRequest,
        describe_backtest,
        read_origins,
        run_backtest,
    )

    request = BacktestRequest(
        panel=panel,
        drivers=drivers,
        columns=columns,
        origins=read_origins(origins),
        horizon=horizon,
        window=window,
        rank_threshold=rank_threshold,
        workers=workers,
        out=out,
        cache_dir=out / ".cache" / "record" if out else CACHE_DIR,
    )
    folder, averages = run_backtest(request)
    return describe_backtest(averages, folder)
