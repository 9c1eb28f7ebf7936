"""What a voice clip must be: the shape in which every reader of a container gives it back."""

from dataclasses import dataclass

MOST_PARTS = 100_000
"""Pages, blocks, boxes or frames that are read of one clip; far more than the longest clip that is taken has."""


@dataclass(frozen=True)
class Recording:
    """``content`` is the clip without what it tells beside the sound; ``seconds`` is 0 where the file does not say."""

    mime: str
    seconds: int
    content: bytes


def whole_seconds(length: float) -> int:
    """Rounded, and 1 for what is shorter, because 0 says that nobody knows."""
    return max(1, round(length)) if length > 0 else 0
