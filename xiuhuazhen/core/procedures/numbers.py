"""Numbers of matters: street code, day, and a running number of that street and day. Gaps are allowed."""

from datetime import date

from django.db import connection

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
