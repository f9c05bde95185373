"""Commands for planners: evaluate a plan, set targets, follow signposts."""
