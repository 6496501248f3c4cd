"""Finds a sheet's panels, verifies them, cuts them clean, or refuses."""
