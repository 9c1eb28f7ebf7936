"""POST /api/v1/files: a file's one-use id, good for one report or action."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import body_of, kind_of, problem
from tests.core.files.papers import docx, pdf
from tests.core.files.pictures import photo
from tests.core.files.recordings import mp4, track, webm
from tests.support.cases import case_in
from xiuhuazhen.core.files.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def picture(content=None, name="a.jpg"):
    return SimpleUploadedFile(name, content or photo(), "image/jpeg")


def test_a_photo_goes_with_one_report(world, anybody):
    answer = anybody.send_file(picture())
    assert (answer.status_code, set(answer.json())) == (201, {"id"})
    body = body_of(files=[answer.json()["id"]])
    assert anybody.post("/cases", body).status_code == 201
    assert anybody.post("/cases", body).status_code == 200
    assert Attachment.objects.count() == 1
    again = anybody.post("/cases", body_of(files=body["files"]))
    assert kind_of(again) == (422, "invalid-input")
    assert problem(again)["about"] == {"uploads": {body["files"][0]: "used"}}


def test_a_photo_goes_with_an_action(world, program):
    matter, handler = case_in(world.near, "handling"), program("handler")
    upload = handler.send_file(picture()).json()["id"]
    assert handler.act(matter, "finish", note="换了灯泡", files=[upload]).status_code == 200
    assert Attachment.objects.get().upload_id.hex == upload.replace("-", "")


@pytest.mark.parametrize(
    ("content", "name", "kind"), [(webm(), "voice.webm", "voice"), (pdf(), "低保申请.pdf", "document")]
)
def test_a_voice_clip_or_document_goes_with_one_report(world, anybody, content, name, kind):
    answer = anybody.send_file(picture(content, name))
    assert answer.status_code == 201
    assert anybody.post("/cases", body_of(files=[answer.json()["id"]])).status_code == 201
    assert Attachment.objects.get().file.kind == kind


def test_a_programs_photo_is_its_own(world, program, anybody):
    """What was left with a name is nobody else's."""
    upload = program().send_file(picture()).json()["id"]
    assert kind_of(anybody.post("/cases", body_of(files=[upload]))) == (422, "invalid-input")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"words", "wrong-type"),
        (b"\xff\xd8\xff", "broken"),
        (b"%PDF-1.7", "broken"),
        (docx({"word/vbaProject.bin": b"x"}), "programs"),
        (mp4(tracks=[track(b"vide", b"avc1")]), "video"),
    ],
)
def test_what_is_not_taken_is_refused(world, anybody, content, reason):
    answer = anybody.send_file(picture(content))
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == {"file"}
    assert problem(answer)["about"] == {"reason": reason}


def test_a_photo_that_is_too_large_is_refused(world, anybody, settings):
    settings.PHOTO_MAX_BYTES = 100
    assert problem(anybody.send_file(picture()))["about"] == {"reason": "too-many-bytes"}


def test_a_file_beyond_every_limit_is_refused_unread(world, anybody, settings):
    settings.PHOTO_MAX_BYTES = settings.VOICE_MAX_BYTES = settings.DOCUMENT_MAX_BYTES = 100
    assert problem(anybody.send_file(picture()))["about"] == {"reason": "too-many-bytes"}


def test_a_form_without_the_file_is_refused(world, anybody):
    answer = anybody.client.post("/api/v1/files", {"photo": picture()})
    assert set(problem(answer)["fields"]) == {"file"}
