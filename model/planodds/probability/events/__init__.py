"""Events, their probability with Monte Carlo error, and ranks."""
