"""A photo from the door to its owner, and out again."""

import stat
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.core.files.conftest import AT, DAY, LI, WANG, on_disk
from tests.core.files.pictures import claims_to_be, photo, tagged_photo
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import actions, disk, queries
from xiuhuazhen.core.files.choices import FileState
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import Attachment, SealedBlob, StoredFile, Upload
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db


def claim(*uploads, owner_id="7", by=WANG, at=AT):
    ids = [getattr(item, "pk", item) for item in uploads]
    return actions.claim_uploads(ids=ids, owner_type="sample", owner_id=owner_id, by=by, at=at)


def audit_names():
    return sorted(AuditRow.objects.values_list("action", flat=True))


def test_raw_bytes_wait_encrypted_and_leave_when_the_photo_is_prepared(files_dir, upload):
    left = upload(tagged_photo())
    (raw,) = [path for path in files_dir.rglob("*") if path.is_file()]
    assert b"secret" not in raw.read_bytes()
    assert b"\xff\xd8\xff" not in raw.read_bytes()
    assert stat.S_IMODE(raw.stat().st_mode) == 0o600
    assert (left.file.state, on_disk(files_dir)) == ("pending", {"quarantine": 1})
    run_pending(at=AT)
    left.file.refresh_from_db()
    assert (left.file.state, on_disk(files_dir)) == ("ready", {"photos": 1, "previews": 1})
    content = disk.read(Folder.PHOTOS, left.file.sha256)
    assert (left.file.bytes, b"secret" in content) == (len(content), False)
    assert audit_names() == ["files.upload.received"]


@pytest.mark.parametrize(
    ("content", "reason", "sentence"),
    [
        (
            b"words",
            "wrong-type",
            "This file cannot be taken. Please send a photo (JPEG, PNG, WebP), a recording, or a PDF, docx or xlsx.",
        ),
        (photo()[:20], "broken", "The photo is damaged. Please choose it again or take a new one."),
        (claims_to_be(9000, 9000), "too-many-pixels", "The photo has too many pixels. Please send a smaller one."),
        (
            photo() + bytes(15 * 1024 * 1024),
            "too-many-bytes",
            "The photo is larger than 15 MB. Please send a smaller one.",
        ),
    ],
)
def test_what_is_no_photo_is_refused_at_once_and_leaves_nothing(files_dir, content, reason, sentence):
    with pytest.raises(InvalidInput) as refusal:
        actions.receive_upload(content=content, filename="a.jpg", by=WANG, at=AT)
    assert (refusal.value.fields, refusal.value.extra) == ({"file": sentence}, {"reason": reason})
    assert (Upload.objects.count(), on_disk(files_dir)) == (0, {})


def test_a_photo_damaged_behind_its_header_is_refused_by_the_job_once(files_dir, upload):
    """The job ends well: nothing is tried again, and the raw bytes are gone."""
    left = upload(photo((400, 400))[:700], prepared=True)
    left.file.refresh_from_db()
    assert (left.file.state, left.file.refusal) == ("refused", "damaged")
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("done", 1)
    assert on_disk(files_dir) == {}


def test_preparing_twice_changes_nothing(files_dir, upload):
    left = upload(prepared=True)
    before = StoredFile.objects.values().get()
    enqueue("files.process", at=AT, file_id=left.file_id)
    run_pending(at=AT)
    assert StoredFile.objects.values().get() == before


def test_the_same_content_lies_on_disk_once(files_dir, upload):
    first, second = upload(prepared=True), upload(prepared=True)
    first.file.refresh_from_db()
    second.file.refresh_from_db()
    assert first.file_id != second.file_id
    assert first.file.sha256 == second.file.sha256
    assert on_disk(files_dir) == {"photos": 1, "previews": 1}


def test_photos_keep_the_order_in_which_they_were_given(upload):
    a, b, c = upload(), upload(), upload()
    claim(b, a)
    claim(c)
    (shown,) = queries.attachments_of("sample", ["7", "8"]).values()
    uploads = dict(Attachment.objects.values_list("pk", "upload_id"))
    assert [(uploads[row.id], row.position) for row in shown] == [(b.pk, 0), (a.pk, 1), (c.pk, 2)]


def test_photos_of_many_owners_are_one_query(upload, django_assert_num_queries):
    for owner_id in ("7", "8", "9"):
        claim(upload(), upload(), owner_id=owner_id)
    with django_assert_num_queries(1):
        found = queries.attachments_of("sample", ["7", "8", "10"])
    assert {owner: len(rows) for owner, rows in found.items()} == {"7": 2, "8": 2}


def test_an_upload_is_good_for_one_owner(upload):
    left = upload()
    claim(left)
    with pytest.raises(InvalidInput) as refusal:
        claim(left, owner_id="8")
    assert refusal.value.extra == {"uploads": {str(left.pk): "used"}}


def test_the_same_owner_may_claim_again(upload):
    """So that a repeated request gets the same answer; a photo that is new in it is added."""
    first, second = upload(), upload()
    before = claim(first)
    assert claim(first) == before
    assert [row.id for row in claim(first, second)][:1] == [before[0].id]
    assert Attachment.objects.count() == 2


def test_an_id_given_twice_is_one_photo(upload):
    left = upload()
    assert len(claim(left, left)) == 1


