"""The command line: parses, prints, sets the exit code."""
