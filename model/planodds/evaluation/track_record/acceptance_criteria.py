"""Acceptance criteria of the track record, with the results and a verdict for each.

The criteria were declared before the record was computed and apply to the long panel of US states;
the county panels have no verdicts. The table is built from the committed tables alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.errors import InputError
from planodds.evaluation.model_names import PERSISTENCE, UNIT_DRIFT
from planodds.evaluation.protocol import US_STATES
from planodds.evaluation.scoring.ecdf_bands import summarise_calibration
from planodds.evaluation.scoring.parts import ALL_HORIZONS, EVENT, LEVEL, RANK, RELATIVE
from planodds.evaluation.scoring.summary_tables import ALL_ORIGINS, UNTUNED
from planodds.evaluation.track_record.codes import (
    BEST_BENCHMARK,
    BRIER_SKILL,
    DRIFT_SKILL,
    EXCELLENT,
    LEVEL_COVERAGE,
    MINIMUM,
    MISSED,
    RANK_COVERAGE,
    RELATIVE_COVERAGE,
    SBC,
    UNITS_BETTER,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    type RecordSamples = Mapping[str, Mapping[str, pd.DataFrame]]  # table -> sample -> rows

PANEL = US_STATES
_HORIZONS = (1, 2, 3, 4, 5)
_NOMINAL = 0.90
_UNLIMITED = math.inf
CRITERIA_COLUMNS = (
    "criterion",
    "model",
    "horizon",
    "excellent_low",
    "excellent_high",
    "minimum_low",
    "minimum_high",
    "reached",
    "lower",
    "upper",
    "verdict",
    "rival",
    "origins",
    "n_eff",
    "worst",
    "worst_origin",
    "opened",
    "opened_origins",
    "spread",
)
_COVERAGE_PARTS = {RELATIVE_COVERAGE: RELATIVE, LEVEL_COVERAGE: LEVEL, RANK_COVERAGE: RANK}
_SKILL_PAIRS = {  # criterion -> part, benchmark; without one, the best at each horizon
    DRIFT_SKILL: (LEVEL, UNIT_DRIFT),
    UNITS_BETTER: (LEVEL, UNIT_DRIFT),
    BRIER_SKILL: (EVENT, PERSISTENCE),
    BEST_BENCHMARK: (LEVEL, None),
}
_SEED = 20261123  # of the simulated band, as for the figure of the calibration record


@dataclass(frozen=True)
class Criterion:
    """Limits of one criterion at one horizon; an open end is infinite.

    Attributes
    ----------
    name : str
    horizon : int
        0 for all horizons together.
    excellent, minimum : tuple of float
        Lower and upper limit, both included.
    """

    name: str
    horizon: int
    excellent: tuple[float, float]
    minimum: tuple[float, float]

    def verdict(self, reached: float) -> str:
        """Rate a result against the limits.

        Parameters
        ----------
        reached : float
            The result, in the unit of the limits; NaN is missed.

        Returns
        -------
        str
            ``excellent``, ``minimum`` or ``missed``.

        Examples
        --------
        >>> Criterion("drift_skill", 1, (0.23, math.inf), (0.17, math.inf)).verdict(0.2)
        'minimum'
        """
        for verdict, (low, high) in ((EXCELLENT, self.excellent), (MINIMUM, self.minimum)):
            if low <= reached <= high:
                return verdict
        return MISSED


def acceptance_criteria() -> list[Criterion]:
    """Return all criteria at all horizons, as declared; horizon 0 is all horizons together."""
    inner, outer = (0.86, 0.94), (0.82, 0.96)
    criteria = [
        Criterion(name, h, inner, outer)
        for name in (RELATIVE_COVERAGE, RANK_COVERAGE)
        for h in _HORIZONS
    ]
    criteria.append(Criterion(LEVEL_COVERAGE, ALL_HORIZONS, inner, (math.nan, math.nan)))
    required = dict(zip(_HORIZONS, (0.23, 0.27, 0.36, 0.38, 0.36), strict=True))
    criteria += [_at_least(DRIFT_SKILL, h, s, round(s - 0.06, 2)) for h, s in required.items()]
    criteria += [_at_least(BEST_BENCHMARK, h, 0.0, -0.03) for h in _HORIZONS]
    criteria += [_at_least(UNITS_BETTER, h, 0.80, 0.70) for h in _HORIZONS]
    criteria += [
        _at_least(BRIER_SKILL, h, 0.25 if h <= 3 else 0.20, 0.15 if h <= 3 else 0.10)
        for h in _HORIZONS
    ]
    return criteria


def _at_least(name: str, horizon: int, excellent: float, minimum: float) -> Criterion:
    return Criterion(name, horizon, (excellent, _UNLIMITED), (minimum, _UNLIMITED))


def evaluate_criteria(
    skill: pd.DataFrame,
    coverage: pd.DataFrame,
    calibration: pd.DataFrame,
    *,
    model: str,
    panel: str = PANEL,
) -> pd.DataFrame:
    """Evaluate every declared criterion on the track record of one model.

    The level's coverage is the mean over horizons; it passes at the minimum if the nominal
    coverage is inside the bootstrap interval. The best benchmark is chosen at each horizon with
    hindsight, which favours the benchmark. Events four years ahead have the limits of five.

    Parameters
    ----------
    skill, coverage : DataFrame
        From ``summarise_scores``.
    calibration : DataFrame
        From ``calibrate_batch``: the committed record of simulated datasets.
    model : {"model", "ensemble"}
    panel : str

    Returns
    -------
    DataFrame
        ``CRITERIA_COLUMNS``. ``opened`` is the result on origins not used for tuning; ``spread``
        the rank coverage by the randomised PIT. For the calibration ``reached`` is the share of
        quantities inside the 99 % band, ``lower`` that inside the 99.9 % band, ``n_eff`` their
        number.

    Raises
    ------
    InputError
        If the record does not contain the panel or the model.
    """
    record = {
        name: {
            sample: _select(table, model=model, panel=panel, sample=sample)
            for sample in (ALL_ORIGINS, UNTUNED)
        }
        for name, table in (("skill", skill), ("coverage", coverage))
    }
    if record["skill"][ALL_ORIGINS].empty or record["coverage"][ALL_ORIGINS].empty:
        raise InputError(
            f"no record of {model!r} on {panel!r}",
            where="data/record",
            expected="scores of that panel",
            remedy="run `make record`",
        )
    rows = [_evaluate(criterion, record) for criterion in acceptance_criteria()]
    table = pd.DataFrame([*rows, _evaluate_calibration(calibration)])
    return table.assign(model=model).reindex(columns=list(CRITERIA_COLUMNS))


def _select(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Return the rows in which every named column has the given value."""
    for name, value in columns.items():
        table = table[table[name] == value]
    return table


