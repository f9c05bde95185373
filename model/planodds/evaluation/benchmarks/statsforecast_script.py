"""Forecast series with the library statsforecast; a script for an environment of its own.

statsforecast needs an older pandas than this package, so that the two cannot share an environment.
This file therefore imports nothing of the package. Call:
``python statsforecast_script.py SERIES.npz FORECASTS.npz HORIZON``.

``SERIES.npz`` has one array for each origin, of shape (unit, year): log levels, NaN before a unit's
first year. ``FORECASTS.npz`` receives, for each origin and model, ``ORIGIN.MODEL.mean`` and
``ORIGIN.MODEL.sd`` of shape (unit, horizon), NaN where the library made no forecast, and
``ORIGIN.MODEL.seconds``, processor time.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np

# Fewest levels that a model is given. AutoCES takes 4 s for a series of eight, 0.07 s from ten.
MIN_LEVELS = {"auto_ets": 8, "auto_theta": 4, "auto_ces": 10, "mfles": 11}
_COVERAGE = 90  # per cent
_HALF_WIDTH = 1.6448536269514722  # of a central interval of 90 %, in standard deviations
_CONFORMAL_WINDOWS = 2


def _build_models(horizon: int) -> dict[str, object]:
    """Return the models, without a season; MFLES has no intervals of its own but conformal ones."""
    from statsforecast.models import MFLES, AutoCES, AutoETS, AutoTheta
    from statsforecast.utils import ConformalIntervals

    conformal = ConformalIntervals(n_windows=_CONFORMAL_WINDOWS, h=horizon)
    return {
        "auto_ets": AutoETS(season_length=1),
        "auto_theta": AutoTheta(season_length=1),
        "auto_ces": AutoCES(season_length=1),
        "mfles": MFLES(season_length=[1], prediction_intervals=conformal),
    }


def _forecast_series(
    series: np.ndarray, model: object, *, min_levels: int, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation by unit and year ahead; NaN without a forecast."""
    mean, sd = np.full((2, len(series), horizon), np.nan)
    for unit, row in enumerate(series):
        y = row[np.isfinite(row)]
        if len(y) < min_levels or np.ptp(y) == 0:
            continue
        try:
            found = model.forecast(y, horizon, level=[_COVERAGE])  # type: ignore[attr-defined]
        except Exception as error:  # a library's refusal of one series is no reason to stop
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            continue
        width = np.asarray(found[f"hi-{_COVERAGE}"]) - np.asarray(found[f"lo-{_COVERAGE}"])
        if np.isfinite(found["mean"]).all() and (width > 0).all() and np.isfinite(width).all():
            mean[unit], sd[unit] = found["mean"], width / (2 * _HALF_WIDTH)
    return mean, sd


def _main(source: str, target: str, horizon: int) -> None:
    """Forecast every origin's series with every model."""
    warnings.simplefilter("ignore")
    models = _build_models(horizon)
    found = {}
    with np.load(source) as arrays:
        for origin in arrays.files:
            for name, model in models.items():
                start = time.process_time()
                mean, sd = _forecast_series(
                    arrays[origin], model, min_levels=MIN_LEVELS[name], horizon=horizon
                )
                found[f"{origin}.{name}.mean"], found[f"{origin}.{name}.sd"] = mean, sd
                found[f"{origin}.{name}.seconds"] = np.array(time.process_time() - start)
    np.savez(target, allow_pickle=False, **found)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
