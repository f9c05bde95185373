"""The reference model in PyMC, sampled with NUTS."""
