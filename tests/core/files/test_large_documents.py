"""A document that takes longer than somebody should wait is looked into by the job."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.conftest import AT, WANG, on_disk
from tests.core.files.papers import group, pdf
from xiuhuazhen.core.files import access, actions, processing, queries
from xiuhuazhen.core.files.models import StoredFile
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

FILLING = b"<</Length 600000>>\nstream\n" + bytes(600_000) + b"\nendstream"
LARGE = pdf(FILLING)
UNPACKS = pdf(group(b"9 0 " + b"/Nothing " * 200_000))
"""Small, and unpacks to 1.8 MB."""


def given(content):
    left = actions.receive_upload(content=content, filename="低保申请.pdf", by=WANG, at=AT)
    (one,) = actions.claim_uploads(ids=[left.pk], owner_type="sample", owner_id="7", by=WANG, at=AT)
    return one


def shown():
    return queries.attachments_of("sample", ["7"])["7"][0]


@pytest.mark.parametrize("content", [LARGE, UNPACKS], ids=["large", "unpacks to much"])
def test_it_waits_sealed_and_is_let_through(files_dir, content):
    paper = given(content)
    assert (paper.state, paper.name, paper.bytes, paper.mime) == (
        "pending",
        "低保申请.pdf",
        len(content),
        "application/pdf",
    )
    (raw,) = [path for path in files_dir.rglob("*") if path.is_file()]
    assert (on_disk(files_dir), b"%PDF" in raw.read_bytes()) == ({"quarantine": 1}, False)
    run_pending(at=AT)
    assert (shown().state, on_disk(files_dir)) == ("ready", {"sealed": 1})
    assert processing.unsealed(StoredFile.objects.get().pk) == content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(FILLING, b"<</S/JavaScript>>"), "The document holds macros or scripts."),
        (pdf(FILLING, trailer=b"/Encrypt 9 0 R"), "The document has a password."),
        (pdf(FILLING, b"<</EmbeddedFiles 9 0 R>>"), "The document holds other files or draws them in."),
        (pdf(group(b"9 0 " + bytes(40_000_000))), "The document unpacks to far more than it should."),
        (pdf(FILLING, group(b"", packed=b"nonsense")), "The file is damaged."),
    ],
)
def test_it_is_refused_by_the_job_and_leaves_nothing(files_dir, content, sentence):
    assert given(content).state == "pending"
    run_pending(at=AT)
    assert (shown().state, shown().refusal, on_disk(files_dir)) == ("refused", sentence, {})


def test_it_is_downloaded_once_it_was_looked_into(client, monkeypatch):
    monkeypatch.setattr(access, "_owners", {"sample": lambda request, file: True})
    paper = given(LARGE)
    waiting = client.get(f"/files/{paper.id}/")
    assert (waiting.status_code, waiting.content.decode()) == (
        404,
        "The file is being prepared. Please look again in a moment.",
    )
    run_pending(at=AT)
    response = client.get(f"/files/{paper.id}/")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, LARGE)


def test_one_that_is_erased_while_it_waits_leaves_nothing(files_dir):
    given(LARGE)
    actions.erase_attachments(owner_type="sample", owner_id="7", by=SYSTEM, at=AT)
    run_pending(at=AT)
    assert (on_disk(files_dir), StoredFile.objects.count()) == ({}, 0)


def test_a_small_one_is_still_refused_at_once(client):
    content = pdf(b"<</S/JavaScript>>")
    response = client.post("/api/v1/files", {"file": SimpleUploadedFile("a.pdf", content)})
    assert (response.status_code, response.json()["about"]) == (422, {"reason": "programs"})
