"""The work of the record, cut into jobs that a process of its own can do and keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.backtest.result_store import ResultStore, result_key
from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS, fit_benchmark
from planodds.evaluation.benchmarks.gaussian_paths import GaussianPathForecast
from planodds.evaluation.scoring.score_paths import EVENT, RANK, score_paths
from planodds.evaluation.scoring.summary_tables import MODEL, MODEL_GIVEN
from planodds.evaluation.track_record.county_scores import PERSISTENCE, RELATIVE
from planodds.execution.digests import hash_file
from planodds.forecast.gibbs.sampler import GibbsSettings
from planodds.inputs.tables.files import DATA_DIR, hash_data_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planodds.evaluation.backtest.designs import EvaluationDesign

ENGINE, PRODUCT, RIVAL = "engine", "product", "rivals"
_CHUNK = 3  # origins that the panel engine runs side by side
_SEED = 20261124


@dataclass(frozen=True)
class RecordSettings:
    """How long the panel engine samples, how many paths are scored, and the seed of all."""

    gibbs: GibbsSettings = GibbsSettings(draws=1000, tune=300, chains=2)
    draws: int = 2000
    seed: int = _SEED


@dataclass(frozen=True)
class Job:
    """One piece of work: a kind, the beds it serves and their origins."""

    kind: str
    beds: tuple[EvaluationDesign, ...]
    origins: tuple[int, ...]
    settings: RecordSettings
    folder: Path
    data_dir: Path = DATA_DIR

    @cached_property
    def keys(self) -> dict[tuple[str, str, int, str], str]:
        """(panel, variable, origin, model) -> key of each result, made once and for all."""
        return {
            (bed.name, bed.variable, origin, model): self._key(bed, origin, model)
            for bed in self.beds
            for origin in self.origins
            if origin in bed.origins
            for model in self.models(bed)
        }

    @property
    def title(self) -> str:
        """What a person is shown of it."""
        return f"{self.beds[0].name} {self.kind} {', '.join(map(str, self.origins))}"

    def models(self, bed: EvaluationDesign) -> tuple[str, ...]:
        """Models of a bed that this job makes."""
        if self.kind == RIVAL:
            return (*ALL_BENCHMARKS, PERSISTENCE) if bed.rivals else (PERSISTENCE,)
        return (MODEL, MODEL_GIVEN) if bed.product and bed.variable == "gdp" else (MODEL,)

    def _key(self, bed: EvaluationDesign, origin: int, model: str) -> str:
        """Content key of one result; the engine's chains hang on the origins beside it."""
        known = bed.panel.truncate(origin)
        content = [
            bed.name,
            model,
            bed.variable,
            known.values,
            known.groups,
            known.units,
            known.years,
            bed.outcome(origin),
            bed.horizon,
            bed.window,
            bed.place,
            bed.near,
            sorted((name, series.tobytes()) for name, series in known.drivers.items()),
            self.settings,
        ]
        if self.kind == ENGINE:
            content += [self.origins, hash_file(self.data_dir / "priors.yaml")]
        if self.kind == PRODUCT:
            content.append(sorted(hash_data_files(self.data_dir).items()))
        return result_key(self.kind, content)

    def is_done(self) -> bool:
        """Tell whether all results of the job are kept."""
        kept = ResultStore(self.folder)
        return all(kept.has(key) for key in self.keys.values())


def plan_jobs(
    beds: Sequence[EvaluationDesign],
    *,
    folder: Path,
    settings: RecordSettings,
    data_dir: Path = DATA_DIR,
) -> list[Job]:
    """Cut the record into jobs, the longest first."""
    shared = {"settings": settings, "folder": folder, "data_dir": data_dir}
    own = [bed for bed in beds if not bed.product]
    product = tuple(bed for bed in beds if bed.product)
    origins = sorted({origin for bed in product for origin in bed.origins})
    jobs = [Job(PRODUCT, product, (origin,), **shared) for origin in origins]
    jobs += [
        Job(ENGINE, (bed,), bed.origins[i : i + _CHUNK], **shared)
        for bed in own
        for i in range(0, len(bed.origins), _CHUNK)
    ]
    jobs += [Job(RIVAL, (bed,), (origin,), **shared) for bed in beds for origin in bed.origins]
    return jobs


def run_job(job: Job) -> str:
    """Do a job and keep what it made; the title, for the progress bar."""
    kept, keys = ResultStore(job.folder), job.keys
    for bed, origin, model, made, notes in _forecast(job):
        law = made if isinstance(made, GaussianPathForecast) else None
        seed = path_seed(job.settings, bed, origin, model)
        paths = law.draw(job.settings.draws, np.random.default_rng(seed)) if law else made
        kept.save(
            keys[bed.name, bed.variable, origin, model],
            score_case(bed, origin, model, paths),
            paths=None if law else paths,
            law=law,
            notes=notes,
        )
    return job.title


def path_seed(
    settings: RecordSettings, bed: EvaluationDesign, origin: int, model: str
) -> list[int]:
    """Seed of a rival's paths: the same whenever they are drawn again."""
    return [settings.seed, origin, *f"{bed.name} {bed.variable} {model}".encode()]


