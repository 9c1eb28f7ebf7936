"""Two years of everyday matters before those that are told one by one. Made up by rules: the same on every run."""
