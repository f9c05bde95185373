"""Simulation-based calibration of both samplers."""