def score_case(
    bed: EvaluationDesign, origin: int, model: str, paths: np.ndarray | None
) -> pd.DataFrame:
    """Score the paths of one model from one origin, with the columns that name them.

    Without paths there are no rows: the model has nothing to say of this panel.
    """
    if paths is None:
        return _empty_scores()
    start = bed.start(origin)
    rows = score_paths(
        paths,
        bed.outcome(origin),
        start,
        place=bed.place,
        near=bed.near,
        groups=bed.panel.groups,
        units=bed.panel.units,
        generator=np.random.default_rng([_SEED, origin]),
    )
    if model == PERSISTENCE:
        rows = rows[rows["part"].isin([RANK, EVENT])]
    if model == MODEL_GIVEN:
        rows = rows[rows["part"] == RELATIVE]
    head = {"panel": bed.name, "variable": bed.variable, "origin": origin, "model": model}
    return rows.assign(**head)[[*head, *rows.columns]].reset_index(drop=True)


def _empty_scores() -> pd.DataFrame:
    """Rows of a model that has nothing to say of a panel."""
    from planodds.evaluation.scoring.score_paths import ROW_COLUMNS
    from planodds.evaluation.scoring.summary_tables import HEAD

    return pd.DataFrame(columns=[*HEAD, *ROW_COLUMNS])


def _forecast(job: Job) -> Iterator[tuple]:
    """Yield (bed, origin, model, paths or law or None, notes) of everything a job makes."""
    make = {ENGINE: _run_engine, PRODUCT: _run_product, RIVAL: _run_rivals}[job.kind]
    yield from make(job)


def _run_engine(job: Job) -> Iterator[tuple]:
    from planodds.forecast.simulation.unit_panel import forecast_unit_panel
    from planodds.inputs.priors import load_priors

    bed, settings = job.beds[0], job.settings
    found = forecast_unit_panel(
        bed.panel,
        job.origins,
        load_priors(job.data_dir, "latest"),
        horizon=bed.horizon,
        settings=settings.gibbs,
        seed=settings.seed,
        window=bed.window,
    )
    for origin, paths in found.items():
        yield bed, origin, MODEL, paths[:, : settings.draws], {}


def _run_rivals(job: Job) -> Iterator[tuple]:
    bed, origin = job.beds[0], job.origins[0]
    levels, start = bed.known(origin).log_values, bed.start(origin)
    for name in ALL_BENCHMARKS if bed.rivals else ():
        law = fit_benchmark(levels, name, horizon=bed.horizon)
        notes: Mapping[str, object] = {"computed": law is not None}
        if law is not None:
            notes = {
                **notes,
                "warnings": law.warnings,
                "fallbacks": law.fallbacks,
                "messages": list(law.notes),
                "units": len(levels),
            }
        yield bed, origin, name, law, notes
    yield (
        bed,
        origin,
        PERSISTENCE,
        np.repeat(np.repeat(start[:, None, None], 2, 1), bed.horizon, 2),
        {},
    )


def _run_product(job: Job) -> Iterator[tuple]:
    """Fit an edition's own model at one origin; GDP, GDP given the common path, revenue."""
    from planodds.forecast.simulation.common_paths import observed_common_growth
    from planodds.forecast.simulation.paths import forecast_paths
    from planodds.forecast.types import FitSettings
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.priors import load_priors

    origin = job.origins[0]
    panel = load_panel(job.data_dir, str(origin))
    truth = load_panel(job.data_dir, "2023")
    posterior = _sampler(str(job.data_dir)).fit_posterior(
        panel,
        load_priors(job.data_dir, str(origin)),
        settings=FitSettings(cores=1, seed=job.settings.seed),
    )
    last = max(bed.panel.years[-1] for bed in job.beds)
    shared = {"paths": posterior.draws, "seed": job.settings.seed, "final_year": last}
    plain = forecast_paths(posterior, panel, **shared)
    stride = max(1, plain.draws // job.settings.draws)
    notes = {"gate_passed": bool(posterior.passed)}
    for bed in (bed for bed in job.beds if origin in bed.origins):
        for model in job.models(bed):
            made = plain
            if model == MODEL_GIVEN:
                observed = observed_common_growth(truth, plain.years)
                made = forecast_paths(posterior, panel, observed_common=observed, **shared)
            paths = made.log_revenue if bed.variable == "revenue" else made.log_gdp
            yield bed, origin, model, _lay_out(paths[:, ::stride], bed.horizon), notes


@lru_cache(maxsize=1)
def _sampler(data_dir: str) -> object:
    """Compiled graphs of an edition's shape, shared by the fits of one process."""
    from planodds.forecast.nuts.fit import Sampler
    from planodds.inputs.panels.county_panel import load_panel

    newest = load_panel(Path(data_dir)).information
    return Sampler(last_county_year=newest.county_to, last_driver_year=newest.drivers_to)


def _lay_out(paths: np.ndarray, horizon: int) -> np.ndarray:
    """Years ahead 1..horizon, NaN beyond the last that was forecast."""
    out = np.full((*paths.shape[:2], horizon), np.nan)
    years = min(horizon, paths.shape[2])
    out[..., :years] = paths[..., :years]
    return out
