"""The list of matters: filters, columns, hits, and what is done with many at once."""
