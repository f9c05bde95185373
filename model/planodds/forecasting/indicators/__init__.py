"""Short annual series beyond the panel: pooled local level and trend, and deflators."""
