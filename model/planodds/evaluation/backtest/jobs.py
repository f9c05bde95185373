"""Backtest jobs: forecasts from past origins that a worker process makes, scores and stores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.backtest.forecasts import BENCHMARK, EDITION, GIBBS, forecast_job
from planodds.evaluation.backtest.result_store import BacktestResults, result_key
from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS
from planodds.evaluation.benchmarks.external_libraries import LIBRARIES
from planodds.evaluation.benchmarks.gaussian_paths import GaussianPathForecast
from planodds.evaluation.model_names import MODEL, MODEL_GIVEN, PERSISTENCE
from planodds.evaluation.scoring.parts import EVENT, RANK, RELATIVE
from planodds.evaluation.scoring.score_paths import score_paths
from planodds.execution.digests import hash_file
from planodds.forecasting.types import FitSettings
from planodds.inputs.priors import GENERAL_PRIORS
from planodds.inputs.tables.files import DATA_DIR, hash_data_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planodds.evaluation.backtest.designs import EvaluationDesign

_SEED = 20261124
# Converged as the fits of an edition are; a fit that misses the criteria is scored, and listed.
_FIT = FitSettings(draws=500, cores=1, seed=_SEED, allow_gate_failure=True)

type CaseKey = tuple[str, str, int, str]  # panel, variable, origin, model


@dataclass(frozen=True)
class BacktestSettings:
    """Length of the Gibbs sampler's chains, number of paths that are scored, and the seed."""

    fit: FitSettings = _FIT
    draws: int = 2000
    seed: int = _SEED


@dataclass(frozen=True)
class BacktestJob:
    """Forecasts that one process makes and scores: a kind, designs and their origins.

    Attributes
    ----------
    kind : str
        "gibbs", the Gibbs sampler on a unit panel; "edition", the fit of an edition;
        "benchmarks", the benchmark models; or the name of a library of
        ``planodds.evaluation.benchmarks.external_libraries``.
    designs : tuple of EvaluationDesign
    origins : tuple of int
    settings : BacktestSettings
    folder : Path
        Cache of results.
    data_dir : Path
    """

    kind: str
    designs: tuple[EvaluationDesign, ...]
    origins: tuple[int, ...]
    settings: BacktestSettings
    folder: Path
    data_dir: Path = DATA_DIR

    @cached_property
    def keys(self) -> dict[CaseKey, str]:
        """Content key of each result, by panel, variable, origin and model."""
        return {
            (design.name, design.variable, origin, model): self._key(design, origin, model)
            for design in self.designs
            for origin in self.origins
            if origin in design.origins
            for model in self.models(design)
        }

    @property
    def title(self) -> str:
        """The job in words, for the progress display."""
        name, variable = self.designs[0].name, self.designs[0].variable
        years = ", ".join(map(str, self.origins))
        return f"{name} {variable} {self.kind} {years}"

    def models(self, design: EvaluationDesign) -> tuple[str, ...]:
        """Return the models of a design that this job forecasts with.

        Parameters
        ----------
        design : EvaluationDesign

        Returns
        -------
        tuple of str
            Names of models.
        """
        if self.kind == BENCHMARK:
            return (*ALL_BENCHMARKS, PERSISTENCE) if design.score_benchmarks else (PERSISTENCE,)
        if self.kind in LIBRARIES:
            return LIBRARIES[self.kind].models
        return (
            (MODEL, MODEL_GIVEN)
            if design.uses_edition_fit and design.variable == "gdp"
            else (MODEL,)
        )

    def _key(self, design: EvaluationDesign, origin: int, model: str) -> str:
        """Return the key of one result."""
        past = design.panel.truncate(origin)
        content: list[object] = [
            design.name,
            model,
            design.variable,
            past.values,
            past.groups,
            past.units,
            past.years,
            design.outcomes(origin),
            design.horizon,
            design.window,
            design.rank_threshold,
            design.rank_margin,
            past.drivers,
            self.settings,
        ]
        if self.kind == GIBBS:
            content.append(hash_file(GENERAL_PRIORS))
        if self.kind == EDITION:
            content.append(hash_data_files(self.data_dir))
        if self.kind in LIBRARIES:
            content.append(hash_file(LIBRARIES[self.kind].lock))
        return result_key(self.kind, content)

    def is_done(self, results: BacktestResults) -> bool:
        """Return whether all results of the job are stored and intact.

        Parameters
        ----------
        results : BacktestResults

        Returns
        -------
        bool
        """
        return all(results.has(key) for key in self.keys.values())


