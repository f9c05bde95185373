"""Pydantic models of the dated assumptions in a scenario: conditions, moments, growth, revenue."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from planodds import constants
from planodds.inputs.tables.yaml_models import AssumptionKind, Filled, StrictModel, check

ASSUMPTION_FIELDS = ("conditions", "tilts", "own_growth", "measures")  # lists of a scenario
MAX_AHEAD = 60  # years ahead; the horizon of the study is checked when years are resolved
_FIRST_DAY, _LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2060, 1, 1)
_MAX_GROWTH = 3  # growth above 300 % per year means that per cent were written for a fraction

Series = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _as_tuple(value: object) -> object:
    """Return a list of one for a single value."""
    return value if isinstance(value, (list, tuple)) else (value,)


Ahead = Annotated[int, Field(ge=1, le=MAX_AHEAD)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Aheads = Annotated[
    tuple[Ahead, ...], BeforeValidator(_as_tuple, json_schema_input_type=Ahead | tuple[Ahead, ...])
]
Years = Annotated[
    tuple[Year, ...], BeforeValidator(_as_tuple, json_schema_input_type=Year | tuple[Year, ...])
]
_Value = Annotated[float, Field(gt=-1)]  # for editors; ``check_value`` has the full rule
Values = Annotated[
    tuple[float, ...],
    Field(min_length=1),
    BeforeValidator(_as_tuple, json_schema_input_type=_Value | tuple[_Value, ...]),
]


def _check_written_as_day(value: object) -> object:
    """Refuse a number, which would be read as seconds since 1970."""
    check(isinstance(value, str | datetime.date), "a date, YYYY-MM-DD")
    return value


def _check_era(day: datetime.date) -> datetime.date:
    check(
        _FIRST_DAY <= day < _LAST_DAY,
        f"a date from {_FIRST_DAY.year} to {_LAST_DAY.year - 1}",
        remedy="write the date of the source",
    )
    return day


SourceDate = Annotated[
    datetime.date, BeforeValidator(_check_written_as_day), AfterValidator(_check_era)
]


class Assumption(StrictModel):
    """Base of all dated assumptions: the years, the kind and the source."""

    ahead: Aheads = ()
    """Years ahead, from 1 (the first year without data for the series) on. Give either
    ahead or year."""
    year: Years = ()
    """Calendar years without data at the information set. Give either ahead or
    year."""
    kind: AssumptionKind
    """Kind of evidence: data, estimate, judgement or plan."""
    source: Filled
    """A source_id of sources.csv, or the person or office responsible."""
    date: SourceDate
    """Date of the source, YYYY-MM-DD."""
    note: Filled | Literal[""] = ""
    """Remarks."""

    @property
    def year_count(self) -> int:
        """Number of years that the assumption concerns."""
        return len(self.ahead or self.year)

    @model_validator(mode="after")
    def _check_time(self) -> Self:
        check(
            bool(self.ahead) != bool(self.year),
            "either ahead: (1 = the series' first year without data) or year:, not both",
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
    """Base of assumptions about one series; county series also have a unit."""

    series: Series
    """A driver of study.yaml, such as coal_price, or county_gdp or county_revenue."""
    unit: str | None = None
    """Code of a county between quotation marks, for county series only; the plan's county if
    omitted."""
    measure: Literal["growth", "level"]
    """growth: simple growth on the year before, a fraction (0.15 is 15 %); level: cny_1e8 at
    current prices, for units and for their aggregate only."""

    @model_validator(mode="after")
    def _check_series(self) -> Self:
        county = self.series in constants.COUNTY_SERIES
        check(
            self.unit is None or county,
            f"unit: only with {' or '.join(constants.COUNTY_SERIES)}",
            remedy="remove the unit",
            key="unit",
        )
        return self

    def check_value(self, value: float, *, key: str = "value") -> None:
        """Raise a validation error unless a value can be a growth (fraction) or a level (cny_1e8).

        Parameters
        ----------
        value : float
        key : str
            The key of the value in the file.

        Raises
        ------
        PydanticCustomError
        """
        if self.measure == "level":
            check(
                value > 0,
                "a level above zero, in cny_1e8",
                key=key,
                remedy="give the level in cny_1e8",
            )
            return
        check(
            value > -1,
            "growth above -1 (a fraction, not per cent)",
            key=key,
            remedy="write a fraction: -0.15 means -15 %",
        )
        check(
            value <= _MAX_GROWTH,
            "growth as a fraction: 0.15 means 15 %",
            key=key,
            remedy="divide the per cent by a hundred",
        )


class PathAssumption(SeriesAssumption):
    """Base of assumptions with a value for each year."""

    value: Values
    """One value for each year, or a single value for all years: growth as a fraction, level in
    cny_1e8."""

    @model_validator(mode="after")
    def _check_count(self) -> Self:
        check(
            len(self.value) in (1, self.year_count),
            f"one value, or one for each of the {self.year_count} years",
            key="value",
        )
        return self

    @property
    def values(self) -> tuple[float, ...]:
        """One value for each year."""
        return self.value if len(self.value) == self.year_count else self.value * self.year_count


class Condition(PathAssumption):
    """A condition on the path of one series (conditional-forecast restriction)."""

    sd: float = Field(ge=0, le=2)
    """Standard deviation in log points; 0 is a hard condition."""

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        for value in self.value:
            self.check_value(value)
        return self


class MomentCondition(PathAssumption):
    """A condition on a moment: entropic tilting gives the draws new weights, not new paths."""

    value: Values
    """The target moment, one for each year: growth as a fraction or level in cny_1e8 for a mean,
    between 0 and 1 for a probability."""
    statistic: Literal["mean", "probability"]
    """mean: of log growth or log level (value is its exponential; for growth, less one);
    probability: that growth or level compares with threshold as direction says."""
    threshold: float | None = None
    """Growth (a fraction) or level (cny_1e8), for a probability only."""
    direction: Literal[">=", "<="] | None = None
    """>= or <= between quotation marks, for a probability only."""

    @model_validator(mode="after")
    def _check_moment(self) -> Self:
        is_probability = self.statistic == "probability"
        check(
            is_probability == (self.threshold is not None)
            and is_probability == (self.direction is not None),
            "threshold: and direction: with statistic: probability, and only there",
        )
        if self.threshold is None:
            for value in self.value:
                self.check_value(value)
        else:
            self.check_value(self.threshold, key="threshold")
            between = all(0 < value < 1 for value in self.value)
            check(between, "a probability between 0 and 1", key="value")
        return self


class UnitGrowthShock(Assumption):
    """Extra growth of one county that does not change the other units."""

    unit: str | None = None
    """Code of a county between quotation marks; the plan's county if omitted."""
    variable: Literal["gdp", "revenue"]
    """gdp or revenue."""
    low: float = Field(gt=-1, lt=1)
    """Lower end of the triangular distribution of extra log growth in each year, log points
    (0.02 is about 2 %)."""
    mode: float = Field(gt=-1, lt=1)
    """Peak of the triangular distribution of extra log growth in each year, log points."""
    high: float = Field(gt=-1, lt=1)
    """Upper end of the triangular distribution of extra log growth in each year, log points."""

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high", key="mode")
        return self


