"""What every assumption of a scenario says: when it holds, of which kind it is, on whose word."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from model import names
from model.inputs.documents import Document, Filled, require

AssumptionKind = Literal["data", "estimate", "judgement", "plan"]
KINDS = ("data", "estimate", "judgement", "plan")  # from the firmest word to the intention
COUNTY_SERIES = (names.COUNTY_GDP, names.COUNTY_REVENUE)
LAST_AHEAD = 15


def _as_tuple(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)


Aheads = Annotated[tuple[Annotated[int, Field(ge=1, le=LAST_AHEAD)], ...],
                   BeforeValidator(_as_tuple)]
Years = Annotated[tuple[Annotated[int, Field(ge=2020, le=names.FINAL_YEAR)], ...],
                  BeforeValidator(_as_tuple)]
Values = Annotated[tuple[float, ...], BeforeValidator(_as_tuple)]


class Assumption(Document):
    """What every assumption says: when it holds, of which kind it is, on whose word."""

    ahead: Aheads = ()
    year: Years = ()
    kind: AssumptionKind
    source: Filled
    date: datetime.date
    note: str = ""

    @property
    def span(self) -> int:
        """Number of years it speaks about."""
        return len(self.ahead or self.year)

    @model_validator(mode="after")
    def _check_time(self) -> Self:
        require(bool(self.ahead) != bool(self.year),
                "either ahead: (1 = the series' first unknown year) or year:, not both")
        times = self.ahead or self.year
        require(len(set(times)) == len(times), "each year once")
        return self


class PathAssumption(Assumption):
    """An assumption about the path of one series; a unit only where the series has units."""

    series: Literal[names.CONDITION_SERIES]
    unit: str | None = None
    measure: Literal["growth", "level"]
    value: Values

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("series") in COUNTY_SERIES:
            return {"unit": names.HOME_UNIT, **data}
        return data

    @model_validator(mode="after")
    def _check_series(self) -> Self:
        require(len(self.value) in (1, self.span),
                f"one value, or one for each of the {self.span} years")
        require(self.unit is None or self.series in COUNTY_SERIES,
                f"unit: only with {' or '.join(COUNTY_SERIES)}")
        require(self.measure == "growth" or self.series in (*COUNTY_SERIES, names.PROVINCIAL),
                "measure: growth for coal_price and national_gdp, whose vintages differ in level")
        return self

    @property
    def values(self) -> tuple[float, ...]:
        """One value for each year."""
        return self.value if len(self.value) == self.span else self.value * self.span

    def require_size(self, value: float) -> None:
        """Raise ValueError unless a value can be a growth (a fraction) or a level (cny_1e8)."""
        growth = self.measure == "growth"
        require(value > (-1 if growth else 0),
                "growth above -1 (a fraction, not per cent)" if growth
                else "a level above zero, in cny_1e8")
        require(not growth or value <= 3, "growth as a fraction: 0.15 means 15 %")
