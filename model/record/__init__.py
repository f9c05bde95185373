"""Can it be trusted: forecasts of past origins scored against what came, beside rivals."""

from __future__ import annotations

from model.record.committed import load_record
from model.record.rivals import draw_rival
from model.record.scores import score_record
from model.record.summary import count_evidence, describe_evidence

__all__ = ["count_evidence", "describe_evidence", "draw_rival", "load_record",
           "score_record"]
