"""Can it be trusted: forecasts of past origins scored against what came, beside rivals."""

from __future__ import annotations

from planodds.evaluation.benchmarks.benchmarks import draw_benchmark
from planodds.evaluation.track_record.county_scores import score_record
from planodds.evaluation.track_record.independent_tests import (
    count_independent_tests,
    describe_independent_tests,
)
from planodds.evaluation.track_record.load import load_track_record

__all__ = [
    "count_independent_tests",
    "describe_independent_tests",
    "draw_benchmark",
    "load_track_record",
    "score_record",
]
