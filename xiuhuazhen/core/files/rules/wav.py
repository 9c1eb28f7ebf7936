"""WAV: RIFF chunks (Microsoft and IBM, 1991). Made anew of format and samples; every other chunk is left out."""

from struct import pack

from xiuhuazhen.core.files.rules.faults import broken
from xiuhuazhen.core.files.rules.numbers import number
from xiuhuazhen.core.files.rules.recordings import MOST_PARTS, Recording, whole_seconds

MIME = "audio/wav"
_ENCODINGS = frozenset({0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE})
"""PCM, floating point, A-law, µ-law, and the extended header of these."""


def is_wav(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def read_wav(content: bytes) -> Recording:
    form, samples = _chunks(content)
    bytes_a_second = number(form, 8, 4, "little")
    if number(form, 0, 2, "little") not in _ENCODINGS or not bytes_a_second or not samples:
        raise broken()
    return Recording(MIME, whole_seconds(len(samples) / bytes_a_second), _made(form, samples))


def _chunks(content: bytes) -> tuple[bytes, bytes]:
    """Format and samples. A recorder that was cut off leaves the samples shorter than it said; that is damage."""
    found: dict[bytes, bytes] = {}
    at = 12
    for _part in range(MOST_PARTS):
        if at + 8 > len(content) or b"data" in found:
            break
        size = number(content, at + 4, 4, "little")
        found[content[at : at + 4]] = content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if at > len(content) + 1:
            raise broken()
    if b"fmt " not in found or b"data" not in found:
        raise broken()
    return found[b"fmt "], found[b"data"]


def _made(form: bytes, samples: bytes) -> bytes:
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", samples)
    return b"RIFF" + pack("<I", len(body)) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + pack("<I", len(body)) + body + bytes(len(body) % 2)
