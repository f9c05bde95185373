"""Contents of the notebooks: content blocks in one language, from the tables that they saved."""
