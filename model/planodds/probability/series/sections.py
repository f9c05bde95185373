"""Targets that a share is complete in every year, such as all monitored sections being good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.forecasting.simulation.random_streams import make_generator
from planodds.inputs.panels.indicator_series import MIN_POINTS
from planodds.probability.events.events import Event
from planodds.probability.series.shortage import ShortageError

if TYPE_CHECKING:
    from planodds.inputs.plan import Target
    from planodds.probability.series.series_source import SeriesSource

STREAM = "sections"
PRIOR = (0.5, 0.5)  # Jeffreys' prior of the chance that a year meets it
_ROUNDING = 1e-9


def every_year_event(source: SeriesSource, target: Target, name: str, year: int) -> Event:
    """Return the event that a share meets its threshold in every year.

    A share that is complete in most years has a point mass at the threshold, for which no
    continuous model fits. Each year meets the threshold with one chance, whose posterior is a beta
    distribution from the years at hand; given the chance, years are independent.

    Parameters
    ----------
    source : SeriesSource
    target : Target
        Of kind ``all_sections_share``.
    name : str
        The series.
    year : int
        Last year.

    Returns
    -------
    Event

    Raises
    ------
    ShortageError
        The unit has fewer than three annual figures.
    """
    definition, draws = source.define(name), source.home.forecast.draws
    figures = source.figures(definition).get(source.home.unit, {})
    scale = 0.01 if definition.unit == "percent" else 1.0
    limit = (target.threshold or 1.0) * (0.01 if target.unit == "percent" else 1.0) - _ROUNDING
    needed = range(target.base_year + 1, year + 1)
    for current in needed:
        if current in figures and figures[current] * scale < limit:
            return Event(None, False, current)
    ahead = sum(current not in figures for current in needed)
    if not ahead:
        return Event(None, True, year)
    if len(figures) < MIN_POINTS:
        raise ShortageError(source.shortage(definition, source.home.unit, figures))
    met = sum(value * scale >= limit for value in figures.values())
    generator = make_generator(source.home.forecast.seed, STREAM, f"{name}/{source.home.unit}")
    chance = generator.beta(PRIOR[0] + met, PRIOR[1] + len(figures) - met, draws)
    return Event(generator.random(draws) < chance**ahead)
