"""Growth that a target needs: required growth, its precedents, and the reverse stress test."""
