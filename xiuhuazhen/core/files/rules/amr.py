"""AMR and AMR-WB: a line and then one frame after the other (RFC 4867, section 5). They tell nothing but the sound."""

from xiuhuazhen.core.files.rules.faults import broken
from xiuhuazhen.core.files.rules.recordings import MOST_PARTS, Recording, too_many_parts, whole_seconds

_NARROW, _WIDE = b"#!AMR\n", b"#!AMR-WB\n"
_NARROW_SIZES = {0: 12, 1: 13, 2: 15, 3: 17, 4: 19, 5: 20, 6: 26, 7: 31, 8: 5, 15: 0}
_WIDE_SIZES = {0: 17, 1: 23, 2: 32, 3: 36, 4: 40, 5: 46, 6: 50, 7: 58, 8: 60, 9: 5, 14: 0, 15: 0}
"""Bytes after the frame's first one, by frame type."""

_RESERVED_BITS = 0b1000_0011
_FRAMES_A_SECOND = 50


def is_amr(content: bytes) -> bool:
    return content.startswith((_NARROW, _WIDE))


def read_amr(content: bytes) -> Recording:
    wide = content.startswith(_WIDE)
    frames = _frames(content, len(_WIDE if wide else _NARROW), _WIDE_SIZES if wide else _NARROW_SIZES)
    return Recording("audio/amr-wb" if wide else "audio/amr", whole_seconds(frames / _FRAMES_A_SECOND), content)


def _frames(content: bytes, at: int, sizes: dict[int, int]) -> int:
    count = 0
    while at < len(content):
        kind = content[at] >> 3 & 0b1111
        if content[at] & _RESERVED_BITS or kind not in sizes:
            raise broken()
        if count == MOST_PARTS:
            raise too_many_parts()
        at += 1 + sizes[kind]
        count += 1
    if at != len(content) or not count:
        raise broken()
    return count
