"""Ogg with Opus (RFC 3533, RFC 7845). Comments are blanked where they stand, so that nothing else moves."""

from collections.abc import Iterator
from dataclasses import dataclass

from xiuhuazhen.core.files.rules.faults import broken
from xiuhuazhen.core.files.rules.numbers import number
from xiuhuazhen.core.files.rules.recordings import MOST_PARTS, Recording, too_many_parts, whole_seconds

MIME = "audio/ogg"
_HEADER = 27
_FULL = 255
"""A segment of this length goes on in the next one."""

_SAMPLES_A_SECOND = 48_000
_NO_POSITION = 0xFFFF_FFFF_FFFF_FFFF
_CHECKSUM = 22
_POLYNOMIAL = 0x04C1_1DB7
_NO_COMMENTS = b"OpusTags" + bytes(8)
"""No name of the encoder and no comments; zeros that follow are padding (RFC 7845, section 5.2)."""


@dataclass(frozen=True)
class _Page:
    start: int
    body: int
    end: int
    position: int
    stream: int
    ends_packet: bool


def is_ogg(content: bytes) -> bool:
    return content.startswith(b"OggS")


def read_ogg(content: bytes) -> Recording:
    pages = list(_pages(content))
    head = content[pages[0].body : pages[0].end]
    if not head.startswith(b"OpusHead") or len({page.stream for page in pages}) > 1:
        raise broken()
    length = _last_position(pages) - number(head, 10, 2, "little")
    return Recording(MIME, whole_seconds(length / _SAMPLES_A_SECOND), _without_comments(content, pages[1]))


def _pages(content: bytes) -> Iterator[_Page]:
    at = 0
    for _part in range(MOST_PARTS):
        page = _page(content, at)
        yield page
        at = page.end
        if at == len(content):
            return
    raise too_many_parts()


def _page(content: bytes, at: int) -> _Page:
    segments = number(content, at + 26, 1)
    lengths = content[at + _HEADER : at + _HEADER + segments]
    body = at + _HEADER + segments
    if content[at : at + 5] != b"OggS\0" or not lengths or body + sum(lengths) > len(content):
        raise broken()
    return _Page(
        start=at,
        body=body,
        end=body + sum(lengths),
        position=number(content, at + 6, 8, "little"),
        stream=number(content, at + 14, 4, "little"),
        ends_packet=lengths[-1] < _FULL,
    )


def _last_position(pages: list[_Page]) -> int:
    return max((page.position for page in pages if page.position != _NO_POSITION), default=0)


def _without_comments(content: bytes, page: _Page) -> bytes:
    """The second packet holds the comments and has pages to itself; one page is enough for a voice clip."""
    size = page.end - page.body
    if content[page.body : page.body + 8] != b"OpusTags" or size < len(_NO_COMMENTS) or not page.ends_packet:
        raise broken()
    blank = bytearray(content[page.start : page.body] + _NO_COMMENTS.ljust(size, b"\0"))
    blank[_CHECKSUM : _CHECKSUM + 4] = bytes(4)
    blank[_CHECKSUM : _CHECKSUM + 4] = _checksum(blank).to_bytes(4, "little")
    return content[: page.start] + bytes(blank) + content[page.end :]


def _checksum(page: bytearray) -> int:
    """CRC-32 as Ogg counts it: highest bit first, nothing inverted."""
    remainder = 0
    for byte in page:
        remainder = (remainder << 8 & 0xFFFF_FFFF) ^ _TABLE[remainder >> 24 ^ byte]
    return remainder


def _row(byte: int) -> int:
    remainder = byte << 24
    for _bit in range(8):
        remainder = remainder << 1 & 0xFFFF_FFFF ^ (_POLYNOMIAL if remainder >> 31 else 0)
    return remainder


_TABLE = tuple(_row(byte) for byte in range(256))
