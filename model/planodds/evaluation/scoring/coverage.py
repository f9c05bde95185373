"""Coverage of central prediction intervals, with block-bootstrap bounds and the worst origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.evaluation.model_names import PERSISTENCE
from planodds.evaluation.scoring.bootstrap import (
    MIN_ORIGINS,
    circular_block_indices,
    count_nonoverlapping,
    ratio_interval,
    widened_interval,
)
from planodds.evaluation.scoring.parts import ALL_HORIZONS, EVENT

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEYS = ["panel", "variable", "model", "part"]
COVERAGE_COLUMNS = tuple(f"in_{round(100 * level)}" for level in constants.LEVELS)


def tabulate_coverage(scores: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Tabulate the coverage of each central interval by panel, variable, model, part and horizon.

    Parameters
    ----------
    scores : DataFrame
        Rows of ``score_paths`` with panel, variable, origin and model; events and persistence have
        no intervals and are not used.
    seed : int
        Of resampling.

    Returns
    -------
    DataFrame
        ``promise``, the nominal coverage; ``held``, the coverage of the interval as published, ends
        included; ``held_spread``, the coverage by the randomised PIT, which for ranks is the fair
        measure of a central share; ``lower`` and ``upper``, the bootstrap interval of ``held``;
        ``worst``, the lowest coverage at one origin, and ``worst_origin``. Horizon 0 is the mean
        over horizons, resampled jointly.
    """
    scores = scores[scores["part"].ne(EVENT) & scores["model"].ne(PERSISTENCE)]
    cell_keys = [*_KEYS, "horizon", "origin"]
    groups = scores.groupby(cell_keys)
    found = []
    for level, column in zip(constants.LEVELS, COVERAGE_COLUMNS, strict=True):
        sums = groups[column].agg(["sum", "count"])
        central = scores["pit"].sub(0.5).abs() <= level / 2
        sums["spread"] = central.groupby([scores[name] for name in cell_keys]).sum()
        for key, series in sums.groupby(_KEYS):
            head = dict(zip(_KEYS, key, strict=True)) | {"promise": level}
            found += [head | row for row in _cover(series.reset_index(), seed)]
    return pd.DataFrame(found).sort_values([*_KEYS, "promise", "horizon"], ignore_index=True)


def _cover(table: pd.DataFrame, seed: int) -> Iterator[dict[str, object]]:
    """Yield coverage at each horizon, then the mean over horizons."""
    table = table.assign(share=table["sum"] / table["count"])
    for horizon, cells in table.groupby("horizon"):
        cells = cells.sort_values("origin")
        blocks = circular_block_indices(
            cells["origin"].to_numpy(),
            int(horizon),
            generator=np.random.default_rng([seed, int(horizon)]),
        )
        counts = _count(cells, int(horizon))
        lower, upper = ratio_interval(
            cells["sum"].to_numpy(float),
            cells["count"].to_numpy(float),
            blocks,
            windows=counts["n_eff"],
        )
        yield {
            "horizon": int(horizon),
            **counts,
            "held": cells["sum"].sum() / cells["count"].sum(),
            **_as_share(lower, upper),
            "held_spread": cells["spread"].sum() / cells["count"].sum(),
            **_worst(cells["origin"], cells["share"]),
        }
    yield _cover_all_horizons(table, seed)


def _cover_all_horizons(table: pd.DataFrame, seed: int) -> dict[str, object]:
    """Return the mean coverage over horizons."""
    longest = int(table["horizon"].max())
    total = table.groupby("horizon")[["sum", "spread", "count"]].sum()
    by_origin = (
        table.groupby("origin")
        .agg(sum=("sum", "sum"), count=("count", "sum"), horizon=("horizon", "max"))
        .reset_index()
    )
    return {
        "horizon": ALL_HORIZONS,
        **_count(by_origin, longest),
        "held": (total["sum"] / total["count"]).mean(),
        **_mean_interval(table, longest, seed),
        "held_spread": (total["spread"] / total["count"]).mean(),
        **_worst(by_origin["origin"], by_origin["sum"] / by_origin["count"]),
    }


def _mean_interval(table: pd.DataFrame, longest: int, seed: int) -> dict[str, float]:
    """Return the interval of the mean coverage over horizons; origins are resampled jointly."""
    covered = table.pivot_table(index="origin", columns="horizon", values="sum").fillna(0.0)
    count = table.pivot_table(index="origin", columns="horizon", values="count").fillna(0.0)
    if len(covered) < MIN_ORIGINS:
        return {"lower": float("nan"), "upper": float("nan")}
    generator = np.random.default_rng([seed, 0])
    blocks = circular_block_indices(covered.index.to_numpy(), longest, generator=generator)
    total = count.to_numpy()[blocks].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = covered.to_numpy()[blocks].sum(axis=1) / total
        estimate = np.nanmean(covered.to_numpy().sum(axis=0) / count.to_numpy().sum(axis=0))
    return _as_share(
        *widened_interval(
            float(estimate),
            np.nanmean(shares, axis=1),
            origins=len(covered),
            windows=count_nonoverlapping(covered.index.to_numpy(), longest),
        )
    )


def _as_share(lower: float, upper: float) -> dict[str, float]:
    """Return the bounds of a share, which lies between zero and one."""
    return {"lower": max(lower, 0.0), "upper": min(upper, 1.0)}


def _count(cells: pd.DataFrame, horizon: int) -> dict[str, int]:
    return {
        "origins": int(cells["origin"].nunique()),
        "cells": int(cells["count"].sum()),
        "n_eff": count_nonoverlapping(cells["origin"].to_numpy(), horizon),
    }


def _worst(origins: pd.Series, shares: pd.Series) -> dict[str, object]:
    index = int(np.argmin(shares.to_numpy()))
    return {"worst": float(shares.iloc[index]), "worst_origin": int(origins.iloc[index])}
