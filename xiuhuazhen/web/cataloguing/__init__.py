"""The duty catalogue as administrators see to it. It is one for the whole installation."""
