"""Conditional forecasts: conditioning, entropic tilting, interventions, projects."""
