"""Revenue block of the Gibbs sampler: growth of revenue given GDP growth."""
