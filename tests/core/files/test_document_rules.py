"""What a document must be, and what must not be in it."""

import pytest

from tests.core.files.papers import docx, group, locked, package, pdf, relation, xlsx
from tests.core.files.test_voice_rules import fault_of, seen
from xiuhuazhen.core.files.rules.documents import DOCX, XLSX
from xiuhuazhen.core.files.rules.faults import UploadFault

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (pdf(), "通知.pdf", "application/pdf"),
        (pdf(group(b"4 0 <</Type/Action/S/URI>>")), "通知.PDF", "application/pdf"),
        (docx(), "申请.docx", DOCX),
        (docx(), "", DOCX),
        (docx(relations=relation("hyperlink", "http://example.com/")), "申请", DOCX),
        (xlsx({"xl/printerSettings/printerSettings1.bin": b"x"}), "表.xlsx", XLSX),
    ],
)
def test_the_type_is_read_from_the_contents_and_nothing_is_changed(content, name, mime):
    found = seen(content, name)
    assert (found.kind, found.mime, found.content) == ("document", mime, content)


@pytest.mark.parametrize(
    "content",
    [
        docx({"word/vbaProject.bin": b"x"}),
        docx({"word/VBAPROJECT.BIN": b"x"}),
        xlsx({"xl/vbaProject.bin": b"x"}),
        xlsx({"xl/macrosheets/sheet1.xml": b"x"}),
        docx({"word/activeX/activeX1.xml": b"x"}),
        docx(types='<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
        pdf(SCRIPT),
        pdf(b"<</S/J#61vaScript/JS(1)>>"),
        pdf(b"<</S/#4a#61#76#61#53#63#72#69#70#74>>"),
        pdf(b"<</S /Launch/F(cmd.exe)>>"),
        pdf(b"<</AcroForm<</XFA 9 0 R>>>>"),
        pdf(group(b"4 0 " + SCRIPT)),
        pdf(group(b"4 0 " + SCRIPT, head=b"/F#69lter/FlateDecode")),
        pdf(group(b"4 0 " + SCRIPT, head=b" " * 9000 + b"/Filter[/FlateDecode]")),
        pdf(group(b"4 0 x"), group(b"4 0 " + SCRIPT)),
    ],
)
def test_programs_are_refused(content):
    assert fault_of(content) == UploadFault.PROGRAMS


@pytest.mark.parametrize(
    "content",
    [
        xlsx({"xl/externalLinks/externalLink1.xml": b"x"}),
        docx({"word/embeddings/oleObject1.bin": b"x"}),
        docx({"word/embeddings/Microsoft_Excel_Sheet.xlsx": b"x"}),
        docx(relations=relation("attachedTemplate", "http://example.com/t.dotm")),
        docx(relations=relation("image", "\\\\example.com\\share\\a.png")),
        pdf(b"<</Type/EmbeddedFile>>"),
        pdf(b"<</Names<</EmbeddedFiles 9 0 R>>>>"),
    ],
)
def test_other_files_inside_are_refused(content):
    assert fault_of(content) == UploadFault.INSIDE


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (pdf(trailer=b"/Encrypt 9 0 R"), UploadFault.PROTECTED),
        (locked(docx()), UploadFault.PROTECTED),
        (OLD, UploadFault.OLD_OFFICE),
        (b"%PDF-1.7 without an end", UploadFault.BROKEN),
        (b"%PDF-x.7\n%%EOF", UploadFault.BROKEN),
        (pdf(group(b"4 0 x", head=b"/Filter/ASCII85Decode")), UploadFault.BROKEN),
        (pdf(group(b"4 0 x", head=b"/Filter[/FlateDecode/ASCIIHexDecode]")), UploadFault.BROKEN),
        (pdf(group(b"4 0 x", head=b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>")), UploadFault.BROKEN),
        (pdf(group(b"4 0 " + SCRIPT, head=b"/Filter/FlateDecode %stream\n")), UploadFault.BROKEN),
        (pdf(b"<</Filter/FlateDecode %stream\n/Type/ObjStm>>\nstream\nx\x9c\nendstream"), UploadFault.BROKEN),
        (pdf(group(b"", packed=b"x\x9cendstream")), UploadFault.BROKEN),
        (package({"a.txt": b"x"}), UploadFault.WRONG_TYPE),
        (package({"word/document.xml": b"x"}), UploadFault.WRONG_TYPE),
        (docx({"xl/workbook.xml": b"x"}), UploadFault.WRONG_TYPE),
        (docx({"../../a.txt": b"x"}), UploadFault.BROKEN),
        (docx()[:-30], UploadFault.BROKEN),
        (docx({"word/_rels/a.xml.rels": "<Relationships/>".encode("utf-16")}), UploadFault.BROKEN),
        (docx({"word/_rels/a.xml.rels": b"<!DOCTYPE x [<!ENTITY a 'b'>]>"}), UploadFault.BROKEN),
        (docx({"word/_rels/a.xml.rels": b" " * 3_000_000}), UploadFault.UNPACKS_TO_TOO_MUCH),
        (docx({f"word/{number}.rels": b" " * 900_000 for number in range(3)}), UploadFault.UNPACKS_TO_TOO_MUCH),
        (docx({f"word/{number}.xml": b"" for number in range(5000)}), UploadFault.BROKEN),
    ],
)
def test_what_cannot_be_looked_into_gets_its_fault(content, fault):
    assert fault_of(content) == fault


def test_a_pdf_may_speak_of_what_it_does_not_hold():
    """Words in its text, and names that only begin alike."""
    assert seen(pdf(b"(JavaScript)", b"<</EncryptMetadata true/Launcher 1/JavaScripts 2>>")).kind == "document"


def test_relationships_that_never_end_are_read_in_one_go():
    assert seen(docx({"word/_rels/a.xml.rels": b"<Relationship " * 130_000})).kind == "document"


def test_a_bomb_is_refused_without_unpacking_it(settings):
    settings.DOCUMENT_MAX_UNPACKED_BYTES = 20 * 1024 * 1024
    content = docx({"word/media/image1.bmp": bytes(30 * 1024 * 1024)})
    assert len(content) < 100_000
    assert fault_of(content) == UploadFault.UNPACKS_TO_TOO_MUCH


@pytest.mark.parametrize("name", ["a.docm", "a.xlsx", "a.pdf", "a.docx.exe", "a.html"])
def test_the_name_of_a_document_must_say_what_it_is(name):
    assert fault_of(docx(), name) == UploadFault.WRONG_TYPE


def test_a_document_of_more_bytes_than_allowed_is_refused(settings):
    settings.DOCUMENT_MAX_BYTES = len(docx())
    assert seen(docx()).kind == "document"
    settings.DOCUMENT_MAX_BYTES -= 1
    assert fault_of(docx()) == UploadFault.TOO_MANY_BYTES
