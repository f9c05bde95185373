"""The plan of a batch from the options of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.batch.plan import BatchPlan


def plan_batch(
    data_dir: Path,
    information: list[str] | None,
    only: list[str] | None,
    quick: bool,
    sweeps: list[str] | None = None,
) -> BatchPlan:
    """Turn the options of a run into a plan; unknown names are refused.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    information : list of str or None
        Information sets; None: those of study.yaml.
    only : list of str or None
        Scenarios; None: all on file.
    quick : bool
        Whether fits are short.
    sweeps : list of str, optional

    Returns
    -------
    BatchPlan

    Raises
    ------
    UsageError
        A name is unknown.
    """
    from planodds.batch.plan import build_plan
    from planodds.cli.validation import check_choice
    from planodds.inputs.panels.information import LATEST, information_names
    from planodds.inputs.plan import load_plan
    from planodds.inputs.scenarios.scenario_files import load_scenarios
    from planodds.inputs.scenarios.sweep_files import expand_sweep, sweep_path, sweep_scenarios_in
    from planodds.inputs.study import declared_home, load_study

    home = load_study(data_dir).home.unit
    others = home != declared_home(data_dir).unit  # scenarios of the study are about its own unit
    on_file = [
        item.name for item in load_scenarios(data_dir) if not (others and item.concerns_home)
    ]
    on_file += sweep_scenarios_in(only or (), data_dir)  # named one by one
    known, usual = information_names(data_dir), load_study(data_dir).information
    check_choice("information set", information or [], known)
    check_choice("scenario", only or [], on_file)
    sets = [name for name in known if name in (information or usual)]
    if sweeps:
        runs = [run.name for name in sweeps for run in expand_sweep(sweep_path(name, data_dir))]
        sets, only = sets if information else [LATEST], [*(only or ()), *runs]
    return build_plan(
        scenarios=on_file,
        information=sets,
        complete=usual,
        only=only or (),
        quick=quick,
        base_year=load_plan(data_dir).base_year,
    )
