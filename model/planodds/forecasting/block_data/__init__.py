"""Data arrays of the model's blocks, shared by both samplers."""
