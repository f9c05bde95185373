"""Data files and assumptions: readers that return Panel, Plan, Priors and Scenario objects.

Names are imported from their modules when they are first used, so that one import does not load
every reader.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel, load_panel
    from planodds.inputs.panels.information import (
        InformationSet,
        get_information,
        information_names,
    )
    from planodds.inputs.plan import Interpretation, Plan, Target, load_plan
    from planodds.inputs.priors import Priors, load_priors
    from planodds.inputs.scenarios.assumptions import (
        Condition,
        MomentCondition,
        RevenueMeasure,
        UnitGrowthShock,
    )
    from planodds.inputs.scenarios.projects import Project, ProjectPipeline
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
    from planodds.inputs.scenarios.scenario import Scenario
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
    "information_names",
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

_MODULES = {
    "panels.county_panel": ("Panel", "load_panel"),
    "panels.information": ("InformationSet", "get_information", "information_names"),
    "plan": ("Interpretation", "Plan", "Target", "load_plan"),
    "priors": ("Priors", "load_priors"),
    "scenarios.assumptions": ("Condition", "MomentCondition", "RevenueMeasure", "UnitGrowthShock"),
    "scenarios.projects": ("Project", "ProjectPipeline"),
    "scenarios.resolve_years": (
        "first_unknown_year",
        "resolve_conditions",
        "resolve_measures",
        "resolve_moments",
        "resolve_unit_growth",
    ),
    "scenarios.resolved": (
        "ResolvedCondition",
        "ResolvedMeasure",
        "ResolvedMoment",
        "ResolvedUnitGrowth",
    ),
    "scenarios.scenario": ("Scenario",),
    "scenarios.scenario_files": ("load_scenario", "load_scenario_by_name", "load_scenarios"),
    "scenarios.sweep": ("Sweep",),
    "scenarios.sweep_files": (
        "expand_sweep",
        "load_sweep",
        "sweep_path",
        "sweep_paths",
        "sweep_scenarios_in",
    ),
    "tables.files": ("DATA_DIR", "hash_data_files"),
    "validation": ("ValidationResult", "check_inputs"),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name from the module that defines it."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
