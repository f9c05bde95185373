"""Does each term earn its place: leave it out, fit again, score what was held out.

    python -m planodds.evaluation.ablation.run

writes ``data/record/terms.csv``. Finished terms wait in ``outputs/.cache``; a run that was
stopped goes on where it stood, as long as neither priors nor code have changed. Nothing is tuned
on these scores (docs/decisions/0007-ablation.md).
"""

from __future__ import annotations

import argparse
import hashlib
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.constants import PACKAGE_DIR, PROJECT_DIR
from planodds.evaluation.ablation.fits import AblationInputs, Blocks, fit_block, load_inputs
from planodds.evaluation.ablation.revenue_shocks import JUMP, describe_jumps, describe_years
from planodds.evaluation.ablation.scores import (
    LOG_SCORE,
    score_common,
    score_county,
    score_forecasts,
    score_revenue,
)
from planodds.evaluation.ablation.terms import (
    AS_MODELLED,
    COMMON,
    COUNTY,
    REVENUE,
    AblatedTerm,
    list_terms,
)
from planodds.execution.digests import hash_text_file
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = PROJECT_DIR
RECORD = Path("data") / "record" / "terms.csv"
_CACHE = ROOT / "outputs" / ".cache" / "terms"
_SEED = 20261123
ONE_OFF = "one_off_jump"
KEYS = ["measure", "target", "information", "year"]
COLUMNS = ("made", "priors", "term", "block", *KEYS, "value", "change", "error", "n", "n_eff")


def hash_priors(data_dir: Path = DATA_DIR) -> str:
    """First twelve digits of the sha256 of ``priors.yaml``: what the record was made with."""
    return hash_text_file(Path(data_dir) / "priors.yaml")[:12]


def _run_ablation(
    book: AblationInputs,
    terms: Sequence[AblatedTerm],
    *,
    cache: Path,
    seed: int = _SEED,
    progress: Callable[[str], None] = print,
) -> pd.DataFrame:
    """Fit and score every term; finished ones are read back from ``cache``.

    Parameters
    ----------
    book : Book
    terms : sequence of Term
        The model as it is first.
    cache : Path
        Folder of the baseline's fits and of one csv a finished term.
    seed : int
        All terms share the shocks of their paths.
    progress : callable
        Told one line a term.

    Returns
    -------
    DataFrame
        ``COLUMNS`` without ``made`` and ``priors``; ``change`` is against the model as it is,
        ``error`` the Monte Carlo error of ``value``.
    """
    cache.mkdir(parents=True, exist_ok=True)
    fitted = _fit_baseline(terms[0], book, cache, seed, progress)
    parts = []
    for number, term in enumerate(terms, start=1):
        path, start = cache / f"{term.name}.csv", time.perf_counter()
        if not path.exists():
            table = pd.DataFrame(_score_term(term, book, fitted, seed)).assign(
                term=term.name, block=term.block
            )
            table.to_csv(path, index=False)
        parts.append(pd.read_csv(path, dtype={"information": str}))
        progress(
            f"{number} of {len(terms)} terms, {term.name}, {time.perf_counter() - start:.0f} s"
        )
    table = pd.concat([*parts, _describe_shocks(book, fitted, seed)], ignore_index=True)
    return _add_change(table)


def _fit_baseline(
    term: AblatedTerm, book: AblationInputs, cache: Path, seed: int, progress: Callable[[str], None]
) -> dict[str, Blocks]:
    """All three blocks as modelled, kept for the other terms."""
    fitted: dict[str, Blocks] = {}
    for block in (COMMON, COUNTY, REVENUE):
        path, start = cache / f"{block}.npz", time.perf_counter()
        if not path.exists():
            blocks = fit_block(term, block, book, seed=seed, county=fitted.get(COUNTY))
            np.savez(
                path,
                **{
                    f"{name}/{key}": x
                    for name, arrays in blocks.items()
                    for key, x in arrays.items()
                },
            )
        fitted[block] = _read_blocks(path)
        progress(f"{block} as modelled, {time.perf_counter() - start:.0f} s")
    return fitted


