"""Which engine stands behind the headline: the model alone, or the ensemble if it is better."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from planodds.evaluation.scoring.score_paths import EVENT
from planodds.evaluation.scoring.summary_tables import ALL, ALL_HORIZONS, ENSEMBLE, MODEL
from planodds.evaluation.track_record.acceptance_criteria import PANEL
from planodds.evaluation.track_record.county_scores import LEVEL, RELATIVE


@dataclass(frozen=True)
class ModelChoice:
    """The engine, and the three skills of the ensemble over the model that decided.

    Attributes
    ----------
    engine : str
        ``model`` or ``ensemble``.
    gain_level, gain_relative, gain_event : float
        Skill of the ensemble over the model, mean over horizons; NaN where there is no record.
    lower, upper : float
        90 % interval of the level's.
    """

    engine: str
    gain_level: float
    gain_relative: float
    gain_event: float
    lower: float
    upper: float

    def tabulate(self) -> pd.DataFrame:
        """Lay the choice out as a table of one row."""
        return pd.DataFrame([asdict(self)])


def choose_model(skill: pd.DataFrame, *, panel: str = PANEL) -> ModelChoice:
    """Choose by a rule declared beforehand, from the committed record.

    The ensemble is used if, on the long panel, over all horizons, its level beats the model's
    with the whole 90 % interval above nought, and neither the relative part nor the rank events
    are worse. Otherwise the simpler thing is used: the model.

    Parameters
    ----------
    skill : DataFrame
        From ``summarise_scores``.
    panel : str

    Returns
    -------
    ModelChoice
    """
    own = skill[
        (skill["panel"] == panel)
        & (skill["model"] == ENSEMBLE)
        & (skill["rival"] == MODEL)
        & (skill["horizon"] == ALL_HORIZONS)
        & (skill["sample"] == ALL)
    ].set_index("part")
    figures = {
        part: float(own["skill"].get(part, float("nan"))) for part in (LEVEL, RELATIVE, EVENT)
    }
    lower, upper = (float(own[name].get(LEVEL, float("nan"))) for name in ("lower", "upper"))
    better = lower > 0 and figures[RELATIVE] >= 0 and figures[EVENT] >= 0
    return ModelChoice(
        ENSEMBLE if better else MODEL,
        figures[LEVEL],
        figures[RELATIVE],
        figures[EVENT],
        lower,
        upper,
    )
