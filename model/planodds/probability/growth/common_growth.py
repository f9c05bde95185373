"""Growth of the common series that is not observed yet, as columns over draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast

MIN_SD = 1e-9  # log points; series that vary less are observed already


def free_common_growth(forecast: Forecast) -> tuple[tuple[tuple[str, int], ...], np.ndarray]:
    """Return the log growth of each common series in each year that varies over draws.

    Parameters
    ----------
    forecast : Forecast

    Returns
    -------
    steps : tuple of (str, int)
        Series and year of each column.
    growth : ndarray of float, shape (step, draw)
        Log points.
    """
    common = np.asarray(forecast.common, dtype=float)
    flat = common.reshape(len(common), -1)
    free = np.flatnonzero(flat.std(axis=0) > MIN_SD)
    series, columns = np.divmod(free, common.shape[2])
    steps = tuple(
        (forecast.series[kind], forecast.years[column])
        for kind, column in zip(series, columns, strict=True)
    )
    return steps, np.ascontiguousarray(flat[:, free].T)
