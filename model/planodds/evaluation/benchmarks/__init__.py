"""Benchmark models against which skill is measured."""
