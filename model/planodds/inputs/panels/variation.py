"""Figures that a model can learn from: their growth varies between years or units."""

from __future__ import annotations

import numpy as np

from planodds.errors import InputError

_SMALLEST_SD = 1e-6  # of growth, log points; figures with seven digits have more by rounding


def check_variation(levels: np.ndarray, *, where: str) -> None:
    """Refuse figures whose growth is the same for every unit in every year.

    A model of growth has no scale to estimate then, and every interval would have no width.

    Parameters
    ----------
    levels : ndarray of float, shape (unit, year)
        Positive; NaN where there is no figure.
    where : str
        File, or information set.

    Raises
    ------
    InputError
        Growth does not vary, or there are not two growth rates.

    Examples
    --------
    >>> check_variation(np.array([[100.0, 110.0, 115.0]]), where="panel.csv")
    """
    growth = np.diff(np.log(levels), axis=1)
    known = growth[np.isfinite(growth)]
    if len(known) > 1 and known.std() > _SMALLEST_SD:
        return
    what = f"every figure grows by {np.expm1(known.mean()):.4%}" if len(known) else "no growth"
    raise InputError(
        f"{what}: {len(known)} growth rates without variation",
        where=where,
        expected="figures of successive years whose growth differs between years or units",
        remedy="use figures as they were published, not interpolated or repeated ones",
    )
