"""Figures of a study as a reader sees them: levels with their unit, ranks, growth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_number,
    format_percent,
    format_rank,
    is_missing,
)
from planodds.report.text.phrases import localise

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study, Variable
    from planodds.report.text.words import Words

_SMALLEST = 0.1  # percentage points
_LARGE = 1000  # levels from here on have no decimals


@dataclass(frozen=True)
class Amounts:
    """Formats of the variables of a study.

    Attributes
    ----------
    study : Study
        Names the units of measurement.
    words : Words
    """

    study: Study
    words: Words

    def name(self, variable: str) -> str:
        """Return the name of a variable.

        Parameters
        ----------
        variable : str

        Returns
        -------
        str
        """
        if variable == constants.RANK:
            return self.words("planning-rank")
        return self.words.label("variable", variable)

    def format(self, variable: str, value: float, *, unit: bool = True) -> str:
        """Return a level or a rank as text.

        Parameters
        ----------
        variable : str
            ``gdp``, ``revenue`` or ``rank``.
        value : float
        unit : bool
            Whether a level is followed by its unit of measurement.

        Returns
        -------
        str
            A dash for a missing value.
        """
        if is_missing(value):
            return DASH
        if variable == constants.RANK:
            return format_rank(value, self.words)
        text = format_money(value, self.words, digits=0 if abs(value) >= _LARGE else 1)
        return self._with_unit(variable, text) if unit else text

    def format_exact(self, variable: str, value: float) -> str:
        """Return a goal with all its digits.

        Parameters
        ----------
        variable : str
        value : float

        Returns
        -------
        str
        """
        if variable == constants.RANK:
            return self.format(variable, value)
        return self._with_unit(variable, f"{value * self.words.scale:.10g}")

    def format_range(self, variable: str, low: float, high: float) -> str:
        """Return the ends of a range as text, without a unit.

        Parameters
        ----------
        variable : str
        low, high : float

        Returns
        -------
        str
        """
        if variable == constants.RANK:
            ends = [str(math.ceil(value - 1e-9)) for value in (low, high)]
        else:
            ends = [self.format(variable, value, unit=False) for value in (low, high)]
        return self.words("planning-range", low=ends[0], high=ends[1])

    def format_pace(self, variable: str, value: float) -> str:
        """Return growth a year, or ranks gained, as text.

        Parameters
        ----------
        variable : str
        value : float
            Growth as a fraction, or a number of ranks.

        Returns
        -------
        str
        """
        if is_missing(value):
            return DASH
        if variable == constants.RANK:
            return self.words("planning-ranks", count=round(value), shown=format_number(value))
        return self.words("planning-a-year", growth=format_percent(value, digits=1, signed=True))

    def format_error(self, mcse: float) -> str:
        """Return a Monte Carlo standard error in percentage points, as text.

        Parameters
        ----------
        mcse : float
            As a share.

        Returns
        -------
        str
        """
        points = 100 * mcse
        shown = format_number(points, 1) if points >= _SMALLEST else f"<{_SMALLEST}"
        return self.words("planning-error", error=shown)

    def subject(self, plan: Plan, unit_name: str) -> str:
        """Return the name of a plan with that of its unit.

        Parameters
        ----------
        plan : Plan
        unit_name : str

        Returns
        -------
        str
        """
        label = localise(plan.label, self.words)
        if unit_name in label:
            return label
        return self.words("planning-subject", unit=unit_name, plan=label)

    def measure(self, variable: str) -> str:
        """Return the unit in which a variable is shown.

        Parameters
        ----------
        variable : str

        Returns
        -------
        str
        """
        shown = self._variable(variable).shown_in(self.words.lang)
        return shown.measure_short or shown.measure

    def _with_unit(self, variable: str, text: str) -> str:
        shown = self._variable(variable).shown_in(self.words.lang)
        return self.words("planning-measured", value=text, unit=shown.measure)

    def _variable(self, name: str) -> Variable:
        """Return a variable; the ranked one for any other quantity, which is shown like it."""
        return self.study.variable(name) or self.study.variables[self.study.ranked]
