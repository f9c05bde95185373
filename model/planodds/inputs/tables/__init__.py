"""Readers and schemas for CSV and YAML files."""
