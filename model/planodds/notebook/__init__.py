"""Interface of the notebooks: an open run, its tables and its views."""
