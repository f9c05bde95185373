"""A scenario: a file of deviations from the baseline, each with its kind, source and date."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from planodds import constants
from planodds.inputs.scenarios.assumption import COUNTY_SERIES, KINDS, Assumption, PathAssumption
from planodds.inputs.scenarios.projects import ProjectPipeline, RevenueMeasure
from planodds.inputs.tables.yaml_models import (
    BilingualLabel,
    BilingualText,
    Filled,
    StrictModel,
    check,
)
from planodds.inputs.tables.yaml_reader import Location, YamlLocation

MAX_NAME = 64
NAME_PATTERN = rf"^[a-z][a-z0-9_]{{0,{MAX_NAME - 1}}}$"
_RESERVED = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10)),
    )
)
MEMBER = "__"  # parts a sweep's name from what tells its runs apart
LISTS = ("conditions", "tilts", "own_growth", "measures")  # the dated lines, in their order


def _require_safe(name: str) -> str:
    """Refuse a name that is not a safe file stem on every system."""
    check(
        re.fullmatch(NAME_PATTERN, name) is not None,
        f"a name of at most {MAX_NAME} lower-case letters, digits and underscores, a letter first",
        remedy="it becomes a folder's name; put any other words into label",
    )
    check(name not in _RESERVED, "a name that Windows does not reserve", remedy="add a word")
    return name


Name = Annotated[
    str, AfterValidator(_require_safe), Field(json_schema_extra={"pattern": NAME_PATTERN})
]


class Condition(PathAssumption):
    """A pin on the path of one series, hard (sd 0) or soft.

    Attributes
    ----------
    series : str
        coal_price, national_gdp, provincial_gdp, county_gdp or county_revenue.
    unit : str or None
        Code, for county series only; the plan's county if left out.
    measure : str
        ``growth``: simple growth on the year before, a fraction; ``level``: cny_1e8, for
        county and provincial series only.
    ahead, year : tuple of int
        Either years counted from the series' first unknown one, or calendar years.
    value : tuple of float
        One for each year (a single number stands for each): growth as a fraction, level in
        cny_1e8.
    sd : float
        Standard deviation in log points; 0 pins hard.
    kind, source, date, note
        Of which kind the assumption is, on whose word, of when.
    """

    sd: float = Field(ge=0, le=2)

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        for value in self.value:
            self.require_size(value)
        return self


class MomentCondition(PathAssumption):
    """A judgement on a moment: the draws keep their paths and get other weights.

    Attributes
    ----------
    series, unit, measure, ahead, year
        As in a condition.
    statistic : str
        ``mean``: of the log growth or log level, whose exponential is ``value`` (growth: less
        one); ``probability``: that growth or level stands in ``direction`` to ``threshold``.
    value : tuple of float
        The moment asked for, one for each year; between 0 and 1 for a probability.
    threshold : float or None
        Growth (a fraction) or level (cny_1e8), for a probability only.
    direction : str or None
        >= or <=, for a probability only, between quotation marks.
    kind, source, date, note
    """

    statistic: Literal["mean", "probability"]
    threshold: float | None = None
    direction: Literal[">=", "<="] | None = None

    @model_validator(mode="after")
    def _check_moment(self) -> Self:
        event = self.statistic == "probability"
        check(
            event == (self.threshold is not None) and event == (self.direction is not None),
            "threshold: and direction: with statistic: probability, and only there",
        )
        if event:
            self.require_size(self.threshold, key="threshold")
            check(
                all(0 < value < 1 for value in self.value),
                "a probability between 0 and 1",
                key="value",
            )
        else:
            for value in self.value:
                self.require_size(value)
        return self


class UnitGrowthShock(Assumption):
    """Extra growth of one county by its own doing; its neighbours do not share it.

    Attributes
    ----------
    unit : str
        Code of a county between quotation marks; the plan's county if left out.
    variable : str
        gdp or revenue.
    ahead, year : tuple of int
    low, mode, high : float
        Extra log growth in each of the years, log points (0.02 is about 2 %): ends and peak of a
        triangular distribution.
    kind, source, date, note
    """

    unit: str = constants.HOME_UNIT
    variable: Literal["gdp", "revenue"]
    low: float = Field(gt=-1, lt=1)
    mode: float = Field(gt=-1, lt=1)
    high: float = Field(gt=-1, lt=1)

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high", key="mode")
        return self


class Scenario(StrictModel):
    """A named set of deviations from the baseline.

    Attributes
    ----------
    name : str
        The file's stem: lower-case letters, digits and underscores, 64 at most.
    label : Label
        Its name for readers, 120 characters at most.
    narrative : Text
        Its story, 5000 characters at most.
    extends : str or None
        Another scenario whose assumptions hold as well, unless one here is about the same.
    references : tuple of str
        ``source_id`` of what the narrative rests on.
    conditions : tuple of Condition
        Pins on paths.
    own_growth : tuple of UnitGrowthShock
        Extra growth of a county by its own doing.
    tilts : tuple of Tilt
        Judgements on moments.
    ledger : ProjectPipeline or None
        Projects of one county.
    measures : tuple of RevenueMeasure
        Of revenue.
    readings : tuple of str
        Variants shown side by side: common_boom (conditioning, the neighbours rise too) and
        own_effort (they do not); ("",) where there is one only.
    """

    name: Name
    label: BilingualLabel
    narrative: BilingualText
    extends: Name | None = None
    references: tuple[Filled, ...] = ()
    conditions: tuple[Condition, ...] = ()
    own_growth: tuple[UnitGrowthShock, ...] = ()
    tilts: tuple[MomentCondition, ...] = ()
    ledger: ProjectPipeline | None = None
    measures: tuple[RevenueMeasure, ...] = ()
    readings: tuple[Literal["", "common_boom", "own_effort"], ...] = ("",)
    _places: dict[Location, YamlLocation] = PrivateAttr(default_factory=dict)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """All that is assumed in dated lines; the ledger stands apart."""
        return (*self.conditions, *self.tilts, *self.own_growth, *self.measures)

    def locate(self, assumption: Assumption, *key: str) -> str:
        """Say in which file, on which line and under which key an assumption stands."""
        for name in LISTS:
            for index, item in enumerate(getattr(self, name)):
                place = self._places.get((name, index))
                if item is assumption and place is not None:
                    return str(place.child(*key))
        return f"data/scenarios/{self.name}.yaml"

    @property
    def kind(self) -> str:
        """Kind of the least firm assumption; ``data`` where nothing is assumed."""
        kinds = {assumption.kind for assumption in self.assumptions}
        kinds |= self.ledger.kinds if self.ledger else set()
        return max(kinds, key=KINDS.index, default="data")

    @model_validator(mode="after")
    def _check(self) -> Self:
        check(
            bool(self.readings) and len(set(self.readings)) == len(self.readings),
            "each reading once",
            key="readings",
        )
        assumed = bool(self.assumptions or self.ledger)
        check(
            assumed != (self.name == constants.BASELINE),
            "conditions or own_growth in every scenario but baseline, and none there",
            remedy="say what it assumes, or leave the file out",
        )
        named = [(measure.unit, measure.name) for measure in self.measures]
        check(len(set(named)) == len(named), "each measure's name once", key="measures")
        check(
            self.readings == ("",)
            or any(condition.series in COUNTY_SERIES for condition in self.conditions),
            "readings only where the path of a county is pinned",
            key="readings",
            remedy="remove the readings",
        )
        return self
