"""Rolling-origin backtests: designs, jobs, stored results, ensemble weights."""
