"""From scored rows of many panels, origins and models to the small tables that are committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import InputError
from planodds.evaluation.scoring.bootstrap import (
    FEWEST,
    circular_block_indices,
    count_nonoverlapping,
    ratio_interval,
)
from planodds.evaluation.scoring.reliability import reliability_bins, tabulate_reliability
from planodds.evaluation.scoring.score_paths import EVENT, ROW_COLUMNS
from planodds.evaluation.scoring.skill import compare_models, score_column
from planodds.evaluation.track_record.county_scores import PERSISTENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MODEL, ENSEMBLE = "model", "ensemble"
MODEL_GIVEN = "model_given_common"  # the model, told the realised common path
_JUDGED = (MODEL, ENSEMBLE, MODEL_GIVEN)
HEAD = ("panel", "variable", "origin", "model")
_SERIES = ["panel", "variable", "model", "part", "horizon"]
_COVERAGE_COLUMNS = tuple(f"in_{round(100 * level)}" for level in constants.LEVELS)
_PIT_BINS = 10
ALL_HORIZONS = 0  # horizon of rows that join all horizons
ALL, OPENED = "all", "opened"  # samples of origins: all, and those that no tuning ever saw
_TUNING_LAST = 1999
_SEED = 20261124


def summarise_scores(
    rows: pd.DataFrame, *, judged: Sequence[str] = _JUDGED, seed: int = _SEED
) -> dict[str, pd.DataFrame]:
    """Summarise scored rows: averages by origin, skill, coverage, places, reliability.

    Parameters
    ----------
    rows : DataFrame
        ``HEAD`` and the columns of ``score_paths``, rows of any number of panels, variables,
        origins and models.
    judged : sequence of str
        Models that are set against all others, and whose reliability is told.
    seed : int
        Of resampling; the same rows give the same tables.

    Returns
    -------
    dict of str to DataFrame
        ``scores``: one row a panel, variable, model, part, horizon and origin, with ``cells``,
        mean crps (Brier score for events), log_score and shares held.
        ``skill``: each judged model against each other one, 1 - score / rival's over matched
        cells, with its 90 % interval from origins drawn again in blocks, ``origins``, ``n_eff``
        (windows that do not overlap) and ``units_better`` (share of units with the lower mean
        score). ``coverage``: what intervals held, by level, with the worst origin. Both tell in
        ``sample`` whether of all origins, or, where a panel has earlier ones too, of those after
        ``_TUNING_LAST``.
        ``pit``: counts in ten bins. ``reliability``, ``said``, ``brier``: the event, see
        ``planodds.evaluation.scoring.reliability``; horizon 0 joins all horizons.

    Raises
    ------
    InputError
        If a column is missing.
    """
    missing = [c for c in (*HEAD, *ROW_COLUMNS) if c not in rows.columns and c != "group"]
    if missing:
        raise InputError(
            f"columns missing: {', '.join(missing)}",
            where="summarise_scores",
            expected=", ".join((*HEAD, *ROW_COLUMNS)),
        )
    rows = rows.assign(score=score_column(rows))
    present = [name for name in judged if name in set(rows["model"])]
    samples = {ALL: rows, OPENED: _untuned_origins(rows)}
    return {
        "scores": _average_scores(rows),
        "skill": _join(samples, lambda own: compare_models(own, present, seed=seed)),
        "coverage": _join(samples, lambda own: _tabulate_coverage(own, seed=seed)),
        "pit": _pit_histogram(rows[rows["model"].isin(present)]),
        **_event_reliability(
            rows[(rows["part"] == EVENT) & rows["model"].isin(present)], seed=seed
        ),
    }


def _untuned_origins(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of origins after ``_TUNING_LAST``, of panels that have earlier ones as well."""
    early = rows.groupby("panel")["origin"].transform("min") <= _TUNING_LAST
    return rows[early & (rows["origin"] > _TUNING_LAST)]


