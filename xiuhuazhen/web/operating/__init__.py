"""Looking after a running installation: its jobs. It lies above people and audit, which the job layer cannot know."""
