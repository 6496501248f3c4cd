"""How to run it: profiles, environment, keys."""
