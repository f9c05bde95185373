"""Assumptions of a scenario with calendar years and log values: what a forecast applies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResolvedCondition:
    """A condition on one series in one year.

    Attributes
    ----------
    series, unit, measure : str
        ``unit`` is '' for the common series.
    year : int
    log_value : float
        log(1 + growth), or log level (cny_1e8).
    sd : float
        Log points; 0 is a hard condition.
    kind, source : str
    """

    series: str
    unit: str
    measure: str
    year: int
    log_value: float
    sd: float
    kind: str
    source: str


@dataclass(frozen=True)
class ResolvedUnitGrowth:
    """Extra growth of one unit in one year.

    Attributes
    ----------
    unit, variable : str
    year : int
    low, mode, high : float
        Ends and peak of a triangular distribution, log points.
    kind, source : str
    """

    unit: str
    variable: str
    year: int
    low: float
    mode: float
    high: float
    kind: str
    source: str


@dataclass(frozen=True)
class ResolvedMoment:
    """A condition on one moment in one year.

    Attributes
    ----------
    series, unit, measure : str
        ``unit`` is '' for the common series.
    year : int
    statistic : str
        mean or probability.
    target : float
        Mean of the log growth or log level; or the probability.
    threshold : float or None
        Of the event, log growth or log level; None for a mean.
    direction : str or None
        >= or <=; None for a mean.
    kind, source : str
    """

    series: str
    unit: str
    measure: str
    year: int
    statistic: str
    target: float
    threshold: float | None
    direction: str | None
    kind: str
    source: str


@dataclass(frozen=True)
class ResolvedMeasure:
    """A revenue measure with its calendar years; sizes as in the scenario file.

    Attributes
    ----------
    name, unit, effect : str
    years : tuple of int
    low, mode, high : float
        Ends and peak of a triangular distribution: a fraction of revenue for lasting measures,
        cny_1e8 for the others.
    kind, source : str
    """

    name: str
    unit: str
    effect: str
    years: tuple[int, ...]
    low: float
    mode: float
    high: float
    kind: str
    source: str
