"""Score the model again with one term removed at a time."""
