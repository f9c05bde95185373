"""The committed record, as readers see it: tables in ``data/record``, never made up here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.evaluation.scoring.summary_tables import ENSEMBLE, MODEL
from planodds.evaluation.track_record.acceptance_criteria import evaluate_criteria
from planodds.evaluation.track_record.model_choice import ModelChoice, choose_model
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "record"
TABLES = ("skill", "coverage", "reliability", "said", "brier", "calibration")


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """Tables of ``summarise_scores`` and of the calibration, read back.

    Attributes
    ----------
    skill, coverage, reliability, said, brier : DataFrame
        See ``summarise_scores``.
    calibration : DataFrame
        See ``calibrate_batch``.
    """

    skill: pd.DataFrame
    coverage: pd.DataFrame
    reliability: pd.DataFrame
    said: pd.DataFrame
    brier: pd.DataFrame
    calibration: pd.DataFrame

    @cached_property
    def choice(self) -> ModelChoice:
        """Give the engine that the record puts behind the headline."""
        return choose_model(self.skill)

    @cached_property
    def bars(self) -> pd.DataFrame:
        """Give every bar beside what was reached, for the model and for the ensemble."""
        known = set(self.skill["model"])
        tables = [
            evaluate_criteria(self.skill, self.coverage, self.calibration, model=model)
            for model in (MODEL, ENSEMBLE)
            if model in known
        ]
        return pd.concat(tables, ignore_index=True)


def load_track_record(data_dir: Path = DATA_DIR) -> TrackRecord:
    """Read the committed record.

    Raises
    ------
    InputError
        If a table is missing: the record is shown as committed or not at all.
    """
    paths = {name: data_dir / _FOLDER / f"{name}.csv" for name in TABLES}
    missing = [path.name for path in paths.values() if not path.is_file()]
    if missing:
        raise InputError(
            f"the track record lacks {', '.join(missing)}",
            where=f"data/{_FOLDER}",
            expected=", ".join(f"{n}.csv" for n in TABLES),
            remedy="run `make record`, or restore the committed files",
        )
    return TrackRecord(**{name: pd.read_csv(path) for name, path in paths.items()})
