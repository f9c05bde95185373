"""Forecast series with the zero-shot model fracast; a script for an environment of its own.

fracast needs torch, which is too large for the environment of an edition. This file therefore
imports nothing of the package. Arguments and files are those of ``statsforecast_script.py``:
``python fracast_script.py SERIES.npz FORECASTS.npz HORIZON``.

The model was trained on other series and is not fitted here. Its weights are a part of the library,
so that nothing is downloaded. It gives the quantiles 0.1 to 0.9 of each year's distribution.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from fracast import FracastModel

MODEL = "fracast"
MIN_LEVELS = 8  # the library refuses shorter series
_LOW, _MEDIAN, _HIGH = 0.1, 0.5, 0.9
_HALF_WIDTH = 1.2815515655446004  # of a central interval of 80 %, in standard deviations
_BATCH = 16  # series at a time; with 64 the processor time is about twice as long


def _forecast_series(
    series: np.ndarray, model: FracastModel, *, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation by unit and year ahead; NaN without a forecast."""
    mean, sd = np.full((2, len(series), horizon), np.nan)
    long = np.flatnonzero(np.isfinite(series).sum(axis=1) >= MIN_LEVELS)
    units = long[np.nanmax(series[long], axis=1) > np.nanmin(series[long], axis=1)]
    low, median, high = (model.quantiles.index(p) for p in (_LOW, _MEDIAN, _HIGH))
    for start in range(0, len(units), _BATCH):
        batch = units[start : start + _BATCH]
        found = model.forecast_batch(series[batch], horizon=horizon)
        width = found[..., high] - found[..., low]
        usable = (width > 0).all(axis=1)
        mean[batch[usable]] = found[usable][..., median]
        sd[batch[usable]] = width[usable] / (2 * _HALF_WIDTH)
    return mean, sd


def _main(source: str, target: str, horizon: int) -> None:
    """Forecast every origin's series."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported
    import torch
    from fracast import FracastModel

    torch.set_num_threads(1)
    model = FracastModel.from_pretrained(weights="fp32", device="cpu")  # those of the library
    found = {}
    with np.load(source) as arrays:
        for origin in arrays.files:
            start = time.process_time()
            mean, sd = _forecast_series(arrays[origin], model, horizon=horizon)
            found[f"{origin}.{MODEL}.mean"], found[f"{origin}.{MODEL}.sd"] = mean, sd
            found[f"{origin}.{MODEL}.seconds"] = np.array(time.process_time() - start)
    np.savez(target, allow_pickle=False, **found)


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
