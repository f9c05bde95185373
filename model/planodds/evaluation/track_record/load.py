"""Load the committed track record from ``data/record``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.evaluation.model_names import ENSEMBLE, MODEL
from planodds.evaluation.track_record.acceptance_criteria import evaluate_criteria
from planodds.evaluation.track_record.model_choice import ModelChoice, choose_model
from planodds.evaluation.track_record.record_tables import read_record_table
from planodds.inputs.tables.files import DATA_DIR, RECORD_FOLDER, shared_folder

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {  # field -> stem of the file
    "skill": "skill",
    "coverage": "coverage",
    "reliability": "reliability",
    "reliability_bins": "reliability_bins",
    "brier": "brier",
    "calibration": "calibration",
}
TABLES = tuple(_FILES.values())


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """Committed tables of the backtest and of simulation-based calibration.

    Attributes
    ----------
    skill, coverage, reliability, reliability_bins, brier : DataFrame
        See ``summarise_scores``.
    calibration : DataFrame
        See ``calibrate_batch``.
    """

    skill: pd.DataFrame
    coverage: pd.DataFrame
    reliability: pd.DataFrame
    reliability_bins: pd.DataFrame
    brier: pd.DataFrame
    calibration: pd.DataFrame

    @cached_property
    def model_choice(self) -> ModelChoice:
        """Model of the headline, by the declared rule."""
        return choose_model(self.skill)

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """Acceptance criteria with results and verdicts, for the model and for the ensemble."""
        present = set(self.skill["model"])
        tables = [
            evaluate_criteria(self.skill, self.coverage, self.calibration, model=model)
            for model in (MODEL, ENSEMBLE)
            if model in present
        ]
        return pd.concat(tables, ignore_index=True)


def load_track_record(data_dir: Path = DATA_DIR) -> TrackRecord:
    """Load the committed track record.

    Parameters
    ----------
    data_dir : Path
        Folder of a study.

    Returns
    -------
    TrackRecord

    Raises
    ------
    InputError
        If a table is missing: a partial record is not shown; or as ``read_record_table``.
    """
    folder = shared_folder(data_dir, RECORD_FOLDER)
    paths = {field: folder / f"{stem}.csv" for field, stem in _FILES.items()}
    missing = [path.name for path in paths.values() if not path.is_file()]
    if missing:
        raise InputError(
            f"missing from the track record: {', '.join(missing)}",
            where=f"data/{RECORD_FOLDER}",
            expected=", ".join(f"{stem}.csv" for stem in TABLES),
            remedy="run `make record`, or restore the committed files",
        )
    return TrackRecord(
        **{field: read_record_table(data_dir, stem) for field, stem in _FILES.items()}
    )
