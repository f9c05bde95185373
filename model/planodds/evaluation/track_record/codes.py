"""Codes of the table of acceptance criteria: criteria and verdicts."""

from __future__ import annotations

EXCELLENT, MINIMUM, MISSED = "excellent", "minimum", "missed"
VERDICTS = (EXCELLENT, MINIMUM, MISSED)
RELATIVE_COVERAGE, LEVEL_COVERAGE = "relative_coverage", "level_coverage"
RANK_COVERAGE = "rank_coverage"
DRIFT_SKILL, BEST_BENCHMARK = "drift_skill", "best_rival"
UNITS_BETTER, BRIER_SKILL, SBC = "units_better", "brier_skill", "calibration"
