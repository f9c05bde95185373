"""Figures of planning documents: how chances changed, and ways to a target."""
