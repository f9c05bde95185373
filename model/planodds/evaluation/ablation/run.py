"""Ablation study: each term is left out, the model refitted, and the held-out data scored.

    python -m planodds.evaluation.ablation.run

writes ``data/record/terms.csv``. Results of finished terms are stored in ``outputs/.cache``; an
interrupted run resumes from them if neither priors nor code have changed. Nothing is tuned on
these scores (docs/decisions/0007-ablation.md).
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.constants import PROJECT_DIR
from planodds.evaluation.ablation.common_scores import score_common
from planodds.evaluation.ablation.county_block_scores import score_county
from planodds.evaluation.ablation.fits import AblationInputs, fit_block, load_inputs
from planodds.evaluation.ablation.forecast_scores import score_forecasts
from planodds.evaluation.ablation.measures import LOG_SCORE
from planodds.evaluation.ablation.revenue_block_scores import score_revenue
from planodds.evaluation.ablation.revenue_shocks import JUMP, describe_jumps, describe_years
from planodds.evaluation.ablation.terms import (
    AS_MODELLED,
    COMMON,
    COUNTY,
    REVENUE,
    AblatedTerm,
    list_terms,
)
from planodds.execution.atomic import atomic_path
from planodds.execution.content_keys import content_key, source_hash
from planodds.execution.digests import hash_file, hash_text_file
from planodds.execution.processes import limit_threads
from planodds.execution.result_store import ResultStore
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planodds.evaluation.ablation.fits import Blocks
    from planodds.evaluation.ablation.measures import Row

ROOT = PROJECT_DIR
RECORD = Path("data") / "record" / "terms.csv"
_CACHE_DIR = ROOT / "outputs" / ".cache" / "terms"
_SCORES, _DRAWS = "scores.csv", "draws.npz"
_SEED = 20261123
ONE_OFF = "one_off_jump"
KEYS = ["measure", "target", "information", "year"]
COLUMNS = ("made", "priors", "term", "block", *KEYS, "value", "change", "error", "n", "n_eff")


def hash_priors(data_dir: Path = DATA_DIR) -> str:
    """Return the first twelve digits of the SHA-256 of ``priors.yaml``.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    str
    """
    return hash_text_file(Path(data_dir) / "priors.yaml")[:12]


def run_ablation(
    inputs: AblationInputs | None = None,
    terms: Sequence[AblatedTerm] | None = None,
    *,
    cache_dir: Path | None = None,
    seed: int = _SEED,
    progress: Callable[[str], None] = print,
) -> pd.DataFrame:
    """Fit and score every term; finished ones are read back from the cache.

    Parameters
    ----------
    inputs : AblationInputs, optional
        Of the shipped data by default.
    terms : sequence of AblatedTerm, optional
        The model as it is first; all terms by default.
    cache_dir : Path, optional
        Folder of the baseline's fits and of the scores of each finished term.
    seed : int
        All terms share the shocks of their paths.
    progress : callable
        Receives one line per term.

    Returns
    -------
    DataFrame
        ``COLUMNS`` without ``made`` and ``priors``; ``change`` is against the model as it is,
        ``error`` the Monte Carlo error of ``value``.
    """
    inputs, terms = inputs or load_inputs(DATA_DIR), terms or list_terms()
    store = ResultStore((cache_dir or _CACHE_DIR) / _source_key())
    with limit_threads():
        fitted = _fit_baseline(terms[0], inputs, store, seed, progress)
        parts = []
        for number, term in enumerate(terms, start=1):
            start = time.perf_counter()
            parts.append(_score_or_read(term, inputs, fitted, store, seed))
            seconds = time.perf_counter() - start
            progress(f"{number} of {len(terms)} terms, {term.name}, {seconds:.0f} s")
        table = pd.concat([*parts, _describe_shocks(inputs, fitted, seed)], ignore_index=True)
    return add_change(table)


def write_record(table: pd.DataFrame, folder: Path) -> str:
    """Write the record of an ablation.

    Parameters
    ----------
    table : DataFrame
        From ``run_ablation``.
    folder : Path
        Project folder that receives ``data/record/terms.csv``.

    Returns
    -------
    str
        The rows of the log scores as text.
    """
    table = table.assign(made=date.today().isoformat(), priors=hash_priors())[list(COLUMNS)]
    with atomic_path(folder / RECORD) as path:
        table.round(5).to_csv(path, index=False)
    return table[table["measure"] == LOG_SCORE].round(2).to_string(index=False)


def _score_or_read(
    term: AblatedTerm,
    inputs: AblationInputs,
    fitted: Mapping[str, Blocks],
    store: ResultStore,
    seed: int,
) -> pd.DataFrame:
    if store.find(term.name) is None:
        table = pd.DataFrame(_score_term(term, inputs, fitted, seed)).assign(
            term=term.name, block=term.block
        )
        with store.write(term.name) as folder:
            table.to_csv(folder / _SCORES, index=False)
    return pd.read_csv(store.path(term.name) / _SCORES, dtype={"information": str})


def _fit_baseline(
    term: AblatedTerm,
    inputs: AblationInputs,
    store: ResultStore,
    seed: int,
    progress: Callable[[str], None],
) -> dict[str, Blocks]:
    """Fit all three blocks of the model as it is, for the other terms."""
    fitted: dict[str, Blocks] = {}
    for block in (COMMON, COUNTY, REVENUE):
        key, start = f"fit-{block}", time.perf_counter()
        if store.find(key) is None:
            blocks = fit_block(term, block, inputs, seed=seed, county=fitted.get(COUNTY))
            with store.write(key) as folder:
                np.savez(folder / _DRAWS, allow_pickle=False, **_flatten(blocks))
        fitted[block] = _read_blocks(store.path(key) / _DRAWS)
        progress(f"{block} as modelled, {time.perf_counter() - start:.0f} s")
    return fitted


def _flatten(blocks: Blocks) -> dict[str, np.ndarray]:
    return {
        f"{name}/{key}": draws for name, arrays in blocks.items() for key, draws in arrays.items()
    }


def _read_blocks(path: Path) -> Blocks:
    blocks: Blocks = {}
    with np.load(path) as stored:
        for label in stored.files:
            name, key = label.split("/")
            blocks.setdefault(name, {})[key] = stored[label]
    return blocks


def _score_term(
    term: AblatedTerm, inputs: AblationInputs, fitted: Mapping[str, Blocks], seed: int
) -> list[Row]:
    """All rows of one term: its own block fitted again, the others as modelled."""
    blocks: dict[str, Blocks] = dict(fitted)
    rows: list[Row] = []
    if term.block:
        blocks[term.block] = fit_block(term, term.block, inputs, seed=seed, county=fitted[COUNTY])
    generator = np.random.default_rng((seed, 7))
    if term.block in ("", COMMON):
        rows += score_common(
            blocks[COMMON],
            inputs.ablated_priors(term, "latest"),
            inputs.panels["latest"],
            generator=generator,
        )
    if term.block in ("", COUNTY):
        rows += score_county(term, inputs, blocks[COUNTY], generator=generator)
    if term.block in ("", REVENUE):
        rows += score_revenue(term, inputs, blocks[REVENUE], _slopes(fitted), generator=generator)
    return rows + score_forecasts(term, inputs, blocks, seed=seed)


def _slopes(fitted: Mapping[str, Blocks]) -> dict[str, float]:
    return {name: float(block["coal_slope"].mean()) for name, block in fitted[COUNTY].items()}


def _describe_shocks(
    inputs: AblationInputs, fitted: Mapping[str, Blocks], seed: int
) -> pd.DataFrame:
    """What decides on policy years and one-off jumps: year effects, and a jump added."""
    base = AblatedTerm(AS_MODELLED, "", {})
    rows = [
        row | {"term": ONE_OFF}
        for row in score_revenue(
            base,
            inputs,
            fitted[REVENUE],
            _slopes(fitted),
            jump=JUMP,
            generator=np.random.default_rng((seed, 7)),
        )
    ]
    latest, slope = inputs.panels["latest"], _slopes(fitted)["latest"]
    block, scale = fitted[REVENUE]["latest"], inputs.priors["latest"].value("revenue.year_scale")
    rows += [row | {"term": ONE_OFF} for row in describe_jumps(block, latest, slope, scale)]
    rows += [row | {"term": "policy_years"} for row in describe_years(block, latest, scale)]
    return pd.DataFrame(rows).assign(block=REVENUE)


def add_change(table: pd.DataFrame) -> pd.DataFrame:
    """Add the difference from the model as it is, where that was scored too.

    Parameters
    ----------
    table : DataFrame
        Scores: ``term``, the columns ``KEYS``, ``value`` and others.

    Returns
    -------
    DataFrame
        The same rows with ``change``: NaN for the model as it is and where it was not scored. A
        missing ``information`` becomes empty text, a missing ``year`` 0.
    """
    table = table.assign(
        information=table["information"].astype(object).fillna(""),
        year=table["year"].fillna(0).astype(int),
    )
    modelled = table["term"] == AS_MODELLED
    base = table.loc[modelled, [*KEYS, "value"]].rename(columns={"value": "base"})
    joined = table.merge(base, on=KEYS, how="left")
    return table.assign(change=(joined["value"] - joined["base"]).where(~modelled.to_numpy()))


def _source_key() -> str:
    """Return the key of the priors, data and code that the record depends on."""
    sources = ("inputs", "forecasting", "evaluation/ablation")
    files = [*Path(DATA_DIR).glob("*.csv"), Path(DATA_DIR) / "priors.yaml"]
    return content_key(
        {
            "source": source_hash((*sources, "evaluation/scoring/predictive_density.py")),
            "files": {path.name: hash_file(path) for path in files},
        }
    )
