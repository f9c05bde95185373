"""Codes of the planning tables that their readers share."""

KEEP, STRENGTHEN, REVISE, BINDING = "keep", "strengthen", "revise", "binding"
CANNOT_JUDGE, ACHIEVED, MISSED = "cannot_judge", "achieved", "missed"
SINGLE, SIMULTANEOUS, JOINT = "single", "simultaneous", "joint"
MILESTONE, AGREEMENT, ECHELON = "milestone", "agreement", "echelon"
