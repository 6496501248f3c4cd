"""Judges a delivered picture by its pixels alone: ``inspection.inspect`` for one, ``alike.alike`` for a board."""
