"""Sweeps: one file that gives a grid or a list of values and becomes many scenarios."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from planodds.inputs.scenarios.assumption import SeriesAssumption, Values
from planodds.inputs.scenarios.scenario import MAX_NAME, MEMBER, Name
from planodds.inputs.tables.yaml_models import (
    BilingualLabel,
    BilingualText,
    Filled,
    StrictModel,
    check,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_RUNS = 500
_DIGITS = 4  # of a value: growth to a hundredth of a per cent, and so in the run's name
_MAX_AXIS = 24  # characters of an axis's label, which stands in the label of every run


def _require_parts(name: str) -> str:
    check(
        MEMBER not in name,
        "a name without two underscores in a row",
        remedy="use one: two of them part a sweep's name from its runs'",
    )
    return name


Part = Annotated[Name, AfterValidator(_require_parts)]


class LinearGrid(StrictModel):
    """Evenly spaced values.

    Attributes
    ----------
    first, last : float
        Both are among the values; units as in a condition.
    count : int
        How many values, ends included.
    """

    first: float
    last: float
    count: int = Field(ge=2, le=_MAX_RUNS)

    @property
    def values(self) -> tuple[float, ...]:
        """The values, rounded to what a name can tell."""
        step = (self.last - self.first) / (self.count - 1)
        return tuple(round(self.first + step * index, _DIGITS) for index in range(self.count))


class Axis(SeriesAssumption):
    """One thing that varies: a pin on the path of a series, with the values it takes.

    Attributes
    ----------
    name : str
        Short; it stands in the name of every run.
    label : Label
        Short; it stands in the label of every run.
    sd : float
        Standard deviation in log points; 0 pins hard.
    values : list of float
        Growth as a fraction, or level in cny_1e8, the same in each of the years; either these
        or span.
    span : Span
        Evenly spaced values.
    """

    name: Part
    label: BilingualLabel
    sd: float = Field(ge=0, le=2)
    values: Values = ()
    value_range: LinearGrid | None = Field(default=None, alias="span")

    @property
    def points(self) -> tuple[float, ...]:
        """All its values, in order."""
        return self.value_range.values if self.value_range else self.values

    @model_validator(mode="after")
    def _check_points(self) -> Self:
        check(
            bool(self.values) != (self.value_range is not None),
            "either values: or span:, not both",
            remedy="give one of the two",
        )
        key = "span" if self.value_range else "values"
        for value in self.points:
            self.require_size(value, key=key)
            check(
                math.isclose(value, round(value, _DIGITS), abs_tol=1e-12),
                f"values with {_DIGITS} decimals at most",
                key=key,
                remedy="round them: the names of the runs tell them apart",
            )
        check(len(set(self.points)) == len(self.points) >= 1, "each value once", key=key)
        return self

    def tag(self, value: float) -> str:
        """Return a value as it stands in a name: coal_m40, nation_p3_5, gdp_150."""
        plain = 100 * value if self.measure == "growth" else value
        digits = f"{abs(plain):.{_DIGITS}f}".rstrip("0").rstrip(".").replace(".", "_")
        sign = "" if self.measure == "level" or digits == "0" else "m" if value < 0 else "p"
        return f"{self.name}_{sign}{digits}"

    def format_value(self, value: float, lang: str) -> str:
        """Return a value in words: 煤价−40%; coal price −40%."""
        blank = " " if lang == "en" else ""
        sign = "+" if value and self.measure == "growth" else ""
        plain = f"{value:g}" if self.measure == "level" else f"{100 * value:{sign}g}%"
        return f"{self.label[lang]}{blank}{plain.replace('-', '−')}"


class Sweep(StrictModel):
    """Many scenarios in one file.

    Attributes
    ----------
    name : str
        The file's stem.
    label, narrative : Label, Text
        Of the whole; a run's label tells its values, and its narrative adds them.
    extends : str or None
        A scenario whose assumptions hold in every run, but for what the axes are about.
    references : tuple of str
        ``source_id`` of what the narrative rests on.
    axes : tuple of Axis
        What varies, three at most.
    points : list of mapping
        The runs one by one, each a value for every axis by its name; left out: every
        combination of the axes' values.
    """

    name: Part
    label: BilingualLabel
    narrative: BilingualText
    extends: Name | None = None
    references: tuple[Filled, ...] = ()
    axes: tuple[Axis, ...] = Field(min_length=1, max_length=3)
    points: tuple[dict[str, float], ...] = ()

    @model_validator(mode="after")
    def _check_axes(self) -> Self:
        for part, values in (
            ("name", [axis.name for axis in self.axes]),
            ("series and unit", [(axis.series, axis.unit) for axis in self.axes]),
        ):
            check(
                len(set(values)) == len(values),
                f"each {part} on one axis only",
                key="axes",
                remedy="join the two axes, or remove one",
            )
        known = {axis.name: axis.points for axis in self.axes}
        for point in self.points:
            check(
                set(point) == set(known),
                f"in each point {', '.join(known)}",
                key="points",
                remedy="give every axis one value",
            )
            for name, value in point.items():
                check(
                    value in known[name],
                    f"values of its axis: {known[name]}",
                    key="points",
                    remedy=f"add {value} to the values of axis {name}",
                )
        return self

    @model_validator(mode="after")
    def _check_runs(self) -> Self:
        runs = self.runs
        check(
            2 <= len(runs) <= _MAX_RUNS,
            f"2 to {_MAX_RUNS} runs (there are {len(runs)})",
            key="axes",
            remedy="take fewer values, or write one scenario",
        )
        check(len(set(map(str, runs))) == len(runs), "each point once", key="points")
        longest = max(len(self.name_of(run)) for run in runs)
        check(
            longest <= MAX_NAME,
            f"names of runs to {MAX_NAME} characters, not {longest}",
            key="name",
            remedy="shorten the name of the sweep or of its axes",
        )
        for lang in ("zh", "en"):
            check(
                all(len(axis.label[lang]) <= _MAX_AXIS for axis in self.axes),
                f"{_MAX_AXIS} characters in an axis's label",
                key="axes",
                remedy="shorten it: each run's label is made of them",
            )
        return self

    @property
    def runs(self) -> tuple[Mapping[str, float], ...]:
        """Value of each axis in every run."""
        if self.points:
            return self.points
        every = itertools.product(*(axis.points for axis in self.axes))
        return tuple(
            dict(zip([axis.name for axis in self.axes], values, strict=True)) for values in every
        )

    def name_of(self, run: Mapping[str, float]) -> str:
        """Name of one run: coal_by_nation__coal_m40_nation_p3."""
        return self.name + MEMBER + "_".join(axis.tag(run[axis.name]) for axis in self.axes)
