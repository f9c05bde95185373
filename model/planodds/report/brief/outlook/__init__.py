"""Title and note of a fan in any scenario, and the levels within reach."""
