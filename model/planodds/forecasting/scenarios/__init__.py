"""Scenarios: conditional forecasts, moment conditions, unit interventions and plausibility."""
