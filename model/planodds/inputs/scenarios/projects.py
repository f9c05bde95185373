"""Pydantic models of a county's investment projects, each factor with its kind and reason."""

from __future__ import annotations

import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from planodds.inputs.scenarios.assumptions import MAX_AHEAD
from planodds.inputs.tables.yaml_models import AssumptionKind, Filled, StrictModel, check

Share = Annotated[float, Field(ge=0, le=1)]
_FACTORS = ("capacity", "utilisation", "value_added_ratio", "displacement", "delay")


class Factor(StrictModel):
    """Triangular distribution of one factor, with its kind and reason."""

    low: float = Field(ge=0)
    """Lower end, in the unit of the factor."""
    mode: float = Field(ge=0)
    """Peak, in the unit of the factor."""
    high: float = Field(ge=0)
    """Upper end, in the unit of the factor."""
    kind: AssumptionKind
    """Kind of evidence: data, estimate, judgement or plan."""
    reason: Filled
    """Why these values were chosen."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high")
        return self


class ShareFactor(Factor):
    """A factor between 0 and 1."""

    high: Share
    """Upper end, a fraction."""


class SuccessProbability(StrictModel):
    """Probability that a project is built at all."""

    probability: Share
    """Between 0 and 1."""
    kind: AssumptionKind
    """Kind of evidence: data, estimate, judgement or plan."""
    reason: Filled
    """Why this value was chosen."""


class RampStretch(StrictModel):
    """Triangular distribution of the length of the ramp, as a multiple of the given one."""

    low: float = Field(gt=0, le=10)
    """Lower end: 1 is the ramp as given."""
    mode: float = Field(gt=0, le=10)
    """Peak: 1 is the ramp as given."""
    high: float = Field(gt=0, le=10)
    """Upper end: 1 is the ramp as given."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high")
        return self


class Ramp(StrictModel):
    """Shares of full output in the first, second, … year of operation; the last one is final."""

    shares: tuple[Share, ...] = Field(min_length=1)
    """Fractions of full output, none below the one before."""
    stretch: RampStretch
    """How many times as long the ramp takes."""
    kind: AssumptionKind
    """Kind of evidence: data, estimate, judgement or plan."""
    reason: Filled
    """Why this ramp was chosen."""

    @model_validator(mode="after")
    def _check_shares(self) -> Self:
        check(list(self.shares) == sorted(self.shares), "shares that do not fall")
        return self


class Project(StrictModel):
    """One investment project.

    Value added in a year = capacity x utilisation x value_added_ratio x ramp x built
    x (1 - displacement), cny_1e8 at the prices of the last observed GDP. Each factor has a
    distribution.
    """

    project: Filled
    """Name of the project in projects.csv."""
    ahead: int = Field(ge=-5, le=MAX_AHEAD)
    """First year of operation without delay: 1 is the first year without data on the county's
    GDP, 0 the last observed one; output that already existed then is not added again."""
    capacity: Factor
    """Output value per year at full rate, cny_1e8. Investment is not output."""
    utilisation: ShareFactor
    """Share of capacity sold, a fraction."""
    value_added_ratio: ShareFactor
    """Value added per unit of output value, a fraction."""
    displacement: ShareFactor
    """Share taken from other producers of the county, a fraction."""
    delay: Factor
    """Delay of the first year of operation, years."""
    ramp: Ramp
    """Shares of full output in the first years of operation."""
    built: SuccessProbability
    """Probability that the project is built at all."""
    source: Filled
    """A source_id of sources.csv."""
    date: datetime.date
    """Date of the source, YYYY-MM-DD."""
    note: str = ""
    """Remarks."""

    @property
    def factors(self) -> dict[str, Factor]:
        """The triangular factors by name."""
        return {name: getattr(self, name) for name in _FACTORS}

    @property
    def kinds(self) -> set[AssumptionKind]:
        """Kinds of evidence of all parts."""
        return {*(factor.kind for factor in self.factors.values()), self.ramp.kind, self.built.kind}


class ProjectPipeline(StrictModel):
    """The investment projects of one county."""

    unit: str | None = None
    """Code of a county between quotation marks; the plan's county if omitted."""
    usual: Factor
    """Log points per year that usual projects already add to past growth, and therefore to the
    baseline; only the excess over it is added."""
    projects: tuple[Project, ...] = Field(min_length=1)
    """The projects, each once."""

    @model_validator(mode="after")
    def _check_projects(self) -> Self:
        names = [item.project for item in self.projects]
        check(len(set(names)) == len(names), "each project once")
        return self

    @property
    def kinds(self) -> set[AssumptionKind]:
        """Kinds of evidence of all projects."""
        return {self.usual.kind}.union(*(item.kinds for item in self.projects))
