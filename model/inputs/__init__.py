"""What we know and what we assume: data files to Panel, Plan, Scenario and Priors."""

from __future__ import annotations

from model.inputs.files import DATA_DIR
from model.inputs.information import INFORMATION_SETS, InformationSet, get_information
from model.inputs.panel import Panel, load_panel
from model.inputs.priors import Priors, load_priors

__all__ = [
    "DATA_DIR",
    "INFORMATION_SETS",
    "InformationSet",
    "Panel",
    "Priors",
    "get_information",
    "load_panel",
    "load_priors",
]
