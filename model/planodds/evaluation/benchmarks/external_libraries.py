"""Models of other libraries, forecast by an interpreter of the library's own environment.

They are scored in the track record beside the other benchmarks, and are not members of the pool:
``make benchmarks`` and ``make zero-shot`` create their environments, which no edition needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import PROJECT_DIR
from planodds.errors import RunError
from planodds.evaluation.benchmarks import fracast_script, statsforecast_script
from planodds.evaluation.benchmarks.gaussian_paths import (
    GaussianPathForecast,
    estimate_common_share,
)
from planodds.evaluation.benchmarks.random_walks import fit_unit_drift, increments
from planodds.evaluation.benchmarks.series import unbroken_series

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERIES, _FORECASTS = "series.npz", "forecasts.npz"


@dataclass(frozen=True)
class ExternalLibrary:
    """A library with an environment of its own, and the script that forecasts with it.

    Attributes
    ----------
    name : str
        Also the kind of its backtest jobs.
    environment : str
        ``make ENVIRONMENT`` creates the folder ``.ENVIRONMENT`` from
        ``requirements-ENVIRONMENT.lock``.
    script : Path
        Called by the environment's interpreter; the docstring of ``statsforecast_script``
        describes its arguments and files.
    models : tuple of str
        Names in the tables of scores.
    remedy : str
        How ``planodds record`` does without it.
    folder : Path
        Where the environment and its lock are.
    """

    name: str
    environment: str
    script: Path
    models: tuple[str, ...]
    remedy: str
    folder: Path = PROJECT_DIR

    @property
    def python(self) -> Path:
        """Interpreter of the environment."""
        return self.folder / f".{self.environment}" / "bin" / "python"

    @property
    def lock(self) -> Path:
        """Locked packages of the environment."""
        return self.folder / f"requirements-{self.environment}.lock"

    def require_environment(self) -> None:
        """Raise an error if the environment is missing.

        Raises
        ------
        RunError
            Its interpreter does not exist.
        """
        if not self.python.exists():
            raise RunError(
                f"the environment of the library {self.name} is missing",
                where=f".{self.environment}",
                expected=f"an environment of {self.lock.name}",
                remedy=f"run `make {self.environment}`, or {self.remedy}",
            )


STATSFORECAST = ExternalLibrary(
    "statsforecast",
    "benchmarks",
    Path(statsforecast_script.__file__),
    tuple(statsforecast_script.MIN_LEVELS),
    "leave its models out: --without-statsforecast",
)
FRACAST = ExternalLibrary(
    "fracast",
    "zero-shot",
    Path(fracast_script.__file__),
    (fracast_script.MODEL,),
    "leave its model out: omit --with-fracast",
)
LIBRARIES = MappingProxyType({library.name: library for library in (STATSFORECAST, FRACAST)})


@dataclass(frozen=True)
class TimedForecast:
    """Forecast of one model from one origin, None without any, and its processor seconds."""

    forecast: GaussianPathForecast | None
    seconds: float


def forecast_with_library(
    library: ExternalLibrary, levels: Mapping[int, np.ndarray], *, horizon: int
) -> dict[tuple[int, str], TimedForecast]:
    """Forecast each unit's unbroken series of levels up to each origin by every model of a library.

    Parameters
    ----------
    library : ExternalLibrary
    levels : mapping of int to ndarray of float, shape (unit, year)
        Log levels by origin, which is the last column; NaN where missing.
    horizon : int
        Years ahead.

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
    A library gives each year's distribution by itself: its mean, and its standard deviation from
    the width of a central interval. Between years the covariance is that of a random walk with
    these variances, ``C_hk = min(C_hh, C_kk)``; no score of a single year depends on it. Units are
    correlated as their growth was, so that levels of units add up in each draw, as for all
    benchmarks; reconciling independent forecasts of a total is not needed.
    """
    library.require_environment()
    with tempfile.TemporaryDirectory(prefix=f"{library.name}-") as name:
        folder = Path(name)
        series = {str(origin): _align_at_end(table) for origin, table in levels.items()}
        np.savez(folder / _SERIES, allow_pickle=False, **series)
        _run_script(library, folder, horizon)
        with np.load(folder / _FORECASTS) as arrays:
            return {
                (origin, model): TimedForecast(
                    _forecast(
                        table, arrays[f"{origin}.{model}.mean"], arrays[f"{origin}.{model}.sd"]
                    ),
                    float(arrays[f"{origin}.{model}.seconds"]),
                )
                for origin, table in levels.items()
                for model in library.models
            }


def _align_at_end(levels: np.ndarray) -> np.ndarray:
    """Return the figures after each unit's last gap, NaN before them."""
    out = np.full(levels.shape, np.nan)
    for unit, row in enumerate(levels):
        series = unbroken_series(row)
        out[unit, len(row) - len(series) :] = series
    return out


def _run_script(library: ExternalLibrary, folder: Path, horizon: int) -> None:
    """Run the script in the other environment, one thread for its linear algebra."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    ended = subprocess.run(
        [library.python, library.script, folder / _SERIES, folder / _FORECASTS, str(horizon)],
        env=environment | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ended.returncode:
        lines = ended.stderr.strip().splitlines()
        raise RunError(
            f"the forecasts of {library.name} ended with status {ended.returncode}: "
            f"{lines[-1][:200] if lines else 'no message'}",
            where=library.script.name,
            expected="forecasts of every origin",
            remedy=f"run `make {library.environment}` again, or {library.remedy}",
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
