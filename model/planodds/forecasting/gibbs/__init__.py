"""The compiled Gibbs sampler of the same model."""
