"""Preparation of a batch: load and check every input, compute the content keys."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planodds import constants
from planodds.batch.parameters import check_parameters
from planodds.editions import fit_cache
from planodds.editions.origins import (
    MODEL,
    ORIGINS,
    SUBJECT,
    Origin,
    describe_model,
    describe_origin,
    origins_as_plain,
)
from planodds.execution import content_keys
from planodds.execution.digests import hash_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.batch.plan import BatchPlan, NotebookRun
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.priors import Priors
    from planodds.inputs.scenarios.scenario import Scenario

_PATHS = 20_000
_QUICK_PATHS = 2_000
_BUILD_SOURCES = ("editions/layout.py", "editions/manifest.py", "report")
LARGEST_CHECKED = 1_500  # units times years of a panel that NUTS checks in some two minutes
SHAPED_BY = "latest"  # the compiled graphs have the years of this set; later cells are masked


@dataclass(frozen=True)
class Batch:
    """A checked plan with its content keys.

    Attributes
    ----------
    edition : str
        `<latest county year>-<8 hex of the content key>`, with `-quick` for a quick one.
    fit_keys, run_keys : mapping of str to str
        Content key of each fit or check, and of each notebook run.
    panel_hashes : mapping of str to str
        Content of the panel at each information set.
    data_hashes : mapping of str to str
        SHA-256 of each input file.
    settings : mapping
        Arguments of `FitSettings`.
    paths : int
        Joint predictive paths of each forecast.
    shape : mapping of str to int
        Arguments of the NUTS `Sampler`: last years of the arrays in its graphs.
    subject : tuple of str
        Names of study and plan, and the code of the unit between them.
    model : str
        Content key of the model's code and packages.
    origins : mapping of str to Origin
        Data behind the forecast of each information set.
    changes : mapping of str to list of dict
        Author, date and reason of each stated change, by scenario; those without any are left out.
    """

    plan: BatchPlan
    edition: str
    key: str
    data_dir: Path
    notebook_dir: Path
    fit_keys: Mapping[str, str]
    run_keys: Mapping[str, str]
    panel_hashes: Mapping[str, str]
    data_hashes: Mapping[str, str]
    settings: Mapping[str, object]
    paths: int
    shape: Mapping[str, int]
    county_year: int
    subject: tuple[str, str, str]
    model: str
    origins: Mapping[str, Origin]
    changes: Mapping[str, list[dict[str, str]]] = dataclasses.field(default_factory=dict)


def prepare_batch(
    plan: BatchPlan, *, data_dir: Path, notebook_dir: Path = content_keys.NOTEBOOK_DIR
) -> Batch:
    """Load and check every input of a plan, and compute the keys.

    Parameters
    ----------
    plan : BatchPlan
    data_dir, notebook_dir : Path

    Returns
    -------
    Batch

    Raises
    ------
    InputError
        Data, plan, priors or a scenario is invalid.
    UsageError
        A notebook's parameters do not fit.
    """
    from planodds.forecasting.types import QUICK, FitSettings

    inputs = _load(plan, data_dir)
    plan = _without_long_checks(plan, inputs)
    for run in plan.notebooks:
        check_parameters(
            notebook_dir / f"{run.notebook}.ipynb", {"edition": "LATEST", **run.parameters}
        )
    settings = dataclasses.asdict(QUICK if plan.quick else FitSettings())
    paths = paths_of(quick=plan.quick)
    fit_keys = _fit_keys(plan, inputs, settings, paths)
    check_keys = {
        check.name: fit_cache.check_key(fit_keys[check.fit.name]) for check in plan.checks
    }
    run_keys = _run_keys(plan, inputs, fit_keys, notebook_dir)
    key = content_keys.content_key(
        {
            "fits": {**fit_keys, **check_keys},
            "runs": run_keys,
            "full": plan.full,
            "build": content_keys.source_hash(_BUILD_SOURCES),
        }
    )
    year = inputs.panels[plan.main_information].information.county_to
    return Batch(
        plan=plan,
        edition=f"{year}-{key[:8]}" + ("-quick" if plan.quick else ""),
        key=key,
        data_dir=data_dir,
        notebook_dir=notebook_dir,
        fit_keys={**fit_keys, **check_keys},
        run_keys=run_keys,
        panel_hashes=inputs.panel_hashes,
        data_hashes=inputs.data_hashes,
        settings=settings,
        paths=paths,
        shape=inputs.shape,
        county_year=year,
        subject=inputs.subject,
        model=describe_model(),
        origins=inputs.origins,
        changes={
            name: [change.model_dump(mode="json") for change in scenario.changes]
            for name, scenario in inputs.scenarios.items()
            if scenario.changes
        },
    )


@dataclass(frozen=True)
class _Inputs:
    panels: Mapping[str, Panel]
    panel_hashes: Mapping[str, str]
    scenarios: Mapping[str, Scenario]
    county_plan: Plan
    priors: Mapping[str, Priors]
    data_hashes: Mapping[str, str]

    @property
    def shape(self) -> dict[str, int]:
        panel = self.panels[SHAPED_BY]
        return {"last_county_year": panel.years[-1], "last_driver_year": panel.driver_years[-1]}

    @property
    def subject(self) -> tuple[str, str, str]:
        study = self.panels[SHAPED_BY].study
        return study.name, self.county_plan.unit or study.home.unit, self.county_plan.name

    @property
    def origins(self) -> dict[str, Origin]:
        baseline = self.scenarios[constants.BASELINE]
        return {
            name: describe_origin(panel, self.priors[name], baseline)
            for name, panel in self.panels.items()
        }


def _load(plan: BatchPlan, data_dir: Path) -> _Inputs:
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.plan import load_plan
    from planodds.inputs.priors import load_priors
    from planodds.inputs.scenarios.scenario_files import load_scenarios
    from planodds.inputs.scenarios.sweep_files import sweep_scenarios_in
    from planodds.inputs.scenarios.weights import load_all_weights

    fitted = [fit.information for fit in plan.fits]
    names = dict.fromkeys((*plan.information, *fitted, SHAPED_BY))
    panels = {name: load_panel(data_dir, name) for name in names}
    on_file = {scenario.name: scenario for scenario in load_scenarios(data_dir)}
    load_all_weights(data_dir, tuple(on_file.values()))
    on_file |= sweep_scenarios_in(plan.scenarios, data_dir)
    scenarios = {name: on_file[name] for name in plan.scenarios}
    _check_conditions(plan, panels, scenarios)
    return _Inputs(
        panels=panels,
        scenarios=scenarios,
        county_plan=load_plan(data_dir),
        panel_hashes={name: content_keys.hash_panel(panel) for name, panel in panels.items()},
        priors={name: load_priors(data_dir, name) for name in names},
        data_hashes=_hash_inputs(data_dir, plan.scenarios),
    )


def _check_conditions(
    plan: BatchPlan, panels: Mapping[str, Panel], scenarios: Mapping[str, Scenario]
) -> None:
    """Resolve each scenario as it will run, to refuse conditions on observed years now."""
    from planodds.inputs.scenarios.resolve_years import (
        resolve_conditions,
        resolve_measures,
        resolve_moments,
        resolve_unit_growth,
    )

    for run in plan.notebooks:
        if "scenario" in run.parameters:
            scenario = scenarios[run.parameters["scenario"]]
            panel = panels[run.parameters["information"]]
            for resolve in (
                resolve_conditions,
                resolve_moments,
                resolve_unit_growth,
                resolve_measures,
            ):
                resolve(scenario, panel)


def _hash_inputs(data_dir: Path, scenarios: tuple[str, ...]) -> dict[str, str]:
    """Return the SHA-256 of each input file, without scenarios that are not run."""
    from planodds.inputs.scenarios.scenario_files import find_file
    from planodds.inputs.tables.files import RECORD_FOLDER, shared_folder

    files = [
        *data_dir.glob("*.csv"),
        *data_dir.glob("*.yaml"),
        *data_dir.glob("plans/*.yaml"),
        *data_dir.glob("weights/*.yaml"),
        *{find_file(name, data_dir) for name in scenarios},
    ]
    named = {path.relative_to(data_dir).as_posix(): path for path in files}
    record = shared_folder(data_dir, RECORD_FOLDER)
    named |= {f"{RECORD_FOLDER}/{path.name}": path for path in record.glob("*.csv")}
    return {name: hash_file(path) for name, path in sorted(named.items())}


def _fit_keys(
    plan: BatchPlan, inputs: _Inputs, settings: Mapping[str, object], paths: int
) -> dict[str, str]:
    return {
        fit.name: fit_cache.fit_key(
            inputs.panels[fit.information],
            inputs.priors[fit.information],
            evidence=fit.evidence,
            settings=settings,
            paths=paths,
        )
        for fit in plan.fits
    }


def _without_long_checks(plan: BatchPlan, inputs: _Inputs) -> BatchPlan:
    """Drop the checks of panels on which NUTS would take longer than the rest of the edition."""
    kept = tuple(
        check
        for check in plan.checks
        if inputs.panels[check.fit.information].gdp.size <= LARGEST_CHECKED
    )
    return dataclasses.replace(plan, checks=kept)


def paths_of(*, quick: bool) -> int:
    """Return the least number of joint paths of a forecast, by the kind of the fit.

    Parameters
    ----------
    quick : bool
        Whether the fit is a short one to try things out.

    Returns
    -------
    int
    """
    return _QUICK_PATHS if quick else _PATHS


def _run_keys(
    plan: BatchPlan, inputs: _Inputs, fit_keys: Mapping[str, str], notebook_dir: Path
) -> dict[str, str]:
    """Return the key of each notebook run, from all that it reads."""
    shared = {
        "plan": inputs.county_plan,
        "source": content_keys.source_hash(content_keys.NOTEBOOK_SOURCES),
        "versions": content_keys.package_versions(content_keys.NOTEBOOK_PACKAGES),
        "files": {
            name: value
            for name, value in inputs.data_hashes.items()
            if not name.startswith(("scenarios/", "sweeps/"))
        },
    }
    return {
        run.name: content_keys.content_key(
            {
                **shared,
                **_run_parts(run, inputs),
                "notebook": content_keys.hash_notebook(notebook_dir / f"{run.notebook}.ipynb"),
                "fits": [fit_keys[name] for name in run.needs],
            }
        )
        for run in plan.notebooks
    }


def _run_parts(run: NotebookRun, inputs: _Inputs) -> dict[str, object]:
    return {
        "parameters": dict(run.parameters),
        "panel": inputs.panel_hashes[run.parameters["information"]],
        "scenario": inputs.scenarios.get(run.parameters.get("scenario", constants.BASELINE)),
    }


def as_plain(batch: Batch) -> dict[str, Any]:
    """Return a batch as JSON values: the edition's `plan.json`, which the notebooks read.

    Parameters
    ----------
    batch : Batch

    Returns
    -------
    dict
        The edition's name and key, the plan's parts, the settings, and in `fits` and `runs` each
        fit and notebook run with its name and content key.
    """
    plan = batch.plan
    return {
        "edition": batch.edition,
        "content_key": batch.key,
        "quick": plan.quick,
        "full": plan.full,
        "county_year": batch.county_year,
        "information": list(plan.information),
        "scenarios": list(plan.scenarios),
        "scenario_changes": dict(batch.changes),
        "settings": dict(batch.settings),
        "paths": batch.paths,
        "shape": dict(batch.shape),
        "panels": dict(batch.panel_hashes),
        SUBJECT: list(batch.subject),
        MODEL: batch.model,
        ORIGINS: origins_as_plain(batch.origins),
        "fits": [
            {**dataclasses.asdict(fit), "name": fit.name, "key": batch.fit_keys[fit.name]}
            for fit in plan.fits
        ],
        "checks": [
            {**dataclasses.asdict(check.fit), "name": check.name, "key": batch.fit_keys[check.name]}
            for check in plan.checks
        ],
        "runs": [
            {**dataclasses.asdict(run), "name": run.name, "key": batch.run_keys[run.name]}
            for run in plan.notebooks
        ],
    }
