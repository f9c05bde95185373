"""Scales on which short series are modelled: log, logit, growth and identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

ScaleName = Literal["log", "logit", "growth", "identity"]

_EDGE = 0.002  # shares are modelled strictly between 0 and 1
_SMALLEST_COUNT = 0.5  # in place of a count of zero
_UNIT_OF_SHARE = {"share": 1.0, "percent": 0.01}


@dataclass(frozen=True)
class Transform:
    """Transformation of a series and its inverse.

    Attributes
    ----------
    scale : str
        ``log``, ``logit``, ``growth`` (log of one plus the rate) or ``identity``.
    factor : float
        Share or rate in one unit of the series (0.01 for percent); the typical size for identity.
    """

    scale: ScaleName
    factor: float = 1.0

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Return values on the scale of the model.

        Parameters
        ----------
        values : ndarray of float
            In the unit of the series.

        Returns
        -------
        ndarray of float
        """
        values = np.asarray(values, dtype=float)
        if self.scale == "log":
            return np.asarray(np.log(np.maximum(values, _SMALLEST_COUNT * (values == 0))))
        if self.scale == "logit":
            share = np.clip(values * self.factor, _EDGE, 1 - _EDGE)
            return np.asarray(np.log(share / (1 - share)))
        if self.scale == "growth":
            return np.asarray(np.log1p(values * self.factor))
        return values / self.factor

    def inverse(self, z: np.ndarray) -> np.ndarray:
        """Return values in the unit of the series.

        Parameters
        ----------
        z : ndarray of float
            On the scale of the model.

        Returns
        -------
        ndarray of float
        """
        if self.scale == "log":
            return np.asarray(np.exp(z))
        if self.scale == "logit":
            return np.asarray(1 / (1 + np.exp(-z)) / self.factor)
        if self.scale == "growth":
            return np.asarray(np.expm1(z) / self.factor)
        return z * self.factor


def choose_transform(scale: str | None, unit: str, values: Iterable[float]) -> Transform:
    """Return the transformation of a series.

    Parameters
    ----------
    scale : str or None
        As declared in the plan; None: logit for shares, log for positive values, else identity.
    unit : str
        Unit of measurement of the series.
    values : iterable of float
        Its figures; a value that log cannot take leads to identity.

    Returns
    -------
    Transform

    Examples
    --------
    >>> choose_transform(None, "percent", [20.0, 30.0])
    Transform(scale='logit', factor=0.01)
    >>> choose_transform(None, "cny_per_person", [20.0]).scale
    'log'
    """
    known = np.asarray(list(values), dtype=float)
    share = _UNIT_OF_SHARE.get(unit)
    if scale is None:
        inside = share is not None and bool(((known >= 0) & (known * share <= 1)).all())
        scale = "logit" if inside else "log" if bool((known >= 0).all()) else "identity"
    if scale == "logit":
        return Transform("logit", share or 1.0)
    if scale == "growth":
        return Transform("growth", 0.01 if unit == "percent" else 1.0)
    if scale == "log":
        return Transform("log")
    typical = float(np.mean(np.abs(known))) if known.size else 1.0
    return Transform("identity", typical or 1.0)