def test_each_unusable_upload_is_named_and_none_is_taken(upload):
    good, foreign, old = upload(), upload(by=LI), upload(at=AT - DAY)
    nowhere = uuid4()
    with pytest.raises(InvalidInput) as refusal:
        claim(good, foreign, old, nowhere)
    assert refusal.value.extra == {
        "uploads": {str(foreign.pk): "unknown", str(old.pk): "expired", str(nowhere): "unknown"}
    }
    assert refusal.value.fields == {
        "files": "Please add these files again: file 2 is not here, file 3 is older than 24 hours, file 4 is not here."
    }
    assert Attachment.objects.count() == 0


def test_an_upload_lives_24_hours(upload):
    left = upload()
    assert len(claim(left, at=AT + DAY - timedelta(microseconds=1))) == 1


def test_claiming_takes_six_statements_however_many_photos(upload, django_assert_num_queries):
    """Savepoint and release included."""
    uploads = [upload() for _ in range(4)]
    with django_assert_num_queries(6):
        claim(*uploads)


def test_a_refused_photo_says_why(attach):
    attachment = attach("sample", "7", photo((400, 400))[:700])
    (row,) = queries.attachments_of("sample", ["7"])["7"]
    assert (row.id, row.state, row.refusal) == (attachment.id, FileState.REFUSED, "The file is damaged.")


def test_uploads_that_nobody_claimed_are_erased_after_24_hours(files_dir, upload):
    """Prepared or not; claimed ones stay."""
    claim(upload(photo(colour=(1, 2, 3)), prepared=True))
    upload(prepared=True)
    upload(photo(colour=(9, 9, 9)))
    actions.erase_expired(by=SYSTEM, at=AT + DAY - timedelta(seconds=1))
    assert Upload.objects.count() == 3
    Job.objects.filter(state="queued").delete()
    actions.erase_expired(by=SYSTEM, at=AT + DAY)
    run_pending(at=AT + DAY)
    assert (Upload.objects.count(), StoredFile.objects.count()) == (1, 1)
    assert on_disk(files_dir) == {"photos": 1, "previews": 1}
    assert audit_names().count("files.photo.erased") == 2


def test_content_that_somebody_else_still_shows_stays(files_dir, attach):
    attach("sample", "7")
    attach("sample", "8")
    assert actions.erase_attachments(owner_type="sample", owner_id="7", by=WANG, at=AT) == 1
    run_pending(at=AT)
    assert on_disk(files_dir) == {"photos": 1, "previews": 1}
    assert actions.erase_attachments(owner_type="sample", owner_id="8", by=WANG, at=AT) == 1
    run_pending(at=AT)
    assert (on_disk(files_dir), StoredFile.objects.count(), Upload.objects.count()) == ({}, 0, 0)


def test_a_photo_erased_before_it_was_prepared_leaves_nothing(files_dir, attach):
    attach("sample", "7", prepared=False)
    actions.erase_attachments(owner_type="sample", owner_id="7", by=WANG, at=AT)
    run_pending(at=AT)
    assert on_disk(files_dir) == {}


def store(content=b"name,phone\n", at=AT):
    return actions.store_bytes(content=content, filename="12345热线.xlsx", purpose="cases.import", by=WANG, at=at)


def test_a_spreadsheet_is_kept_encrypted_and_read_back(files_dir):
    blob = store()
    (path,) = [path for path in files_dir.rglob("*") if path.is_file()]
    assert b"phone" not in path.read_bytes()
    assert "热线".encode() not in bytes(SealedBlob.objects.values_list("filename", flat=True).get())
    assert queries.blob_content(blob.pk) == queries.BlobContent("12345热线.xlsx", b"name,phone\n")


def test_a_spreadsheet_is_erased_after_30_days(files_dir):
    blob = store()
    actions.erase_expired(by=SYSTEM, at=AT + 30 * DAY - timedelta(seconds=1))
    assert SealedBlob.objects.count() == 1
    actions.erase_expired(by=SYSTEM, at=AT + 30 * DAY)
    run_pending(at=AT + 30 * DAY)
    assert on_disk(files_dir) == {}
    with pytest.raises(NotFound):
        queries.blob_content(blob.pk)
    assert audit_names() == ["files.blob.erased", "files.blob.stored"]


def test_bytes_of_which_no_row_speaks_are_erased_after_a_day(files_dir):
    """What a crash between the file and its row leaves."""
    blob = store(at=AT)
    for folder in (Folder.QUARANTINE, Folder.SEALED, Folder.DRAFTS):
        disk.write(folder, str(uuid4()), b"left over")
    written = max(path.stat().st_mtime for path in files_dir.rglob("*") if path.is_file())
    just_now = AT.fromtimestamp(written, AT.tzinfo)
    SealedBlob.objects.update(expires_at=just_now + 9 * DAY)
    actions.erase_expired(by=SYSTEM, at=just_now + DAY - timedelta(hours=1))
    assert on_disk(files_dir) == {"quarantine": 1, "sealed": 2, "drafts": 1}
    actions.erase_expired(by=SYSTEM, at=just_now + DAY + timedelta(seconds=1))
    assert on_disk(files_dir) == {"sealed": 1}
    assert queries.blob_content(blob.pk).content == b"name,phone\n"
