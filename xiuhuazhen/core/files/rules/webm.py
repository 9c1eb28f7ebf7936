"""WebM with Opus (RFC 8794, RFC 9559), as browsers record it. What is not needed to play the sound is turned into
``Void`` where it stands, so that the index keeps pointing to the same sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import unpack

from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault, broken
from xiuhuazhen.core.files.rules.numbers import number
from xiuhuazhen.core.files.rules.recordings import MOST_PARTS, Recording, too_many_parts, whole_seconds

MIME = "audio/webm"
_HEADER, _SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP = (
    0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0,
)  # fmt: skip
_ROOT, _SEEK_HEAD, _CUES, _VOID = 0, 0x114D9B74, 0x1C53BB6B, 0xEC
_DOC_TYPE, _SCALE, _LENGTH, _TRACK_TYPE, _CODEC = 0x4282, 0x2AD7B1, 0x4489, 0x83, 0x86
_BEGIN, _SIMPLE_BLOCK, _BLOCK = 0xE7, 0xA3, 0xA1
_KEPT: Mapping[int, frozenset[int]] = {
    _ROOT: frozenset({_HEADER, _SEGMENT}),
    _HEADER: frozenset({_DOC_TYPE, 0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4287, 0x4285}),
    _SEGMENT: frozenset({_INFO, _TRACKS, _CLUSTER, _SEEK_HEAD, _CUES}),
    _INFO: frozenset({_SCALE, _LENGTH}),
    _TRACKS: frozenset({_TRACK}),
    _TRACK: frozenset(
        {0xD7, 0x73C5, _TRACK_TYPE, _CODEC, 0x63A2, 0x56AA, 0x56BB, 0xE1, 0xB9, 0x88, 0x55AA, 0x9C, 0x23E383}
    ),
    _CLUSTER: frozenset({_BEGIN, _SIMPLE_BLOCK, _GROUP, 0xA7, 0xAB}),
    _GROUP: frozenset({_BLOCK, 0x9B, 0xFB, 0x75A2}),
}
"""What may stand in each element that holds others: versions, numbers, codec, clock and sound. No names, dates,
programs, tags or attachments."""

_AUDIO, _VIDEO = b"\x02", b"\x01"
_WANTED = {_DOC_TYPE: b"webm", _TRACK_TYPE: _AUDIO, _CODEC: b"A_OPUS"}
"""One track, of sound alone."""

_NANOSECONDS = 1_000_000_000
_USUAL_SCALE = 1_000_000
"""Nanoseconds a unit of time."""

_LONG_HEAD = 9
"""Bytes of a ``Void`` element's head with a size of eight bytes."""

_LONGEST_ID = 4
_LONGEST_SHORT_ID = 0xFF_FFFF
_FLOATS = {4: ">f", 8: ">d"}
_LONGEST_LENGTH = 1 << 40
"""Units of time; whatever says more, or says that it is no number, says nothing."""


@dataclass
class _Reading:
    """What was found on the way; ``cleaned`` is the file as it will be kept."""

    cleaned: bytearray
    parts: int = 0
    values: dict[int, list[bytes]] = field(default_factory=dict)
    cluster: int = 0
    last: int = 0


@dataclass(frozen=True)
class _Element:
    """Where it starts, where its contents begin and where they end; ``open`` when it does not say how long it is."""

    id: int
    start: int
    body: int
    stop: int
    open: bool


def is_webm(content: bytes) -> bool:
    return content.startswith(b"\x1a\x45\xdf\xa3")


def read_webm(content: bytes) -> Recording:
    reading = _Reading(bytearray(content))
    _walk(reading, _Element(_ROOT, 0, 0, len(content), open=False), len(content))
    if _VIDEO in reading.values.get(_TRACK_TYPE, ()):
        raise Unacceptable(UploadFault.VIDEO)
    if any(reading.values.get(name) != [value] for name, value in _WANTED.items()):
        raise broken()
    return Recording(MIME, whole_seconds(_seconds(reading)), bytes(reading.cleaned))


def _walk(reading: _Reading, parent: _Element, end: int) -> int:
    """Where the parent's last child ends. A cluster that does not say how long it is ends before what is no part of
    it, which has an id of four bytes."""
    at = parent.body
    while at < end:
        element = _element(reading.cleaned, at, end)
        if parent.open and parent.id == _CLUSTER and element.id > _LONGEST_SHORT_ID:
            break
        reading.parts += 1
        if reading.parts > MOST_PARTS:
            raise too_many_parts()
        at = _taken(reading, parent, element)
    return at


def _taken(reading: _Reading, parent: _Element, element: _Element) -> int:
    """Keep or blank an element, and say where it ends."""
    if element.id not in _KEPT[parent.id]:
        _void(reading.cleaned, element)
    elif element.id in _KEPT:
        return _walk(reading, element, element.stop)
    else:
        _note(reading, element)
    return element.stop


def _element(content: bytearray, at: int, end: int) -> _Element:
    id_length = _length(content, at)
    size_length = _length(content, at + id_length)
    body = at + id_length + size_length
    name = number(content, at, id_length)
    size = number(content, at + id_length, size_length) & (1 << 7 * size_length) - 1
    is_open = size == (1 << 7 * size_length) - 1
    stop = end if is_open else body + size
    if stop > end or body > end or id_length > _LONGEST_ID or (is_open and name not in (_SEGMENT, _CLUSTER)):
        raise broken()
    return _Element(name, at, body, stop, is_open)


def _length(content: bytearray, at: int) -> int:
    """How many bytes a number takes: the zeros before its first bit, and one."""
    return 9 - number(content, at, 1).bit_length()


def _void(cleaned: bytearray, element: _Element) -> None:
    size = element.stop - element.start
    long = size >= _LONG_HEAD
    head = bytes([_VOID, 1]) + (size - _LONG_HEAD).to_bytes(7, "big") if long else bytes([_VOID, 0x80 | size - 2])
    cleaned[element.start : element.stop] = head.ljust(size, b"\0")


def _note(reading: _Reading, element: _Element) -> None:
    value = bytes(reading.cleaned[element.body : element.stop])
    if element.id in (_DOC_TYPE, _SCALE, _LENGTH, _TRACK_TYPE, _CODEC):
        reading.values.setdefault(element.id, []).append(value)
    elif element.id == _BEGIN:
        reading.cluster = int.from_bytes(value[:8], "big")
    elif element.id in (_SIMPLE_BLOCK, _BLOCK):
        track = _length(reading.cleaned, element.body)
        after = int.from_bytes(value[track : track + 2], "big", signed=True)
        reading.last = max(reading.last, reading.cluster + after)


def _seconds(reading: _Reading) -> float:
    """As the file says, or else when its last block begins."""
    scale = int.from_bytes(reading.values.get(_SCALE, [b""])[0][:4], "big") or _USUAL_SCALE
    said = reading.values.get(_LENGTH, [b""])[0]
    length = float(unpack(_FLOATS[len(said)], said)[0]) if len(said) in _FLOATS else 0.0
    if not 0 < length < _LONGEST_LENGTH:
        length = 0.0
    return max(length, float(min(reading.last, _LONGEST_LENGTH))) * scale / _NANOSECONDS
