"""Numbers of matters: street code, day, and a running number of that street and day. Gaps are allowed."""

import re
import unicodedata
from datetime import date

from django.db import connection

_WRITTEN = re.compile(r"\d{9}-\d{8}-\d{4,}", re.ASCII)
_DIGITS = re.compile(r"(\d{9})(\d{8})(\d{4,9})", re.ASCII)

_UPSERT = """
INSERT INTO procedures_numbercounter (street_code, day, last) VALUES (%s, %s, 1)
ON CONFLICT (street_code, day) DO UPDATE SET last = procedures_numbercounter.last + 1
RETURNING last
"""


def next_number(street_code: str, day: date) -> str:
    """``630102005-20261123-0007``. Locks the counter's row until the transaction ends, so call it late."""
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [street_code, day])
        last: int = cursor.fetchone()[0]
    return f"{street_code}-{day:%Y%m%d}-{last:04d}"


def is_number(text: str) -> bool:
    return _WRITTEN.fullmatch(text) is not None


def plain_number(text: str) -> str:
    """A number as it is kept, however it was typed: in full width, with other hyphens or without, with blanks. What is
    no number stays, without what cannot be in one (a zero byte would break the database's query)."""
    typed = unicodedata.normalize("NFKC", text)
    found = _DIGITS.fullmatch("".join(sign for sign in typed if sign.isascii() and sign.isdigit()))
    return "-".join(found.groups()) if found else text.replace("\0", "").strip()
