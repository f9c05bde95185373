"""A linear pool of joint paths: each path is one member's world, drawn by weights of the record.

Log levels are split into the mean growth of the cross-section (common) and the rest (relative),
which are weighted apart. One uniform a path picks the member of both parts and of all years, so
that dependence between units, and with it ranks, survives; where weights differ between parts or
horizon groups, few paths change their member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from planodds.errors import InputError, UsageError

COMMON, RELATIVE = "common", "relative"
PARTS = (COMMON, RELATIVE)
GROUPS = {"1-2": (1, 2), "3-5": (3, 5)}  # first and last year ahead; later years use the last
FINAL = "final"  # the origin of the weights that hold for forecasts made now
WEIGHT_COLUMNS = ("panel", "origin", "part", "group", "member", "weight", "origins")

Weights = Mapping[tuple[str, str], Mapping[str, float]]


def find_group(horizon: int) -> str:
    """Horizon group of a year ahead.

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
    """Read the weights that `make record` has written.

    Parameters
    ----------
    path : Path
        ``data/record/weights.csv``.
    panel : str
        The panel on which they were learnt.
    origin : str
        The origin they hold for: learnt from earlier ones only.

    Returns
    -------
    dict
        (part, horizon group) -> member -> weight, summing to one.

    Raises
    ------
    InputError
        The table is missing, has other columns, or weights that do not sum to one.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path, dtype={"origin": str})
    except (OSError, ValueError) as error:
        raise InputError(
            f"weights cannot be read: {error}",
            where=Path(path).name,
            expected=", ".join(WEIGHT_COLUMNS),
            remedy="run `make record`",
        ) from None
    if list(table.columns) != list(WEIGHT_COLUMNS):
        raise InputError(
            f"columns {', '.join(table.columns)}",
            where=Path(path).name,
            expected=", ".join(WEIGHT_COLUMNS),
            remedy="run `make record`",
        )
    own = table[(table["panel"] == panel) & (table["origin"] == origin)]
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in own.itertuples():
        found.setdefault((row.part, row.group), {})[row.member] = float(row.weight)
    wanted = {(part, group) for part in PARTS for group in GROUPS}
    off = {key for key in wanted if abs(sum(found.get(key, {}).values()) - 1.0) > 1e-3}
    if off:
        raise InputError(
            f"weights of {sorted(off)} for {panel}, origin {origin}, do not sum to 1",
            where=Path(path).name,
            expected="a weight for each member",
            remedy="run `make record`",
        )
    return found


def pool_paths(
    members: Mapping[str, np.ndarray],
    weights: Weights,
    start: np.ndarray,
    *,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw the pool's joint paths.

    Parameters
    ----------
    members : mapping of str to ndarray (unit, draw, horizon)
        Log levels; as many draws each.
    weights : mapping
        (part, group) -> member -> weight; members without paths drop out and the others are
        scaled up.
    start : ndarray (unit,)
        Log levels at the origin; a unit without one is NaN in the pool.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray (unit, draw, horizon)

    Raises
    ------
    UsageError
        If members disagree in shape, or none of them has a weight.
    """
    names = [name for name in members if any(name in own for own in weights.values())]
    if not names or len({members[name].shape for name in names}) != 1:
        raise UsageError(
            f"members {', '.join(members) or 'none'}",
            where="pool_paths",
            expected="paths of one shape, and weights for some of them",
        )
    split = {name: _split(members[name], start) for name in names}
    units, draws, horizon = members[names[0]].shape
    pick = generator.random(draws)
    out = np.empty((units, draws, horizon))
    for h in range(horizon):
        group = find_group(h + 1)
        parts = [
            _choose(
                [split[name][part][..., h] for name in names],
                _scale_up(weights[part, group], names),
                pick,
            )
            for part in PARTS
        ]
        out[..., h] = start[:, None] + parts[0] + parts[1]
    return out


def _split(paths: np.ndarray, start: np.ndarray) -> dict[str, np.ndarray]:
    """Growth since the origin: its mean over units (1, draw, horizon), and the rest."""
    growth = paths - start[:, None, None]
    known = np.isfinite(growth)
    count = known.sum(axis=0, keepdims=True)
    total = np.where(known, growth, 0.0).sum(axis=0, keepdims=True)
    common = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return {COMMON: common, RELATIVE: growth - common}


def _scale_up(weights: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
    own = np.array([weights.get(name, 0.0) for name in names])
    if own.sum() <= 0:
        raise UsageError(
            "no member at hand has a weight", where="pool_paths", expected=", ".join(weights)
        )
    return own / own.sum()


def _choose(parts: Sequence[np.ndarray], weights: np.ndarray, pick: np.ndarray) -> np.ndarray:
    """Each draw from one member: number ``m`` where the uniform falls, (unit, draw)."""
    member = np.minimum(np.searchsorted(np.cumsum(weights), pick, side="right"), len(parts) - 1)
    return np.stack(parts)[member, :, np.arange(len(pick))].T
