"""Positions of the explorer's controls, and the assumptions and targets that follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from planodds.constants import BASELINE

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan

DEFAULT_SD = 0.02  # log points: an assumption is met within about two per cent


@dataclass(frozen=True)
class Choices:
    """Position of every control; hashable, so that an answer can be found again.

    Attributes
    ----------
    unit : str
        Code of the unit.
    year : int
        Year in which the targets are due.
    growth : tuple of (str, float)
        Drivers about which something is assumed, and their growth per year, a fraction.
    assumed_years : int
        Number of years, from a driver's first one without data, in which it grows so.
    unit_growth : float
        Extra growth of the unit alone in every year up to `year`, a fraction.
    sd : float
        Standard deviation of the assumed growth of the drivers, log points.
    thresholds : tuple of (str, float)
        Targets by id and their thresholds, in the unit of the data.
    beside : str
        Name of the scenario on file whose answer is shown beside.
    """

    unit: str
    year: int
    growth: tuple[tuple[str, float], ...] = ()
    assumed_years: int = 1
    unit_growth: float = 0.0
    sd: float = DEFAULT_SD
    thresholds: tuple[tuple[str, float], ...] = ()
    beside: str = BASELINE

    def with_growth(self, series: str, value: float | None) -> Self:
        """Return the choices with another assumption about one driver.

        Parameters
        ----------
        series : str
            Name of the driver.
        value : float or None
            Growth per year, a fraction; None for no assumption.

        Returns
        -------
        Choices

        Examples
        --------
        >>> choices = Choices("141122", 2030).with_growth("coal_price", -0.3)
        >>> choices.growth, choices.with_growth("coal_price", None).growth
        ((('coal_price', -0.3),), ())
        """
        kept = {name: growth for name, growth in self.growth if name != series}
        added = {} if value is None else {series: value}
        return replace(self, growth=tuple(sorted((kept | added).items())))

    def with_threshold(self, target: str, value: float) -> Self:
        """Return the choices with another threshold of one target.

        Parameters
        ----------
        target : str
            Its id.
        value : float
            In the unit of the data, or a rank.

        Returns
        -------
        Choices
        """
        changed = dict(self.thresholds) | {target: value}
        return replace(self, thresholds=tuple(changed.items()))

    @property
    def assumes(self) -> bool:
        """True if anything is assumed."""
        return bool(self.growth) or self.unit_growth != 0.0

    def conditions(self, first_years: dict[str, int], own_year: int, last: int) -> dict[str, Any]:
        """Return the arguments of ``with_conditions`` that state the assumptions.

        Parameters
        ----------
        first_years : dict of str to int
            First year without data of each driver.
        own_year : int
            First year without data of the unit.
        last : int
            Last year of the forecast.

        Returns
        -------
        dict of str to object

        Examples
        --------
        >>> choices = Choices("141122", 2027, unit_growth=0.02).with_growth("coal_price", -0.3)
        >>> stated = choices.conditions({"coal_price": 2026}, 2026, 2035)
        >>> stated["coal_price"], stated["own_growth"]
        ({2026: -0.3}, {2026: 0.02, 2027: 0.02})
        """
        stated: dict[str, Any] = {
            name: {
                year: value
                for year in range(first_years[name], first_years[name] + self.assumed_years)
                if year <= last
            }
            for name, value in self.growth
        }
        if self.unit_growth:
            stated["own_growth"] = dict.fromkeys(range(own_year, self.year + 1), self.unit_growth)
            stated["unit"] = self.unit
        return stated | ({"sd": self.sd} if self.growth else {})

    def plan(self, plan: Plan) -> Plan:
        """Return the headline targets of a plan for the chosen unit, year and thresholds.

        Parameters
        ----------
        plan : Plan

        Returns
        -------
        Plan
            Each target under its main reading alone.
        """
        thresholds = dict(self.thresholds)
        chosen = [plan.target(name) for name in plan.headlines]
        targets = tuple(
            target.model_copy(
                update={
                    "year": self.year,
                    "threshold": thresholds.get(target.id, target.threshold),
                    "readings": (target.main_reading,),
                }
            )
            for target in chosen
        )
        return plan.model_copy(update={"unit": self.unit, "targets": targets})
