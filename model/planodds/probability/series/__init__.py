"""Targets for any named series: figures and draws, events by kind, ranks, missing data."""
