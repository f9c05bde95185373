"""The brief: one module per section."""
