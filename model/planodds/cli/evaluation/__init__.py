"""Commands on how good the forecasts are: backtests, records, calibration, ablation."""
