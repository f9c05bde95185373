"""Weights of scenarios that partition the future by the path of one common series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Self

from pydantic import Field, model_validator

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.scenario import Name, Scenario
from planodds.inputs.tables.files import WEIGHTS_FOLDER, list_yaml_files
from planodds.inputs.tables.yaml_models import (
    AssumptionKind,
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
    """One part of the partition and the scenario that illustrates it."""

    scenario: Filled
    """Name of a scenario inside the cell; it names the cell. The odds are those of all paths of
    the baseline in the cell."""
    above: float | None = Field(default=None, gt=-1)
    """Lower end: growth of the series over all years of the partition, a fraction; open if
    omitted."""
    below: float | None = Field(default=None, gt=-1)
    """Upper end: growth of the series over all years of the partition, a fraction; open if
    omitted."""
    concentration: float = Field(gt=0, le=1e6)
    """Parameter of the Dirichlet distribution of the weights: the weight is its share of the
    sum, and a larger sum means more certain weights."""
    kind: AssumptionKind
    """Kind of evidence: data, estimate, judgement or plan."""
    reason: Filled
    """Why this weight was chosen."""


class Weights(StrictModel):
    """A partition of the future by the path of one series, with uncertain weights."""

    name: Name
    """The file name without .yaml."""
    label: BilingualLabel
    """Name for readers, 120 characters at most."""
    statement: BilingualText
    """States that exactly one of the cells must come true."""
    series: Filled
    """A driver or the aggregate of the study; its growth over all years ahead separates cells."""
    ahead: tuple[int, ...] = Field(min_length=1)
    """Years ahead, from 1 (the first year without data for the series)."""
    cells: tuple[PartitionCell, ...] = Field(min_length=2)
    """From the lowest to the highest, without gap or overlap."""

    @model_validator(mode="after")
    def _check_partition(self) -> Self:
        scenarios = [cell.scenario for cell in self.cells]
        check(self.series not in constants.COUNTY_SERIES, "a common series, not one of a unit")
        check(len(set(scenarios)) == len(scenarios), "each scenario once")
        check(constants.BASELINE not in scenarios, "no baseline: it overlaps every other scenario")
        check(
            self.cells[0].above is None and self.cells[-1].below is None,
            "open ends: the cells must cover all outcomes",
        )
        for lower, upper in zip(self.cells, self.cells[1:], strict=False):
            check(
                lower.below is not None and lower.below == upper.above,
                f"cells that meet: {lower.scenario} ends where {upper.scenario} begins",
            )
        edges = [cell.below for cell in self.cells[:-1] if cell.below is not None]
        check(edges == sorted(set(edges)), "cells from the lowest to the highest")
        return self

    @property
    def concentration(self) -> tuple[float, ...]:
        """Concentrations in the order of the cells."""
        return tuple(cell.concentration for cell in self.cells)


def load_weights(path: Path, scenarios: Sequence[Scenario]) -> Weights:
    """Load a weights file and check it against its scenarios.

    Parameters
    ----------
    path : Path
    scenarios : sequence of Scenario
        All scenarios of the data folder.

    Returns
    -------
    Weights

    Raises
    ------
    InputError
        The file breaks a rule; a scenario does not exist, has no condition on the series in
        some year of the partition, is outside its cell, or assumes something else too: it would
        overlap the others, and the weights could not be added.
    """
    weights = read_document(Weights, path)
    check_file_name(weights.name, path)
    by_name = {scenario.name: scenario for scenario in scenarios}
    for index, cell in enumerate(weights.cells):
        location = YamlLocation(path, ("cells", index, "scenario"))
        if cell.scenario not in by_name:
            raise InputError(
                f"scenario {cell.scenario!r} does not exist",
                where=str(location),
                expected=", ".join(by_name),
                remedy="correct the name",
            )
        _check_inside(cell, by_name[cell.scenario], weights, location)
    return weights


def load_all_weights(data_dir: Path, scenarios: Sequence[Scenario]) -> tuple[Weights, ...]:
    """Load every weights file of a data folder, by name.

    Parameters
    ----------
    data_dir : Path
    scenarios : sequence of Scenario
        All scenarios of the data folder.

    Returns
    -------
    tuple of Weights

    Raises
    ------
    InputError
        As ``load_weights``.
    """
    paths = list_yaml_files(data_dir / WEIGHTS_FOLDER)
    return tuple(load_weights(path, scenarios) for path in paths)


def _check_inside(
    cell: PartitionCell, scenario: Scenario, weights: Weights, location: YamlLocation
) -> None:
    """Check that a scenario fixes the path of the series inside its cell, and nothing else."""
    on_series = [item for item in scenario.conditions if item.series == weights.series]
    growth_ahead = {
        ahead: value
        for item in on_series
        if item.measure == "growth"
        for ahead, value in zip(item.ahead, item.values, strict=False)
    }
    others = len(scenario.assumptions) - len(on_series)
    if set(growth_ahead) != set(weights.ahead) or others or scenario.ledger:
        raise InputError(
            f"scenario {cell.scenario!r} overlaps the others",
            where=str(location),
            expected=f"conditions on the growth of {weights.series} in the years ahead "
            f"{', '.join(map(str, weights.ahead))}, and nothing else assumed",
            remedy="leave it out of the weights, or write a scenario of that path alone",
        )
    growth = math.prod(1 + value for value in growth_ahead.values()) - 1
    low = -1.0 if cell.above is None else cell.above
    high = math.inf if cell.below is None else cell.below
    if not low <= growth < high:
        raise InputError(
            f"scenario {cell.scenario!r} grows by {growth:.3f} over the years",
            where=str(location),
            expected=f"inside its cell, {low} to {high}",
            remedy="move the ends of the cell or name another scenario",
        )
