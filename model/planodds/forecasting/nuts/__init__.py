"""The model in PyMC, sampled with NUTS: common, county and revenue block."""
