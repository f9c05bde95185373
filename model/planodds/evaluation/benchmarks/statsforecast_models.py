"""Models of the library statsforecast, fitted by an interpreter of their own environment.

They are scored in the track record beside the other benchmarks, and are not members of the pool:
``make benchmarks`` creates their environment, which no edition needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import PROJECT_DIR
from planodds.errors import RunError
from planodds.evaluation.benchmarks import statsforecast_script
from planodds.evaluation.benchmarks.gaussian_paths import (
    GaussianPathForecast,
    estimate_common_share,
)
from planodds.evaluation.benchmarks.random_walks import fit_unit_drift, increments
from planodds.evaluation.benchmarks.series import unbroken_series

if TYPE_CHECKING:
    from collections.abc import Mapping

STATSFORECAST_MODELS = tuple(statsforecast_script.MIN_LEVELS)
STATSFORECAST_PYTHON = PROJECT_DIR / ".benchmarks" / "bin" / "python"
STATSFORECAST_LOCK = PROJECT_DIR / "requirements-benchmarks.lock"
_SERIES, _FORECASTS = "series.npz", "forecasts.npz"


@dataclass(frozen=True)
class TimedForecast:
    """Forecast of one model from one origin, None without any, and its processor seconds."""

    forecast: GaussianPathForecast | None
    seconds: float


def fit_statsforecast(
    levels: Mapping[int, np.ndarray], *, horizon: int, python: Path = STATSFORECAST_PYTHON
) -> dict[tuple[int, str], TimedForecast]:
    """Fit every model of the library to each unit's unbroken series of levels up to each origin.

    Parameters
    ----------
    levels : mapping of int to ndarray of float, shape (unit, year)
        Log levels by origin, which is the last column; NaN where missing.
    horizon : int
        Years ahead.
    python : Path
        Interpreter of the environment that holds the library.

    Returns
    -------
    dict of (int, str) to TimedForecast
        By origin and model. A unit without a forecast by the model has the random walk with unit
        drift and is counted in ``fallbacks``; None if that applies to every unit.

    Raises
    ------
    RunError
        The environment is missing, or the script ended with an error.

    Notes
    -----
    The library gives each year's distribution by itself: its mean, and its standard deviation
    from the width of the central 90 % interval. Between years the covariance is that of a random
    walk with these variances, ``C_hk = min(C_hh, C_kk)``; no score of a single year depends on
    it. Units are correlated as their growth was, so that levels of units add up in each draw, as
    for all benchmarks; reconciling independent forecasts of a total is not needed.
    """
    require_environment(python)
    with tempfile.TemporaryDirectory(prefix="statsforecast-") as name:
        folder = Path(name)
        series = {str(origin): _align_at_end(table) for origin, table in levels.items()}
        np.savez(folder / _SERIES, allow_pickle=False, **series)
        _run_script(python, folder, horizon)
        with np.load(folder / _FORECASTS) as arrays:
            return {
                (origin, model): TimedForecast(
                    _forecast(
                        table, arrays[f"{origin}.{model}.mean"], arrays[f"{origin}.{model}.sd"]
                    ),
                    float(arrays[f"{origin}.{model}.seconds"]),
                )
                for origin, table in levels.items()
                for model in STATSFORECAST_MODELS
            }


def require_environment(python: Path = STATSFORECAST_PYTHON) -> None:
    """Raise an error if the environment of the library is missing.

    Parameters
    ----------
    python : Path
        Its interpreter.

    Raises
    ------
    RunError
        There is no such file.
    """
    if not python.exists():
        raise RunError(
            "the environment of the library statsforecast is missing",
            where=python.parent.parent.name,
            expected="an environment of requirements-benchmarks.lock",
            remedy="run `make benchmarks`, or leave these models out: --without-statsforecast",
        )


def _align_at_end(levels: np.ndarray) -> np.ndarray:
    """Return the figures after each unit's last gap, NaN before them."""
    out = np.full(levels.shape, np.nan)
    for unit, row in enumerate(levels):
        series = unbroken_series(row)
        out[unit, len(row) - len(series) :] = series
    return out


def _run_script(python: Path, folder: Path, horizon: int) -> None:
    """Run the script in the other environment, one thread for its linear algebra."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    ended = subprocess.run(
        [
            python,
            statsforecast_script.__file__,
            folder / _SERIES,
            folder / _FORECASTS,
            str(horizon),
        ],
        env=environment | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()
        raise RunError(
            f"the forecasts of statsforecast ended with status {ended.returncode}: "
            f"{lines[-1][:200] if lines else 'no message'}",
            where="fit_statsforecast",
            expected="forecasts of every origin",
            remedy="run `make benchmarks` again, or use --without-statsforecast",
        )
    if ended.stderr:
        print(ended.stderr, end="", file=sys.stderr)


def _forecast(levels: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> GaussianPathForecast | None:
    """Return the joint forecast from each unit's means and standard deviations."""
    fitted = np.isfinite(mean).all(axis=1)
    if not fitted.any():
        return None
    forecast = fit_unit_drift(increments(levels), horizon=mean.shape[1])
    forecast.mean[fitted] = mean[fitted]
    forecast.covariance[fitted] = np.minimum(sd[fitted, :, None], sd[fitted, None, :]) ** 2
    return replace(
        forecast,
        fallbacks=int((~fitted).sum()),
        dependence=estimate_common_share(np.diff(levels, axis=1)),
    )
