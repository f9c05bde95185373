"""Figures, each drawn from a tidy table that is saved beside it."""
