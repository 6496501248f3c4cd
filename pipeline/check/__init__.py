"""Looks at pictures: takes are inspected, sheets are found and verified."""
