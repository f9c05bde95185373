"""Parts of a plan: targets, their kinds and rules, readings, series and references."""
