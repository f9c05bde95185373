"""Codes of the planning tables that their readers share."""

KEEP, STRENGTHEN, REVISE, BINDING = "keep", "strengthen", "revise", "binding"
CANNOT_JUDGE, ACHIEVED, MISSED = "cannot_judge", "achieved", "missed"
SINGLE, SIMULTANEOUS, JOINT = "single", "simultaneous", "joint"
MILESTONE, AGREEMENT, ECHELON = "milestone", "agreement", "echelon"
FIGURE, ANY, NONE = "figure", "any", "none"  # of a signpost: a figure, any figure, no figure
LIKELY, POSSIBLE, UNLIKELY, LOST = "likely", "possible", "unlikely", "lost"
SIGNPOST_LEVELS = (0.5, 0.2, 0.05)  # chance to stay above; below the last a target is all but lost
