"""Weights over scenarios that part the future between them: cells of one common path."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.assumption import AssumptionKind
from planodds.inputs.scenarios.scenario import Name, Scenario
from planodds.inputs.tables.files import WEIGHTS_FOLDER
from planodds.inputs.tables.yaml_models import (
    BilingualLabel,
    BilingualText,
    Filled,
    StrictModel,
    check,
)
from planodds.inputs.tables.yaml_reader import YamlLocation, check_file_name, read_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class PartitionCell(StrictModel):
    """One part of the partition and the scenario that stands for it.

    Attributes
    ----------
    scenario : str
    above, below : float or None
        Ends of the cell: growth of the series over all years of the partition, a fraction; None
        is open.
    concentration : float
        Of the Dirichlet distribution of the weights: the weight is its share of the sum, and
        the sum says how firm the weights are.
    kind, reason : str
    """

    scenario: Filled
    above: float | None = Field(default=None, gt=-1)
    below: float | None = Field(default=None, gt=-1)
    concentration: float = Field(gt=0)
    kind: AssumptionKind
    reason: Filled


class Weights(StrictModel):
    """A partition of the future by the path of one series, with uncertain weights.

    Attributes
    ----------
    name : str
        The file's stem.
    label, statement : Text
        The statement says that one of the cells must come true, and only one.
    series : str
        A common series; its growth over the years ``ahead`` tells the cells apart.
    ahead : tuple of int
        From the series' first unknown year (1) on.
    cells : tuple of Cell
        From the lowest to the highest, without gap or overlap.
    """

    name: Name
    label: BilingualLabel
    statement: BilingualText
    series: Literal[constants.COMMON_SERIES]
    ahead: tuple[int, ...] = Field(min_length=1)
    cells: tuple[PartitionCell, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _check_partition(self) -> Self:
        scenarios = [cell.scenario for cell in self.cells]
        check(len(set(scenarios)) == len(scenarios), "each scenario once")
        check(constants.BASELINE not in scenarios, "no baseline: it overlaps every other scenario")
        check(
            self.cells[0].above is None and self.cells[-1].below is None,
            "open ends: nothing may lie outside the cells",
        )
        for lower, upper in zip(self.cells, self.cells[1:], strict=False):
            check(
                lower.below is not None and lower.below == upper.above,
                f"cells that meet: {lower.scenario} ends where {upper.scenario} begins",
            )
        edges = [cell.below for cell in self.cells[:-1]]
        check(edges == sorted(set(edges)), "cells from the lowest to the highest")
        return self

    @property
    def concentration(self) -> tuple[float, ...]:
        """Concentrations in the order of the cells."""
        return tuple(cell.concentration for cell in self.cells)


def load_weights(path: Path, scenarios: Sequence[Scenario]) -> Weights:
    """Read a weights file and check it against the scenarios it weighs.

    Raises
    ------
    InputError
        The file is not what it must be; a scenario is not there, does not pin the series in
        all years of the partition, lies outside its cell, or assumes something besides: then it
        overlaps the others, and weights may not be added.
    """
    weights = read_document(Weights, path)
    check_file_name(weights.name, path)
    known = {scenario.name: scenario for scenario in scenarios}
    for index, cell in enumerate(weights.cells):
        place = YamlLocation(path, ("cells", index, "scenario"))
        if cell.scenario not in known:
            raise InputError(
                f"scenario {cell.scenario!r} is not there",
                where=str(place),
                expected=", ".join(known),
                remedy="correct the name",
            )
        _require_inside(cell, known[cell.scenario], weights, place)
    return weights


def load_all_weights(data_dir: Path, scenarios: Sequence[Scenario]) -> tuple[Weights, ...]:
    """Read every weights file, by name."""
    return tuple(
        load_weights(path, scenarios) for path in sorted((data_dir / WEIGHTS_FOLDER).glob("*.yaml"))
    )


def _require_inside(
    cell: PartitionCell, scenario: Scenario, weights: Weights, place: YamlLocation
) -> None:
    pinned = {
        ahead: value
        for item in scenario.conditions
        if item.series == weights.series and item.measure == "growth"
        for ahead, value in zip(item.ahead, item.values, strict=False)
    }
    others = len(scenario.assumptions) - sum(
        item.series == weights.series for item in scenario.conditions
    )
    if set(pinned) != set(weights.ahead) or others or scenario.ledger:
        raise InputError(
            f"scenario {cell.scenario!r} overlaps the others",
            where=str(place),
            expected=f"growth of {weights.series} pinned in the years ahead "
            f"{', '.join(map(str, weights.ahead))}, and nothing else assumed",
            remedy="leave it out of the weights, or make a scenario of that path alone",
        )
    growth = math.prod(1 + value for value in pinned.values()) - 1
    low = -1.0 if cell.above is None else cell.above
    high = math.inf if cell.below is None else cell.below
    if not low <= growth < high:
        raise InputError(
            f"scenario {cell.scenario!r} grows by {growth:.3f} over the years",
            where=str(place),
            expected=f"inside its cell, {low} to {high}",
            remedy="move the ends of the cell or name another scenario",
        )