def _join(
    samples: dict[str, pd.DataFrame], tabulate: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """Tabulate each sample that has rows, and put the tables one below the other."""
    tables = [tabulate(rows).assign(sample=name) for name, rows in samples.items() if len(rows)]
    return pd.concat(tables, ignore_index=True)


def _average_scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean scores of each origin; every cell (unit) of an origin weighs alike."""
    groups = rows.groupby([*_SERIES, "origin"], sort=True)
    table = groups[["score", "log_score", *_COVERAGE_COLUMNS]].mean()
    table.insert(0, "cells", groups["score"].count())
    return table.reset_index()


def _tabulate_coverage(rows: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Shares held by each central interval, with block-bootstrap bounds and the worst origin.

    ``promise`` is the interval's level; ``held`` counts the interval as printed, ends included; ``held_spread`` counts the places of
    the outcomes with ties spread at random, which for ranks is the fair reading of a central
    share. ``worst`` is the share held at the origin where it was least, ``worst_origin`` its year.
    Horizon 0 is the mean over horizons, resampled as one. Rows without intervals are left out.
    """
    rows = rows[rows["part"].ne(EVENT) & rows["model"].ne(PERSISTENCE)]
    groups = rows.groupby([*_SERIES, "origin"])
    found = []
    for level, column in zip(constants.LEVELS, _COVERAGE_COLUMNS, strict=True):
        sums = groups[column].agg(["sum", "count"])
        sums["spread"] = (
            (rows["pit"].sub(0.5).abs() <= level / 2)
            .groupby([rows[name] for name in (*_SERIES, "origin")])
            .sum()
        )
        for key, own in sums.groupby(_SERIES[:-1]):
            head = dict(zip(_SERIES[:-1], key, strict=True)) | {"promise": level}
            found += [head | row for row in _cover(own.reset_index(), seed)]
    return pd.DataFrame(found).sort_values([*_SERIES[:-1], "promise", "horizon"], ignore_index=True)


def _cover(table: pd.DataFrame, seed: int) -> Iterator[dict[str, object]]:
    """Yield coverage at each horizon, then the mean over horizons."""
    table = table.assign(share=table["sum"] / table["count"])
    for horizon, own in table.groupby("horizon"):
        own = own.sort_values("origin")
        blocks = circular_block_indices(
            own["origin"].to_numpy(),
            int(horizon),
            generator=np.random.default_rng([seed, int(horizon)]),
        )
        lower, upper = ratio_interval(
            own["sum"].to_numpy(float), own["count"].to_numpy(float), blocks
        )
        yield {
            "horizon": int(horizon),
            **_count(own, int(horizon)),
            "held": own["sum"].sum() / own["count"].sum(),
            "lower": lower,
            "upper": upper,
            "held_spread": own["spread"].sum() / own["count"].sum(),
            **_worst(own["origin"], own["share"]),
        }
    longest = int(table["horizon"].max())
    total = table.groupby("horizon")[["sum", "spread", "count"]].sum()
    by_origin = (
        table.groupby("origin")
        .agg(sum=("sum", "sum"), count=("count", "sum"), horizon=("horizon", "max"))
        .reset_index()
    )
    yield {
        "horizon": ALL_HORIZONS,
        **_count(by_origin, longest),
        "held": (total["sum"] / total["count"]).mean(),
        **_bound_mean(table, longest, seed),
        "held_spread": (total["spread"] / total["count"]).mean(),
        **_worst(by_origin["origin"], by_origin["sum"] / by_origin["count"]),
    }


def _bound_mean(table: pd.DataFrame, longest: int, seed: int) -> dict[str, float]:
    """Bounds of the mean over horizons of the shares held, origins drawn again as a whole."""
    above = table.pivot_table(index="origin", columns="horizon", values="sum").fillna(0.0)
    below = table.pivot_table(index="origin", columns="horizon", values="count").fillna(0.0)
    if len(above) < FEWEST:
        return {"lower": float("nan"), "upper": float("nan")}
    generator = np.random.default_rng([seed, 0])
    blocks = circular_block_indices(above.index.to_numpy(), longest, generator=generator)
    total = below.to_numpy()[blocks].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = above.to_numpy()[blocks].sum(axis=1) / total
    lower, upper = np.quantile(np.nanmean(shares, axis=1), [0.05, 0.95])
    return {"lower": float(lower), "upper": float(upper)}


def _count(own: pd.DataFrame, horizon: int) -> dict[str, int]:
    return {
        "origins": int(own["origin"].nunique()),
        "cells": int(own["count"].sum()),
        "n_eff": count_nonoverlapping(own["origin"].to_numpy(), horizon),
    }


def _worst(origins: pd.Series, shares: pd.Series) -> dict[str, object]:
    place = int(np.argmin(shares.to_numpy()))
    return {"worst": float(shares.iloc[place]), "worst_origin": int(origins.iloc[place])}


def _pit_histogram(rows: pd.DataFrame) -> pd.DataFrame:
    """Count places of outcomes in their forecasts (PIT) in ten equal bins, ``bin`` 0 to 9."""
    rows = rows[rows["pit"].notna()]
    place = np.minimum((rows["pit"] * _PIT_BINS).astype(int), _PIT_BINS - 1).rename("bin")
    counts = rows.groupby([*_SERIES, place]).size().rename("count").reset_index()
    return counts


def _event_reliability(events: pd.DataFrame, *, seed: int) -> dict[str, pd.DataFrame]:
    """Tabulate reliability, groups of what was said and the Brier terms, by horizon and joined."""
    tables: dict[str, list[pd.DataFrame]] = {"reliability": [], "said": [], "brier": []}
    keys = ["panel", "variable", "model"]
    joined = pd.concat([events, events.assign(horizon=ALL_HORIZONS)])
    for (*key, horizon), own in joined.groupby([*keys, "horizon"]):
        head = dict(zip(keys, key, strict=True)) | {"horizon": int(horizon)}
        generator = np.random.default_rng([seed, int(horizon)])
        said = reliability_bins(own)
        said[["lower", "upper"]] = _bound_groups(own, said, generator)
        curve, terms = tabulate_reliability(own, generator=generator)
        made = {"reliability": curve, "said": said, "brier": pd.DataFrame([terms])}
        for name, table in made.items():
            tables[name].append(table.assign(**head)[[*head, *table.columns]])
    return {
        name: pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        for name, parts in tables.items()
    }


def _bound_groups(
    events: pd.DataFrame, said: pd.DataFrame, generator: np.random.Generator
) -> list[tuple[float, float]]:
    """Block-bootstrap bounds of the frequency in each group of what was said."""
    origins = np.unique(events["origin"])
    blocks = circular_block_indices(origins, int(events["horizon"].max()) or 1, generator=generator)
    found = []
    for row in said.itertuples():
        last = row.high == said["high"].max()
        p = events["probability"]
        own = events[(p >= row.low) & ((p <= row.high) if last else (p < row.high))]
        counts = (
            own.groupby("origin")["happened"].agg(["sum", "count"]).reindex(origins, fill_value=0)
        )
        found.append(
            ratio_interval(counts["sum"].to_numpy(float), counts["count"].to_numpy(float), blocks)
        )
    return found
