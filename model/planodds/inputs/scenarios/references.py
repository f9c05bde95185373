"""Check the unit codes, sources and projects that a scenario names against the data files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import InputError, suggest
from planodds.inputs.scenarios.assumptions import ASSUMPTION_FIELDS
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import PROJECTS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.scenarios.assumptions import SeriesAssumption
    from planodds.inputs.scenarios.projects import ProjectPipeline
    from planodds.inputs.scenarios.scenario import Scenario
    from planodds.inputs.study import Study
    from planodds.inputs.tables.yaml_reader import Location, YamlLocation

    Locate = Callable[[Location], YamlLocation]


def check_references(scenario: Scenario, locate: Locate, data_dir: Path) -> None:
    """Check that the data contain every unit, project and source that a scenario names.

    Parameters
    ----------
    scenario : Scenario
    locate : callable
        Returns the file location of a key of the scenario.
    data_dir : Path

    Raises
    ------
    InputError
        A series, a unit, a reference or a project does not exist; a level of a driver whose
        vintages differ in level; a batch total and a single project have the same source, so that
        the project may be counted twice; a capacity is called data although the list of projects
        has no output.
    """
    from planodds.inputs.tables.csv_tables import read_context, read_sources, read_units

    study = load_study(data_dir)
    for location, item in _series(scenario):
        _check_series(item, study, location, locate)
    codes = set(read_units(data_dir)["code"])
    for location, unit in _units(scenario):
        if unit is not None and unit not in codes:
            raise InputError(
                f"unknown unit {unit!r}",
                where=str(locate((*location, "unit"))),
                expected="a code of units.csv, between quotation marks",
                remedy="look the code up in units.csv",
            )
    if scenario.ledger:
        projects = read_context(data_dir)[PROJECTS_FILE].set_index("project")
        _check_projects(scenario.ledger, projects, lambda: str(locate(("ledger",))))
    sources = set(read_sources(data_dir)["source_id"])
    for index, reference in enumerate(scenario.references):
        if reference not in sources:
            raise InputError(
                f"unknown reference {reference!r}",
                where=str(locate(("references", index))),
                expected="a source_id of sources.csv",
                remedy="add the source there, or correct the name",
            )


def _series(scenario: Scenario) -> Iterator[tuple[Location, SeriesAssumption]]:
    """Return the position and the assumption of each series."""
    for name in ("conditions", "tilts"):
        for index, item in enumerate(getattr(scenario, name)):
            yield (name, index), item


def _check_series(item: SeriesAssumption, study: Study, location: Location, locate: Locate) -> None:
    """Check that the study has the series, and a level where one is assumed."""
    drivers = [driver.name for driver in study.common]
    known = [*drivers, *constants.COUNTY_SERIES]
    if item.series not in known:
        raise InputError(
            f"unknown series {item.series!r}",
            where=str(locate((*location, "series"))),
            expected=", ".join(known),
            remedy=suggest(item.series, known, otherwise="use one of these"),
        )
    if item.measure == "level" and item.series in drivers[:-1]:
        raise InputError(
            f"a level of {item.series}",
            where=str(locate((*location, "measure"))),
            expected=f"measure: growth for {' and '.join(drivers[:-1])}, whose vintages differ "
            "in level",
            remedy="give the growth that leads to that level",
        )


def _units(scenario: Scenario) -> Iterator[tuple[Location, str | None]]:
    """Return the position and the unit of each assumption."""
    for name in ASSUMPTION_FIELDS:
        for index, item in enumerate(getattr(scenario, name)):
            yield (name, index), item.unit
    if scenario.ledger:
        yield ("ledger",), scenario.ledger.unit


def _check_projects(
    pipeline: ProjectPipeline, projects: pd.DataFrame, where: Callable[[], str]
) -> None:
    for item in pipeline.projects:
        if item.project not in projects.index:
            raise InputError(
                f"unknown project {item.project!r}",
                where=where(),
                expected="a project of projects.csv",
                remedy=suggest(item.project, projects.index, otherwise="add it there"),
            )
        output = projects.loc[item.project, "expected_output_cny_1e8"]
        if item.capacity.kind == "data" and not output:
            raise InputError(
                f"project {item.project!r} has no expected output",
                where=where(),
                expected="kind: judgement for its capacity, with the reason",
                remedy="change the kind: an output that nobody published is not data",
            )
    listed = projects.loc[[item.project for item in pipeline.projects]]
    mixed = listed.groupby("source_id")["type"].agg(lambda types: {"batch"} < set(types))
    if mixed.any():
        raise InputError(
            f"batch totals and single projects of {mixed.idxmax()!r} in one list",
            where=where(),
            expected="either the batches or their single projects",
            remedy="remove one: the batch may contain the project",
        )
