"""The dispatch table as a spreadsheet."""
