"""The async shell: carries out what decide says and records what happened."""
