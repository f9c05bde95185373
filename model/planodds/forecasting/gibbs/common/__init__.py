"""Common block of the Gibbs sampler: growth of the drivers and of the aggregate."""
