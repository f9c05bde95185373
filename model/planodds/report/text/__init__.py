"""Wording: labels, sentences and number formats."""
