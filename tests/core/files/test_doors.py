"""Photos through the doors that people and programs use."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.core.files.conftest import WANG
from tests.core.files.pictures import encoded, photo
from xiuhuazhen.core.files import access, disk
from xiuhuazhen.core.files.models import StoredFile, Upload
from xiuhuazhen.core.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def owners(monkeypatch):
    """Objects of kind ``sample`` show their photos to whoever brings their id as a header."""
    monkeypatch.setattr(access, "_owners", {})
    access.register_owner("sample", lambda request, file: request.headers.get("X-Owner") == file.owner_id)


def post(client, content, name="IMG_1.jpg"):
    return client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)})


def shown(response):
    return b"".join(response.streaming_content)


def test_a_photo_posted_by_anybody_gets_a_one_use_id(client):
    response = post(client, photo())
    assert response.status_code == 201
    upload = Upload.objects.get()
    assert response.json() == {"id": str(upload.pk)}
    assert (upload.uploader_key, upload.expires_at - upload.created_at) == ("public", timedelta(hours=24))
    assert Job.objects.get().kwargs == {"file_id": str(upload.file_id)}


@pytest.mark.parametrize("content", [b"words", b"\xff\xd8\xff<script>", photo() + bytes(15 * 1024 * 1024)])
def test_what_is_no_photo_is_refused_with_a_sentence(client, content):
    response = post(client, content)
    assert (response.status_code, response.json()["type"]) == (422, "urn:xiuhuazhen:problem:invalid-input")
    assert list(response.json()["fields"]) == ["file"]
    assert Upload.objects.count() == 0


def test_the_upload_of_somebody_known_is_theirs(rf):
    from xiuhuazhen.core.files.api import receive_file

    request = rf.post("/api/v1/files")
    request.auth = WANG
    answer = receive_file(request, SimpleUploadedFile("a.jpg", photo()))
    assert (answer.status_code, answer.value.uploader_key) == (201, "person:1")


def test_the_owner_decides_who_sees_a_photo(client, attach):
    attachment = attach("sample", "7", photo((600, 300)))
    response = client.get(f"/files/{attachment.id}/", headers={"X-Owner": "7"})
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Content-Disposition"] == f'inline; filename="{attachment.id}.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=600"
    assert Image.open(BytesIO(shown(response))).size == (600, 300)


def test_the_preview_is_a_small_jpeg_also_of_a_png(client, attach):
    attachment = attach("sample", "7", encoded(Image.new("RGBA", (960, 480), (0, 0, 0, 0)), "PNG"))
    whole = client.get(f"/files/{attachment.id}/", headers={"X-Owner": "7"})
    assert whole["Content-Type"] == "image/png"
    assert Image.open(BytesIO(shown(whole))).size == (960, 480)
    response = client.get(f"/files/{attachment.id}/preview/", headers={"X-Owner": "7"})
    assert response["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(shown(response))).size == (480, 240)


def test_absent_and_forbidden_look_the_same(client, attach):
    """Near misses: nobody, the neighbour's owner, an owner of a kind that nobody answers for, the upload's own id."""
    mine, unanswered = attach("sample", "7"), attach("stranger", "7")
    upload_id = Upload.objects.values_list("pk", flat=True).first()
    answers = [
        client.get(f"/files/{mine.id}/"),
        client.get(f"/files/{mine.id}/preview/"),
        client.get(f"/files/{mine.id}/", headers={"X-Owner": "8"}),
        client.get(f"/files/{unanswered.id}/", headers={"X-Owner": "7"}),
        client.get(f"/files/{upload_id}/", headers={"X-Owner": "7"}),
        client.get(f"/files/{uuid4()}/", headers={"X-Owner": "7"}),
    ]
    seen = {(answer.status_code, answer.content.decode(), answer["Cache-Control"]) for answer in answers}
    assert seen == {(404, "There is no such file, or you cannot see it.", "no-store")}


def test_a_photo_that_is_not_ready_says_so(client, attach):
    pending = attach("sample", "7", prepared=False)
    response = client.get(f"/files/{pending.id}/", headers={"X-Owner": "7"})
    assert (response.status_code, response["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert response.content.decode() == "The file is being prepared. Please look again in a moment."


def test_a_refused_photo_says_why(client, attach):
    refused = attach("sample", "7", photo((400, 400))[:700])
    response = client.get(f"/files/{refused.id}/", headers={"X-Owner": "7"})
    assert (response.status_code, response.content.decode()) == (404, "The file is damaged.")


def test_a_photo_whose_bytes_are_missing_is_not_a_fault_of_the_server(client, attach):
    attachment = attach("sample", "7")
    disk.remove(disk.Folder.PHOTOS, StoredFile.objects.get().sha256)
    response = client.get(f"/files/{attachment.id}/", headers={"X-Owner": "7"})
    assert (response.status_code, response.content.decode()) == (404, "The file was lost.")


def test_photos_are_only_read(client, attach):
    attachment = attach("sample", "7")
    assert client.post(f"/files/{attachment.id}/", headers={"X-Owner": "7"}).status_code == 405
