"""A leader's instruction about something new begins a case that is supervised from its first moment."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.pictures import photo
from tests.support.cases import act
from tests.support.street import AT, DAY
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

PAGE = "/cases/instructed/"
TODAY = clock.local_date(AT)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def leader(client, near):
    client.force_login(near.accounts["leader"])
    return client


def enter(client, **given):
    form = {"id": str(new_id()), "text": "站前广场东侧夜市油烟扰民", "words": "李主任：请执法队三日内拿出办法。"}
    return client.post(PAGE, {**form, "until": (TODAY + 3 * DAY).isoformat(), **given})


def test_it_is_with_the_desk_and_a_report_is_owed_by_the_day_named(leader, near):
    response = enter(leader)
    matter = Matter.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/matters/{matter.number}/")
    assert [step.action for step in matter.steps.order_by("number")] == ["report", "instruct"]
    assert (matter.state, matter.supervised, matter.case.source) == ("registered", True, "instruction")
    due = datetime.fromisoformat(matter.requests["supervision"]["due"])
    assert due == clock.end_of_day(TODAY + 3 * DAY)
    assert near.units["desk"].pk in WorklistRow.objects.filter(matter=matter).values_list("unit_id", flat=True)
    assert "还要报告批示落实情况" in leader.get(f"/matters/{matter.number}/").content.decode()


def test_whoever_gets_it_reports_on_it(leader, near):
    enter(leader)
    matter = Matter.objects.get()
    for action in ("dispatch", "sign_for", "report_progress"):
        act(near, matter, action)
    assert Matter.objects.get().requests == {}


def test_a_photo_of_the_paper_is_enough(leader):
    """It hangs on the instruction, and not on the report."""
    paper = SimpleUploadedFile("paper.jpg", photo(), "image/jpeg")
    assert enter(leader, words="", photos=[paper]).status_code == 302
    assert Attachment.objects.get().owner_id == str(Step.objects.get(action="instruct").pk)


@pytest.mark.parametrize(
    ("words", "title"),
    [("李主任：请三日内拿出办法。", "李主任：请三日内拿出办法"), ("", "领导批示，见照片")],
)
def test_what_the_paper_says_need_not_be_typed_again(leader, words, title):
    """The matter is then called by the instruction."""
    paper = SimpleUploadedFile("paper.jpg", photo(), "image/jpeg")
    assert enter(leader, text="", words=words, photos=[paper]).status_code == 302
    assert Matter.objects.get().title == title


def test_today_is_early_enough_and_yesterday_is_not(leader):
    assert enter(leader, until=TODAY.isoformat()).status_code == 302
    refused = enter(leader, until=(TODAY - DAY).isoformat())
    assert (refused.status_code, refused.context["form"].errors["until"]) == (422, ["这一天已经过去。"])
    assert Case.objects.count() == 1, "nothing of what is refused stays"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"words": ""}, "words"),
        ({"words": "  \n"}, "words"),
        ({"until": ""}, "until"),
        ({"until": "三天"}, "until"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(leader, given, wrong):
    response = enter(leader, **given)
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [wrong])
    kept = {"text": "站前广场东侧夜市油烟扰民", "words": "李主任：请执法队三日内拿出办法。"}
    assert all(form[name].value() == value for name, value in kept.items() if name != wrong)
    assert not Case.objects.exists()


def test_sent_twice_it_is_one_case(leader):
    same = str(new_id())
    assert enter(leader, id=same)["Location"] == enter(leader, id=same)["Location"]
    assert Step.objects.count() == 2


def test_the_same_id_with_another_instruction_is_refused(leader):
    same = str(new_id())
    enter(leader, id=same)
    assert enter(leader, id=same, words="别的").status_code == 422
    assert Step.objects.count() == 2


@pytest.mark.parametrize(
    ("office", "status"),
    [("dispatcher", 200), ("leader", 200), ("handler", 403), ("secretary", 403), ("grid-worker", 403)],
)
def test_only_the_leader_and_the_desk_for_them_enter_one(client, near, office, status):
    client.force_login(near.accounts[office])
    assert client.get(PAGE).status_code == status
    assert enter(client).status_code == (302 if status == 200 else status)
    assert Case.objects.count() == (1 if status == 200 else 0)


def test_a_place_in_another_street_is_refused(leader, world):
    response = enter(leader, area=world.far.areas["grid"].code)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["area"])


def test_the_door_stands_where_each_enters_what_is_new(client, near):
    for office, page in (("dispatcher", "/cases/new/"), ("leader", "/desk/")):
        client.force_login(near.accounts[office])
        assert f'href="{PAGE}"' in client.get(page).content.decode()
    client.force_login(near.accounts["secretary"])
    assert f'href="{PAGE}"' not in client.get("/cases/new/").content.decode()
