"""Chance of an event as a rising function of a figure that is read on the way, from joint draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_DRAWS_PER_BIN = 100


@dataclass(frozen=True, eq=False)
class ConditionalChance:
    """Step function from a figure to the chance of an event.

    Attributes
    ----------
    edges : ndarray of float, shape (bin,)
        Least figure of each bin; figures are turned so that larger is better.
    middles : ndarray of float, shape (bin,)
        Median figure of each bin, for which its share speaks.
    shares : ndarray of float, shape (bin,)
        Chance in each bin, not falling.
    counts : ndarray of int, shape (bin,)
        Draws of each bin.
    """

    edges: np.ndarray
    middles: np.ndarray
    shares: np.ndarray
    counts: np.ndarray

    def at(self, figure: float) -> float:
        """Return the chance after a figure has been read.

        Parameters
        ----------
        figure : float

        Returns
        -------
        float
        """
        place = int(np.searchsorted(self.edges, figure, side="right")) - 1
        return float(self.shares[max(place, 0)])

    def least_figure(self, chance: float) -> float:
        """Return the least figure after which the chance is at least ``chance``.

        Parameters
        ----------
        chance : float

        Returns
        -------
        float
            Minus infinity if that holds after any figure; infinity if after none.
        """
        place = int(np.searchsorted(self.shares, chance, side="left"))
        if place == 0:
            return -np.inf
        return float(self.middles[place]) if place < self.shares.size else np.inf

    def resolved_share(self) -> float:
        """Return the share of today's uncertainty about the event that the figure resolves.

        Var(p_t) / (p (1 - p)): one less the expected variance of the event after the figure over
        its variance today.

        Returns
        -------
        float
            From 0 to 1; NaN if the event is certain today.
        """
        weights = self.counts / self.counts.sum()
        today = float(weights @ self.shares)
        spread = float(weights @ (self.shares - today) ** 2)
        return spread / (today * (1 - today)) if 0 < today < 1 else float("nan")


def chance_given_figure(
    figures: np.ndarray, hits: np.ndarray, *, per_bin: int = _DRAWS_PER_BIN
) -> ConditionalChance:
    """Estimate the chance of an event given a figure, as a function that does not fall.

    The draws are sorted by the figure and cut into bins of about ``per_bin`` draws, equal figures
    in one bin; the shares of the bins are made monotone by pooling adjacent violators (Ayer et al.
    1955, Annals of Mathematical Statistics 26, 641-647), so that every value is a share of draws.

    Parameters
    ----------
    figures : ndarray of float, shape (draw,)
        Larger is better for the event.
    hits : ndarray of bool, shape (draw,)
        Draws in which the event occurs.
    per_bin : int
        Draws per bin.

    Returns
    -------
    ConditionalChance

    Examples
    --------
    >>> found = chance_given_figure(np.arange(8.0), np.arange(8) % 4 > 1, per_bin=2)
    >>> found.shares.tolist(), found.edges.tolist()
    ([0.0, 0.5, 0.5, 1.0], [0.0, 2.0, 4.0, 6.0])
    """
    order = np.argsort(figures, kind="stable")
    ordered, met = figures[order], hits[order].astype(float)
    cuts = np.arange(0, ordered.size, per_bin)
    starts = np.unique(np.searchsorted(ordered, ordered[cuts], side="left"))
    counts = np.diff(np.append(starts, ordered.size))
    sums = np.add.reduceat(met, starts)
    middles = ordered[starts + counts // 2]
    return ConditionalChance(ordered[starts], middles, _pool_violators(sums, counts), counts)


def _pool_violators(sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the shares of the bins after pooling those that fall."""
    blocks: list[list[float]] = []  # hits, draws, bins
    for hits, draws in zip(sums, counts, strict=True):
        blocks.append([float(hits), float(draws), 1])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    return np.repeat([hits / draws for hits, draws, _ in blocks], [int(b) for _, _, b in blocks])
