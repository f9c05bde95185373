"""Scenario, sweep and weight files, from YAML to resolved conditions."""
