"""Proper scoring rules, calibration measures and their intervals."""
