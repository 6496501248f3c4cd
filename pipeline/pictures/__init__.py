"""Reads picture files safely: probe, digest, make plain, thumbnail."""
