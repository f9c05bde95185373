"""Joint predictive paths from posterior draws."""
