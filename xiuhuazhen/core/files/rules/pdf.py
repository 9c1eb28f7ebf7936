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
MOST_GROUP_BYTES = 32 * 1024 * 1024
"""Unpacked, all groups of objects together."""

_STREAM = re.compile(rb"stream\s*")
_ENDS = b"end"
_OBJECT_NUMBERS = re.compile(rb"\s*[0-9]")
"""How a group begins when it is unpacked."""

_MOST_STREAMS = 50_000
_MOST_ESCAPED = 10_000
"""Streams, and names with letters written as numbers, that are looked at; far more than any document has."""

_FAULTS = {
    UploadFault.PROTECTED: frozenset({b"Encrypt"}),
    UploadFault.PROGRAMS: frozenset({b"JavaScript", b"Launch", b"RichMedia", b"XFA", b"ImportData", b"SubmitForm"}),
    UploadFault.INSIDE: frozenset({b"EmbeddedFile", b"EmbeddedFiles"}),
}
_GROUP, _PACKED = b"ObjStm", b"Filter"
_PACKED_OTHERWISE = frozenset(
    {b"ASCIIHexDecode", b"ASCII85Decode", b"LZWDecode", b"RunLengthDecode", b"Crypt", b"Predictor"}
)
_WATCHED = {
    name: re.compile(b"/" + name + rb"(?![^\x00\t\n\f\r ()<>\[\]{}/%])")
    for name in frozenset({_GROUP, _PACKED}).union(_PACKED_OTHERWISE, *_FAULTS.values())
}
"""Names, each up to its end."""

_ESCAPED = re.compile(rb"/([A-Za-z0-9]{0,80}#[A-Za-z0-9#]{0,80})")
_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def read_pdf(content: bytes, *, max_unpacked: int = MOST_GROUP_BYTES) -> str:
    """The media type. Raises ``Unacceptable``."""
    if not _HEAD.match(content) or b"%%EOF" not in content[-_TAIL_BYTES:]:
        raise broken()
    _search(content)
    for group in _groups(content, max_unpacked):
        _search(group)
    return MIME


def _search(content: bytes) -> None:
    found = _names(content)
    for fault, names in _FAULTS.items():
        if names & found:
            raise Unacceptable(fault)


def _names(content: bytes) -> frozenset[bytes]:
    """Those of the watched names that stand there, each letter written as itself or as its number."""
    plain = {name for name, whole in _WATCHED.items() if b"/" + name in content and whole.search(content)}
    return frozenset(plain.union(_escaped(content)))


def _escaped(content: bytes) -> Iterator[bytes]:
    for count, name in enumerate(_ESCAPED.finditer(content)):
        if count == _MOST_ESCAPED:
            raise broken()
        yield _LETTER.sub(lambda letter: bytes([int(letter[1], 16)]), name[1])


def _groups(content: bytes, room: int) -> Iterator[bytes]:
    """Groups of objects, unpacked. Whatever lies between two streams counts as the head of the second: so nothing
    that is written there can make a group look like something else."""
    before = 0
    for count, stream in enumerate(_streams(content)):
        if count == _MOST_STREAMS:
            raise broken()
        names = _names_of_group(content[before : stream.start()])
        before = stream.end()
        if names:
            group = _unpacked(names, content[before : content.find(b"endstream", before)], room)
            room -= len(group)
            yield group


def _streams(content: bytes) -> Iterator[re.Match[bytes]]:
    return (found for found in _STREAM.finditer(content) if content[max(0, found.start() - 3) : found.start()] != _ENDS)


def _names_of_group(head: bytes) -> frozenset[bytes]:
    """Nothing for the many streams that are something else."""
    names = _names(head) if _GROUP in head or b"#" in head else frozenset()
    return names if _GROUP in names else frozenset()


def _unpacked(names: frozenset[bytes], body: bytes, room: int) -> bytes:
    if names & _PACKED_OTHERWISE:
        raise broken()
    group = _inflated(body, room) if _PACKED in names else body
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
