"""MP3: MPEG audio layer III frames (ISO/IEC 11172-3, 13818-3), kept; the tags before and after them, left out."""

from xiuhuazhen.core.files.rules.faults import broken
from xiuhuazhen.core.files.rules.numbers import number
from xiuhuazhen.core.files.rules.recordings import MOST_PARTS, Recording, too_many_parts, whole_seconds

MIME = "audio/mpeg"
_LAYER_III = 0b01
_VERSION_1 = 0b11
_RESERVED_VERSION = 0b01
_KILOBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = {0b11: (44100, 48000, 32000), 0b10: (22050, 24000, 16000), 0b00: (11025, 12000, 8000)}
_ID3_HEADER = 10
_ID3_FOOTER = 0b0001_0000

Frame = tuple[int, float]
"""Length in bytes and in seconds."""


def is_mp3(content: bytes) -> bool:
    return content.startswith(b"ID3") or _frame(content[:4]) is not None


def read_mp3(content: bytes) -> Recording:
    start = _after_id3(content)
    end, seconds = _frames(content, start)
    if not _is_tag(content[end:]):
        raise broken()
    return Recording(MIME, whole_seconds(seconds), content[start:end])


def _after_id3(content: bytes) -> int:
    if not content.startswith(b"ID3"):
        return 0
    size = 0
    for position in range(6, _ID3_HEADER):
        size = size << 7 | (number(content, position, 1) & 0x7F)
    return _ID3_HEADER + size + (_ID3_HEADER if number(content, 5, 1) & _ID3_FOOTER else 0)


def _frames(content: bytes, at: int) -> tuple[int, float]:
    """Where the last whole frame ends, and how long they sound."""
    seconds = 0.0
    for _part in range(MOST_PARTS):
        frame = _frame(content[at : at + 4])
        if frame is None or at + frame[0] > len(content):
            break
        at += frame[0]
        seconds += frame[1]
    else:
        raise too_many_parts()
    if not seconds:
        raise broken()
    return at, seconds


def _is_tag(rest: bytes) -> bool:
    """What may follow the sound: nothing, the tags ID3v1 and APE, zeros, or a frame that was cut off."""
    return not rest.strip(b"\0") or rest.startswith((b"TAG", b"APETAGEX")) or _frame(rest[:4]) is not None


def _frame(header: bytes) -> Frame | None:
    """From the four bytes at its head."""
    if len(header) < 4 or header[0] != 0xFF or header[1] >> 5 != 0b111 or header[1] >> 1 & 0b11 != _LAYER_III:
        return None
    version, rate, pitch = header[1] >> 3 & 0b11, header[2] >> 4, header[2] >> 2 & 0b11
    if version == _RESERVED_VERSION or rate in (0, 15) or pitch == 0b11:
        return None
    first = version == _VERSION_1
    hertz, samples = _HERTZ[version][pitch], 1152 if first else 576
    kilobits = (_KILOBITS_1 if first else _KILOBITS_2)[rate]
    return samples // 8 * kilobits * 1000 // hertz + (header[2] >> 1 & 1), samples / hertz
