"""Events on final figures, whose distribution follows from the first print.

A target whose rule counts the final figure stays open while only the first print of its year is
published. Under the rule of the first print, the published figure is a fact.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.inputs.panels.revisions import Revisions, fit_revisions, load_revision_prior

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Target
    from planodds.probability.events.events import UnitForecast

_FINAL = "final"
_UPWARD = (">=", ">")


def revisions_for(panel: Panel, variable: str) -> Revisions:
    """Return the distribution of revisions of a variable; the prior where there are no pairs.

    Parameters
    ----------
    panel : Panel
    variable : str
        ``gdp`` or ``revenue``.

    Returns
    -------
    Revisions
    """
    found = panel.revisions.get(variable)
    return fit_revisions(np.empty(0), load_revision_prior()) if found is None else found


def is_first_print(panel: Panel, variable: str, year: int) -> bool:
    """Return whether the figures of a year may still be revised.

    Parameters
    ----------
    panel : Panel
    variable : str
    year : int

    Returns
    -------
    bool
        True until the panel has as many later years as the rule of the revisions asks for.
    """
    return year > panel.information.county_to - revisions_for(panel, variable).final_after


def counts_final_figure(panel: Panel, target: Target, year: int) -> bool:
    """Return whether a target waits for a final figure of which the first print is published.

    Parameters
    ----------
    panel : Panel
    target : Target
    year : int
        Data year of the figure.

    Returns
    -------
    bool
    """
    variable = target.variable or constants.GDP
    return target.status_rule.vintage == _FINAL and is_first_print(panel, variable, year)


def chance_of_final(
    revisions: Revisions, first_print: float, level: float, direction: str = ">="
) -> float:
    """Return the probability that the final figure meets a level, given its first print.

    With y the first print, c the level, s and nu scale and degrees of the revision,
    P(final >= c | y) = F_nu((log y - log c) / s), F_nu the distribution function of Student t.

    Parameters
    ----------
    revisions : Revisions
    first_print, level : float
        In the unit of the variable, above 0.
    direction : str
        One of >=, >, <=, <.

    Returns
    -------
    float

    Examples
    --------
    >>> chance_of_final(Revisions(0.003, 8.0, 4, 1), 100.0, 100.0)
    0.5
    """
    from scipy import stats

    distance = math.log(first_print / level) / revisions.scale
    upward = float(stats.t.cdf(distance, revisions.degrees))
    return upward if direction in _UPWARD else 1.0 - upward


def final_levels(home: UnitForecast, variable: str, year: int, unit: str = "") -> np.ndarray:
    """Draw the final figure of a published year.

    Parameters
    ----------
    home : UnitForecast
        Supplies number and seed of the draws; revisions of one unit are the same in every event.
    variable : str
        ``gdp`` or ``revenue``.
    year : int
        Published data year.
    unit : str
        Code of a unit; empty: that of ``home``.

    Returns
    -------
    ndarray of float, shape (draw,)
        Log of the unit of the variable; NaN where the first print is not published.
    """
    from planodds.forecasting.simulation.random_streams import make_generator
    from planodds.probability.events.published import published_level

    code = unit or home.unit
    revisions = revisions_for(home.panel, variable)
    generator = make_generator(home.forecast.seed, "revision", f"{code}/{variable}/{year}")
    steps = revisions.scale * generator.standard_t(revisions.degrees, home.forecast.draws)
    return np.log(published_level(home.panel, code, variable, year)) + steps


def final_ranks(home: UnitForecast, roster: str, year: int) -> np.ndarray:
    """Draw the rank by final figures of a published year.

    Parameters
    ----------
    home : UnitForecast
    roster : str
        Name of the roster.
    year : int
        Published data year.

    Returns
    -------
    ndarray of int, shape (draw,)
        1 + number of units of the roster with a larger final figure in the draw.
    """
    members = np.flatnonzero(np.asarray(home.panel.rosters[roster]))
    own = final_levels(home, constants.GDP, year)
    ranks = np.ones(len(own), dtype=int)
    for position in members:
        if position != home.position:
            other = final_levels(home, constants.GDP, year, home.panel.units[position])
            ranks += other > own
    return ranks
