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
    place: int | None,
    workers: int,
    out: Path | None,
) -> list[str]:
    """Run a backtest and describe its scores; see `BacktestRequest` for the options.

    With `out`, results are cached there too, so that nothing is written elsewhere.
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
        place=place,
        workers=workers,
        out=out,
        cache_dir=out / ".cache" / "record" if out else CACHE_DIR,
    )
    folder, averages = run_backtest(request)
    return describe_backtest(averages, folder)
