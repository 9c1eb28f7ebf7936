"""Searching the audit: what was changed or opened, by whom, when, where."""
