"""HTML pages: brief, index, notebooks and interactive controls."""
