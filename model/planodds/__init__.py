"""Planodds: calibrated odds for the targets of a five-year plan.

The rooms, in the order in which they work: inputs, forecast, odds, record, report, batch.
"""

from __future__ import annotations

__version__ = "0.1.0"
