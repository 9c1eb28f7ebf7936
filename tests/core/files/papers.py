"""Small documents made on the spot, and what somebody might hide in them."""

import zipfile
import zlib
from io import BytesIO

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def package(parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(more=None, *, types="", relations=""):
    own = {"word/document.xml": "<w:document/>", "word/_rels/document.xml.rels": RELATIONS.format(relations)}
    return package({"[Content_Types].xml": TYPES.format(types), **own, **(more or {})})


def xlsx(more=None):
    return package({"[Content_Types].xml": TYPES.format(""), "xl/workbook.xml": "<workbook/>", **(more or {})})


def relation(kind, target, *, external=True):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r1" Type="{KIND}{kind}" Target="{target}"{mode}/>'


def pdf(*objects, trailer=b""):
    """One empty page, and further objects."""
    own = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R>>"]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate([*own, *objects], 1))
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + body + b"trailer\n<</Root 1 0 R" + trailer + b">>\n%%EOF\n"


def group(content, *, head=b"/Filter/FlateDecode", packed=None):
    """A group of objects in a compressed stream."""
    packed = zlib.compress(content) if packed is None else packed
    return b"<</Type/ObjStm/N 1/First 4" + head + b">>\nstream\n" + packed + b"\nendstream"


def locked(content):
    """The same zip file with the mark of a password on its first entry."""
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + b"\x01" + content[at + 1 :]
