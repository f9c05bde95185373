"""What a scenario says once its years are definite: pins, moments, growth, measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResolvedCondition:
    """One pin: a series in one year.

    Attributes
    ----------
    series, unit, measure : str
        ``unit`` is '' for the common series.
    year : int
    log_value : float
        log(1 + growth), or log level (cny_1e8).
    sd : float
        Log points; 0 pins hard.
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
    """Extra log growth of one unit in one year: ends and peak of a triangular distribution."""

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
    """One moment: a mean of logs, or the probability of an event, in one year.

    Attributes
    ----------
    target : float
        Mean of the log growth or log level; or the probability asked for.
    threshold : float or None
        Of the event, in logs; None for a mean.
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
    """One revenue measure with its years; sizes as in the scenario file."""

    name: str
    unit: str
    effect: str
    years: tuple[int, ...]
    low: float
    mode: float
    high: float
    kind: str
    source: str
