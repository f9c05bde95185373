"""Questions of a planner: progress against a schedule, targets to set, signposts on the way."""
