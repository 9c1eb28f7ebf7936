"""What a voice clip must be: the shape in which every reader of a container gives it back."""

from dataclasses import dataclass

from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault

MOST_PARTS = 16_000
"""Pages, blocks, boxes or frames that are read of one clip while somebody waits. Clips of telephones and browsers have
at most 50 a second: five minutes of them, and some to spare."""


@dataclass(frozen=True)
class Recording:
    """``content`` is the clip without what it tells beside the sound; ``seconds`` is 0 where the file does not say."""

    mime: str
    seconds: int
    content: bytes


def too_many_parts() -> Unacceptable:
    """What an honest clip with so many parts is."""
    return Unacceptable(UploadFault.TOO_LONG)


def whole_seconds(length: float) -> int:
    """Rounded, and 1 for what is shorter, because 0 says that nobody knows."""
    return max(1, round(length)) if length > 0 else 0
