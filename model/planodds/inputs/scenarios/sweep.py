"""Pydantic model of a sweep file: a grid or list of values that becomes many scenarios."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from planodds.constants import LANGUAGES
from planodds.inputs.scenarios.assumptions import SeriesAssumption, Values
from planodds.inputs.scenarios.scenario import MAX_NAME, RUN_SEPARATOR, Name
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
_DIGITS = 4  # decimals of a value, and so of the name of a run: 0.0001 is 0.01 %
_MAX_AXIS_LABEL = 24  # characters; the label of every run contains it


def _check_separator(name: str) -> str:
    check(
        RUN_SEPARATOR not in name,
        "a name without two underscores in a row",
        remedy="use one: two underscores separate a sweep's name from its runs'",
    )
    return name


NamePart = Annotated[Name, AfterValidator(_check_separator)]


class LinearGrid(StrictModel):
    """Evenly spaced values."""

    first: float
    """The first value: growth as a fraction, or level in cny_1e8."""
    last: float
    """The last value: growth as a fraction, or level in cny_1e8."""
    count: int = Field(ge=2, le=_MAX_RUNS)
    """How many values, the first and the last included."""

    @property
    def values(self) -> tuple[float, ...]:
        """The values, rounded to the decimals of a run's name."""
        step = (self.last - self.first) / (self.count - 1)
        return tuple(round(self.first + step * index, _DIGITS) for index in range(self.count))


class Axis(SeriesAssumption):
    """A condition on the path of one series, with the values that it takes."""

    name: NamePart
    """Short name; the name of every run contains it."""
    label: BilingualLabel
    """Short label; the label of every run contains it."""
    sd: float = Field(ge=0, le=2)
    """Standard deviation in log points; 0 is a hard condition."""
    values: Values = ()
    """Growth as a fraction, or level in cny_1e8, the same in each of the years. Give either
    values or span."""
    value_range: LinearGrid | None = Field(default=None, alias="span")
    """Evenly spaced values. Give either values or span."""

    @property
    def points(self) -> tuple[float, ...]:
        """All values, in order."""
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
            self.check_value(value, key=key)
            check(
                math.isclose(value, round(value, _DIGITS), abs_tol=1e-12),
                f"values with {_DIGITS} decimals at most",
                key=key,
                remedy="round them: the names of the runs show no more decimals",
            )
        check(len(set(self.points)) == len(self.points) >= 1, "each value once", key=key)
        return self

    def value_slug(self, value: float) -> str:
        """Return a value as part of a file name: coal_m40, nation_p3_5, gdp_150.

        Parameters
        ----------
        value : float
            Growth as a fraction, or level in cny_1e8.

        Returns
        -------
        str
            The axis's name, ``p`` or ``m`` for the sign of a growth, and its percent or the level.
        """
        number = 100 * value if self.measure == "growth" else value
        digits = f"{abs(number):.{_DIGITS}f}".rstrip("0").rstrip(".").replace(".", "_")
        sign = "" if self.measure == "level" or digits == "0" else "m" if value < 0 else "p"
        return f"{self.name}_{sign}{digits}"

    def format_value(self, value: float, language: str) -> str:
        """Return a value with the label of the axis: 煤价−40%; coal price −40%.

        Parameters
        ----------
        value : float
            Growth as a fraction, or level in cny_1e8.
        language : str
            ``zh`` or ``en``.

        Returns
        -------
        str
        """
        blank = " " if language == "en" else ""
        sign = "+" if value and self.measure == "growth" else ""
        number = f"{value:g}" if self.measure == "level" else f"{100 * value:{sign}g}%"
        return f"{self.label[language]}{blank}{number.replace('-', '−')}"


class Sweep(StrictModel):
    """Many scenarios in one file."""

    name: NamePart
    """The file name without .yaml: lower-case letters, digits and underscores."""
    label: BilingualLabel
    """Name of the sweep for readers; each run gets a label made of its values."""
    narrative: BilingualText
    """Description for readers; each run adds its values."""
    extends: Name | None = None
    """A scenario whose assumptions apply in every run, except those about the series of an
    axis."""
    references: tuple[Filled, ...] = ()
    """Sources of the narrative: source_id of sources.csv."""
    axes: tuple[Axis, ...] = Field(min_length=1, max_length=3)
    """The series that vary, three at most."""
    points: tuple[dict[str, float], ...] = ()
    """The runs one by one, each with a value for every axis by its name; every combination of
    the axes' values if omitted."""

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
        return self

    @model_validator(mode="after")
    def _check_points(self) -> Self:
        allowed = {axis.name: axis.points for axis in self.axes}
        for point in self.points:
            check(
                set(point) == set(allowed),
                f"in each point {', '.join(allowed)}",
                key="points",
                remedy="give every axis one value",
            )
            for name, value in point.items():
                check(
                    value in allowed[name],
                    f"values of its axis: {allowed[name]}",
                    key="points",
                    remedy=f"add {value} to the values of axis {name}",
                )
        return self

    @model_validator(mode="after")
    def _check_runs(self) -> Self:
        count = len(self.points) or math.prod(len(axis.points) for axis in self.axes)
        check(
            2 <= count <= _MAX_RUNS,  # counted before they are built
            f"2 to {_MAX_RUNS} runs (there are {count})",
            key="axes",
            remedy="take fewer values, or write one scenario",
        )
        runs = self.runs
        check(len(set(map(str, runs))) == len(runs), "each point once", key="points")
        longest = max(len(self.run_name(run)) for run in runs)
        check(
            longest <= MAX_NAME,
            f"names of runs to {MAX_NAME} characters, not {longest}",
            key="name",
            remedy="shorten the name of the sweep or of its axes",
        )
        labels = [axis.label[language] for axis in self.axes for language in LANGUAGES]
        check(
            all(len(label) <= _MAX_AXIS_LABEL for label in labels),
            f"{_MAX_AXIS_LABEL} characters in an axis's label",
            key="axes",
            remedy="shorten it: the label of each run contains it",
        )
        return self

    @property
    def runs(self) -> tuple[Mapping[str, float], ...]:
        """Value of each axis in every run."""
        if self.points:
            return self.points
        names = [axis.name for axis in self.axes]
        combinations = itertools.product(*(axis.points for axis in self.axes))
        return tuple(dict(zip(names, values, strict=True)) for values in combinations)

    def run_name(self, run: Mapping[str, float]) -> str:
        """Return the name of one run: coal_by_nation__coal_m40_nation_p3.

        Parameters
        ----------
        run : mapping of str to float
            Value of each axis, an element of ``runs``.

        Returns
        -------
        str
        """
        slugs = (axis.value_slug(run[axis.name]) for axis in self.axes)
        return self.name + RUN_SEPARATOR + "_".join(slugs)
