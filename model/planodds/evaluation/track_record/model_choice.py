"""Choice of the headline model by a declared rule: the model alone, or the ensemble if better."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from planodds.evaluation.model_names import ENSEMBLE, MODEL
from planodds.evaluation.scoring.parts import ALL_HORIZONS, EVENT, LEVEL, RELATIVE
from planodds.evaluation.scoring.summary_tables import ALL_ORIGINS
from planodds.evaluation.track_record.acceptance_criteria import PANEL


@dataclass(frozen=True)
class ModelChoice:
    """Headline model, with the skills of the ensemble over the model that determined the choice.

    Attributes
    ----------
    model : {"model", "ensemble"}
    gain_level, gain_relative, gain_event : float
        Skill of the ensemble over the model, mean over horizons; NaN if there is no record.
    lower, upper : float
        90 % interval of ``gain_level``.
    """

    model: str
    gain_level: float
    gain_relative: float
    gain_event: float
    lower: float
    upper: float

    def tabulate(self) -> pd.DataFrame:
        """Return the choice as a table of one row; the model is in the column ``engine``."""
        return pd.DataFrame([asdict(self)]).rename(columns={"model": "engine"})


def choose_model(skill: pd.DataFrame, *, panel: str = PANEL) -> ModelChoice:
    """Choose the headline model by the declared rule, from the committed record.

    The ensemble is used if, on the long panel and over all horizons, the whole 90 % interval of
    its skill over the model for levels is above 0, and it is not worse for the relative part or
    for rank events. Otherwise the simpler one is used: the model.

    Parameters
    ----------
    skill : DataFrame
        From ``summarise_scores``.
    panel : str

    Returns
    -------
    ModelChoice
    """
    rows = skill[
        (skill["panel"] == panel)
        & (skill["model"] == ENSEMBLE)
        & (skill["rival"] == MODEL)
        & (skill["horizon"] == ALL_HORIZONS)
        & (skill["sample"] == ALL_ORIGINS)
    ].set_index("part")
    gains = {part: _value(rows, "skill", part) for part in (LEVEL, RELATIVE, EVENT)}
    lower, upper = _value(rows, "lower", LEVEL), _value(rows, "upper", LEVEL)
    better = lower > 0 and gains[RELATIVE] >= 0 and gains[EVENT] >= 0
    return ModelChoice(
        ENSEMBLE if better else MODEL, gains[LEVEL], gains[RELATIVE], gains[EVENT], lower, upper
    )


def _value(rows: pd.DataFrame, column: str, part: str) -> float:
    return float(rows[column].get(part, float("nan")))
