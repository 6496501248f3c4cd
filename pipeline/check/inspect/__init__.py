"""Looks at a delivered picture without a model."""
