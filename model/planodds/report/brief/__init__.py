"""Sections of the brief, one module for each."""
