"""Values that every layer speaks: sizes, requests, picture facts, capabilities."""
