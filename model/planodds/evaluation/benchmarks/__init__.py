"""Benchmark models against which skill is measured: random walks and time-series models."""
