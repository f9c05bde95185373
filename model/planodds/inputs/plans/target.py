"""Pydantic model of one target of a plan."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints, WithJsonSchema, model_validator

from planodds import constants
from planodds.inputs.plans.kind_rules import OLD_KINDS, Kind, check_kind
from planodds.inputs.plans.parts import FRACTIONS, Cut, Interpretation, Reference, StatusRule
from planodds.inputs.study import Symbol, Year
from planodds.inputs.tables.yaml_models import BilingualText, Filled, StrictModel, check

COUNTY_PANEL, INDICATORS = "county_panel", "indicators"
_SERIES_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_WITHOUT_NUMBER = ("assigned", "front")  # kinds that stay pending until the user sets a number


_OUTLOOK = "outlook"  # described, not decided
_PATHS = frozenset(
    ("all_sections_share", "annual_path", "cap_every_year", "floor_every_year", "path_rank")
)


class Target(StrictModel):
    """One target of the plan."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=80)]
    """Identifier in result tables: letters, digits, underscores and hyphens, a letter first."""
    quotation: Filled
    """The plan's words."""
    label: BilingualText
    """Name for readers."""
    short_label: BilingualText
    """Name for figures."""
    kind: Kind
    """How the target is evaluated."""
    variable: Symbol | None = None
    """The variable of the panel; the same as ``series`` for a series of the panel."""
    series: Annotated[tuple[Symbol, ...], WithJsonSchema(_SERIES_SCHEMA)] = ()
    """Names of the series that decide it, all of which must meet it: a variable of the study, a
    key of ``series`` of the plan, or an indicator."""
    reference: Reference | None = None
    """What the series is compared with, for ratio and relative_growth."""
    base_year: Year
    """The year from which growth, changes and counts are measured."""
    year: Year
    """The year in which the target is due."""
    threshold: float | None = None
    """In ``unit``: cny_1e8, a fraction per year, a rank, a share, a count, a ratio, or the
    series' own unit; None where the text has no number."""
    growth_to_threshold: float | None = None
    """For a level of the panel, in place of threshold: the average growth, a fraction per year,
    from the published base_year that leads to it. The level then differs between units."""
    thresholds: dict[Year, float] | None = None
    """For annual_path: the threshold of each year, in ``unit``."""
    lower: float | None = None
    """For range: the lower bound, in ``unit``."""
    upper: float | None = None
    """For range: the upper bound, in ``unit``."""
    cut: Cut | None = None
    """For rank and front: the last rank that meets it, or first half, first third, first quarter,
    first fifth or first tenth of the roster."""
    change: Literal["relative", "absolute"] | None = None
    """For cumulative_change: relative (default) or absolute, in units of the series."""
    direction: Literal[">=", ">", "<=", "<"] | None = None
    """How the outcome must compare with the threshold."""
    unit: Symbol
    """Unit of measurement of the threshold: cny_1e8, growth_per_year, rank, share, percent, count,
    ratio, or that of the series."""
    pending: bool = False
    """True while the number is not set: the target is listed and not computed."""
    nature: Literal["expected", "binding"] = "expected"
    """expected (预期性) or binding (约束性)."""
    stretch: bool = False
    """Whether the text says 力争 (strive for)."""
    readings: tuple[Interpretation, ...]
    """Interpretations, exactly one of them main."""
    data: Literal["county_panel", "indicators", "sparse", "none"] = "indicators"
    """Where its figures are: county_panel; indicators; or sparse and none, which are looked for in
    indicators.csv as well. By default county_panel for a variable of the panel."""
    status_rule: StatusRule
    """When it is decided."""
    evidence: Literal["high", "medium", "low"]
    """Quality of the data."""
    note: BilingualText | None = None
    """Remarks."""

    @property
    def main_reading(self) -> Interpretation:
        """The interpretation of the headline."""
        return next(reading for reading in self.readings if reading.main)

    @property
    def computable(self) -> bool:
        """True if the probability of at least one interpretation can be computed."""
        return not self.awaits_number and any(reading.computable for reading in self.readings)

    @property
    def awaits_number(self) -> bool:
        """True if the threshold or the cut has not been set."""
        return self.pending or (self.kind in _WITHOUT_NUMBER and self.cut is None)

    @property
    def has_number(self) -> bool:
        """True if its threshold is a number, whatever the roster."""
        return self.threshold is not None and not self.pending

    @property
    def from_panel(self) -> bool:
        """True if its figures are those of the panel and its forecast."""
        return self.data == COUNTY_PANEL

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, content: Any) -> Any:  # noqa: ANN401
        """Accept old names, a single series, and a target without ``data``."""
        if not isinstance(content, dict):
            return content
        content = dict(content)
        kind, series, variable = (content.get(key) for key in ("kind", "series", "variable"))
        if isinstance(kind, str):
            content["kind"] = OLD_KINDS.get(kind, kind)
        if isinstance(series, str):
            content["series"] = [series]
        cut = content.get("cut")
        check(
            cut is None or isinstance(cut, int) or cut in FRACTIONS,
            f"a rank, or {', '.join(FRACTIONS)}",
            remedy="write a whole number or one of these words",
            key="cut",
        )
        if kind == "rank" and isinstance(cut, int) and content.get("threshold") is None:
            content["threshold"] = content.pop("cut")
        if variable is not None and series is None:
            content["series"] = [variable]
        names = content.get("series") or []
        first = names[0] if isinstance(names, list | tuple) and len(names) == 1 else None
        if "data" not in content:
            panel = variable is not None or first in (constants.GDP, constants.REVENUE)
            content["data"] = COUNTY_PANEL if panel else INDICATORS
        if content["data"] == COUNTY_PANEL and variable is None and first is not None:
            content["variable"] = first
        return content

    @model_validator(mode="after")
    def _check_readings(self) -> Self:
        check(
            sum(reading.main for reading in self.readings) == 1,
            "exactly one reading with main: true",
        )
        names = [reading.name for reading in self.readings]
        check(
            len(set(names)) == len(names),
            "each reading once: their names differ",
            remedy="remove one of the readings, or name it otherwise",
            key="readings",
        )
        check(
            self.variable is None or self.series == (self.variable,),
            f"series: {self.variable}, the same as variable",
            remedy="remove the key variable",
            key="series",
        )
        check(
            self.variable is None or self.from_panel,
            "data: county_panel for a variable of the panel",
            key="data",
        )
        return self

    @model_validator(mode="after")
    def _check_status_rule(self) -> Self:
        decides = self.status_rule.decides
        check(
            decides != "never" or self.kind == _OUTLOOK,
            "decides: never for an outlook alone: another target would never be decided",
            remedy="write at_year, or first_miss for a path over years",
            key="status_rule",
        )
        check(
            decides != "first_miss" or self.kind in _PATHS,
            f"decides: first_miss for a path over years ({', '.join(sorted(_PATHS))})",
            remedy="write at_year",
            key="status_rule",
        )
        return self

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        check_kind(self)
        return self
