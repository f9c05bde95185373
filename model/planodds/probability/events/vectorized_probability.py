"""Vectorised probabilities of many events over the same draws, with Monte Carlo errors."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from planodds.errors import UsageError
from planodds.probability.events.probability import wilson_interval


def prob_events(hits: np.ndarray, *, cluster: np.ndarray, ess: float | None = None) -> pd.DataFrame:
    """Return the probability of each of many events; equals ``prob_event`` of each.

    The batch sums of all events are computed together, so that hundreds of events cost what a few
    single ones would.

    Parameters
    ----------
    hits : ndarray of bool, shape (event, draw)
        Whether each event occurs in each predictive draw.
    cluster : ndarray of int, shape (draw,)
        Posterior draw of each predictive draw, numbered in chain order.
    ess : float, optional
        Effective number of draws after weighting; default the number of draws.

    Returns
    -------
    DataFrame
        One row per event: ``probability`` (share of draws), ``mcse`` (Monte Carlo standard error
        by batch means) and ``upper`` (95 % Wilson bound for that error).

    Raises
    ------
    UsageError
        If ``hits`` is not boolean or does not fit ``cluster``.

    Examples
    --------
    >>> hits = np.arange(1000)[None, :] % 4 == 0
    >>> float(prob_events(hits, cluster=np.arange(1000))["probability"].iloc[0])
    0.25
    """
    hits = np.asarray(hits)
    if hits.dtype != bool or hits.shape[1:] != np.shape(cluster):
        raise UsageError(
            f"hits of type {hits.dtype} and shape {hits.shape}",
            where="prob_events",
            expected="one boolean for each event and draw",
        )
    share, error = _share_and_mcse(hits, np.asarray(cluster))
    most = float(hits.shape[1] if ess is None else ess)
    upper = [_upper_bound(p, e, most) for p, e in zip(share, error, strict=True)]
    return pd.DataFrame({"probability": share, "mcse": error, "upper": upper})


def _share_and_mcse(hits: np.ndarray, cluster: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return shares and their errors by batch means, as ``batch_error`` without a condition."""
    draws, clusters = hits.shape[1], int(cluster.max()) + 1
    batches = math.isqrt(clusters)
    batch = cluster.astype(np.int64) * batches // clusters
    sizes = np.bincount(batch, minlength=batches).astype(float)
    sums = _batch_sums(hits, batch, sizes)
    share = sums.sum(axis=1) / draws
    residual = sums - share[:, None] * sizes
    scale = batches / max(batches - 1, 1)
    return share, np.sqrt(scale * (residual**2).sum(axis=1)) / draws


def _batch_sums(hits: np.ndarray, batch: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the hits of each event in each batch; one pass where draws are sorted by batch."""
    if sizes.all() and (batch[:-1] <= batch[1:]).all():
        starts = np.concatenate(([0], sizes.cumsum()[:-1])).astype(int)
        return np.add.reduceat(hits.view(np.int8), starts, axis=1, dtype=np.int32).astype(float)
    member = np.zeros((batch.size, sizes.size), dtype=np.float32)
    member[np.arange(batch.size), batch] = 1.0
    return (hits.astype(np.float32) @ member).astype(float)


def _upper_bound(share: float, error: float, most: float) -> float:
    """Return the upper Wilson bound on the effective number of draws."""
    effective = min(most, share * (1 - share) / error**2) if error > 0 else most
    return wilson_interval(share * effective, effective)[1]
