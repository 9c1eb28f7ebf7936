"""Software for grassroots governance."""

VERSION = "0.2.0"
"""Of the product. A backup says which version made it, and an older version refuses to restore it."""
