"""County block of the Gibbs sampler: relative growth of the units."""
