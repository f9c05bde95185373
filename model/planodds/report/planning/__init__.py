"""Documents of planning: evaluation of a plan, targets to set, signposts; as page and as memo."""
