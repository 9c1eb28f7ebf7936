"""Norms: what holds where, since when, by which text, how well that is known, and who set it."""
