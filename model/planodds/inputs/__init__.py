"""What we know and what we assume: data files to Panel, Plan, Scenario and Priors."""

from __future__ import annotations

from planodds.inputs.panels.county_panel import Panel, load_panel
from planodds.inputs.panels.information import INFORMATION_SETS, InformationSet, get_information
from planodds.inputs.plan import Interpretation, Plan, Target, load_plan
from planodds.inputs.priors import Priors, load_priors
from planodds.inputs.scenarios.projects import Project, ProjectPipeline, RevenueMeasure
from planodds.inputs.scenarios.resolve_years import (
    first_unknown_year,
    resolve_conditions,
    resolve_measures,
    resolve_moments,
    resolve_unit_growth,
)
from planodds.inputs.scenarios.resolved import (
    ResolvedCondition,
    ResolvedMeasure,
    ResolvedMoment,
    ResolvedUnitGrowth,
)
from planodds.inputs.scenarios.scenario import Condition, MomentCondition, Scenario, UnitGrowthShock
from planodds.inputs.scenarios.scenario_files import (
    load_scenario,
    load_scenario_by_name,
    load_scenarios,
)
from planodds.inputs.scenarios.sweep import Sweep
from planodds.inputs.scenarios.sweep_files import (
    expand_sweep,
    load_sweep,
    sweep_path,
    sweep_paths,
    sweep_scenarios_in,
)
from planodds.inputs.tables.files import DATA_DIR, hash_data_files
from planodds.inputs.validation import ValidationResult, check_inputs

__all__ = [
    "DATA_DIR",
    "INFORMATION_SETS",
    "Condition",
    "InformationSet",
    "Interpretation",
    "MomentCondition",
    "Panel",
    "Plan",
    "Priors",
    "Project",
    "ProjectPipeline",
    "ResolvedCondition",
    "ResolvedMeasure",
    "ResolvedMoment",
    "ResolvedUnitGrowth",
    "RevenueMeasure",
    "Scenario",
    "Sweep",
    "Target",
    "UnitGrowthShock",
    "ValidationResult",
    "check_inputs",
    "expand_sweep",
    "first_unknown_year",
    "get_information",
    "hash_data_files",
    "load_panel",
    "load_plan",
    "load_priors",
    "load_scenario",
    "load_scenario_by_name",
    "load_scenarios",
    "load_sweep",
    "resolve_conditions",
    "resolve_measures",
    "resolve_moments",
    "resolve_unit_growth",
    "sweep_path",
    "sweep_paths",
    "sweep_scenarios_in",
]
