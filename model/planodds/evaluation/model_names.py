"""Names of forecasting models in the tables of the track record."""

from __future__ import annotations

MODEL, ENSEMBLE = "model", "ensemble"
MODEL_GIVEN = "model_given_common"  # the model, conditional on the observed common path
UNIT_DRIFT, POOLED_DRIFT, PANEL_AR = "own_drift", "pooled_drift", "panel_ar"
PERSISTENCE = "stay"  # every unit keeps its level, and so its rank
