"""Linear opinion pool of joint paths, with weights estimated from the track record.

Log levels are split into the mean growth of the cross-section (common) and the rest (relative),
which have separate weights. One uniform per draw selects the member model for both parts and all
years, so that dependence between units, and with it the distribution of ranks, is preserved. Where
weights differ between parts or horizon groups, few draws change their member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import InputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

COMMON, RELATIVE = "common", "relative"
PARTS = (COMMON, RELATIVE)
GROUPS = {"1-2": (1, 2), "3-5": (3, 5)}  # first and last year ahead; later years use the last
FINAL = "final"  # origin of the weights for forecasts from the latest information set
WEIGHT_COLUMNS = ("panel", "origin", "part", "group", "member", "weight", "origins")

Weights = Mapping[tuple[str, str], Mapping[str, float]]


def find_group(horizon: int) -> str:
    """Return the horizon group of a year ahead.

    Parameters
    ----------
    horizon : int
        Years ahead, from 1.

    Returns
    -------
    str
        A key of ``GROUPS``.

    Examples
    --------
    >>> find_group(2), find_group(9)
    ('1-2', '3-5')
    """
    for name, (_, last) in GROUPS.items():
        if horizon <= last:
            return name
    return list(GROUPS)[-1]


def read_weights(
    path: Path, *, panel: str, origin: str = FINAL
) -> dict[tuple[str, str], dict[str, float]]:
    """Read the pool weights that `make record` writes.

    Parameters
    ----------
    path : Path
        ``data/record/weights.csv``.
    panel : str
        The panel on which they were estimated.
    origin : str
        The origin they apply to; they are estimated from earlier origins only.

    Returns
    -------
    dict of (str, str) to dict of str to float
        (part, horizon group) -> member -> weight; weights sum to one.

    Raises
    ------
    InputError
        If the table is missing, has other columns, or has weights that do not sum to one.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype={"origin": str})
    except (OSError, ValueError) as error:
        raise InputError(
            f"weights cannot be read: {error}",
            where=path.name,
            expected=", ".join(WEIGHT_COLUMNS),
            remedy="run `make record`",
        ) from None
    if list(table.columns) != list(WEIGHT_COLUMNS):
        raise InputError(
            f"columns {', '.join(table.columns)}",
            where=path.name,
            expected=", ".join(WEIGHT_COLUMNS),
            remedy="run `make record`",
        )
    selected = table[(table["panel"] == panel) & (table["origin"] == origin)]
    weights: dict[tuple[str, str], dict[str, float]] = {}
    for row in selected.itertuples():
        weights.setdefault((row.part, row.group), {})[row.member] = float(row.weight)
    required = {(part, group) for part in PARTS for group in GROUPS}
    off = {key for key in required if abs(sum(weights.get(key, {}).values()) - 1.0) > 1e-3}
    if off:
        raise InputError(
            f"weights of {sorted(off)} for {panel}, origin {origin}, do not sum to 1",
            where=path.name,
            expected="one weight per member",
            remedy="run `make record`",
        )
    return weights


def pool_paths(
    members: Mapping[str, np.ndarray],
    weights: Weights,
    start: np.ndarray,
    *,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw joint paths from the linear pool of the members.

    Parameters
    ----------
    members : mapping of str to ndarray of float, shape (unit, draw, horizon)
        Log levels; the same number of draws each.
    weights : mapping
        (part, group) -> member -> weight; members without paths are dropped and the other
        weights rescaled to sum to one.
    start : ndarray of float, shape (unit,)
        Log levels at the origin; a unit without one is NaN in the pool.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (unit, draw, horizon)
        Log levels.

    Raises
    ------
    UsageError
        If members differ in shape, or none of them has a weight.

    Notes
    -----
    The predictive distribution is the mixture ``sum_m w_m F_m`` (Stone 1961, The opinion pool).
    """
    names = [name for name in members if any(name in group for group in weights.values())]
    if not names or len({members[name].shape for name in names}) != 1:
        raise UsageError(
            f"members {', '.join(members) or 'none'} have no weights or different shapes",
            where="pool_paths",
            expected="paths of one shape, and weights for some of them",
            remedy="pass the members that the weights name",
        )
    split = {name: _split(members[name], start) for name in names}
    units, draws, horizon = members[names[0]].shape
    uniform = np.asarray(generator.random(draws))
    out = np.empty((units, draws, horizon))
    for h in range(horizon):
        group = find_group(h + 1)
        parts = [
            _choose(
                [split[name][part][..., h] for name in names],
                _rescale(weights[part, group], names),
                uniform,
            )
            for part in PARTS
        ]
        out[..., h] = start[:, None] + parts[0] + parts[1]
    return out


def _split(paths: np.ndarray, start: np.ndarray) -> dict[str, np.ndarray]:
    """Return growth since the origin: its mean over units (1, draw, horizon), and the rest."""
    growth = paths - start[:, None, None]
    finite = np.isfinite(growth)
    count = finite.sum(axis=0, keepdims=True)
    total = np.where(finite, growth, 0.0).sum(axis=0, keepdims=True)
    common = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return {COMMON: common, RELATIVE: growth - common}


def _rescale(weights: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
    """Return the weights of the named members, rescaled to sum to one."""
    selected = np.array([weights.get(name, 0.0) for name in names])
    if selected.sum() <= 0:
        raise UsageError(
            f"none of the members {', '.join(names)} has a weight",
            where="pool_paths",
            expected=", ".join(weights),
            remedy="pass the members that the weights name",
        )
    return selected / selected.sum()


def _choose(parts: Sequence[np.ndarray], weights: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Select each draw from the member that its uniform falls to, (unit, draw)."""
    member = np.minimum(np.searchsorted(np.cumsum(weights), uniform, side="right"), len(parts) - 1)
    return np.stack(parts)[member, :, np.arange(len(uniform))].T
