"""Simulation of joint predictive paths: random streams, common block, units, sensitivity runs."""