class RevenueMeasure(Assumption):
    """A measure that changes the revenue of one county but not its GDP."""

    name: Filled
    """A name that no other measure of the county has."""
    unit: str | None = None
    """Code of a county between quotation marks; the plan's county if omitted."""
    effect: Literal["lasting", "one_off", "in_base"]
    """lasting: a tax policy, from its one year on; one_off: an item of one year only; in_base:
    an item in the last observed figure that will not be repeated (ahead: 1)."""
    low: float
    """Lower end of the triangular distribution of the size: a fraction of revenue for lasting,
    cny_1e8 for the others."""
    mode: float
    """Peak of the triangular distribution of the size: a fraction of revenue for lasting,
    cny_1e8 for the others."""
    high: float
    """Upper end of the triangular distribution of the size: a fraction of revenue for lasting,
    cny_1e8 for the others."""

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high")
        check(
            self.effect != "lasting" or (self.low > -1 and self.high < 1 and self.year_count == 1),
            "for a lasting measure one first year and a fraction of revenue: 0.05 means 5 %",
        )
        check(
            self.effect != "in_base" or (self.low >= 0 and self.ahead == (1,)),
            "for an item in the base ahead: 1 and an amount of at least zero",
        )
        return self


DatedAssumption = Condition | MomentCondition | UnitGrowthShock | RevenueMeasure
