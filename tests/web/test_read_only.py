"""While database or disk can only be read, people see what is there and are told that nothing can be saved."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from tests.core.files.pictures import photo
from tests.support import street
from tests.support.outages import make_read_only, small_disk
from tests.support.street import AT
from xiuhuazhen.core.files.models import StoredFile, Upload
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.web.operating.health.quick import quick

TEXT = "路灯不亮\n晚上看不见"


@pytest.fixture
def near(real_database, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    return street.build().near


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def only_reading(value):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA query_only = {value}")
        else:
            cursor.execute(f"SET default_transaction_read_only = {value}")


def typed(**more):
    return {"id": str(uuid4()), "text": TEXT, "area": "630102005006", **more}


@pytest.mark.race
@pytest.mark.usefixtures("near")
class TestDatabase:
    def test_a_form_is_kept_and_goes_through_afterwards_once(self, client):
        command = typed()
        only_reading("ON")
        answer = client.post("/report/", command)
        page = answer.content.decode()
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert client.get("/report/").status_code == 200
        only_reading("OFF")
        kept = dict(re.findall(r'<textarea name="(.*)" hidden>\n([^<]*)</textarea>', page))
        assert kept == command
        assert [client.post("/report/", kept).status_code for _ in range(2)] == [201, 200]
        assert Matter.objects.count() == 1

    def test_of_a_form_with_a_file_one_goes_back(self, client):
        """The browser has the file, this page has not."""
        only_reading("ON")
        files = {"photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}
        page = client.post("/report/", {**typed(), **files}).content.decode()
        only_reading("OFF")
        assert "返回填写的页面" in page
        assert TEXT not in page

    def test_a_password_is_shown_nowhere(self, client):
        only_reading("ON")
        answer = client.post("/sign-in/", {"username": "near-dispatcher", "password": street.PASSWORD})
        only_reading("OFF")
        assert answer.status_code == 503
        assert street.PASSWORD not in answer.content.decode()

    def test_what_did_not_come_from_our_pages_is_not_given_back(self):
        only_reading("ON")
        answer = Client(enforce_csrf_checks=True, raise_request_exception=False).post("/report/", typed())
        only_reading("OFF")
        assert answer.status_code == 403

    def test_a_program_is_told_to_send_the_same_again(self, client):
        only_reading("ON")
        answer = client.post("/api/v1/cases", typed(), content_type="application/json")
        only_reading("OFF")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert answer.json() == {
            "type": "urn:xiuhuazhen:problem:unavailable",
            "title": "暂时办不了",
            "status": 503,
            "detail": "暂时保存不了，也可能读不出来。请过一分钟把同样的内容再发一次：编号（id）不变，就只会办一次。",
        }


@pytest.mark.race
class TestDisk:
    @pytest.fixture
    def disk(self, tmp_path, settings):
        """What holds the files of people; the database lies elsewhere."""
        folder = tmp_path / "disk"
        with small_disk(folder, 8):
            (folder / "files").mkdir()
            settings.DATA_DIR, settings.FILES_DIR = folder, folder / "files"
            make_read_only(folder)
            yield folder

    @pytest.mark.usefixtures("near", "disk")
    def test_a_photo_is_not_taken_and_leaves_no_row(self, client):
        files = {"file": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}
        assert client.post("/api/v1/files", files).status_code == 503
        assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 0)

    @pytest.mark.usefixtures("near", "disk")
    def test_operators_are_told(self, client):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.content) == (503, b"read-only")
        assert client.get("/healthz").status_code == 200
        (finding,) = [each for each in quick(AT) if each.check == "saving"]
        assert (finding.label, finding.found) == ("数据所在的磁盘", "现在只能读，什么都保存不了。")
        assert "dmesg" in finding.to_do

    @pytest.mark.usefixtures("near", "disk")
    def test_the_product_does_not_start_there(self):
        with pytest.raises(CommandError, match="xiuhuazhen doctor"):
            call_command("run")
