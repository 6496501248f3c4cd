"""The board on disk: the only writer of its files."""
