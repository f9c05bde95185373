"""Read-only NumPy arrays."""

from __future__ import annotations

import numpy as np


def freeze(array: np.ndarray) -> np.ndarray:
    """Return a read-only view of an array; the array itself stays writeable.

    Parameters
    ----------
    array : ndarray

    Returns
    -------
    ndarray

    Examples
    --------
    >>> freeze(np.zeros(2)).flags.writeable
    False
    """
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view
