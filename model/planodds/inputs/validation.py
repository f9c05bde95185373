"""Validation of all input files without a fit: data, priors, plan, scenarios, sweeps, weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.crosswalk.gaps import check_origins, find_gaps
from planodds.inputs.panels.context_rules import check_context
from planodds.inputs.panels.county_panel import load_panel
from planodds.inputs.panels.information import LATEST, information_names
from planodds.inputs.plan import Plan, load_plan, plan_paths, template_paths
from planodds.inputs.priors import load_priors
from planodds.inputs.scenarios.resolve_years import resolve_all
from planodds.inputs.scenarios.scenario import RUN_SEPARATOR
from planodds.inputs.scenarios.scenario_files import load_scenario, load_scenarios, scenario_paths
from planodds.inputs.scenarios.sweep_files import expand_sweep, sweep_paths
from planodds.inputs.scenarios.weights import load_all_weights
from planodds.inputs.study import load_study
from planodds.inputs.study_rules import (
    check_early_figures,
    check_home_plan,
    check_levels,
    check_ranks,
    check_series,
    check_source_dates,
    check_years,
)
from planodds.inputs.tables import files
from planodds.inputs.tables.csv_tables import (
    read_context,
    read_county_panel,
    read_exclusions,
    read_sources,
    read_timeline,
    read_units,
)
from planodds.inputs.tables.input_file import read_bytes
from planodds.inputs.tables.yaml_reader import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.scenario import Scenario


@dataclass(frozen=True)
class ValidationResult:
    """Result of one check.

    Attributes
    ----------
    level : str
        ``ok``; ``note``: for information; ``error``: no run is possible until it is corrected.
    subject : str
        A file, or part of one.
    text : str
        Result; for an error with where, expected and remedy.
    """

    level: Literal["ok", "note", "error"]
    subject: str
    text: str


def check_inputs(data_dir: Path = files.DATA_DIR) -> tuple[ValidationResult, ...]:
    """Check all inputs.

    Each part is checked separately, so that one fault does not hide another. Checks that need
    the panel are skipped while the panel has a fault.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    tuple of ValidationResult
        If one of them is an error, a run would fail.
    """
    base = [
        *guard(files.STUDY_FILE, lambda: _check_study(data_dir)),
        *guard(files.UNITS_FILE, lambda: _check_units(data_dir)),
    ]
    if any(result.level == "error" for result in base):
        return tuple(base)  # nothing else can be read without the two
    sets = [*guard("information sets", lambda: _check_sets(data_dir))]
    valid = all(result.level != "error" for result in sets)
    panel = load_panel(data_dir, LATEST) if valid else None
    return (
        *base,
        *guard(files.PANEL_FILE, lambda: _check_cells(data_dir)),
        *guard(files.CROSSWALK_FILE, lambda: _check_crosswalk(data_dir)),
        *guard(files.EARLY_FILE, lambda: _check_early(data_dir, panel)),
        *guard("context", lambda: _check_context(data_dir)),
        *sets,
        *guard(files.PRIORS_FILE, lambda: _check_priors(data_dir)),
        *_check_plans(data_dir, panel),
        *_check_scenarios(data_dir, panel),
        *guard(files.WEIGHTS_FOLDER, lambda: _check_weights(data_dir)),
        *_check_sweeps(data_dir, panel),
    )


def guard(
    subject: str, check: Callable[[], Iterator[ValidationResult]]
) -> Iterator[ValidationResult]:
    """Run a check; a fault that it raises is an error among its results.

    Parameters
    ----------
    subject : str
    check : callable

    Yields
    ------
    ValidationResult
    """
    try:
        yield from check()
    except InputError as error:
        yield ValidationResult("error", subject, str(error))


def _check_study(data_dir: Path) -> Iterator[ValidationResult]:
    study = load_study(data_dir)
    for name in study.files:
        if not Path(name).name == name:
            raise InputError(
                f"files = {name!r}",
                where=f"{files.display_path(data_dir / files.STUDY_FILE)} key files",
                expected="names of files in the folder of the study",
                remedy="copy the file into the folder",
            )
        read_bytes(data_dir / name)
    check_home_plan(study, data_dir)
    yield ValidationResult(
        "ok",
        files.STUDY_FILE,
        f"{study.name}, {_count(len(study.variables), 'variable')}, "
        f"{_count(len(study.drivers), 'driver')}",
    )


def _check_units(data_dir: Path) -> Iterator[ValidationResult]:
    units = read_units(data_dir)
    yield ValidationResult("ok", files.UNITS_FILE, f"{len(units)} units")


def _check_cells(data_dir: Path) -> Iterator[ValidationResult]:
    cells = read_county_panel(data_dir)
    yield ValidationResult(
        "ok",
        files.PANEL_FILE,
        f"{len(cells)} rows, {cells['code'].nunique()} units, "
        f"{cells['year'].min()}-{cells['year'].max()}",
    )
    doubtful = int((cells["flag"] == "doubtful").sum())
    excluded = len(read_exclusions(data_dir))
    yield ValidationResult(
        "note",
        files.PANEL_FILE,
        f"{doubtful} cells are flagged doubtful; {excluded} of them are not fitted "
        f"({files.EXCLUSIONS_FILE})",
    )


def _check_crosswalk(data_dir: Path) -> Iterator[ValidationResult]:
    """Count the changes of units, and state the years that stay missing because of them."""
    steps = read_timeline(data_dir).steps
    if not steps:
        return
    changes = sum(len(step.changes) for step in steps)
    yield ValidationResult(
        "ok",
        files.CROSSWALK_FILE,
        f"{_count(changes, 'row')} of changes, {steps[0].day} to {steps[-1].day}",
    )
    for gap in find_gaps(data_dir):
        yield ValidationResult("note", files.CROSSWALK_FILE, gap.describe())
    check_origins(data_dir)


def _check_early(data_dir: Path, panel: Panel | None) -> Iterator[ValidationResult]:
    if panel is not None and (data_dir / files.EARLY_FILE).is_file():
        check_early_figures(panel, data_dir)
        yield ValidationResult("ok", files.EARLY_FILE, _count(len(panel.early_figures), "figure"))


def _check_context(data_dir: Path) -> Iterator[ValidationResult]:
    sources = read_sources(data_dir)
    check_source_dates(data_dir)
    check_context(data_dir, load_study(data_dir))
    undated = int((sources["published"] == "").sum())
    yield ValidationResult(
        "ok",
        files.SOURCES_FILE,
        f"{len(sources)} sources, {undated} without a date "
        "(taken as published the year after the data year)",
    )
    for name, table in read_context(data_dir).items():
        yield ValidationResult("ok", name, f"{len(table)} rows")


def _check_sets(data_dir: Path) -> Iterator[ValidationResult]:
    check_years(load_study(data_dir), data_dir)
    for name in information_names(data_dir):
        panel = load_panel(data_dir, name)
        information = panel.information
        check_series(panel)
        measures = dict(
            zip(
                panel.study.roles,
                (item.unit for item in panel.study.variables.values()),
                strict=True,
            )
        )
        yield ValidationResult("ok", f"information set {name}", _describe_set(panel))
        for row in panel.ragged_edge.itertuples():
            yield ValidationResult(
                "note",
                f"information set {name}",
                f"{row.variable} of {panel.unit_table.loc[row.code, 'name_zh']} "
                f"({row.code}) has a figure for {row.year}: {row.value:g} "
                f"{measures[row.variable]}",
            )
        for row in panel.early_figures.itertuples():
            name = row.group or f"{panel.unit_table.loc[row.code, 'name_zh']} ({row.code})"
            yield ValidationResult(
                "note",
                f"information set {information.name}",
                f"{row.variable} of {name} for {row.year} is {row.kind}: {row.value:g} "
                f"{measures[row.variable]}, sd {np.expm1(row.log_sd):.1%}",
            )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _describe_set(panel: Panel) -> str:
    """Return the last years and the gaps of an information set, of what the study has."""
    information, study = panel.information, panel.study
    basis = f" ({information.basis})" if information.basis else ""
    drivers = f", drivers to {information.drivers_to}" if study.drivers else ""
    arrays = {constants.GDP: panel.gdp, constants.REVENUE: panel.revenue}
    gaps = ", ".join(
        f"{variable.indicator} {int(np.isnan(arrays[role]).sum())}"
        for role, variable in zip(study.roles, study.variables.values(), strict=True)
    )
    return f"units to {information.county_to}{basis}{drivers}; missing cells: {gaps}"


def _check_priors(data_dir: Path) -> Iterator[ValidationResult]:
    counts = {len(load_priors(data_dir, name)) for name in information_names(data_dir)}
    yield ValidationResult("ok", files.PRIORS_FILE, f"{max(counts)} priors at each information set")


def _check_plans(data_dir: Path, panel: Panel | None) -> Iterator[ValidationResult]:
    try:
        paths = [*plan_paths(data_dir), *template_paths(data_dir)]
    except InputError as error:
        yield ValidationResult("error", files.PLAN_FOLDER, str(error))
        return
    for path in paths:
        name = path.relative_to(data_dir).as_posix()
        yield from guard(name, partial(_check_plan, data_dir, name, panel))


def _check_plan(data_dir: Path, name: str, panel: Panel | None) -> Iterator[ValidationResult]:
    plan = load_plan(data_dir, file=name)
    if panel is not None:
        check_levels(plan, panel, name, common=not read_document(Plan, data_dir / name).unit)
        check_ranks(plan, panel, name)
    computable = sum(target.computable for target in plan.targets)
    yield ValidationResult(
        "ok", name, f"{len(plan.targets)} targets, {computable} of them computable"
    )


def _check_scenarios(data_dir: Path, panel: Panel | None) -> Iterator[ValidationResult]:
    try:
        paths = scenario_paths(data_dir)
    except InputError as error:
        yield ValidationResult("error", files.SCENARIO_FOLDER, str(error))
        return
    for path in paths:
        yield from guard(files.display_path(path), partial(_check_scenario, path, panel))


def _check_weights(data_dir: Path) -> Iterator[ValidationResult]:
    """Check weights, unless a scenario has a fault that ``_check_scenarios`` reports."""
    try:
        scenarios = load_scenarios(data_dir)
    except InputError as error:
        if "label" not in error.what:
            return
        raise
    for weights in load_all_weights(data_dir, scenarios):
        shares = ", ".join(
            f"{cell.scenario} {cell.concentration / sum(weights.concentration):.0%}"
            for cell in weights.cells
        )
        yield ValidationResult(
            "ok", f"{files.WEIGHTS_FOLDER}/{weights.name}.yaml", f"{weights.label.en}: {shares}"
        )


def _check_sweeps(data_dir: Path, panel: Panel | None) -> Iterator[ValidationResult]:
    for path in sweep_paths(data_dir):
        yield from guard(files.display_path(path), partial(_check_sweep, path, panel))


def _check_sweep(path: Path, panel: Panel | None) -> Iterator[ValidationResult]:
    runs = expand_sweep(path)
    if panel is not None:
        for run in runs:
            resolve_all(run, panel)
    yield ValidationResult(
        "ok",
        files.display_path(path),
        f"{len(runs)} runs, {runs[0].name} … {runs[-1].name.split(RUN_SEPARATOR)[-1]}",
    )


def _check_scenario(path: Path, panel: Panel | None) -> Iterator[ValidationResult]:
    scenario = load_scenario(path)
    text = _describe_scenario(scenario)
    if panel is not None:
        years = resolve_all(scenario, panel)
        text += f", {years[0]}-{years[-1]} at {panel.information.name}" if years else ""
    yield ValidationResult("ok", files.display_path(path), text)
    if scenario.unfilled:
        yield ValidationResult(
            "note", files.display_path(path), f"to be filled in: {', '.join(scenario.unfilled)}"
        )


def _describe_scenario(scenario: Scenario) -> str:
    """Return the label, the number of assumptions of each type, and the kind of a scenario."""
    optional = {
        "tilts": scenario.tilts,
        "measures": scenario.measures,
        "projects": scenario.ledger.projects if scenario.ledger else (),
    }
    counts = {
        "conditions": len(scenario.conditions),
        "own growth": len(scenario.own_growth),
        **{name: len(items) for name, items in optional.items() if items},
    }
    text = ", ".join(f"{name}: {count}" for name, count in counts.items())
    return f"{scenario.label.en}; {text}, kind: {scenario.kind}"
