"""Zip packages such as docx and xlsx, looked at from outside: their directory is read, nothing is unpacked."""

import io
import zipfile
from collections.abc import Sequence

MOST_ENTRIES = 5_000
_ENTRY = b"PK\x01\x02"
_FAULTS = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, LookupError)
"""What the library raises for directories that are cut short or made wrongly."""

WORKBOOK = "xl/workbook.xml"
TEXT = "word/document.xml"


class NoPackage(Exception):  # noqa: N818 - names what it is
    pass


def directory(content: bytes) -> Sequence[zipfile.ZipInfo]:
    """Raises :class:`NoPackage` for what is no zip file or has more entries than any document."""
    if content.count(_ENTRY) > MOST_ENTRIES:
        raise NoPackage
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.infolist()
    except _FAULTS as fault:
        raise NoPackage from fault


def unpacked_bytes(entries: Sequence[zipfile.ZipInfo]) -> int:
    """As the directory says. A directory may lie: whoever unpacks a part must still count."""
    return sum(entry.file_size for entry in entries)
