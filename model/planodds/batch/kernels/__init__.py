"""Kernels with their imports already done: a server that forks them, and its client."""
