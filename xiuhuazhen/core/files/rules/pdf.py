"""PDF (ISO 32000-2), searched for what acts by itself, without interpreting it.

Names are found however they are spelled (``/J#61vaScript``), also in compressed groups of objects.
"""

import re
import zlib
from collections.abc import Iterator

from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault, broken

MIME = "application/pdf"
_HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
_TAIL_BYTES = 1024
_MOST_GROUP_BYTES = 32 * 1024 * 1024
"""Unpacked, all groups of objects together."""

_STREAM = re.compile(rb"(?<!end)stream\s*")
_OBJECT_NUMBERS = re.compile(rb"\s*[0-9]")
"""How a group begins when it is unpacked."""


def _names(*names: str) -> re.Pattern[bytes]:
    """Any of these names, each letter written as itself or as its number, up to the end of the name."""
    spelled = ["".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names]
    return re.compile(f"/(?:{'|'.join(spelled)})(?![^\\x00\\t\\n\\f\\r ()<>\\[\\]{{}}/%])".encode())


_LOCKED = ("Encrypt",)
_PROGRAMS = ("JavaScript", "Launch", "RichMedia", "XFA", "ImportData", "SubmitForm")
_INSIDE = ("EmbeddedFile", "EmbeddedFiles")
_REFUSED = _names(*_LOCKED, *_PROGRAMS, *_INSIDE)
_FAULTS = {
    UploadFault.PROTECTED: _names(*_LOCKED),
    UploadFault.PROGRAMS: _names(*_PROGRAMS),
    UploadFault.INSIDE: _names(*_INSIDE),
}
_GROUP = _names("ObjStm")
_PACKED = _names("Filter")
_PACKED_OTHERWISE = _names("ASCIIHexDecode", "ASCII85Decode", "LZWDecode", "RunLengthDecode", "Crypt", "Predictor")


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def read_pdf(content: bytes) -> str:
    """The media type. Raises ``Unacceptable``."""
    if not _HEAD.match(content) or b"%%EOF" not in content[-_TAIL_BYTES:]:
        raise broken()
    _search(content)
    for group in _groups(content):
        _search(group)
    return MIME


def _search(content: bytes) -> None:
    """Once for all names, and only where one stands, again for which it is."""
    if _REFUSED.search(content):
        raise Unacceptable(next(fault for fault, names in _FAULTS.items() if names.search(content)))


def _groups(content: bytes) -> Iterator[bytes]:
    """Groups of objects, unpacked. Whatever lies between two streams counts as the head of the second: so nothing
    that is written there can make a group look like something else."""
    room, before = _MOST_GROUP_BYTES, 0
    for stream in _STREAM.finditer(content):
        head = content[before : stream.start()]
        before = stream.end()
        if _GROUP.search(head):
            group = _unpacked(head, content[before : content.find(b"endstream", before)], room)
            room -= len(group)
            yield group


def _unpacked(head: bytes, body: bytes, room: int) -> bytes:
    if _PACKED_OTHERWISE.search(head):
        raise broken()
    group = _inflated(body, room) if _PACKED.search(head) else body
    if not _OBJECT_NUMBERS.match(group):
        raise broken()
    return group


def _inflated(body: bytes, room: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(body, room + 1)
    except zlib.error as fault:
        raise broken() from fault
    if len(unpacked) > room:
        raise Unacceptable(UploadFault.UNPACKS_TO_TOO_MUCH)
    if not unpacking.eof:
        raise broken()
    return unpacked
