"""Photos, clips and documents as somebody would make them who wants to do harm, from a seed: always the same ones."""

import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from tests.core.files.papers import docx, group, locked, package, pdf, relation, xlsx
from tests.core.files.pictures import claims_to_be, encoded, photo, tagged_photo, turned_photo
from tests.core.files.recordings import CLIPS, fragmented_mp4, tagged_mp3, tagged_wav, tagged_webm

SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
NAMES = (
    *("a.jpg", "a.png", "a.webp", "a.pdf", "a.docx", "a.xlsx", "a.m4a", "a.webm", "a.amr", "", ".", "..", "a"),
    *("../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "C:\\a.jpg", "a.jpg/", "a/../b.pdf", "%2e%2e%2fa.jpg"),
    *("a\x00.jpg", "a.jpg\x00.exe", "\u202egpj.exe", "a\u202efdp.exe", "a\r\nX-Evil: 1.jpg", 'a".jpg', "a;.jpg"),
    *("照片.jpg", "照" * 300 + ".jpg", "a" * 5000 + ".pdf", "con.jpg", "~$a.docx", "a.svg", "a.html", "a.php.jpg"),
    *(
        "<script>.jpg",
        "{{7*7}}.jpg",
        "=cmd|' /C calc'!A0.xlsx",
        "\ud83d\ude00.jpg".encode("utf-16", "surrogatepass").decode("utf-16"),
    ),
)


@dataclass(frozen=True)
class Hostile:
    """``trick`` names what is wrong with it, for whoever reads the figures."""

    trick: str
    name: str
    content: bytes


def real() -> list[bytes]:
    clips = [make() for make in CLIPS.values()]
    clips += [fragmented_mp4(), tagged_mp3(), tagged_wav(), tagged_webm()]
    papers = [docx(), xlsx(), pdf(), pdf(group(b"4 0 <<>>"))]
    return [*clips, *papers, photo(), photo(form="PNG"), photo(form="WEBP"), tagged_photo(), turned_photo()]


def cut_short(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Some bytes exchanged, left out, or put in between."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200))):
        at = chance.randrange(len(found) + 1)
        found[at : at + chance.choice((0, 1, 1, 4))] = chance.randbytes(chance.choice((0, 1, 1, 4)))
    return bytes(found)


def _of(makers: list[bytes], change: Callable[[bytes, random.Random], bytes]) -> Callable[[random.Random], bytes]:
    return lambda chance: change(chance.choice(makers), chance)


def _head_of_another(chance: random.Random) -> bytes:
    first, second = chance.sample(real(), 2)
    return first[: chance.choice((2, 4, 8, 12, 32))] + second[chance.choice((0, 4, 12)) :]


def _two_in_one(chance: random.Random) -> bytes:
    """A file of one kind that goes on as one of another."""
    first, second = chance.sample([*real(), SVG, HTML, _zip_of_zips(), b"MZ" + bytes(60), b"\x7fELF" + bytes(60)], 2)
    return first + second


def _claims(chance: random.Random) -> bytes:
    sides = (0, 1, 7, 1000, 20_000, 65_535, 65_536, 100_000, 2**31 - 1, 2**32 - 1)
    return claims_to_be(chance.choice(sides), chance.choice(sides))


def _jpeg_claims(chance: random.Random) -> bytes:
    """The size in the header of a JPEG exchanged."""
    found = bytearray(photo())
    at = found.index(b"\xff\xc0") + 5
    found[at : at + 4] = struct.pack(">HH", *chance.choice(((65_535, 65_535), (0, 0), (65_535, 1), (30_000, 30_000))))
    return bytes(found)


def _png_bomb(chance: random.Random) -> bytes:
    """A large even picture in few bytes; all that fits under the limit is unpacked."""
    side = chance.choice((3000, 5000, 9000))
    return encoded(Image.new("1", (side, side)), "PNG", optimize=False)


def _png_text_bomb(chance: random.Random) -> bytes:
    packed = zlib.compress(bytes(chance.choice((2, 30)) * 1_000_000))
    body = b"Comment\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    content = photo(form="PNG")
    return content[:33] + chunk + content[33:]


def _exif(chance: random.Random) -> bytes:
    """Notes of a camera that point outside, in circles, or hold what no reader expects."""
    tags, counts = (0x0112, 0x8769, 0x8825, 0x010F, 0x9286), (0, 1, 2**16, 2**32 - 1)
    places = (0, 8, 26, 2**31, 2**32 - 1)
    note = (chance.choice(tags), chance.randrange(14), chance.choice(counts), chance.choice(places))
    entry = struct.pack("<HHII", *note)
    body = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", chance.choice((1, 2, 65_535))) + entry * 2 + b"\x08\0\0\0"
    body += chance.randbytes(chance.choice((0, 40)))
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + photo()[2:]


def _zip_of_zips() -> bytes:
    inner = package({f"{number}.bin": bytes(100_000) for number in range(3)})
    for _ in range(3):
        inner = package({f"{number}.zip": inner for number in range(3)})
    return inner


def _paper_bomb(chance: random.Random) -> bytes:
    make = chance.choice((docx, xlsx))
    folder = "word" if make is docx else "xl"
    return make({f"{folder}/media/{number}.bin": bytes(30_000_000) for number in range(chance.choice((1, 9)))})


def _same_parts(chance: random.Random) -> bytes:
    """An archive in which a part stands twice, lies outside, or has a name of strange signs."""
    out = BytesIO()
    names = (
        "[Content_Types].xml",
        "word/document.xml",
        "../../evil",
        "/abs",
        "a\x00b",
        "word\\document.xml",
        "." * 300,
    )
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as file:
        warnings.simplefilter("ignore")
        for name in (*names[:2], *chance.choices(names, k=4)):
            file.writestr(name, chance.choice((b"", b"<w:document/>", SCRIPT, chance.randbytes(50))))
    return out.getvalue()


def _entities(chance: random.Random) -> bytes:
    external = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><x>&c;</x>'
    part = chance.choice(("[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"))
    return docx({part: chance.choice((external, laughs))})


def _macros(chance: random.Random) -> bytes:
    outside = relation(chance.choice(("attachedTemplate", "oleObject", "frame")), "http://127.0.0.1:9/x")
    return chance.choice((docx({"word/vbaProject.bin": b"x"}), docx(relations=outside), locked(docx())))


def _pdf_tricks(chance: random.Random) -> bytes:
    names = (b"/OpenAction", b"/AA", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/#4aavaScript", b"/RichMedia")
    packed = group(chance.choice((b"4 0 <</S/JavaScript>>", bytes(5_000_000))))
    loop = b"<</Type/Pages/Kids[2 0 R]/Count 99999999>>"
    deep = b"[" * chance.choice((10, 5000)) + b"]"
    objects = [b"<<" + chance.choice(names) + b" 5 0 R>>", packed, loop, deep]
    return pdf(*chance.sample(objects, 2), trailer=chance.choice((b"", b"/Encrypt 4 0 R", b"/Prev 0")))


def _text(chance: random.Random) -> bytes:
    heads = (b"", b"\0", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04", b"RIFF", b"OggS")
    others = (b"GIF89a", b"BM", b"II*\0", b"\0\0\0\x18ftypheic")
    return chance.choice((SVG, HTML, *heads, *(head + bytes(60) for head in others)))


def _noise(chance: random.Random) -> bytes:
    return chance.choice([content[:16] for content in real()]) + chance.randbytes(chance.choice((1, 500, 70_000)))


def _tricks() -> dict[str, Callable[[random.Random], bytes]]:
    makers = real()
    return {
        "cut short": _of(makers, cut_short),
        "bytes exchanged": _of(makers, mutated),
        "head of another kind": _head_of_another,
        "two files in one": _two_in_one,
        "claims a size (PNG)": _claims,
        "claims a size (JPEG)": _jpeg_claims,
        "picture bomb": _png_bomb,
        "comment bomb": _png_text_bomb,
        "notes of the camera": _exif,
        "archive bomb": _paper_bomb,
        "archive in archives": lambda _chance: _zip_of_zips(),
        "parts with strange names": _same_parts,
        "entities": _entities,
        "programs and outside targets": _macros,
        "PDF with actions": _pdf_tricks,
        "script and stumps": _text,
        "noise": _noise,
        "strange name": _of(makers, lambda content, _chance: content),
    }


_DEAR = {"picture bomb": 0.15, "archive bomb": 0.15, "comment bomb": 0.3}
"""Those that take seconds to make come less often."""


def hostile_files(count: int, seed: int = 20261123) -> Iterator[Hostile]:
    """Every trick at least once, if there are as many."""
    chance, tricks = random.Random(seed), _tricks()
    weights = [_DEAR.get(name, 1.0) for name in tricks]
    chosen = [*tricks, *chance.choices(list(tricks), weights, k=count)][:count]
    for trick in chosen:
        yield Hostile(trick, chance.choice(NAMES), tricks[trick](chance))
