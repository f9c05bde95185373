"""Content-addressed cache of backtest results: forecasts, their fit notes and their scores.

The scores have an entry of their own, whose key also holds the scoring code, so that a change of
the scores repeats no fit. Every entry is verified when it is read back (`ResultStore`).
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.evaluation.benchmarks.external_libraries import LIBRARIES
from planodds.evaluation.benchmarks.gaussian_paths import GaussianPathForecast
from planodds.execution.content_keys import content_key, source_hash
from planodds.execution.result_store import ResultStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_BENCHMARK_MODULES = ("benchmarks", "gaussian_paths", "random_walks", "series")
_SOURCES = {
    "gibbs": ("inputs", "forecasting", "evaluation/backtest/unit_forecast.py"),
    "edition": ("inputs", "forecasting", "evaluation/backtest/forecasts.py"),
    "benchmarks": tuple(f"evaluation/benchmarks/{name}.py" for name in _BENCHMARK_MODULES),
    **dict.fromkeys(LIBRARIES, ("evaluation/benchmarks",)),
    "scoring": (
        "evaluation/scoring/score_paths.py",
        "evaluation/scoring/scoring_rules.py",
        "evaluation/track_record/county_scores.py",
    ),
}
_ARRAYS, _NOTES, _SCORES = "forecast.npz", "notes.json", "scores.parquet"


class BacktestResults:
    """Results of one cache folder, by content key.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self._store = ResultStore(folder)

    def has(self, key: str) -> bool:
        """Return whether a verified forecast is stored; a damaged one is renamed and reported.

        Parameters
        ----------
        key : str
            Content key of the result.

        Returns
        -------
        bool
        """
        return self._store.find(key) is not None

    def save(
        self,
        key: str,
        scores: pd.DataFrame,
        *,
        paths: np.ndarray | None = None,
        gaussian: GaussianPathForecast | None = None,
        notes: Mapping[str, Any],
    ) -> None:
        """Store a forecast, the notes of its fit and its scores.

        Parameters
        ----------
        key : str
        scores : DataFrame
        paths : ndarray of float, shape (unit, draw, horizon), optional
            Log levels; stored as float32.
        gaussian : GaussianPathForecast, optional
            Instead of paths, which are drawn from it when they are read.
        notes : mapping
            Counts of the fit: warnings, fallbacks.
        """
        self.save_scores(key, scores)
        arrays = {} if paths is None else {"paths": paths.astype(np.float32)}
        if gaussian is not None:
            arrays = {
                "mean": gaussian.mean,
                "covariance": gaussian.covariance,
                "dependence": np.array(gaussian.dependence),
            }
        with self._store.write(key) as folder:
            if arrays:
                np.savez(folder / _ARRAYS, allow_pickle=False, **arrays)
            text = json.dumps(dict(notes), ensure_ascii=False)
            (folder / _NOTES).write_text(text, encoding="utf-8")

    def save_scores(self, key: str, scores: pd.DataFrame) -> None:
        """Store the scores of a forecast under the present scoring code.

        Parameters
        ----------
        key : str
            Content key of the result.
        scores : DataFrame
            As from ``score_case``.
        """
        with self._store.write(_score_key(key)) as folder:
            scores.to_parquet(folder / _SCORES, index=False)

    def read_scores(self, key: str) -> pd.DataFrame | None:
        """Return stored scores.

        Parameters
        ----------
        key : str
            Content key of the result.

        Returns
        -------
        DataFrame or None
            Empty if the model made no forecast; None if nothing is stored under the present code.
        """
        folder = self._store.find(_score_key(key))
        return pd.read_parquet(folder / _SCORES) if folder else None

    def read_notes(self, key: str) -> dict[str, Any]:
        """Return the notes of the fit.

        Parameters
        ----------
        key : str
            Content key of a stored result.

        Returns
        -------
        dict
            As stored by ``save``: counts such as warnings and fallbacks.
        """
        return json.loads((self._store.path(key) / _NOTES).read_text(encoding="utf-8"))

    def read_paths(self, key: str, *, draws: int, seed: Sequence[int]) -> np.ndarray | None:
        """Return the joint paths as they were scored.

        Parameters
        ----------
        key : str
        draws : int
            Number of paths to draw from a Gaussian forecast.
        seed : sequence of int
            Of these draws.

        Returns
        -------
        ndarray of float, shape (unit, draw, horizon), or None
            None if the model made no forecast.
        """
        folder = self._store.find(key)
        if folder is None or not (folder / _ARRAYS).is_file():
            return None
        with np.load(folder / _ARRAYS) as arrays:
            if "paths" in arrays:
                return arrays["paths"].astype(float)
            gaussian = GaussianPathForecast(
                arrays["mean"], arrays["covariance"], float(arrays["dependence"])
            )
        return gaussian.draw(draws, np.random.default_rng(list(seed)))


def result_key(kind: str, content: Sequence[object]) -> str:
    """Return the key of a result: the source code of its kind, and all that it depends on.

    Parameters
    ----------
    kind : str
        What was computed, and so which modules count: a kind of job, or "scoring".
    content : sequence
        Values of a kind that `content_key` knows.

    Returns
    -------
    str
    """
    return content_key({"kind": kind, "source": _kind_hash(kind), "content": list(content)})


@cache
def _kind_hash(kind: str) -> str:
    """Hash the source code of a kind, once per process."""
    return source_hash(_SOURCES[kind])


def _score_key(key: str) -> str:
    return f"{key}-{result_key('scoring', [])[:8]}"
