"""One request without a plan: what the stand-alone client does."""
