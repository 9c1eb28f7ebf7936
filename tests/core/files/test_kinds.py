"""Voice clips and documents from the door to their owner, and out again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.conftest import AT, DAY, WANG, on_disk
from tests.core.files.papers import docx, pdf
from tests.core.files.pictures import photo
from tests.core.files.recordings import SECRET, amr, ogg, webm
from tests.core.files.test_voice_rules import seen
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import access, actions, disk, processing, queries
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import StoredFile, Upload
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

OWN = {"X-Owner": "7"}
POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


@pytest.fixture(autouse=True)
def owners(monkeypatch):
    """Objects of kind ``sample`` show their files to whoever brings their id as a header."""
    monkeypatch.setattr(access, "_owners", {})
    access.register_owner("sample", lambda request, file: request.headers.get("X-Owner") == file.owner_id)


@pytest.fixture
def given():
    """``given(content, "name")``: a file that owner 7 has."""

    def give(content, filename="", owner_id="7"):
        left = actions.receive_upload(content=content, filename=filename, by=WANG, at=AT)
        (one,) = actions.claim_uploads(ids=[left.pk], owner_type="sample", owner_id=owner_id, by=WANG, at=AT)
        return one

    return give


def address(attachment):
    return f"/files/{attachment.id}/"


def body(response):
    return b"".join(response.streaming_content)


class TestKeeping:
    def test_a_clip_is_ready_at_once_and_lies_sealed_without_what_it_told(self, files_dir, given):
        clip = given(ogg(3, comment=SECRET))
        (path,) = [path for path in files_dir.rglob("*") if path.is_file()]
        assert (on_disk(files_dir), Job.objects.count()) == ({"sealed": 1}, 0)
        assert b"OggS" not in path.read_bytes()
        assert (clip.kind, clip.state, clip.mime, clip.seconds, clip.name) == ("voice", "ready", "audio/ogg", 3, "")
        content = processing.unsealed(StoredFile.objects.get().pk)
        assert (len(content), SECRET in content) == (clip.bytes, False)

    def test_a_document_is_kept_as_it_came_and_its_name_is_sealed_and_masked(self, given):
        paper = given(pdf(), "王小明 13912345678 申请.pdf")
        row = StoredFile.objects.get()
        assert "王小明".encode() not in bytes(StoredFile.objects.values_list("name", flat=True).get())
        assert row.name.open() == "王小明 13912345678 申请.pdf"
        assert (paper.kind, paper.name, paper.bytes) == ("document", "王小明 139****5678 申请.pdf", len(pdf()))
        assert processing.unsealed(row.pk) == pdf()

    def test_files_of_every_kind_keep_their_order(self, given):
        given(pdf(), "a.pdf")
        given(webm())
        given(photo())
        assert [row.kind for row in queries.attachments_of("sample", ["7"])["7"]] == ["document", "voice", "photo"]

    def test_what_is_erased_leaves_nothing(self, files_dir, given):
        given(webm())
        given(docx(), "a.docx")
        given(webm(), owner_id="8")
        assert actions.erase_attachments(owner_type="sample", owner_id="7", by=WANG, at=AT) == 2
        run_pending(at=AT)
        assert (on_disk(files_dir), StoredFile.objects.count()) == ({"sealed": 1}, 1)
        assert sorted(AuditRow.objects.filter(action__endswith="erased").values_list("action", flat=True)) == [
            "files.document.erased",
            "files.voice.erased",
        ]

    def test_what_nobody_claimed_is_erased_after_24_hours(self, files_dir):
        actions.receive_upload(content=webm(), filename="", by=WANG, at=AT)
        actions.erase_expired(by=SYSTEM, at=AT + DAY)
        run_pending(at=AT + DAY)
        assert (on_disk(files_dir), Upload.objects.count()) == ({}, 0)

    def test_killed_between_the_bytes_and_their_row_it_leaves_nothing(self, files_dir, given):
        """What stays of one that came whole is not touched."""
        kept = given(webm())
        processing.seal(uuid4(), webm())
        written = max(path.stat().st_mtime for path in files_dir.rglob("*") if path.is_file())
        just_now = AT.fromtimestamp(written, AT.tzinfo)
        actions.erase_expired(by=SYSTEM, at=just_now + DAY + timedelta(seconds=1))
        assert on_disk(files_dir) == {"sealed": 1}
        assert processing.unsealed(StoredFile.objects.get(attachments=kept.id).pk) == webm_kept()


def webm_kept():
    return seen(webm()).content


class TestPlaying:
    def test_a_clip_is_given_whole_to_whoever_may(self, client, given):
        clip = given(webm())
        response = client.get(address(clip), headers=OWN)
        assert (response.status_code, response["Content-Type"]) == (200, "audio/webm")
        assert response["Content-Disposition"] == f'inline; filename="{clip.id}.webm"'
        assert (response["Accept-Ranges"], response["Content-Length"]) == ("bytes", str(clip.bytes))
        assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, max-age=600", "nosniff")
        assert response["Content-Security-Policy"] == POLICY
        assert body(response) == webm_kept()

    @pytest.mark.parametrize(
        ("wanted", "start", "stop"), [("bytes=0-0", 0, 1), ("bytes=10-19", 10, 20), ("bytes=-7", -7, None)]
    )
    def test_a_part_is_given_alone(self, client, given, wanted, start, stop):
        clip, whole = given(webm()), webm_kept()
        response = client.get(address(clip), headers={**OWN, "Range": wanted})
        first = start % len(whole)
        last = (stop or len(whole)) - 1
        assert (response.status_code, response["Content-Range"]) == (206, f"bytes {first}-{last}/{len(whole)}")
        assert (body(response), response["Content-Length"]) == (whole[start:stop], str(last - first + 1))

    def test_a_part_behind_the_end_says_how_long_it_is(self, client, given):
        clip = given(webm())
        response = client.get(address(clip), headers={**OWN, "Range": f"bytes={clip.bytes}-"})
        assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{clip.bytes}")

    def test_a_part_of_what_was_seen_before_is_given_if_it_is_still_the_same(self, client, given):
        clip = given(webm())
        mark = client.get(address(clip), headers=OWN)["ETag"]
        wanted = {**OWN, "Range": "bytes=0-9"}
        assert client.get(address(clip), headers={**wanted, "If-Range": mark}).status_code == 206
        assert client.get(address(clip), headers={**wanted, "If-Range": '"other"'}).status_code == 200

    def test_head_tells_the_size_alone(self, client, given):
        clip = given(webm())
        response = client.head(address(clip), headers=OWN)
        assert (response.status_code, response["Content-Length"], body(response)) == (200, str(clip.bytes), b"")

    def test_absent_and_forbidden_look_the_same_for_parts_too(self, client, given):
        clip, paper = given(amr()), given(pdf(), "a.pdf")
        asked = {"Range": "bytes=0-1"}
        answers = [
            client.get(address(clip), headers=asked),
            client.head(address(clip), headers=asked),
            client.get(address(clip), headers={**asked, "X-Owner": "8"}),
            client.get(address(paper), headers={"X-Owner": "8"}),
            client.get(f"/files/{uuid4()}/", headers={**asked, **OWN}),
        ]
        assert {(answer.status_code, answer["Cache-Control"]) for answer in answers} == {(404, "no-store")}
        words = {answer.content.decode() for answer in answers if answer.content}
        assert words == {"There is no such file, or you cannot see it."}

    def test_a_clip_has_no_preview(self, client, given):
        assert client.get(f"{address(given(webm()))}preview/", headers=OWN).status_code == 404

    def test_a_clip_whose_bytes_are_missing_is_not_a_fault_of_the_server(self, client, given):
        clip = given(webm())
        disk.remove(Folder.SEALED, str(StoredFile.objects.get().pk))
        response = client.get(address(clip), headers=OWN)
        assert (response.status_code, response.content.decode()) == (404, "The file was lost.")


class TestDownloading:
    def test_a_document_is_never_shown_in_place(self, client, given):
        paper = given(pdf(), "王小明 13912345678.pdf")
        response = client.get(address(paper), headers=OWN)
        name = "%E7%8E%8B%E5%B0%8F%E6%98%8E%20139%2A%2A%2A%2A5678.pdf"
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
        assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == ("nosniff", POLICY)
        assert body(response) == pdf()

    def test_a_document_without_a_name_gets_one(self, client, given):
        content = docx()
        paper = given(content)
        response = client.get(address(paper), headers=OWN)
        assert response["Content-Disposition"] == f'attachment; filename="{StoredFile.objects.get().pk}.docx"'
        assert body(response) == content


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "a.docx",
            docx({"word/vbaProject.bin": b"x"}),
            "The document holds macros or scripts. Please print it to a new PDF and send that.",
        ),
        (
            "a.pdf",
            pdf(trailer=b"/Encrypt 9 0 R"),
            "The document has a password. Please save it without one and send that.",
        ),
        ("a.webm", webm(301), "The recording is longer than 5 minutes. Please send a shorter one."),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(100), "Photos in HEIC format cannot be read here."),
    ],
)
def test_a_refusal_says_what_to_do_and_leaves_nothing(client, files_dir, name, content, sentence):
    response = client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)})
    assert (response.status_code, response.json()["fields"]["file"].startswith(sentence)) == (422, True)
    assert (on_disk(files_dir), StoredFile.objects.count()) == ({}, 0)
