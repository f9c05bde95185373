"""Figures of the brief: their tidy tables, how they are drawn and saved."""
