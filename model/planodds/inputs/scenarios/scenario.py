"""Pydantic model of a scenario file: a named set of deviations from the baseline."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.assumptions import (
    ASSUMPTION_FIELDS,
    Assumption,
    Condition,
    DatedAssumption,
    MomentCondition,
    RevenueMeasure,
    SourceDate,
    UnitGrowthShock,
)
from planodds.inputs.scenarios.projects import ProjectPipeline
from planodds.inputs.tables.yaml_models import (
    AssumptionKind,
    BilingualLabel,
    BilingualText,
    Filled,
    StrictModel,
    check,
)

if TYPE_CHECKING:
    # Only the type of a private attribute, which pydantic does not evaluate.
    from planodds.inputs.tables.yaml_reader import Location, YamlLocation  # noqa: TC004

MAX_NAME = 64
NAME_PATTERN = rf"^[a-z][a-z0-9_]{{0,{MAX_NAME - 1}}}$"
_PORTS = tuple(f"{port}{digit}" for port in ("com", "lpt") for digit in range(10))
_RESERVED = frozenset(("con", "prn", "aux", "nul", *_PORTS))  # file names in Windows
_KIND_ORDER = get_args(AssumptionKind)
TO_FILL = "TODO: to be filled in"  # placeholder for a text, which a check reports
RUN_SEPARATOR = "__"  # between the name of a sweep and the values of one of its runs


def _check_safe(name: str) -> str:
    """Reject a name that is not a safe file name on every system."""
    check(
        re.fullmatch(NAME_PATTERN, name) is not None,
        f"a name of at most {MAX_NAME} lower-case letters, digits and underscores, a letter first",
        remedy="choose a name that can be a folder name; put any other words into label",
    )
    check(name not in _RESERVED, "a name that Windows does not reserve", remedy="add a word")
    return name


Name = Annotated[
    str, AfterValidator(_check_safe), Field(json_schema_extra={"pattern": NAME_PATTERN})
]


def _own_growth(
    path: Mapping[int, float] | float, unit: str | None, stated: Mapping[str, object]
) -> tuple[dict[str, object], ...]:
    """Return extra growth of a unit as shocks without spread; years of equal growth are one."""
    years: dict[float, list[int]] = {}
    for year, value in path.items() if isinstance(path, Mapping) else ():
        years.setdefault(value, []).append(year)
    times: list[tuple[float, dict[str, object]]] = [
        (value, {"year": tuple(sorted(found))}) for value, found in years.items()
    ]
    if not isinstance(path, Mapping):
        times = [(path, {"ahead": 1})]
    return tuple(
        {"variable": constants.GDP, "unit": unit, **time, **stated}
        | dict.fromkeys(("low", "mode", "high"), math.log1p(value))
        for value, time in times
        if value
    )


def _dated(path: Mapping[int, float] | float) -> dict[str, object]:
    """Return the years and values of a path; a number is that of the first year without data."""
    if isinstance(path, int | float):
        return {"ahead": 1, "value": path}
    years = sorted(path)
    return {"year": tuple(years), "value": tuple(path[year] for year in years)}


class Change(StrictModel):
    """Author, date and reason of a change of a scenario."""

    author: Filled
    """Name of the person or office."""
    date: SourceDate
    """Day of the change, YYYY-MM-DD."""
    reason: Filled
    """Why the assumptions were changed."""


class Scenario(StrictModel):
    """A named set of deviations from the baseline."""

    name: Name
    """The file name without .yaml: lower-case letters, digits and underscores, 64 at most."""
    label: BilingualLabel
    """Name for readers, 120 characters at most."""
    narrative: BilingualText
    """Description for readers, 5000 characters at most."""
    extends: Name | None = None
    """Another scenario whose assumptions apply too, unless one here is about the same series."""
    references: tuple[Filled, ...] = ()
    """Sources of the narrative: source_id of sources.csv."""
    conditions: tuple[Condition, ...] = ()
    """Conditions on paths."""
    own_growth: tuple[UnitGrowthShock, ...] = ()
    """Extra growth of a county that does not change the other units."""
    tilts: tuple[MomentCondition, ...] = ()
    """Conditions on moments (entropic tilting)."""
    ledger: ProjectPipeline | None = None
    """Investment projects of one county."""
    measures: tuple[RevenueMeasure, ...] = ()
    """Measures that change the revenue of a county."""
    readings: tuple[Literal["", "common_boom", "own_effort"], ...] = ("",)
    """Variants shown side by side: common_boom (conditioning: the neighbours rise too) and
    own_effort (they do not)."""
    changes: tuple[Change, ...] = ()
    """Who changed the assumptions, when and why, the newest last; a workbook requires it."""
    _locations: dict[Location, YamlLocation] = PrivateAttr(default_factory=dict)

    @classmethod
    def from_conditions(
        cls,
        growth: Mapping[str, Mapping[int, float] | float],
        *,
        sd: float = 0.0,
        unit: str | None = None,
        own_growth: Mapping[int, float] | float = 0.0,
        name: str = "from_conditions",
        source: str = "stated in Python",
    ) -> Self:
        """Build a scenario from growth rates, without a file.

        Parameters
        ----------
        growth : mapping of str to mapping of int to float
            Series -> year -> simple growth on the year before, a fraction (-0.20 is -20 %). A
            number instead of a mapping is the growth of the series' first year without data.
            Series: coal_price, national_gdp, provincial_gdp, county_gdp, county_revenue.
        sd : float
            Standard deviation of each condition, log points; 0 is a hard condition.
        unit : str, optional
            Code of the unit that the county series are about; the home unit if None.
        own_growth : mapping of int to float, or float
            Extra growth of that unit's ranked variable by calendar year, a fraction. Unlike growth
            that is a condition it says nothing about the other units, which stay as they are.
        name : str
            Name of the scenario, as of a file.
        source : str
            Who states the assumption.

        Returns
        -------
        Scenario
            Its conditions are of kind ``judgement`` and dated today.

        Raises
        ------
        InputError
            A series, a year or a value is not possible.

        Examples
        --------
        >>> scenario = Scenario.from_conditions({"coal_price": {2026: -0.20}}, sd=0.05)
        >>> scenario.conditions[0].value, scenario.conditions[0].year
        ((-0.2,), (2026,))
        >>> Scenario.from_conditions({"coal_price": -0.20}).conditions[0].ahead
        (1,)
        >>> Scenario.from_conditions({}, own_growth={2026: 0.02, 2027: 0.02}).own_growth[0].year
        (2026, 2027)
        """
        stated = {"kind": "judgement", "source": source, "date": datetime.date.today()}
        conditions = [
            {"series": series, "measure": "growth", "sd": sd, **stated}
            | ({"unit": unit} if series in constants.COUNTY_SERIES else {})
            | _dated(path)
            for series, path in growth.items()
        ]
        label = {"zh": name, "en": name}
        content: dict[str, object] = {"name": name, "label": label, "narrative": label}
        content["own_growth"] = _own_growth(own_growth, unit, stated)
        return cls._validated({**content, "conditions": tuple(conditions)}, "from_conditions")

    @classmethod
    def _validated(cls, content: Mapping[str, object], caller: str) -> Self:
        """Build a scenario from arguments in Python; a fault names the method."""
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            raise InputError(
                f"{fault['input']!r}: {fault['msg']}",
                where=f"Scenario.{caller}, {'.'.join(map(str, fault['loc']))}",
                expected="a driver of study.yaml or a series of the units, with year: growth",
                remedy="correct the argument",
            ) from None

    def revise(self, other: Scenario) -> Self:
        """Add the assumptions of another scenario, which replace those about the same series.

        Parameters
        ----------
        other : Scenario
            Its name, label and narrative are taken over.

        Returns
        -------
        Scenario
            With all other assumptions of this one.

        Examples
        --------
        >>> first = Scenario.from_conditions({"coal_price": -0.20, "national_gdp": 0.05})
        >>> second = Scenario.from_conditions({"coal_price": -0.30}, name="second")
        >>> [(item.series, item.value) for item in first.revise(second).conditions]
        [('national_gdp', (0.05,)), ('coal_price', (-0.3,))]
        """
        replaced = {(item.series, item.unit) for item in other.conditions}
        staying = [item for item in self.conditions if (item.series, item.unit) not in replaced]
        added = {(item.variable, item.unit) for item in other.own_growth}
        kept = [item for item in self.own_growth if (item.variable, item.unit) not in added]
        new = {key: getattr(other, key) for key in ("name", "label", "narrative")} | {
            "conditions": (*staying, *other.conditions),
            "own_growth": (*kept, *other.own_growth),
        }
        return self._validated({**self._content(), **new}, "revise")

    def rename(self, name: str) -> Self:
        """Return the scenario as a draft under another name, to be described by its author.

        Parameters
        ----------
        name : str
            Name of the file to be.

        Returns
        -------
        Scenario
            Its narrative is the placeholder ``TO_FILL``; ``extends`` is resolved.

        Raises
        ------
        InputError
            The name cannot be a file name.
        """
        new = {
            "name": name,
            "label": {"zh": name, "en": name},
            "narrative": {"zh": TO_FILL, "en": TO_FILL},
            "changes": (),
        }
        return self._validated({**self._content(), **new}, "rename")

    def _content(self) -> dict[str, object]:
        """Return the fields by name, with what is inherited and without naming the parent."""
        return {key: getattr(self, key) for key in type(self).model_fields} | {"extends": None}

    @property
    def unfilled(self) -> tuple[str, ...]:
        """Keys whose text is still the placeholder, such as ``conditions[0].source``."""
        keys = ["narrative"] if TO_FILL in (self.narrative.zh, self.narrative.en) else []
        keys += [
            f"{field}[{index}].source"
            for field in ASSUMPTION_FIELDS
            for index, item in enumerate(getattr(self, field))
            if item.source == TO_FILL
        ]
        return tuple(keys)

    @property
    def assumptions(self) -> tuple[DatedAssumption, ...]:
        """All dated assumptions; the projects are not among them."""
        return (*self.conditions, *self.tilts, *self.own_growth, *self.measures)

    @property
    def concerns_home(self) -> bool:
        """True if it assumes something of the home unit, by a condition, a measure or a project."""
        units = [shock.unit for shock in self.own_growth]
        units += [measure.unit for measure in self.measures]
        units += [self.ledger.unit] if self.ledger else []
        units += [
            item.unit
            for item in (*self.conditions, *self.tilts)
            if item.series in constants.COUNTY_SERIES
        ]
        return None in units

    def locate(self, assumption: Assumption, *key: str) -> str:
        """Return the file, line and key of an assumption, for error messages.

        Parameters
        ----------
        assumption : Assumption
            One of ``assumptions``, the same object.
        *key : str
            Key within the assumption; none for the assumption itself.

        Returns
        -------
        str
            Only the file's usual path if the assumption was not read from a file.
        """
        for name in ASSUMPTION_FIELDS:
            for index, item in enumerate(getattr(self, name)):
                location = self._locations.get((name, index))
                if item is assumption and location is not None:
                    return str(location.child(*key))
        return f"scenarios/{self.name}.yaml"

    def location_of(self, *key: str | int) -> YamlLocation | None:
        """Return the file location of a list item or a key, None if it was not read from a file.

        Parameters
        ----------
        *key : str or int
            The keys and positions that lead to it.

        Returns
        -------
        YamlLocation or None
        """
        return self._locations.get(key)

    def record_locations(self, locations: dict[Location, YamlLocation]) -> None:
        """Store the file location of each list item and of each inherited key.

        Parameters
        ----------
        locations : dict
            File location by key, as from ``merge_with_parent``.
        """
        self._locations.update(locations)

    @property
    def kind(self) -> AssumptionKind:
        """Kind of the least firm assumption; ``data`` where nothing is assumed."""
        kinds = {assumption.kind for assumption in self.assumptions}
        if self.ledger:
            kinds |= self.ledger.kinds
        return max(kinds, key=_KIND_ORDER.index, default="data")

    @model_validator(mode="after")
    def _check(self) -> Self:
        check(
            bool(self.readings) and len(set(self.readings)) == len(self.readings),
            "each reading once",
            key="readings",
        )
        check(
            bool(self.assumptions or self.ledger) != (self.name == constants.BASELINE),
            "conditions or own_growth in every scenario but baseline, and none there",
            remedy="add an assumption, or remove the file",
        )
        names = [(measure.unit, measure.name) for measure in self.measures]
        check(len(set(names)) == len(names), "each measure's name once", key="measures")
        check(
            self.readings == ("",)
            or any(condition.series in constants.COUNTY_SERIES for condition in self.conditions),
            "readings only with a condition on the path of a county",
            key="readings",
            remedy="remove the readings",
        )
        return self