def plan_jobs(
    designs: Sequence[EvaluationDesign],
    *,
    folder: Path,
    settings: BacktestSettings,
    data_dir: Path = DATA_DIR,
) -> list[BacktestJob]:
    """Split a backtest into jobs, the longest first.

    Parameters
    ----------
    designs : sequence of EvaluationDesign
    folder : Path
        Cache of results.
    settings : BacktestSettings
    data_dir : Path

    Returns
    -------
    list of BacktestJob
    """
    edition = tuple(design for design in designs if design.uses_edition_fit)
    by_edition = sorted({origin for design in edition for origin in design.origins})
    specs: list[tuple[str, tuple[EvaluationDesign, ...], tuple[int, ...]]]
    specs = [(EDITION, edition, (origin,)) for origin in by_edition]
    specs += [
        (GIBBS, (design,), (origin,))
        for design in designs
        if not design.uses_edition_fit
        for origin in design.origins
    ]
    specs += [(BENCHMARK, (design,), (origin,)) for design in designs for origin in design.origins]
    # One job for all origins: the other environment takes seconds to start.
    specs += [
        (library, (design,), design.origins) for design in designs for library in design.libraries
    ]
    return [BacktestJob(*spec, settings, folder, data_dir) for spec in specs]


def run_job(job: BacktestJob) -> str:
    """Forecast, score and store all results of a job.

    Parameters
    ----------
    job : BacktestJob

    Returns
    -------
    str
        The job's title.
    """
    results, keys = BacktestResults(job.folder), job.keys
    for design, origin, model, forecast, notes in forecast_job(job):
        gaussian = forecast if isinstance(forecast, GaussianPathForecast) else None
        seed = path_seed(job.settings, design, origin, model)
        paths: np.ndarray | None
        if isinstance(forecast, GaussianPathForecast):
            paths = forecast.draw(job.settings.draws, np.random.default_rng(seed))
        else:
            paths = forecast
        results.save(
            keys[design.name, design.variable, origin, model],
            score_case(design, origin, model, paths),
            paths=None if gaussian else paths,
            gaussian=gaussian,
            notes=notes,
        )
    return job.title


def path_seed(
    settings: BacktestSettings, design: EvaluationDesign, origin: int, model: str
) -> list[int]:
    """Return the seed of a benchmark's paths, the same whenever they are drawn again.

    Parameters
    ----------
    settings : BacktestSettings
    design : EvaluationDesign
    origin : int
        A year.
    model : str
        Name of the benchmark.

    Returns
    -------
    list of int
        For ``numpy.random.default_rng``.
    """
    return [settings.seed, origin, *f"{design.name} {design.variable} {model}".encode()]


def score_case(
    design: EvaluationDesign, origin: int, model: str, paths: np.ndarray | None
) -> pd.DataFrame:
    """Score the paths of one model from one origin.

    Parameters
    ----------
    design : EvaluationDesign
    origin : int
    model : str
    paths : ndarray of float, shape (unit, draw, horizon), or None
        Log levels; None if the model cannot forecast this panel.

    Returns
    -------
    DataFrame
        Scores with panel, variable, origin and model in front; empty without paths.
    """
    if paths is None:
        return _empty_scores()
    scores = score_paths(
        paths,
        design.outcomes(origin),
        design.start_levels(origin),
        rank_threshold=design.rank_threshold,
        rank_margin=design.rank_margin,
        groups=design.panel.groups,
        units=design.panel.units,
        generator=np.random.default_rng([_SEED, origin]),
    )
    if model == PERSISTENCE:
        scores = scores[scores["part"].isin([RANK, EVENT])]
    if model == MODEL_GIVEN:
        scores = scores[scores["part"] == RELATIVE]
    head = {"panel": design.name, "variable": design.variable, "origin": origin, "model": model}
    return scores.assign(**head)[[*head, *scores.columns]].reset_index(drop=True)


def _empty_scores() -> pd.DataFrame:
    """Return the table of a model that cannot forecast a panel: columns without rows."""
    from planodds.evaluation.scoring.score_paths import ROW_COLUMNS
    from planodds.evaluation.scoring.summary_tables import HEAD

    return pd.DataFrame(columns=[*HEAD, *ROW_COLUMNS])
