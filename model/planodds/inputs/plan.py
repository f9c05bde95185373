"""Pydantic models of a five-year plan: its targets, their interpretations and status rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

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
    """One interpretation of a target whose text is ambiguous."""

    name: Filled
    """published, chained, constant_prices, current_prices, current_prices_chained, a roster, or
    as_written where nothing can be computed."""
    main: bool = False
    """Whether it is the one in the headline; each target has one."""
    roster: Literal["all_117", "counties_and_cities_91"] | None = None
    """For ranks: the units among which the county is ranked."""
    basis: Literal["published", "chained"] | None = None
    """For money: published (each year's census basis) or chained."""
    computable: bool = True
    """Whether its probability can be computed."""
    note: BilingualText | None = None
    """Remarks."""


class StatusRule(StrictModel):
    """Rule that states when a target is decided."""

    decides: Literal["at_year", "first_miss", "never"]
    """at_year: the figure of the target year decides; first_miss: the first year that breaks a
    path decides against it; never: described, not decided."""
    vintage: Literal["first_print", "final"] = "first_print"
    """Which publication of the figure counts."""
    note: BilingualText | None = None
    """Remarks."""


class Target(StrictModel):
    """One target of the plan."""

    id: Filled
    """Identifier in result tables."""
    quotation: Filled
    """The plan's words."""
    label: BilingualText
    """Name for readers."""
    short_label: BilingualText
    """Name for figures."""
    kind: Kind
    """How the target is evaluated."""
    variable: Literal["gdp", "revenue"] | None = None
    """The variable of a level or growth target."""
    base_year: int
    """The year from which growth counts."""
    year: int
    """The year in which the target is due."""
    threshold: float | None = None
    """In ``unit``: cny_1e8, a fraction per year, a rank, a share, a count, a ratio; None where
    the text has no number."""
    direction: Literal[">=", ">", "<=", "<"] | None = None
    """How the outcome must compare with the threshold."""
    unit: TargetUnit
    """Unit of measurement of the threshold."""
    nature: Literal["expected", "binding"] = "expected"
    """expected (预期性) or binding (约束性)."""
    stretch: bool = False
    """Whether the text says 力争 (strive for)."""
    readings: tuple[Interpretation, ...]
    """Interpretations, exactly one of them main."""
    data: Literal["county_panel", "sparse", "none"]
    """The data from which it can be computed."""
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
        return any(reading.computable for reading in self.readings)

    @model_validator(mode="after")
    def _check_readings(self) -> Self:
        check(
            sum(reading.main for reading in self.readings) == 1,
            "exactly one reading with main: true",
        )
        check(
            self.data == "county_panel" or not self.computable,
            "readings with computable: false where data is not county_panel",
        )
        return self

    @model_validator(mode="after")
    def _check_computable(self) -> Self:
        if not self.computable:
            return self
        is_money = self.kind in ("level", "average_growth")
        check(
            self.kind == "path_rank" or None not in (self.threshold, self.direction),
            "a threshold and a direction for a computable target",
        )
        check(
            is_money or all(reading.roster for reading in self.readings),
            "a roster for each rank reading",
        )
        check(
            not is_money or self.variable is not None,
            "variable: gdp or revenue for a level or a growth rate",
        )
        return self


class Plan(StrictModel):
    """A five-year plan of one county."""

    name: Filled
    """Name of the plan."""
    unit: Filled
    """Code of the county."""
    base_year: int
    """The year before the plan."""
    target_year: int
    """The last year of the plan."""
    label: BilingualText
    """Name for readers."""
    source: Filled
    """The document."""
    targets: tuple[Target, ...]
    """The targets in the order of the text."""

    def target(self, target_id: str) -> Target:
        """Return the target with this id.

        Parameters
        ----------
        target_id : str

        Returns
        -------
        Target

        Raises
        ------
        KeyError
            The plan has no such target.
        """
        return {target.id: target for target in self.targets}[target_id]

    @model_validator(mode="after")
    def _check_ids(self) -> Self:
        ids = [target.id for target in self.targets]
        check(len(ids) == len(set(ids)), "each target id once")
        return self


def load_plan(data_dir: Path = DATA_DIR, *, file: str = PLAN_FILE) -> Plan:
    """Load the plan.

    Parameters
    ----------
    data_dir : Path
    file : str
        Path of the YAML file below ``data_dir``.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        The file is not YAML, or a target breaks a rule.

    Examples
    --------
    >>> load_plan().target("gdp_level").threshold
    200.0
    """
    return read_document(Plan, data_dir / file)
