"""How the name of a source and the number of an order are compared, whatever program or hand wrote them.

What is shown stays as it was written. A change here asks for a migration that writes the kept forms anew.
"""

import unicodedata

COMPARED_MAX = 200
"""Some signs are several once they are plain (㍿)."""

_UNSEEN = {"Cf", "Cc"}
"""Zero-width signs, marks of direction, line ends."""


def source_compared(name: str) -> str:
    """Without regard to width, blanks and case."""
    return _plain(name).casefold()[:COMPARED_MAX]


def number_compared(number: str) -> str:
    """Without regard to width and blanks; numbers that differ in case alone are two at some sources."""
    return _plain(number)[:COMPARED_MAX]


def _plain(text: str) -> str:
    signs = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in signs if unicodedata.category(sign) not in _UNSEEN and not sign.isspace())
