"""What every assumption of a scenario says: when it holds, of which kind it is, on whose word."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from planodds import constants
from planodds.inputs.tables.yaml_models import Filled, StrictModel, check

AssumptionKind = Literal["data", "estimate", "judgement", "plan"]
KINDS = ("data", "estimate", "judgement", "plan")  # from the firmest word to the intention
COUNTY_SERIES = (constants.COUNTY_GDP, constants.COUNTY_REVENUE)
LAST_AHEAD = 15
_MAX_GROWTH = 3  # a year's growth above 300 % is a slip: per cent taken for a fraction


def _as_tuple(value: Any) -> Any:
    """Take a single value for a list of one."""
    return value if isinstance(value, (list, tuple)) else (value,)


Ahead = Annotated[int, Field(ge=1, le=LAST_AHEAD)]
Year = Annotated[int, Field(ge=2020, le=constants.FINAL_YEAR)]
Aheads = Annotated[
    tuple[Ahead, ...], BeforeValidator(_as_tuple, json_schema_input_type=Ahead | tuple[Ahead, ...])
]
Years = Annotated[
    tuple[Year, ...], BeforeValidator(_as_tuple, json_schema_input_type=Year | tuple[Year, ...])
]
_Value = Annotated[float, Field(gt=-1)]  # for editors; require_size says more
Values = Annotated[
    tuple[float, ...],
    Field(min_length=1),
    BeforeValidator(_as_tuple, json_schema_input_type=_Value | tuple[_Value, ...]),
]


class Assumption(StrictModel):
    """What every assumption says: when it holds, of which kind it is, on whose word.

    Attributes
    ----------
    ahead : int or list of int
        Years counted from the first one in which the series is unknown (1), to 15; either this
        or year.
    year : int or list of int
        Calendar years, 2020 to 2035; a known one is refused.
    kind : str
        data, estimate, judgement or plan.
    source : str
        On whose word: a source_id of sources.csv, or who says so.
    date : date
        Of when, YYYY-MM-DD.
    note : str
        Remarks.
    """

    ahead: Aheads = ()
    year: Years = ()
    kind: AssumptionKind
    source: Filled
    date: datetime.date
    note: Filled | Literal[""] = ""

    @property
    def span(self) -> int:
        """Number of years it speaks about."""
        return len(self.ahead or self.year)

    @model_validator(mode="after")
    def _check_time(self) -> Self:
        check(
            bool(self.ahead) != bool(self.year),
            "either ahead: (1 = the series' first unknown year) or year:, not both",
            remedy="give one of the two",
        )
        times = self.ahead or self.year
        check(
            len(set(times)) == len(times),
            "each year once",
            remedy="remove the repetition",
            key="ahead" if self.ahead else "year",
        )
        return self


class SeriesAssumption(Assumption):
    """An assumption about one series; a unit only where the series has units.

    Attributes
    ----------
    series : str
        coal_price, national_gdp, provincial_gdp, county_gdp or county_revenue.
    unit : str
        Code of a county between quotation marks, for county series only; the plan's county if
        left out.
    measure : str
        growth: on the year before, a fraction (0.15 is 15 %); level: cny_1e8 at current prices,
        for county and provincial series only.
    """

    series: Literal[constants.CONDITION_SERIES]
    unit: str | None = None
    measure: Literal["growth", "level"]

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("series") in COUNTY_SERIES:
            return {"unit": constants.HOME_UNIT, **data}
        return data

    @model_validator(mode="after")
    def _check_series(self) -> Self:
        check(
            self.unit is None or self.series in COUNTY_SERIES,
            f"unit: only with {' or '.join(COUNTY_SERIES)}",
            remedy="remove the unit",
            key="unit",
        )
        check(
            self.measure == "growth" or self.series in (*COUNTY_SERIES, constants.PROVINCIAL),
            "measure: growth for coal_price and national_gdp, whose vintages differ in level",
            key="measure",
            remedy="give the growth that leads to that level",
        )
        return self

    def require_size(self, value: float, *, key: str = "value") -> None:
        """Raise ValueError unless a value can be a growth (a fraction) or a level (cny_1e8)."""
        growth = self.measure == "growth"
        check(
            value > (-1 if growth else 0),
            "growth above -1 (a fraction, not per cent)"
            if growth
            else "a level above zero, in cny_1e8",
            key=key,
            remedy="nothing falls by more than all of it: -0.15 means -15 %"
            if growth
            else "give the level in cny_1e8",
        )
        check(
            not growth or value <= _MAX_GROWTH,
            "growth as a fraction: 0.15 means 15 %",
            key=key,
            remedy="divide the per cent by a hundred",
        )


class PathAssumption(SeriesAssumption):
    """An assumption about the path of one series, with a value for each year.

    Attributes
    ----------
    value : float or list of float
        One for each year (a single number stands for each): growth as a fraction, level in
        cny_1e8.
    """

    value: Values

    @model_validator(mode="after")
    def _check_count(self) -> Self:
        check(
            len(self.value) in (1, self.span),
            f"one value, or one for each of the {self.span} years",
            key="value",
        )
        return self

    @property
    def values(self) -> tuple[float, ...]:
        """One value for each year."""
        return self.value if len(self.value) == self.span else self.value * self.span
