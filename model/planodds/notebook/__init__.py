"""What the notebooks import: an open run, its tables and its views."""
