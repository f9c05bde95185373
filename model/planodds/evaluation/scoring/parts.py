"""Parts of a forecast that are scored: level, relative and common part, rank, rank event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants

if TYPE_CHECKING:
    import numpy as np

LEVEL, RELATIVE, COMMON = "level", "relative", "common"
RANK, EVENT = constants.RANK, "event"
ALL_HORIZONS = 0  # horizon of rows that combine all horizons


def decompose_levels(log_level: np.ndarray, origin: np.ndarray) -> dict[str, np.ndarray]:
    """Split the log levels of one year into level, relative and common part.

    Parameters
    ----------
    log_level : ndarray of float, shape (unit, draw)
        Log cny_1e8.
    origin : ndarray of float, shape (unit,)
        Log level at the origin.

    Returns
    -------
    dict of str to ndarray of float
        ``level`` (unit, draw); ``common`` (1, draw), the mean over units of log growth since the
        origin; ``relative`` (unit, draw), the level minus the common part.

    Examples
    --------
    >>> import numpy as np
    >>> decompose_levels(np.array([[1.5], [2.1]]), np.array([1.0, 2.0]))["common"].round(3).tolist()
    [[0.3]]
    """
    common = (log_level - origin[:, None]).mean(axis=0, keepdims=True)
    return {LEVEL: log_level, RELATIVE: log_level - common, COMMON: common}


def descending_rank(level: np.ndarray) -> np.ndarray:
    """Rank levels without gaps along the first axis, 1 for the largest; ties have the better rank.

    Parameters
    ----------
    level : ndarray of float, shape (unit, ...)
        Without NaN; ``rank_levels`` allows gaps.

    Returns
    -------
    ndarray of float, shape (unit, ...)

    Examples
    --------
    >>> import numpy as np
    >>> descending_rank(np.array([3.0, 5.0, 4.0])).tolist()
    [3.0, 1.0, 2.0]
    """
    from scipy.stats import rankdata

    return rankdata(-level, method="min", axis=0).astype(float)
