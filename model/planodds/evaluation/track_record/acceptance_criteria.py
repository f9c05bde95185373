"""Every bar of the track record beside what was reached: excellent, minimum, missed.

The bars were declared before the record was made and bind on the long panel of US states; the
county panels are shown without pass or fail. Built from the committed tables alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import InputError
from planodds.evaluation.benchmarks.benchmarks import UNIT_DRIFT
from planodds.evaluation.scoring.ecdf_bands import summarise_calibration
from planodds.evaluation.scoring.score_paths import EVENT, RANK
from planodds.evaluation.scoring.summary_tables import ALL, ALL_HORIZONS, OPENED
from planodds.evaluation.track_record.county_scores import LEVEL, PERSISTENCE, RELATIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

PANEL = "us_states"
EXCELLENT, MINIMUM, MISSED = "excellent", "minimum", "missed"
_HORIZONS = (1, 2, 3, 4, 5)
_NOMINAL = 0.90
CRITERIA_COLUMNS = (
    "bar",
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
RELATIVE_COVERAGE, LEVEL_COVERAGE, RANK_COVERAGE = (
    "relative_coverage",
    "level_coverage",
    "rank_coverage",
)
DRIFT_SKILL, BEST_RIVAL, UNITS, BRIER, SBC = (
    "drift_skill",
    "best_rival",
    "units_better",
    "brier_skill",
    "calibration",
)
_SEED = 20261123  # of the band's simulation, as where the calibration record is made


@dataclass(frozen=True)
class Criterion:
    """Limits of one bar at one horizon; an open end is infinite."""

    name: str
    horizon: int
    excellent: tuple[float, float]
    minimum: tuple[float, float]

    def judge(self, reached: float) -> str:
        """Say where a figure stands; what is not a number is missed."""
        for verdict, (low, high) in ((EXCELLENT, self.excellent), (MINIMUM, self.minimum)):
            if low <= reached <= high:
                return verdict
        return MISSED


def acceptance_criteria() -> list[Criterion]:
    """All bars at all horizons, as declared; horizon 0 stands for all together."""
    inner, outer, top = (0.86, 0.94), (0.82, 0.96), math.inf
    bars = [
        Criterion(name, h, inner, outer)
        for name in (RELATIVE_COVERAGE, RANK_COVERAGE)
        for h in _HORIZONS
    ]
    bars.append(Criterion(LEVEL_COVERAGE, ALL_HORIZONS, inner, (math.nan, math.nan)))
    wanted = dict(zip(_HORIZONS, (0.23, 0.27, 0.36, 0.38, 0.36), strict=True))
    bars += [
        Criterion(DRIFT_SKILL, h, (s, top), (round(s - 0.06, 2), top)) for h, s in wanted.items()
    ]
    bars += [Criterion(BEST_RIVAL, h, (0.0, top), (-0.03, top)) for h in _HORIZONS]
    bars += [Criterion(UNITS, h, (0.80, top), (0.70, top)) for h in _HORIZONS]
    bars += [
        Criterion(BRIER, h, (0.25 if h <= 3 else 0.20, top), (0.15 if h <= 3 else 0.10, top))
        for h in _HORIZONS
    ]
    return bars


def evaluate_criteria(
    skill: pd.DataFrame,
    coverage: pd.DataFrame,
    calibration: pd.DataFrame,
    *,
    model: str,
    panel: str = PANEL,
) -> pd.DataFrame:
    """Set every declared bar beside what the record shows for one engine.

    The level's coverage is the mean over horizons; it passes at the minimum where the promise
    lies inside the interval from origins drawn again. The best rival is chosen at each horizon
    with hindsight, against the forecast. Events four years ahead are held to the bar of five.

    Parameters
    ----------
    skill, coverage : DataFrame
        From ``summarise_scores``.
    calibration : DataFrame
        From ``calibrate_batch``: the committed record of simulated worlds.
    model : str
        ``model`` or ``ensemble``.
    panel : str

    Returns
    -------
    DataFrame
        ``CRITERIA_COLUMNS``. ``opened`` is the same figure on the origins that no tuning ever saw;
        ``spread`` the rank coverage with ties spread at random. For the calibration ``reached``
        is the share of quantities inside the 99 % band, ``lower`` that inside 99.9 %, ``n_eff``
        their number.

    Raises
    ------
    InputError
        If the record lacks the panel or the model.
    """
    found = {
        name: {
            sample: _pick(table, model=model, panel=panel, sample=sample)
            for sample in (ALL, OPENED)
        }
        for name, table in (("skill", skill), ("coverage", coverage))
    }
    if found["skill"][ALL].empty or found["coverage"][ALL].empty:
        raise InputError(
            f"no record of {model!r} on {panel!r}",
            where="data/record",
            expected="scores of that panel",
            remedy="run `make record`",
        )
    rows = [_judge(bar, found) for bar in acceptance_criteria()]
    table = pd.DataFrame([*rows, _judge_calibration(calibration)])
    return table.assign(model=model).reindex(columns=list(CRITERIA_COLUMNS))


def _pick(table: pd.DataFrame, **columns: object) -> pd.DataFrame:
    for name, value in columns.items():
        table = table[table[name] == value]
    return table


def _judge(bar: Criterion, found: Mapping[str, Mapping[str, pd.DataFrame]]) -> dict[str, object]:
    """Row of one bar: its limits, what all origins show, what the opened ones show."""
    row, opened = _reach(bar, found, ALL), _reach(bar, found, OPENED)
    reached = float(row.get("reached", np.nan))
    verdict = bar.judge(reached)
    if (
        bar.name == LEVEL_COVERAGE
        and verdict == MISSED
        and row["lower"] <= _NOMINAL <= row["upper"]
    ):
        verdict = MINIMUM
    return {
        "bar": bar.name,
        "horizon": bar.horizon,
        "excellent_low": bar.excellent[0],
        "excellent_high": bar.excellent[1],
        "minimum_low": bar.minimum[0],
        "minimum_high": bar.minimum[1],
        **row,
        "verdict": verdict,
        "opened": opened.get("reached", np.nan),
        "opened_origins": opened.get("origins", 0),
    }


def _reach(
    bar: Criterion, found: Mapping[str, Mapping[str, pd.DataFrame]], sample: str
) -> dict[str, object]:
    """Figures that a bar is about; empty where there are none."""
    parts = {RELATIVE_COVERAGE: RELATIVE, LEVEL_COVERAGE: LEVEL, RANK_COVERAGE: RANK}
    if bar.name in parts:
        own = _pick(
            found["coverage"][sample], part=parts[bar.name], promise=_NOMINAL, horizon=bar.horizon
        )
        names = {"held": "reached", "held_spread": "spread"}
    else:
        part, rival = {
            DRIFT_SKILL: (LEVEL, UNIT_DRIFT),
            UNITS: (LEVEL, UNIT_DRIFT),
            BRIER: (EVENT, PERSISTENCE),
            BEST_RIVAL: (LEVEL, None),
        }[bar.name]
        own = _pick(found["skill"][sample], part=part, horizon=bar.horizon)
        own = _find_best(own) if rival is None else _pick(own, rival=rival)
        names = {"units_better" if bar.name == UNITS else "skill": "reached"}
    kept = [*names, "lower", "upper", "origins", "n_eff", "worst", "worst_origin", "rival"]
    if bar.name == UNITS:
        kept = [*names, "origins", "n_eff", "rival"]
    for row in own.rename(columns={}).to_dict("records"):
        return {names.get(name, name): row[name] for name in kept if name in row}
    return {}


def _find_best(skill: pd.DataFrame) -> pd.DataFrame:
    """Row of the single rival with the lowest mean score; our own engines are no rivals."""
    single = skill[~skill["rival"].str.startswith(("model", "ensemble"))]
    return single.nsmallest(1, "score_rival")


def _judge_calibration(calibration: pd.DataFrame) -> dict[str, object]:
    """Row of the simulation-based calibration: shares of quantities inside the two bands."""
    summary = summarise_calibration(calibration, generator=np.random.default_rng(_SEED))
    strict, loose = summary["inside_99"], summary["inside_99.9"]
    verdict = EXCELLENT if strict.all() else MINIMUM if loose.all() else MISSED
    return {
        "bar": SBC,
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
