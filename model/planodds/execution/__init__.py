"""Content keys, atomic writes, caches, locks, process pools and progress: one job system."""
