"""Everything that can be refused is refused here, before anything is written or run."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from model import names
from model.batch import keys
from model.batch.parameters import check_parameters
from model.batch.plan import BatchPlan, FitRun, NotebookRun

SEED = 20261123
PATHS = 20_000
QUICK_PATHS = 2_000
FULL_SETTINGS = {"draws": 1000, "tune": 1000, "chains": 4, "seed": SEED, "quick": False}
QUICK_SETTINGS = {"draws": 150, "tune": 150, "chains": 2, "seed": SEED, "quick": True}


@dataclass(frozen=True)
class Batch:
    """A checked plan with its content keys.

    Attributes
    ----------
    edition : str
        `<latest county year>-<8 hex of the content key>`, with `-quick` for a quick one.
    fit_keys, run_keys : Mapping of str to str
        Content key of each fit and of each notebook run.
    panel_hashes : Mapping of str to str
        Content of the panel at each information set.
    data_hashes : Mapping of str to str
        sha256 of each input file.
    settings : Mapping
        Sampler settings, as given to `FitSettings`.
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
    county_year: int


def prepare_batch(
    plan: BatchPlan, *, data_dir: Path, notebook_dir: Path = keys.NOTEBOOK_DIR
) -> Batch:
    """Load and check every input of a plan, and work out the keys.

    Raises
    ------
    InputError
        Data, plan, priors or a scenario is not what it must be.
    UsageError
        A notebook's parameters do not fit.
    """
    inputs = _load(plan, data_dir)
    for run in plan.notebooks:
        check_parameters(notebook_dir / f"{run.notebook}.ipynb",
                         {"edition": "LATEST", **run.parameters})
    settings = QUICK_SETTINGS if plan.quick else FULL_SETTINGS
    paths = QUICK_PATHS if plan.quick else PATHS
    fit_keys = {fit.name: _fit_key(fit, inputs, settings, paths) for fit in plan.fits}
    run_keys = {run.name: _run_key(run, inputs, fit_keys, notebook_dir)
                for run in plan.notebooks}
    key = keys.content_key({
        "fits": fit_keys, "runs": run_keys, "full": plan.full,
        "build": keys.source_hash(("batch/edition.py", "batch/manifest.py", "report"))})
    year = inputs.panels[plan.main_information].information.county_to
    return Batch(
        plan=plan, edition=f"{year}-{key[:8]}" + ("-quick" if plan.quick else ""), key=key,
        data_dir=data_dir, notebook_dir=notebook_dir, fit_keys=fit_keys, run_keys=run_keys,
        panel_hashes={name: keys.hash_panel(panel) for name, panel in inputs.panels.items()},
        data_hashes=inputs.data_hashes, settings=settings, paths=paths, county_year=year,
    )


@dataclass(frozen=True)
class _Inputs:
    panels: Mapping[str, object]
    scenarios: Mapping[str, object]
    county_plan: object
    priors: Mapping[str, Mapping]
    data_hashes: Mapping[str, str]


def _load(plan: BatchPlan, data_dir: Path) -> _Inputs:
    from model.inputs import load_panel, load_plan, load_priors, load_scenarios

    wanted = dict.fromkeys((*plan.information, *(fit.information for fit in plan.fits)))
    panels = {name: load_panel(data_dir, name) for name in wanted}
    on_file = {scenario.name: scenario for scenario in load_scenarios(data_dir)}
    scenarios = {name: on_file[name] for name in plan.scenarios}
    _check_conditions(plan, panels, scenarios)
    priors = {name: load_priors(data_dir, name) for name in wanted}
    return _Inputs(panels, scenarios, load_plan(data_dir), priors,
                   hash_inputs(data_dir, plan.scenarios))


def _check_conditions(plan: BatchPlan, panels: Mapping, scenarios: Mapping) -> None:
    """Resolve each scenario where it will run: a pin on a known year is refused now."""
    from model.inputs import resolve_conditions

    for run in plan.notebooks:
        if "scenario" in run.parameters:
            resolve_conditions(scenarios[run.parameters["scenario"]],
                               panels[run.parameters["information"]])


def hash_inputs(data_dir: Path, scenarios: tuple[str, ...]) -> dict[str, str]:
    """Give the sha256 of each input file, leaving out scenarios that are not run."""
    files = [*data_dir.glob("*.csv"), *data_dir.glob("*.yaml"), *data_dir.glob("plan/*.yaml"),
             *(data_dir / "scenarios" / f"{name}.yaml" for name in scenarios)]
    return {path.relative_to(data_dir).as_posix(): keys.hash_file(path)
            for path in sorted(files)}


def _fit_key(fit: FitRun, inputs: _Inputs, settings: Mapping, paths: int) -> str:
    return keys.content_key({
        "panel": keys.hash_panel(inputs.panels[fit.information]), "evidence": fit.evidence,
        "priors": _prior_values(inputs.priors[fit.information]), "settings": dict(settings),
        "paths": paths, "source": keys.source_hash(keys.FIT_ROOMS),
        "versions": keys.package_versions(keys.FIT_PACKAGES),
    })


def _run_key(
    run: NotebookRun, inputs: _Inputs, fit_keys: Mapping[str, str], notebook_dir: Path
) -> str:
    scenario = inputs.scenarios.get(run.parameters.get("scenario", names.BASELINE))
    return keys.content_key({
        "notebook": keys.hash_notebook(notebook_dir / f"{run.notebook}.ipynb"),
        "parameters": dict(run.parameters), "fits": [fit_keys[name] for name in run.needs],
        "panel": keys.hash_panel(inputs.panels[run.parameters["information"]]),
        "scenario": scenario, "plan": inputs.county_plan,
        "files": {name: value for name, value in inputs.data_hashes.items()
                  if not name.startswith("scenarios/")},
        "source": keys.source_hash(keys.NOTEBOOK_ROOMS),
        "versions": keys.package_versions(keys.NOTEBOOK_PACKAGES),
    })


def _prior_values(priors: Mapping) -> dict[str, object]:
    """Give what the model reads of the priors; a reworded reason changes no fit."""
    return {name: [prior.dist, dict(prior.parameters)] for name, prior in priors.items()}


def as_plain(batch: Batch) -> dict[str, object]:
    """Lay a batch out as JSON values: the edition's `plan.json`, read by the notebooks."""
    plan = batch.plan
    return {
        "edition": batch.edition, "content_key": batch.key, "quick": plan.quick,
        "full": plan.full, "county_year": batch.county_year,
        "information": list(plan.information), "scenarios": list(plan.scenarios),
        "settings": dict(batch.settings), "paths": batch.paths,
        "panels": dict(batch.panel_hashes),
        "fits": [{**dataclasses.asdict(fit), "name": fit.name, "key": batch.fit_keys[fit.name]}
                 for fit in plan.fits],
        "runs": [{**dataclasses.asdict(run), "name": run.name, "key": batch.run_keys[run.name]}
                 for run in plan.notebooks],
    }
