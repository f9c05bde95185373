"""The plan's targets as typed data: the quotation decides, the type says how it is treated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from planodds import constants
from planodds.inputs.tables.files import DATA_DIR, PLAN_FILE
from planodds.inputs.tables.yaml_models import BilingualText, Filled, StrictModel, check
from planodds.inputs.tables.yaml_reader import read_document

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal[
    "level", "average_growth", "rank", "path_rank", "share", "count", "ratio", "sections", "outlook"
]
TargetUnit = Literal["cny_1e8", "growth_per_year", "rank", "share", "count", "ratio"]


class Interpretation(StrictModel):
    """One way to read a target where the text leaves room.

    Attributes
    ----------
    name : str
        published, chained, constant_prices, current_prices, current_prices_chained, a roster,
        or as_written where nothing can be computed.
    main : bool
        Whether it is the one in the headline; each target has one.
    roster : str or None
        For ranks: who is ranked.
    basis : str or None
        For money: ``published`` (each year's own census basis) or ``chained``.
    computable : bool
    note : Text or None
    """

    name: Filled
    main: bool = False
    roster: Literal[constants.ROSTERS] | None = None
    basis: Literal["published", "chained"] | None = None
    computable: bool = True
    note: BilingualText | None = None


class StatusRule(StrictModel):
    """When a target stops being open.

    Attributes
    ----------
    decides : str
        ``at_year``: the figure of the target year decides; ``first_miss``: the first year that
        breaks a path decides against it; ``never``: described, not decided.
    vintage : str
        Which publication of the figure counts: ``first_print`` or ``final``.
    note : Text or None
    """

    decides: Literal["at_year", "first_miss", "never"]
    vintage: Literal["first_print", "final"] = "first_print"
    note: BilingualText | None = None


class Target(StrictModel):
    """One target of the plan.

    Attributes
    ----------
    id : str
    quotation : str
        The plan's words.
    label, short_label : Text
    kind : str
        level, average_growth, rank, path_rank, share, count, ratio, sections, outlook.
    variable : str or None
        gdp or revenue.
    base_year, year : int
    threshold : float or None
        In ``unit``: cny_1e8, a fraction a year, a place, a share, a count, a ratio; None where
        the text gives no number.
    direction : str
        How the outcome must compare with the threshold.
    nature : str
        expected (预期性) or binding (约束性).
    stretch : bool
        Whether the text says 力争.
    readings : tuple of Interpretation
    data : str
        county_panel, sparse or none: what there is to compute it from.
    evidence : str
        Quality of the data: high, medium or low.
    """

    id: Filled
    quotation: Filled
    label: BilingualText
    short_label: BilingualText
    kind: Kind
    variable: Literal["gdp", "revenue"] | None = None
    base_year: int
    year: int
    threshold: float | None = None
    direction: Literal[">=", ">", "<=", "<"] | None = None
    unit: TargetUnit
    nature: Literal["expected", "binding"] = "expected"
    stretch: bool = False
    readings: tuple[Interpretation, ...]
    data: Literal["county_panel", "sparse", "none"]
    status_rule: StatusRule
    evidence: Literal["high", "medium", "low"]
    note: BilingualText | None = None

    @property
    def main_reading(self) -> Interpretation:
        """The reading of the headline."""
        return next(reading for reading in self.readings if reading.main)

    @property
    def computable(self) -> bool:
        """Whether at least one reading can be computed."""
        return any(reading.computable for reading in self.readings)

    @model_validator(mode="after")
    def _check(self) -> Self:
        check(
            sum(reading.main for reading in self.readings) == 1,
            "exactly one reading with main: true",
        )
        check(
            self.data == "county_panel" or not self.computable,
            "readings with computable: false where data is not county_panel",
        )
        if self.computable:
            check(
                self.kind == "path_rank" or None not in (self.threshold, self.direction),
                "a threshold and a direction for a computable target",
            )
            check(
                self.kind in ("level", "average_growth")
                or all(reading.roster for reading in self.readings),
                "a roster for each rank reading",
            )
            check(
                self.kind not in ("level", "average_growth") or self.variable is not None,
                "variable: gdp or revenue for a level or a growth rate",
            )
        return self


class Plan(StrictModel):
    """A five-year plan: whose it is, its years, and its targets in the order of the text.

    Attributes
    ----------
    name : str
    unit : str
        Code of the county.
    base_year, target_year : int
    label : Text
    source : str
    targets : tuple of Target
    """

    name: Filled
    unit: Filled
    base_year: int
    target_year: int
    label: BilingualText
    source: Filled
    targets: tuple[Target, ...]

    def target(self, target_id: str) -> Target:
        """Return the target with this id; KeyError if there is none."""
        return {target.id: target for target in self.targets}[target_id]

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [target.id for target in self.targets]
        check(len(ids) == len(set(ids)), "each target id once")
        return self


def load_plan(data_dir: Path = DATA_DIR, *, file: str = PLAN_FILE) -> Plan:
    """Read the plan.

    Parameters
    ----------
    data_dir : Path
    file : str
        Path of the YAML file from ``data_dir``.

    Raises
    ------
    InputError
        The file is not YAML, or a target is not what it must be.

    Examples
    --------
    >>> load_plan().target("gdp_level").threshold
    200.0
    """
    return read_document(Plan, data_dir / file)
