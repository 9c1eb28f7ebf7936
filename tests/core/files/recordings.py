"""Small voice clips made on the spot, each of one second or as long as asked, as phones and browsers lay them out."""

from struct import pack

SECRET = b"secret words"

# WAV


def wav(seconds=1, *, extra=b"", rate=8000):
    form = pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    body = b"WAVE" + chunk(b"fmt ", form) + extra + chunk(b"data", b"\1\2" * int(rate * seconds))
    return b"RIFF" + pack("<I", len(body)) + body


def tagged_wav():
    return wav(extra=chunk(b"LIST", b"INFOICMT" + SECRET)) + chunk(b"id3 ", SECRET)


def chunk(name, body):
    return name + pack("<I", len(body)) + body + bytes(len(body) % 2)


# AMR


def amr(seconds=1, *, wide=False):
    frame = bytes([8 << 3 | 4]) + bytes(60) if wide else bytes([7 << 3 | 4]) + bytes(31)
    return (b"#!AMR-WB\n" if wide else b"#!AMR\n") + frame * int(50 * seconds)


# MP3


def mp3(seconds=1, *, before=b"", after=b""):
    """MPEG-1, 64 kilobits, 32 kHz: 288 bytes and 36 ms a frame."""
    frame = b"\xff\xfb\x58\xc4" + bytes(284)
    return before + frame * round(seconds / 0.036) + after


def tagged_mp3():
    size = len(SECRET)
    return mp3(before=b"ID3\4\0\0" + bytes([0, 0, 0, size]) + SECRET, after=b"TAG" + SECRET.ljust(125, b"\0"))


# Ogg


def ogg(seconds=1, *, comment=b"", stream=7):
    head = b"OpusHead" + pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    tags = b"OpusTags" + pack("<I", 4) + b"Lavf" + pack("<I", 1) + pack("<I", len(comment)) + comment
    sound = [ogg_page(second + 1, bytes(200), 312 + 48000 * second, stream) for second in range(1, seconds + 1)]
    return b"".join([ogg_page(0, head, 0, stream, 2), ogg_page(1, tags, 0, stream), *sound])


def ogg_page(sequence, packet, position, stream=7, flags=0):
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = pack("<BBqIII", 0, flags, position, stream, sequence, 0) + bytes([len(lacing)]) + lacing
    page = bytearray(b"OggS" + head + packet)
    page[22:26] = pack("<I", ogg_sum(page))
    return bytes(page)


def ogg_sum(page):
    """CRC-32 of a page whose own sum is zero, bit by bit."""
    remainder = 0
    for byte in page:
        remainder ^= byte << 24
        for _bit in range(8):
            remainder = (remainder << 1) ^ (0x04C11DB7 if remainder & 0x80000000 else 0)
            remainder &= 0xFFFFFFFF
    return remainder


# MP4


def box(name, *parts):
    body = b"".join(parts)
    return pack(">I", 8 + len(body)) + name + body


def track(handler=b"soun", codec=b"mp4a", *, scale=8000, length=8000):
    described = box(b"stsd", pack(">II", 0, 1), box(codec, bytes(28)))
    tables = [box(name, bytes(8)) for name in (b"stts", b"stsc", b"stsz", b"stco")]
    media = box(
        b"mdia",
        box(b"mdhd", pack(">IIIIII", 0, 3_900_000_001, 3_900_000_002, scale, length, 0)),
        box(b"hdlr", pack(">II", 0, 0) + handler + bytes(12) + SECRET + b"\0"),
        box(b"minf", box(b"smhd", bytes(8)), box(b"dinf", bytes(8)), box(b"stbl", described, *tables)),
    )
    return box(b"trak", box(b"tkhd", pack(">III", 0, 3_900_000_001, 3_900_000_002) + bytes(72)), media)


def mp4(seconds=1, *, tracks=None, extra=b""):
    head = pack(">IIIII", 0, 3_900_000_001, 3_900_000_002, 1000, int(1000 * seconds)) + bytes(80)
    tracks = tracks if tracks is not None else [track()]
    moov = box(b"moov", box(b"mvhd", head), *tracks, box(b"udta", box(b"meta", SECRET)))
    return box(b"ftyp", b"M4A \0\0\0\0isommp42") + extra + moov + box(b"mdat", bytes(400))


def fragmented_mp4(seconds=3):
    """As an iPhone's browser records: no length at the head, one fragment a second."""
    start = mp4(0)[:-408]
    fragments = [
        box(
            b"moof",
            box(b"mfhd", bytes(8)),
            box(b"traf", box(b"tfhd", bytes(8)), box(b"tfdt", pack(">II", 0, 8000 * second)), box(b"trun", bytes(8))),
        )
        + box(b"mdat", bytes(50))
        for second in range(seconds + 1)
    ]
    return start + b"".join(fragments)


# WebM

OPEN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def element(name, *parts):
    body = b"".join(parts)
    return bytes.fromhex(name) + pack(">Q", len(body) | 1 << 56) + body


def webm(seconds=1, *, track_type=b"\2", codec=b"A_OPUS", info=b"", extra=b"", doc_type=b"webm", tracks=1):
    """As Chrome records: segment and clusters do not say how long they are; one block a second."""
    head = element("1A45DFA3", element("4286", b"\1"), element("4282", doc_type))
    entry = element(
        "AE",
        element("D7", b"\1"),
        element("83", track_type),
        element("86", codec),
        element("536E", SECRET),
        element("E1", element("9F", b"\1")),
    )
    told = element("1549A966", element("2AD7B1", b"\x0f\x42\x40"), element("4D80", b"Chrome"), info)
    clusters = b"".join(
        b"\x1f\x43\xb6\x75" + OPEN + element("E7", pack(">I", 1000 * second)) + block(0) + block(1000)
        for second in range(seconds)
    )
    return head + b"\x18\x53\x80\x67" + OPEN + told + element("1654AE6B", entry * tracks) + extra + clusters


def block(after):
    return element("A3", b"\x81" + pack(">h", after) + b"\x80" + bytes(40))


def tagged_webm():
    return webm(
        info=element("7BA9", SECRET) + element("4461", bytes(8)),
        extra=element("1254C367", element("7373", SECRET)) + b"\xec\x83abc",
    )


CLIPS = {
    "audio/wav": wav,
    "audio/amr": amr,
    "audio/mpeg": mp3,
    "audio/ogg": ogg,
    "audio/mp4": mp4,
    "audio/webm": webm,
}
