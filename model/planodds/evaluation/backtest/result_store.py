"""Results of the record, kept by content: the same inputs and code find them again.

A result is one model's forecast from one origin: paths or a law (``.npz``), the scored rows
(``.parquet``, under the scoring code's key as well, so that a change of the scores costs no fit)
and counts of the fit (``.json``, written last: it says that the rest is whole).
Each file is written aside and moved into place.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.evaluation.benchmarks.gaussian_paths import GaussianPathForecast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_FORECAST = Path(__file__).resolve().parents[2] / "forecast"
_SCORING = (
    "planodds.evaluation.scoring.score_paths",
    "planodds.evaluation.scoring.scoring_rules",
    "planodds.evaluation.track_record.county_scores",
)
_ENGINE = (
    "planodds.forecast.simulation.unit_panel",
    "planodds.forecast.simulation.unit_paths",
    *(f"planodds.forecast.gibbs.{path.stem}" for path in sorted(_FORECAST.glob("gibbs/*.py"))),
)
_PRODUCT = (
    "planodds.forecast.census_basis",
    *(
        f"planodds.forecast.{name}"
        for name in (
            "nuts.common",
            "nuts.county",
            "nuts.fit",
            "nuts.revenue",
            "nuts.state_draws",
            "simulation.common_paths",
            "simulation.paths",
            "simulation.random_streams",
            "simulation.revenue_paths",
            "simulation.simulation_inputs",
            "simulation.unit_paths",
        )
    ),
)
_RIVALS = tuple(
    f"planodds.evaluation.benchmarks.{name}"
    for name in ("benchmarks", "gaussian_paths", "random_walks", "series")
)
_CODE = {"engine": _ENGINE, "product": _PRODUCT, "rivals": _RIVALS, "scoring": _SCORING}


@dataclass(frozen=True)
class ResultStore:
    """A folder of results by key."""

    folder: Path

    def has(self, key: str) -> bool:
        """Tell whether a whole result is there."""
        return self._path(key, "json").is_file()

    def save(
        self,
        key: str,
        rows: pd.DataFrame,
        *,
        paths: np.ndarray | None = None,
        law: GaussianPathForecast | None = None,
        notes: Mapping[str, Any],
    ) -> None:
        """Keep rows and what they were scored from."""
        arrays = {} if paths is None else {"paths": paths.astype(np.float32)}
        if law is not None:
            arrays = {
                "mean": law.mean,
                "covariance": law.covariance,
                "dependence": np.array(law.dependence),
            }
        if arrays:
            self._write(key, "npz", lambda path: _save_arrays(path, arrays))
        self.save_rows(key, rows)
        self._write(
            key,
            "json",
            lambda path: path.write_text(
                json.dumps(dict(notes), ensure_ascii=False), encoding="utf-8"
            ),
        )

    def save_rows(self, key: str, rows: pd.DataFrame) -> None:
        """Keep scored rows."""
        self._write(key, _rows_suffix(), lambda path: rows.to_parquet(path, index=False))

    def read_rows(self, key: str) -> pd.DataFrame | None:
        """Scored rows; empty where the model had nothing to say, None where not scored so."""
        path = self._path(key, _rows_suffix())
        return pd.read_parquet(path) if path.is_file() else None

    def read_notes(self, key: str) -> dict[str, Any]:
        """Counts of the fit: warnings, fallbacks."""
        return json.loads(self._path(key, "json").read_text(encoding="utf-8"))

    def read_paths(self, key: str, *, draws: int, seed: Sequence[int]) -> np.ndarray | None:
        """Joint paths as they were scored (unit, draw, horizon); None where there are none."""
        path = self._path(key, "npz")
        if not path.is_file():
            return None
        with np.load(path) as arrays:
            if "paths" in arrays:
                return arrays["paths"].astype(float)
            law = GaussianPathForecast(
                arrays["mean"], arrays["covariance"], float(arrays["dependence"])
            )
        return law.draw(draws, np.random.default_rng(list(seed)))

    def _path(self, key: str, suffix: str) -> Path:
        return self.folder / f"{key}.{suffix}"

    def _write(self, key: str, suffix: str, write: Callable[[Path], object]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self._path(key, f"{suffix}.aside-{os.getpid()}")
        try:
            write(aside)
            os.replace(aside, self._path(key, suffix))
        finally:
            aside.unlink(missing_ok=True)


def result_key(kind: str, content: Sequence[Any]) -> str:
    """Key of a result: the code of its kind and all it was made from.

    Parameters
    ----------
    kind : str
        A name of ``CODE``: whose modules count.
    content : sequence
        Arrays by their bytes, all else by its text.
    """
    digest = hashlib.sha256()
    for module in _CODE[kind]:
        digest.update(Path(importlib.util.find_spec(module).origin).read_bytes())
    for item in content:
        digest.update(item.tobytes() if isinstance(item, np.ndarray) else repr(item).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:24]


def _rows_suffix() -> str:
    return f"{result_key('scoring', [])[:8]}.parquet"


def _save_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    with path.open("wb") as file:
        np.savez(file, **arrays)
