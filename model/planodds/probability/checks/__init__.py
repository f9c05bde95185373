"""Prior and posterior predictive checks."""
