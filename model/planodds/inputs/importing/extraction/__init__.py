"""Figures of a table, each with its unit, year, indicator and measurement unit."""
