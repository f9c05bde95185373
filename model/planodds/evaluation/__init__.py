"""Evaluation of forecasts: backtests, benchmarks, scoring rules, calibration and ablation."""
