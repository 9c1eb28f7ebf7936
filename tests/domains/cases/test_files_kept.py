"""Files that a form takes hang on the step that it makes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.pictures import photo
from tests.support.cases import case_in
from xiuhuazhen.core.files.queries import attachments_of
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.core.procedures.models import Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.mark.parametrize(
    ("state", "action", "office"),
    [
        ("registered", "accept", "dispatcher"),
        ("handling", "record_withdrawal", "dispatcher"),
        ("shelved", "take_up", "leader"),
        ("shelved", "close_shelved", "leader"),
    ],
)
def test_a_photo_stays_with_the_step(client, near, state, action, office):
    matter = case_in(near, state)
    client.force_login(near.accounts[office])
    sent = {"version": matter.version, "command_id": str(new_id()), "text": "见照片"}
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    answer = client.post(f"/matters/{matter.number}/do/{action}/", {**sent, "photos": [picture]})
    step = Step.objects.get(matter=matter, action=action)
    assert (answer.status_code, len(attachments_of(OWNER, [step.pk])[str(step.pk)])) == (302, 1)
