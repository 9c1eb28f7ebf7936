"""MP4 and M4A with AAC or Opus (ISO/IEC 14496-12, -14), whole or in fragments, as phones record it.

What is not needed to play the sound is turned into free space where it stands, so that the offsets in the tables keep
pointing to the same sound. Times of recording are set to zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault, broken
from xiuhuazhen.core.files.rules.numbers import number
from xiuhuazhen.core.files.rules.recordings import MOST_PARTS, Recording, too_many_parts, whole_seconds

MIME = "audio/mp4"
_CODECS = frozenset({b"mp4a", b"Opus"})
_TABLES = frozenset({b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sgpd", b"sbgp", b"stss"})
_KEPT: Mapping[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"smhd", b"dinf", b"stbl"}),
    b"stbl": _TABLES,
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sgpd", b"sbgp"}),
}
"""What may stand in each box that holds others."""

_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_HANDLER_NAME = 24


@dataclass
class _Reading:
    """What was found on the way; ``cleaned`` is the file as it will be kept."""

    cleaned: bytearray
    parts: int = 0
    tracks: list[bytes] = field(default_factory=list)
    codecs: list[bytes] = field(default_factory=list)
    seconds: float = 0
    scale: int = 0
    last_fragment: int = 0


@dataclass(frozen=True)
class _Box:
    """Where it starts, where its contents begin, and where they end."""

    name: bytes
    start: int
    body: int
    stop: int


def is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def read_mp4(content: bytes) -> Recording:
    """Fragments tell where the last one begins; the clip is at least as long."""
    reading = _Reading(bytearray(content))
    _walk(reading, b"", 0, len(content))
    if any(track in (b"vide", b"auxv") for track in reading.tracks):
        raise Unacceptable(UploadFault.VIDEO)
    if reading.tracks != [b"soun"] or len(reading.codecs) != 1 or reading.codecs[0] not in _CODECS:
        raise broken()
    seconds = max(reading.seconds, reading.last_fragment / reading.scale if reading.scale else 0)
    return Recording(MIME, whole_seconds(seconds), bytes(reading.cleaned))


def _walk(reading: _Reading, parent: bytes, start: int, end: int) -> None:
    for box in _boxes(reading, start, end):
        if box.name not in _KEPT[parent]:
            _free(reading.cleaned, box)
        elif box.name in _KEPT:
            _walk(reading, box.name, box.body, box.stop)
        else:
            _note(reading, box)


def _boxes(reading: _Reading, at: int, end: int) -> Iterator[_Box]:
    while at < end:
        size, body = number(reading.cleaned, at, 4), at + 8
        if size == 1:
            size, body = number(reading.cleaned, at + 8, 8), at + 16
        stop = at + size if size else end
        reading.parts += 1
        if stop > end or stop < body:
            raise broken()
        if reading.parts > MOST_PARTS:
            raise too_many_parts()
        yield _Box(bytes(reading.cleaned[at + 4 : at + 8]), at, body, stop)
        at = stop


def _free(cleaned: bytearray, box: _Box) -> None:
    cleaned[box.start + 4 : box.start + 8] = b"free"
    cleaned[box.body : box.stop] = bytes(box.stop - box.body)


def _note(reading: _Reading, box: _Box) -> None:
    cleaned = reading.cleaned
    if box.name in _TIMED:
        _forget_times(cleaned, box)
    if box.name == b"mvhd":
        scale, length = _clock(cleaned, box.body)
        reading.seconds = length / scale if scale else 0
    elif box.name == b"mdhd":
        reading.scale = _clock(cleaned, box.body)[0]
    elif box.name == b"hdlr":
        reading.tracks.append(bytes(cleaned[box.body + 8 : box.body + 12]))
        cleaned[box.body + _HANDLER_NAME : box.stop] = bytes(max(0, box.stop - box.body - _HANDLER_NAME))
    elif box.name == b"stsd":
        reading.codecs.extend(entry.name for entry in _boxes(reading, box.body + 8, box.stop))
    elif box.name == b"tfdt":
        reading.last_fragment = max(reading.last_fragment, _begin(cleaned, box.body))


def _begin(cleaned: bytearray, body: int) -> int:
    return number(cleaned, body + 4, 8 if number(cleaned, body, 1) else 4)


def _forget_times(cleaned: bytearray, box: _Box) -> None:
    """When it was made and when it was changed: two numbers after version and flags."""
    times = 16 if number(cleaned, box.body, 1) else 8
    if box.body + 4 + times > box.stop:
        raise broken()
    cleaned[box.body + 4 : box.body + 4 + times] = bytes(times)


def _clock(cleaned: bytearray, body: int) -> tuple[int, int]:
    """Units a second, and the length in them."""
    if number(cleaned, body, 1):
        return number(cleaned, body + 20, 4), number(cleaned, body + 24, 8)
    return number(cleaned, body + 12, 4), number(cleaned, body + 16, 4)
