"""Projects and revenue measures of one county, every factor with its kind and its reason."""

from __future__ import annotations

import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.assumption import LAST_AHEAD, Assumption, AssumptionKind
from planodds.inputs.tables.files import PROJECTS_FILE
from planodds.inputs.tables.yaml_models import Filled, StrictModel, check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Share = Annotated[float, Field(ge=0, le=1)]


class Factor(StrictModel):
    """One factor: ends and peak of a triangular distribution, of which kind, and why so."""

    low: float = Field(ge=0)
    mode: float = Field(ge=0)
    high: float = Field(ge=0)
    kind: AssumptionKind
    reason: Filled

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high")
        return self


class ShareFactor(Factor):
    """A factor between nought and one."""

    high: Share


class SuccessProbability(StrictModel):
    """The probability that a project is built at all."""

    probability: Share
    kind: AssumptionKind
    reason: Filled


class RampStretch(StrictModel):
    """Ends and peak of a triangular distribution of the ramp's length, as a factor."""

    low: float = Field(gt=0, le=10)
    mode: float = Field(gt=0, le=10)
    high: float = Field(gt=0, le=10)

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high")
        return self


class Ramp(StrictModel):
    """Shares of full output in the first, second, ... year of operation; the last one stays.

    Attributes
    ----------
    shares : list of float
        Fractions of full output, none below the one before.
    stretch : RampStretch
        How many times as long as that the ramp takes.
    kind, reason : str
    """

    shares: tuple[Share, ...] = Field(min_length=1)
    stretch: RampStretch
    kind: AssumptionKind
    reason: Filled

    @model_validator(mode="after")
    def _check_shares(self) -> Self:
        check(list(self.shares) == sorted(self.shares), "shares that do not fall")
        return self


class Project(StrictModel):
    """One row of the ledger.

    Value added in a year = capacity x utilisation x value_added_ratio x ramp x built
    x (1 - displacement), cny_1e8 at the prices of the last known GDP; each has a distribution.

    Attributes
    ----------
    project : str
        Its name in projects.csv.
    ahead : int
        First year of operation without delay: 1 is the first unknown year of the county's GDP,
        0 the last known one; what already ran then is not added again.
    capacity : Factor
        Output value a year at full rate, cny_1e8. Investment is not output.
    utilisation, value_added_ratio, displacement : ShareFactor
        Share of capacity sold; value added per unit of output value; share taken from other
        producers of the county.
    delay : Factor
        Years.
    ramp : Ramp
    built : SuccessProbability
    source : str
        source_id of what the row rests on.
    date : date
    """

    project: Filled
    ahead: int = Field(ge=-5, le=LAST_AHEAD)
    capacity: Factor
    utilisation: ShareFactor
    value_added_ratio: ShareFactor
    displacement: ShareFactor
    delay: Factor
    ramp: Ramp
    built: SuccessProbability
    source: Filled
    date: datetime.date
    note: str = ""

    @property
    def factors(self) -> dict[str, Factor]:
        """The triangular factors by name."""
        keys = ("capacity", "utilisation", "value_added_ratio", "displacement", "delay")
        return {key: getattr(self, key) for key in keys}

    @property
    def kinds(self) -> set[str]:
        """Kinds of all its parts."""
        return {part.kind for part in (*self.factors.values(), self.ramp, self.built)}


class ProjectPipeline(StrictModel):
    """The projects of one county, and what the usual ones already give.

    Attributes
    ----------
    unit : str
        Code; the plan's county if left out.
    usual : Factor
        Log points a year that projects of the usual kind already add in the growth of the past,
        and so in the baseline; only the excess over it counts.
    projects : tuple of Project
    """

    unit: str = constants.HOME_UNIT
    usual: Factor
    projects: tuple[Project, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check_projects(self) -> Self:
        listed = [item.project for item in self.projects]
        check(len(set(listed)) == len(listed), "each project once")
        return self

    @property
    def kinds(self) -> set[str]:
        """Kinds of all that it assumes."""
        return {self.usual.kind}.union(*(item.kinds for item in self.projects))


class RevenueMeasure(Assumption):
    """A measure that moves one county's revenue and leaves its GDP alone.

    Attributes
    ----------
    name : str
        One to tell it by.
    unit : str
        Code; the plan's county if left out.
    effect : str
        ``lasting``: a tax policy, from its one year on; ``one_off``: an item that is gone the
        year after; ``in_base``: an item inside the last known figure that is not repeated
        (``ahead: 1``, the year in which it is missed).
    low, mode, high : float
        Triangular: a fraction of revenue for ``lasting``, cny_1e8 for the others.
    """

    name: Filled
    unit: str = constants.HOME_UNIT
    effect: Literal["lasting", "one_off", "in_base"]
    low: float
    mode: float
    high: float

    @model_validator(mode="after")
    def _check_size(self) -> Self:
        check(self.low <= self.mode <= self.high, "low <= mode <= high")
        check(
            self.effect != "lasting" or (self.low > -1 and self.high < 1 and self.span == 1),
            "for a lasting measure one first year and a fraction of revenue: 0.05 means 5 %",
        )
        check(
            self.effect != "in_base" or (self.low >= 0 and self.ahead == (1,)),
            "for an item in the base ahead: 1 and an amount of at least nought",
        )
        return self


def check_projects_listed(
    ledger: ProjectPipeline, data_dir: Path, where: Callable[[], str]
) -> None:
    """Check a ledger, which stands at ``where()``, against projects.csv.

    Raises
    ------
    InputError
        A project is not listed; a batch total stands beside a single project of the same
        source, which it may hold; an output is called data where the list has none.
    """
    from planodds.inputs.tables.csv_tables import read_context

    rows = read_context(data_dir)[PROJECTS_FILE].set_index("project")
    for item in ledger.projects:
        if item.project not in rows.index:
            near = get_close_matches(item.project, list(rows.index), n=1)
            raise InputError(
                f"project {item.project!r} is not listed",
                where=where(),
                expected="a project of data/projects.csv",
                remedy=f"did you mean {near[0]!r}?" if near else "add it there",
            )
        if item.capacity.kind == "data" and not rows.loc[item.project, "expected_output_cny_1e8"]:
            raise InputError(
                f"project {item.project!r} has no expected output",
                where=where(),
                expected="kind: judgement for its capacity, with the reason",
                remedy="an output that nobody published is not data",
            )
    listed = rows.loc[[item.project for item in ledger.projects]]
    mixed = listed.groupby("source_id")["type"].agg(lambda kinds: {"batch"} < set(kinds))
    if mixed.any():
        raise InputError(
            f"batch totals stand beside single projects of {mixed.idxmax()!r}",
            where=where(),
            expected="either the batches or their single projects",
            remedy="remove one: the batch may hold the project",
        )