def _read_blocks(path: Path) -> Blocks:
    blocks: Blocks = {}
    with np.load(path) as stored:
        for label in stored.files:
            name, key = label.split("/")
            blocks.setdefault(name, {})[key] = stored[label]
    return blocks


def _score_term(
    term: AblatedTerm, book: AblationInputs, fitted: Mapping[str, Blocks], seed: int
) -> list[dict[str, Any]]:
    """All rows of one term: its own block fitted again, the others as modelled."""
    blocks, rows = dict(fitted), []
    if term.block:
        blocks[term.block] = fit_block(term, term.block, book, seed=seed, county=fitted[COUNTY])
    generator = np.random.default_rng((seed, 7))
    if term.block in ("", COMMON):
        rows += score_common(
            blocks[COMMON], book.changed(term, "latest"), book.panels["latest"], generator=generator
        )
    if term.block in ("", COUNTY):
        rows += score_county(term, book, blocks[COUNTY], generator=generator)
    if term.block in ("", REVENUE):
        rows += score_revenue(term, book, blocks[REVENUE], _slopes(fitted), generator=generator)
    return rows + score_forecasts(term, book, blocks, seed=seed)


def _slopes(fitted: Mapping[str, Blocks]) -> dict[str, float]:
    return {name: float(block["coal_slope"].mean()) for name, block in fitted[COUNTY].items()}


def _describe_shocks(book: AblationInputs, fitted: Mapping[str, Blocks], seed: int) -> pd.DataFrame:
    """What decides on policy years and one-off jumps: year effects, and a jump added."""
    base = AblatedTerm(AS_MODELLED, "", {})
    rows = [
        row | {"term": ONE_OFF}
        for row in score_revenue(
            base,
            book,
            fitted[REVENUE],
            _slopes(fitted),
            jump=JUMP,
            generator=np.random.default_rng((seed, 7)),
        )
    ]
    latest, slope = book.panels["latest"], _slopes(fitted)["latest"]
    block, scale = fitted[REVENUE]["latest"], book.priors["latest"].value("revenue.year_scale")
    rows += [row | {"term": ONE_OFF} for row in describe_jumps(block, latest, slope, scale)]
    rows += [row | {"term": "policy_years"} for row in describe_years(block, latest, scale)]
    return pd.DataFrame(rows).assign(block=REVENUE)


def _add_change(table: pd.DataFrame) -> pd.DataFrame:
    """Add the difference from the model as it is, where that was scored too."""
    table = table.assign(
        information=table["information"].astype(object).fillna(""),
        year=table["year"].fillna(0).astype(int),
    )
    modelled = table["term"] == AS_MODELLED
    base = table.loc[modelled, [*KEYS, "value"]].rename(columns={"value": "base"})
    joined = table.merge(base, on=KEYS, how="left")
    return table.assign(change=(joined["value"] - joined["base"]).where(~modelled.to_numpy()))


def _hash_code() -> str:
    """Key of the priors, data and code that the record depends on."""
    files = [
        *PACKAGE_DIR.glob("forecast/**/*.py"),
        *PACKAGE_DIR.glob("evaluation/ablation/*.py"),
        PACKAGE_DIR / "evaluation/scoring/predictive_density.py",
        *Path(DATA_DIR).glob("*.csv"),
        Path(DATA_DIR) / "priors.yaml",
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line; writes the record and prints the log scores."""
    parser = argparse.ArgumentParser(description="Leave each term out and score the model again")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the record goes")
    options = parser.parse_args(arguments)
    table = _run_ablation(
        load_inputs(Path(DATA_DIR)),
        list_terms(),
        cache=_CACHE / _hash_code(),
        progress=lambda line: print(line, flush=True),
    )
    table = table.assign(made=date.today().isoformat(), priors=hash_priors())[list(COLUMNS)]
    path = options.folder / RECORD
    path.parent.mkdir(parents=True, exist_ok=True)
    table.round(5).to_csv(path, index=False)
    print(table[table["measure"] == LOG_SCORE].round(2).to_string(index=False))


if __name__ == "__main__":
    main()
