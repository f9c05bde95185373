"""Simulation-based calibration of the Gibbs sampler and of NUTS."""