def _evaluate(criterion: Criterion, record: RecordSamples) -> dict[str, object]:
    """Return the row of one criterion: limits, result on all origins and on untuned ones."""
    row = _results(criterion, record, ALL_ORIGINS)
    untuned = _results(criterion, record, UNTUNED)
    verdict = criterion.verdict(row.get("reached", math.nan))
    nominal_inside = criterion.name == LEVEL_COVERAGE and row["lower"] <= _NOMINAL <= row["upper"]
    return {
        "criterion": criterion.name,
        "horizon": criterion.horizon,
        "excellent_low": criterion.excellent[0],
        "excellent_high": criterion.excellent[1],
        "minimum_low": criterion.minimum[0],
        "minimum_high": criterion.minimum[1],
        **row,
        "verdict": MINIMUM if verdict == MISSED and nominal_inside else verdict,
        "opened": untuned.get("reached", math.nan),
        "opened_origins": untuned.get("origins", 0),
    }


def _results(criterion: Criterion, record: RecordSamples, sample: str) -> dict[str, Any]:
    """Return the results a criterion is about; empty if there are none."""
    name, horizon = criterion.name, criterion.horizon
    renamed = {"skill": "reached"}
    columns = ["lower", "upper", "origins", "n_eff", "worst", "worst_origin", "rival"]
    if name in _COVERAGE_PARTS:
        part = _COVERAGE_PARTS[name]
        rows = _select(record["coverage"][sample], part=part, promise=_NOMINAL, horizon=horizon)
        renamed = {"held": "reached", "held_spread": "spread"}
    else:
        part, benchmark = _SKILL_PAIRS[name]
        rows = _select(record["skill"][sample], part=part, horizon=horizon)
        rows = _best_benchmark(rows) if benchmark is None else _select(rows, rival=benchmark)
        if name == UNITS_BETTER:
            renamed, columns = {"units_better": "reached"}, ["origins", "n_eff", "rival"]
    for row in rows.to_dict("records"):
        return {renamed.get(c, c): row[c] for c in (*renamed, *columns) if c in row}
    return {}


def _best_benchmark(skill: pd.DataFrame) -> pd.DataFrame:
    """Return the row of the benchmark with the lowest mean score; own models are excluded."""
    benchmarks = skill[~skill["rival"].str.startswith(("model", "ensemble"))]
    return benchmarks.nsmallest(1, "score_rival")


def _evaluate_calibration(calibration: pd.DataFrame) -> dict[str, object]:
    """Return the row of simulation-based calibration: shares of quantities inside the bands."""
    summary = summarise_calibration(calibration, generator=np.random.default_rng(_SEED))
    strict, loose = summary["inside_99"], summary["inside_99.9"]
    verdict = EXCELLENT if strict.all() else MINIMUM if loose.all() else MISSED
    return {
        "criterion": SBC,
        "horizon": ALL_HORIZONS,
        "excellent_low": 1.0,
        "excellent_high": 1.0,
        "minimum_low": math.nan,
        "minimum_high": math.nan,
        "reached": float(strict.mean()),
        "lower": float(loose.mean()),
        "verdict": verdict,
        "n_eff": len(summary),
        "origins": len(calibration),
        "worst": float(summary["tail"].min()),
    }
