"""Parts of a target: readings, status rule, cut of a rank, reference and definition of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from planodds.inputs.study import Symbol
from planodds.inputs.tables.yaml_models import BilingualText, Filled, StrictModel, check

if TYPE_CHECKING:
    from collections.abc import Mapping

CONSTANT_PRICES = "constant_prices"  # basis of a reading in real terms
GROUP_ROSTER = "group"  # the units of the unit's own group, such as a prefecture

Fraction = Literal["first half", "first third", "first quarter", "first fifth", "first tenth"]
Cut = Annotated[int, Field(ge=1)] | Fraction
Scale = Literal["log", "logit", "growth", "identity"]
FRACTIONS: Mapping[str, int] = {
    "first half": 2,
    "first third": 3,
    "first quarter": 4,
    "first fifth": 5,
    "first tenth": 10,
}


def resolve_cut(cut: Cut, size: int) -> int:
    """Return the last rank that a cut includes.

    Parameters
    ----------
    cut : int or str
        A rank, or a fraction of the roster such as "first third".
    size : int
        Number of units in the roster.

    Returns
    -------
    int
        At least 1; a fraction is rounded down.

    Examples
    --------
    >>> resolve_cut("first third", 117), resolve_cut("first quarter", 13), resolve_cut(20, 117)
    (39, 3, 20)
    """
    return cut if isinstance(cut, int) else max(1, size // FRACTIONS[cut])


class Interpretation(StrictModel):
    """One interpretation of a target whose text is ambiguous."""

    name: Filled
    """published, chained, constant_prices, current_prices, current_prices_chained, a roster, or
    as_written where the text leaves no choice."""
    main: bool = False
    """Whether it is the one in the headline; each target has one."""
    roster: Symbol | None = None
    """For ranks: a roster of study.yaml, or group for the units of the unit's own group."""
    basis: Literal["published", "chained", "constant_prices"] | None = None
    """For money: published (each year's basis), chained, or constant_prices (less a
    deflator; a series of indicators.csv must be at constant prices itself)."""
    computable: bool = True
    """Whether its probability can be computed."""
    note: BilingualText | None = None
    """Remarks."""


class StatusRule(StrictModel):
    """Rule that states when a target is decided."""

    decides: Literal["at_year", "first_miss", "never"]
    """at_year: the figure of the target year decides; first_miss: the first year that breaks a
    path decides against it; never: described, not decided."""
    vintage: Literal["first_print", "final"] = "first_print"
    """Which publication of the figure counts."""
    note: BilingualText | None = None
    """Remarks."""


class Reference(StrictModel):
    """The series with which a target compares: another series, another unit, or the group."""

    series: Symbol | None = None
    """Name of the series; None: the target's own series."""
    unit: Filled | None = None
    """Code of the unit in indicators.csv or in the panel; None: the unit of the plan."""
    group: bool = False
    """True: the figure published for the unit's group, such as its prefecture."""

    @model_validator(mode="after")
    def _check_named(self) -> Self:
        check(
            bool(self.series or self.unit or self.group),
            "at least one of series, unit and group",
            remedy="name what the series is compared with",
        )
        check(
            not (self.unit and self.group),
            "either unit or group",
            remedy="remove one of the two keys",
        )
        return self


class SeriesDefinition(StrictModel):
    """Source of the figures of a named series, and the scale on which it is modelled."""

    indicator: Filled
    """The indicator in indicators.csv or in the panel file."""
    over: Filled | None = None
    """Indicator of the same unit and year by which it is divided; None: none."""
    basis: Filled | None = None
    """Value of the column basis; None: the basis with the most annual figures of a unit."""
    unit: Symbol
    """Unit of measurement of the series, after the division."""
    scale: Scale | None = None
    """Scale of the model; None: logit for share and percent, log otherwise."""
    follows_gdp: bool = False
    """Whether growth responds to growth of the unit's GDP in the same draw."""
    label: BilingualText | None = None
    """Name for readers."""
