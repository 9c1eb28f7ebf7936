"""A form with files that is sent twice, because the answer got lost on the way, is done once and answered alike."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.papers import pdf
from tests.core.files.pictures import BLUE, photo
from tests.support import cases
from tests.support.cases import case_in
from tests.support.street import AT
from xiuhuazhen.core.files.models import Attachment, Upload
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts", "files_of_its_own", "near")]


def files(*more):
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    return {"photos": [picture, SimpleUploadedFile("b.pdf", pdf(), "application/pdf"), *more]}


def sent(client, path, usual):
    """Twice the same, the second time once the files have been prepared."""
    first = client.post(path, {**usual, **files()})
    run_pending(at=AT)
    return first, client.post(path, {**usual, **files()})


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("path", ["/report/", "/complain/"])
def test_a_resident_gets_number_and_code_again(client, near, path):
    unit = near.units["community"].pk
    answers = sent(client, path, {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006", "unit": str(unit)})
    assert [answer.status_code for answer in answers] == [201, 200]
    matter = Matter.objects.get()
    assert all(query_code(matter) in answer.content.decode() for answer in answers)
    assert (Attachment.objects.count(), Upload.objects.count()) == (2, 2)


def test_staff_finish_once(client, near):
    matter = case_in(near, "handling")
    client.force_login(near.accounts["handler"])
    command = {"version": matter.version, "command_id": str(new_id()), "text": "已修好"}
    answers = sent(client, f"/matters/{matter.number}/do/finish/", command)
    assert [answer.status_code for answer in answers] == [302, 302]
    step = Step.objects.get(matter=matter, action="finish")
    assert Attachment.objects.filter(owner_id=str(step.pk)).count() == 2


def test_other_files_are_another_report(client):
    report = {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006"}
    assert client.post("/report/", {**report, **files()}).status_code == 201
    other = SimpleUploadedFile("c.jpg", photo(colour=BLUE), "image/jpeg")
    assert client.post("/report/", {**report, **files(other)}).status_code == 409


def test_the_same_file_for_another_report_is_another_upload(client):
    for _ in range(2):
        report = {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006"}
        assert client.post("/report/", {**report, **files()}).status_code == 201
    assert (Matter.objects.count(), Upload.objects.count()) == (2, 4)
