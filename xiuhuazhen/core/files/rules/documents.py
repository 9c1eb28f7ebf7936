"""Word and Excel documents (ECMA-376), looked at without opening them."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence

from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault, broken
from xiuhuazhen.core.files.rules.packages import TEXT, WORKBOOK, NoPackage, directory, unpacked_bytes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN_PARTS = {TEXT: DOCX, WORKBOOK: XLSX}
_CONTENT_TYPES = "[Content_Types].xml"
_ENCRYPTED = 0b1
_PROGRAMS = re.compile(r"vba\w*\.bin$|activex/|macrosheets/|dialogsheets/|customui/", re.IGNORECASE)
_INSIDE = re.compile(r"externallinks/|embeddings/|oleobject|package\.bin$|afchunk", re.IGNORECASE)
_UNSAFE_NAME = re.compile(r"^/|\\|(^|/)\.\.(/|$)|^[a-zA-Z]:")
_MOST_PARTS_BYTES = 2_000_000
"""Of the small parts that are read, all together: types and relationships."""

_MOST_PARTS = 1_000

_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']\s*External", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)


def is_package(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def is_old_office(content: bytes) -> bool:
    """A compound file: Word and Excel up to 2003, or a newer document behind a password."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read_office(content: bytes, *, max_unpacked: int) -> str:
    """The media type. Raises ``Unacceptable``."""
    entries = _entries(content)
    names = [entry.filename for entry in entries]
    mime = _mime(names)
    if unpacked_bytes(entries) > max_unpacked:
        raise Unacceptable(UploadFault.UNPACKS_TO_TOO_MUCH)
    _refuse_parts(names)
    _refuse_contents(content, [name for name in names if name == _CONTENT_TYPES or name.endswith(".rels")])
    return mime


def _entries(content: bytes) -> Sequence[zipfile.ZipInfo]:
    try:
        entries = directory(content)
    except NoPackage as fault:
        raise broken() from fault
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unacceptable(UploadFault.PROTECTED)
    if any(_UNSAFE_NAME.search(entry.filename) for entry in entries):
        raise broken()
    return entries


def _mime(names: Sequence[str]) -> str:
    found = [mime for part, mime in _MAIN_PARTS.items() if part in names]
    if len(found) != 1 or _CONTENT_TYPES not in names or len(set(names)) < len(names):
        raise Unacceptable(UploadFault.WRONG_TYPE)
    return found[0]


def _refuse_parts(names: Sequence[str]) -> None:
    if any(_PROGRAMS.search(name) for name in names):
        raise Unacceptable(UploadFault.PROGRAMS)
    if any(_INSIDE.search(name) for name in names):
        raise Unacceptable(UploadFault.INSIDE)


def _refuse_contents(content: bytes, names: Sequence[str]) -> None:
    room = _MOST_PARTS_BYTES
    if len(names) > _MOST_PARTS:
        raise Unacceptable(UploadFault.UNPACKS_TO_TOO_MUCH)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in names:
            part = _part(package, name, room)
            room -= len(part)
            if b"macroenabled" in part.lower():
                raise Unacceptable(UploadFault.PROGRAMS)
            if any(_draws_in(found[0]) for found in _RELATIONSHIP.finditer(part)):
                raise Unacceptable(UploadFault.INSIDE)


def _part(package: zipfile.ZipFile, name: str, room: int) -> bytes:
    """A part in the clear. UTF-16 would hide its words from us; no office program writes these parts so."""
    try:
        with package.open(name) as file:
            part = file.read(room + 1)
    except _FAULTS as fault:
        raise broken() from fault
    if len(part) > room:
        raise Unacceptable(UploadFault.UNPACKS_TO_TOO_MUCH)
    if b"\0" in part or b"<!ENTITY" in part:
        raise broken()
    return part


def _draws_in(relationship: bytes) -> bool:
    """Whether something outside is opened along with the document. A link waits until somebody follows it."""
    return bool(_EXTERNAL.search(relationship)) and not _HYPERLINK.search(relationship)
