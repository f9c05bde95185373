"""Backtest of a user's panel: from the CSV file to tables of scores."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.errors import UsageError
from planodds.evaluation.backtest.backtest import CACHE_DIR, run_designs
from planodds.evaluation.backtest.build_track_record import (
    build_tables,
    show_progress,
    write_tables,
)
from planodds.evaluation.backtest.designs import (
    HORIZON,
    WINDOW,
    EvaluationDesign,
    read_study_panel,
    user_panel_design,
)
from planodds.evaluation.model_names import ENSEMBLE, MODEL
from planodds.evaluation.protocol import RANK_THRESHOLDS, US_STATES
from planodds.evaluation.scoring.bootstrap import count_nonoverlapping
from planodds.evaluation.scoring.parts import RANK
from planodds.inputs.panels.unit_panel import load_unit_panel

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_LONGEST_HORIZON = 20
_LONGEST_WINDOW = 200  # levels: annual accounts of a region go no further back


@dataclass(frozen=True)
class BacktestRequest:
    """Options of a backtest.

    Attributes
    ----------
    panel : Path, optional
        CSV with unit, group, year and value; the US states by default.
    drivers : Path, optional
        CSV with year, series and value.
    columns : dict of str to str
        The file's names of the columns.
    origins : tuple of int
        Every third year if empty.
    horizon, window : int
        Years ahead; levels before an origin that are used.
    rank_threshold : int, optional
        Rank of the event "this rank or better".
    workers : int
        Processes at a time.
    out : Path, optional
        Folder of the tables; beside the cache by default.
    cache_dir : Path
        Cache of results.
    """

    panel: Path | None = None
    drivers: Path | None = None
    columns: dict[str, str] = field(default_factory=dict)
    origins: tuple[int, ...] = ()
    horizon: int = HORIZON
    window: int = WINDOW
    rank_threshold: int | None = None
    workers: int = 2
    out: Path | None = None
    cache_dir: Path = CACHE_DIR


def read_origins(text: str) -> tuple[int, ...]:
    """Parse origins: years with commas, or first:last:step.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of int

    Raises
    ------
    UsageError
        The text is neither, or names no year.

    Examples
    --------
    >>> read_origins("1960,1975"), read_origins("1960:1970:5")
    ((1960, 1975), (1960, 1965, 1970))
    """
    try:
        years = _list_years(text)
    except (TypeError, ValueError):
        years = ()
    if (text.strip() and not years) or len(set(years)) < len(years):
        raise UsageError(
            f"origins {text[:80]!r}",
            where="--origins",
            expected="years such as 1990,1995 or 1990:2005:5, each once",
            remedy="write years with commas, or first:last:step",
        )
    return years


def _list_years(text: str) -> tuple[int, ...]:
    if ":" in text:
        first, last, *step = (_read_year(part) for part in text.split(":"))
        return tuple(range(first, last + 1, *(step or [1])))
    return tuple(_read_year(part) for part in text.split(",")) if text.strip() else ()


def _read_year(text: str) -> int:
    """Return a year, or a step between years."""
    if not re.fullmatch(r"\s*\d{1,4}\s*", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def build_design(request: BacktestRequest) -> EvaluationDesign:
    """Return the evaluation design of a request.

    Parameters
    ----------
    request : BacktestRequest

    Returns
    -------
    EvaluationDesign

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
    if not 3 <= request.window <= _LONGEST_WINDOW:
        raise UsageError(
            f"window {request.window}",
            where="--window",
            expected=f"3 to {_LONGEST_WINDOW} levels",
            remedy="the default is 20",
        )
    if request.panel is None:
        _refuse_without_panel(request)
        panel = read_study_panel(US_STATES)
    else:
        panel = load_unit_panel(request.panel, request.drivers, columns=request.columns)
    rank_threshold = request.rank_threshold
    if request.panel is None and rank_threshold is None:
        rank_threshold = RANK_THRESHOLDS[US_STATES]
    return user_panel_design(
        panel,
        origins=request.origins,
        horizon=request.horizon,
        window=request.window,
        rank_threshold=rank_threshold,
    )


def _refuse_without_panel(request: BacktestRequest) -> None:
    """Refuse what describes a panel of one's own where none is named: it would change nothing."""
    renamed = [f"--{role}-col" for role, name in request.columns.items() if name != role]
    idle = ["--drivers"] * (request.drivers is not None) + renamed
    if idle:
        raise UsageError(
            f"{' and '.join(idle)} without a panel",
            where="command line",
            expected="a table that it belongs to; without one, the US states are tested",
            remedy="name the table with --panel, or leave it out",
        )


def run_backtest(request: BacktestRequest) -> tuple[Path, pd.DataFrame]:
    """Forecast and score the past origins of one panel, and write the tables.

    Parameters
    ----------
    request : BacktestRequest

    Returns
    -------
    Path
        The folder of the tables.
    DataFrame
        Mean CRPS, log score and coverage of each model by part and horizon.

    Raises
    ------
    InputError, UsageError
        The panel or an option cannot be used.
    RunError
        A worker process ended before its job.
    """
    design = build_design(request)
    request.cache_dir.mkdir(parents=True, exist_ok=True)  # a fault of the path comes first
    with show_progress() as report:
        record = run_designs(
            [design],
            teacher=design.name,
            folder=request.cache_dir,
            workers=request.workers,
            report=report,
        )
    folder = request.out or request.cache_dir.parents[1] / "backtest" / design.name
    write_tables(build_tables(record), folder)
    return folder, _average_scores_by_model(record.scores)


def _average_scores_by_model(scores: pd.DataFrame) -> pd.DataFrame:
    """Average scores by part, horizon and model; count origins and non-overlapping windows."""
    columns = ["crps", "log_score", "in_50", "in_80", "in_90"]
    groups = scores[scores["crps"].notna()].groupby(["part", "horizon", "model"])
    table = groups[columns].mean()
    table["origins"] = groups["origin"].nunique()
    table["n_eff"] = [
        count_nonoverlapping(group["origin"].to_numpy(), horizon)
        for (_, horizon, _), group in groups
    ]
    return table.reset_index()


def describe_backtest(averages: pd.DataFrame, folder: Path) -> list[str]:
    """Describe the scores: the model and the ensemble beside the best benchmark.

    Parameters
    ----------
    averages : DataFrame
        From ``run_backtest``.
    folder : Path
        The folder of the tables, named in the last line.

    Returns
    -------
    list of str
        Lines for the terminal.
    """
    lines = []
    for (part, horizon), group in averages.groupby(["part", "horizon"]):
        models = group.set_index("model")
        scores = models["crps"]
        benchmarks = scores.drop([MODEL, ENSEMBLE], errors="ignore")
        if MODEL in scores and len(benchmarks):
            measure_unit = "ranks" if part == RANK else "log points"
            lines.append(
                f"{part:<8} h={horizon:<2} CRPS {scores[MODEL]:.4f} {measure_unit}, ensemble "
                f"{scores.get(ENSEMBLE, float('nan')):.4f}, best benchmark "
                f"{benchmarks.min():.4f} ({benchmarks.idxmin()}); coverage of 90 % bands "
                f"{models.loc[MODEL, 'in_90']:.0%}; {models.loc[MODEL, 'origins']:.0f} origins, "
                f"{models.loc[MODEL, 'n_eff']:.0f} independent"
            )
    return [
        *lines,
        "independent: origins whose windows do not overlap; all units of one origin are one "
        "test of the common part",
        f"tables: {folder}",
    ]
