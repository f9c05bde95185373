"""The body of `planodds backtest`: a reader's panel, from the file to the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.errors import UsageError
from planodds.evaluation.backtest.backtest import RECORD_FOLDER, run_record
from planodds.evaluation.backtest.build_track_record import build_tables, write_tables
from planodds.evaluation.backtest.designs import (
    HORIZON,
    WINDOW,
    EvaluationDesign,
    us_states_design,
    user_panel_design,
)
from planodds.evaluation.scoring.bootstrap import count_nonoverlapping
from planodds.evaluation.scoring.score_paths import RANK
from planodds.evaluation.scoring.summary_tables import ENSEMBLE, MODEL
from planodds.execution.progress import show_progress
from planodds.inputs.panels.unit_panel import load_unit_panel

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_LONGEST_HORIZON = 20


@dataclass(frozen=True)
class BacktestRequest:
    """What is to be tried: a panel file (the US states without one) and how."""

    panel: Path | None = None
    drivers: Path | None = None
    columns: dict[str, str] = field(default_factory=dict)
    origins: tuple[int, ...] = ()
    horizon: int = HORIZON
    window: int = WINDOW
    place: int | None = None
    workers: int = 2
    out: Path | None = None
    kept: Path = RECORD_FOLDER


def read_origins(text: str) -> tuple[int, ...]:
    """Origins from text: years with commas, or first:last:step.

    Raises
    ------
    UsageError
        If it is neither, or holds no year.

    Examples
    --------
    >>> read_origins("1960,1975"), read_origins("1960:1970:5")
    ((1960, 1975), (1960, 1965, 1970))
    """
    try:
        years = _list_years(text)
    except (TypeError, ValueError):
        years = ()
    if text.strip() and not years:
        raise UsageError(
            f"origins {text!r}",
            where="--origins",
            expected="years such as 1990,1995 or 1990:2005:5",
            remedy="write years with commas, or first:last:step",
        )
    return years


def _list_years(text: str) -> tuple[int, ...]:
    if ":" in text:
        first, last, *step = (int(part) for part in text.split(":"))
        return tuple(range(first, last + 1, *(step or [1])))
    return tuple(int(part) for part in text.split(",") if part.strip())


def build_design(request: BacktestRequest) -> EvaluationDesign:
    """The bed that is asked for.

    Raises
    ------
    InputError, UsageError
        See ``load_unit_panel`` and ``user_panel_design``.
    """
    if not 1 <= request.horizon <= _LONGEST_HORIZON:
        raise UsageError(
            f"horizon {request.horizon}",
            where="--horizon",
            expected=f"1 to {_LONGEST_HORIZON} years",
        )
    if request.window < 3:
        raise UsageError(f"window {request.window}", where="--window", expected="3 levels or more")
    if request.panel is None:
        panel, place = us_states_design().panel, request.place or 12
    else:
        panel = load_unit_panel(request.panel, request.drivers, columns=request.columns)
        place = request.place
    return user_panel_design(
        panel, origins=request.origins, horizon=request.horizon, window=request.window, place=place
    )


def run_backtest(request: BacktestRequest) -> tuple[Path, pd.DataFrame]:
    """Forecast, score and write the tables of one panel.

    Returns
    -------
    Path
        The folder of the tables.
    DataFrame
        Mean CRPS, log score and coverage of each model by part and horizon.
    """
    bed = build_design(request)
    with show_progress() as report:
        record = run_record(
            [bed], teacher=bed.name, folder=request.kept, workers=request.workers, report=report
        )
    folder = request.out or request.kept.parents[1] / "backtest" / bed.name
    write_tables(build_tables(record), folder)
    return folder, _average_scores_by_model(record.rows)


def _average_scores_by_model(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean scores by part, horizon and model, all cells alike; origins, and windows apart."""
    columns = ["crps", "log_score", "in_50", "in_80", "in_90"]
    groups = rows[rows["crps"].notna()].groupby(["part", "horizon", "model"])
    table = groups[columns].mean()
    table["origins"] = groups["origin"].nunique()
    table["n_eff"] = [
        count_nonoverlapping(own["origin"].to_numpy(), horizon) for (_, horizon, _), own in groups
    ]
    return table.reset_index()


def describe_backtest(averages: pd.DataFrame, folder: Path) -> list[str]:
    """Lines for a person: the model and the ensemble beside the best rival, and where to look."""
    lines = []
    for (part, horizon), own in averages.groupby(["part", "horizon"]):
        scores = own.set_index("model")["crps"]
        rivals = scores.drop([MODEL, ENSEMBLE], errors="ignore")
        if MODEL in scores and len(rivals):
            unit = "places" if part == RANK else "log points"
            ours = own.set_index("model").loc[MODEL]
            lines.append(
                f"{part:<8} h={horizon:<2} CRPS {scores[MODEL]:.4f} {unit}, ensemble "
                f"{scores.get(ENSEMBLE, float('nan')):.4f}, best rival "
                f"{rivals.min():.4f} ({rivals.idxmin()}); 90 % bands held "
                f"{ours['in_90']:.0%}; {ours['origins']:.0f} origins, "
                f"{ours['n_eff']:.0f} apart"
            )
    return [
        *lines,
        "apart: origins whose windows do not overlap; all units of one origin are one "
        "test of the common part",
        f"tables: {folder}",
    ]
