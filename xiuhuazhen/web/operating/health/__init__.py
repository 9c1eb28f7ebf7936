"""Whether the installation is well: each check says what it found and, where something is wrong, what to do.

``quick`` checks are for a page: a few queries each, nothing written. ``thorough`` ones read everything, and are for the
command alone.
"""
