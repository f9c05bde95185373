"""The explorer: assumptions and targets by control, the answer beside that of another scenario."""
