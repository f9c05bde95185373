"""What we know and what we assume: data files to Panel, Plan, Scenario and Priors."""

from __future__ import annotations

from model.inputs.check import Finding, check_inputs
from model.inputs.files import DATA_DIR, hash_data
from model.inputs.information import INFORMATION_SETS, InformationSet, get_information
from model.inputs.ledger import Ledger, Measure, Project
from model.inputs.panel import Panel, load_panel
from model.inputs.plan import Plan, Reading, Target, load_plan
from model.inputs.priors import Priors, load_priors
from model.inputs.resolve import (
    first_unknown_year,
    resolve_conditions,
    resolve_measures,
    resolve_own_growth,
    resolve_tilts,
)
from model.inputs.resolved import (
    ResolvedCondition,
    ResolvedMeasure,
    ResolvedOwnGrowth,
    ResolvedTilt,
)
from model.inputs.scenario import Condition, OwnGrowth, Scenario, Tilt
from model.inputs.scenario_files import load_named, load_scenario, load_scenarios
from model.inputs.sweep import Sweep
from model.inputs.sweep_files import (
    expand_sweep,
    load_sweep,
    runs_among,
    sweep_path,
    sweep_paths,
)

__all__ = [
    "DATA_DIR",
    "INFORMATION_SETS",
    "Condition",
    "Finding",
    "InformationSet",
    "Ledger",
    "Measure",
    "OwnGrowth",
    "Panel",
    "Plan",
    "Priors",
    "Project",
    "Reading",
    "ResolvedCondition",
    "ResolvedMeasure",
    "ResolvedOwnGrowth",
    "ResolvedTilt",
    "Scenario",
    "Sweep",
    "Target",
    "Tilt",
    "check_inputs",
    "expand_sweep",
    "first_unknown_year",
    "get_information",
    "hash_data",
    "load_named",
    "load_panel",
    "load_plan",
    "load_priors",
    "load_scenario",
    "load_scenarios",
    "load_sweep",
    "resolve_conditions",
    "resolve_measures",
    "resolve_own_growth",
    "resolve_tilts",
    "runs_among",
    "sweep_path",
    "sweep_paths",
]
