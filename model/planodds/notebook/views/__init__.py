"""What the notebooks show: content blocks in one language, from the tables that they saved."""
