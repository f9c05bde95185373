"""The committed record, as readers see it: tables in ``data/record``, never made up here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from model.errors import InputError
from model.inputs.files import DATA_DIR
from model.record.bars import build_bars
from model.record.engine import EngineChoice, choose_engine
from model.record.record_tables import ENSEMBLE, MODEL

FOLDER = "record"
TABLES = ("skill", "coverage", "reliability", "said", "brier", "calibration")


@dataclass(frozen=True, eq=False)
class CommittedRecord:
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
    def choice(self) -> EngineChoice:
        """Give the engine that the record puts behind the headline."""
        return choose_engine(self.skill)

    @cached_property
    def bars(self) -> pd.DataFrame:
        """Give every bar beside what was reached, for the model and for the ensemble."""
        known = set(self.skill["model"])
        tables = [build_bars(self.skill, self.coverage, self.calibration, model=model)
                  for model in (MODEL, ENSEMBLE) if model in known]
        return pd.concat(tables, ignore_index=True)


def load_record(data_dir: Path = DATA_DIR) -> CommittedRecord:
    """Read the committed record.

    Raises
    ------
    InputError
        If a table is missing: the record is shown as committed or not at all.
    """
    paths = {name: data_dir / FOLDER / f"{name}.csv" for name in TABLES}
    missing = [path.name for path in paths.values() if not path.is_file()]
    if missing:
        raise InputError(f"the track record lacks {', '.join(missing)}",
                         where=f"data/{FOLDER}", expected=", ".join(f"{n}.csv" for n in TABLES),
                         remedy="run `make record`, or restore the committed files")
    return CommittedRecord(**{name: pd.read_csv(path) for name, path in paths.items()})
