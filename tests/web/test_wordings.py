"""An administrator words messages otherwise, and people are told in these words."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.support.cases import act, reported
from tests.support.street import AT, give, unit
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Forbidden, InvalidInput, SameIdOtherBody
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.actions import set_wording
from xiuhuazhen.core.messages.models import Message, Wording
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.messages.wordings import all_kinds
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.procedures import kinds

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
DISPATCH = "cases.case.dispatch.holder"
PAGE = f"/manage/wordings/{DISPATCH}/"


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: AT)


@pytest.fixture
def administrator(world):
    return visit(world, "near-administrator", today=TODAY)


@pytest.fixture
def of_the_county(world):
    """Who administers the county."""
    office = unit("城东区网格中心", UnitKind.STREET_OFFICE, world.county)
    give(world.stranger, RoleName.ADMINISTRATOR, world.county, office)
    return actor_for(world.stranger, on=TODAY)


def word(near, text, *, area=None, channel="", since=TODAY, by=None, **given):
    given = {"name": DISPATCH, "command_id": new_id(), **given}
    by = by or near.actor("administrator")
    area = area or near.areas["street"]
    return set_wording(channel=channel, area=area, text=text, valid_from=since, by=by, at=AT, **given)


def told(near, *, at=AT):
    """The subject of the message that the unit's people get for a case that is dispatched now."""
    matter = reported(at=at).matter
    act(near, matter, "dispatch", at=at)
    expand_due(at)
    row = Message.objects.filter(key__contains=str(matter.pk), channel="inbox").first()
    return row.subject.replace(matter.number, "#")


class TestSending:
    def test_the_wording_of_the_area_is_used_from_now_on(self, near):
        before = told(near)
        word(near, "新任务{编号}，请尽快签收")
        assert ("#" in before, told(near)) == (True, "新任务#，请尽快签收")

    def test_not_before_its_day(self, near):
        word(near, "新任务{编号}", since=TODAY + DAY)
        assert told(near) != "新任务#"
        assert told(near, at=AT + DAY) == "新任务#"

    def test_the_nearest_area_counts_and_the_neighbour_is_left_alone(self, world, near, of_the_county):
        shipped = told(near)
        word(near, "县里{编号}", area=world.county, by=of_the_county)
        assert told(near) == "县里#"
        word(near, "街道{编号}")
        assert told(near) == "街道#"
        word(world.far, "邻街道{编号}")
        assert told(near) == "街道#"
        assert shipped != "街道#"

    def test_the_shipped_wording_comes_back(self, near):
        shipped = told(near)
        word(near, "街道{编号}")
        word(near, "")
        assert told(near) == shipped

    def test_a_channel_of_its_own_goes_before_all_channels(self, near):
        word(near, "收件箱{编号}", channel="inbox")
        word(near, "所有{编号}")
        assert told(near) == "收件箱#"

    def test_another_channel_alone_leaves_this_one(self, near):
        shipped = told(near)
        word(near, "短信{编号}", channel="sms")
        assert told(near) == shipped


class TestSetting:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{姓名}，事项{编号}请签收", "{姓名} 填不出来"),
            ("事项{电话}{编号}", "{电话} 填不出来"),
            ("请签收", "缺少事项编号。请在该出现的地方写上 {编号}"),
            ("事项{编号请签收", "大括号没有成对"),
            ("事项{编号}请打13800001234", "消息里不能写电话号码"),
            ("事项{编号}" + "字" * 56, "填上编号后最多 80 字，现在是 81 字"),
        ],
    )
    def test_what_cannot_be_used_is_said_and_stays_in_the_form(self, administrator, text, said):
        given = {"text": text, "channel": "", "area": "630102005", "valid_from": "2026-11-23"}
        answer = administrator.post(f"{PAGE}set/", {"command_id": str(new_id()), **given})
        assert answer.status_code == 422
        assert said in str(answer.context["form"].errors["text"])
        assert answer.context["form"]["text"].value() == text
        assert not Wording.objects.exists()

    def test_the_longest_one_fits(self, near):
        assert word(near, "事项{编号}" + "字" * 55).text.endswith("字")

    def test_the_past_is_not_reworded(self, near):
        with pytest.raises(InvalidInput):
            word(near, "新{编号}", since=TODAY - DAY)

    def test_it_is_on_record_with_what_it_was_before(self, near):
        word(near, "一{编号}")
        row = word(near, "二{编号}")
        audit = AuditRow.objects.get(action="messages.wording.set", subject_id=str(row.pk))
        assert (audit.before, audit.after["text"], audit.area_code) == (
            {"text": "一{number}"},
            "二{number}",
            "630102005",
        )

    def test_sent_twice_it_is_one(self, near):
        same = new_id()
        rows = [word(near, "新{编号}", command_id=same) for _ in range(2)]
        assert (rows[0], Wording.objects.count()) == (rows[1], 1)
        with pytest.raises(SameIdOtherBody):
            word(near, "别的{编号}", command_id=same)

    def test_versions_are_only_added(self, near):
        row = word(near, "新{编号}")
        for change in (lambda: Wording.objects.update(text="x"), row.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    @pytest.mark.parametrize("office", ["dispatcher", "leader", "handler", "secretary"])
    def test_nobody_else_words_them(self, near, office):
        with pytest.raises(Forbidden):
            word(near, "新{编号}", by=near.actor(office))

    def test_nor_the_administrator_elsewhere(self, world, near):
        for area in (world.far.areas["street"], world.county):
            with pytest.raises(Forbidden):
                word(near, "新{编号}", area=area)


class TestPages:
    def test_every_message_is_listed_as_it_reads(self, near, administrator):
        word(near, "新任务{编号}", channel="sms")
        page = administrator.get("/manage/wordings/")
        assert len(page.context["rows"]) == len(all_kinds())
        assert "新任务{编号}" in page.content.decode()
        assert len(administrator.get("/manage/wordings/", {"state": "worded"}).context["rows"]) == 1

    def test_one_shows_an_example_its_length_and_its_history(self, near, administrator, settings):
        settings.SITE_URL = "https://xhz.example.org"
        word(near, "新任务{编号}")
        word(near, "新的任务{编号}")
        shown = administrator.get(PAGE).content.decode()
        for sign in ("新的任务630102005-20261123-0007", "新任务{编号}", "按 2 条短信计", "系统原来的写法"):
            assert sign in shown, sign
        assert shown.index("新的任务{编号}") < shown.index("新任务{编号}")

    def test_a_message_for_the_reporter_is_no_inbox_message(self, administrator):
        name = next(name for name, kind in all_kinds().items() if kind.outside)
        channels = [each.channel for each in administrator.get(f"/manage/wordings/{name}/").context["presents"]]
        assert channels == ["sms", "email"]

    def test_the_form_sets_it(self, near, administrator):
        given = {"text": "新任务{编号}", "channel": "", "area": "630102005", "valid_from": "2026-11-23"}
        answer = administrator.post(f"{PAGE}set/", {"command_id": str(new_id()), **given})
        assert answer["Location"] == PAGE
        assert told(near) == "新任务#"

    @pytest.mark.parametrize(
        ("visitor", "status"),
        [("near-dispatcher", 403), ("near-leader", 403), ("former-near-administrator", 403),
         ("coming-near-administrator", 403), ("stranger", 403), ("anonymous", 302)],
    )  # fmt: skip
    def test_nobody_else_comes_in(self, world, visitor, status):
        client = visit(world, visitor, today=TODAY)
        for page in ("/manage/wordings/", PAGE, f"{PAGE}set/"):
            assert client.get(page).status_code == status
        assert client.post(f"{PAGE}set/", {"text": "新{编号}"}).status_code == status
        assert not Wording.objects.exists()

    def test_a_place_elsewhere_cannot_be_chosen(self, world, administrator):
        given = {"text": "新{编号}", "channel": "", "valid_from": "2026-11-23", "area": world.far.areas["street"].code}
        assert administrator.post(f"{PAGE}set/", given).status_code == 422
        assert not Wording.objects.exists()

    def test_a_message_that_does_not_exist_is_not_found(self, administrator):
        assert administrator.get("/manage/wordings/nothing/").status_code == 404


def test_every_message_has_a_name_of_its_own():
    """None of two tellings hides the other, and the shipped words are filled in with the number alone."""
    told = sum(len(tellings) for kind in kinds.all_kinds() for tellings in kind.tells.values())
    late, code_given = sum(bool(kind.late) for kind in kinds.all_kinds()), 1
    assert len(all_kinds()) == told + late + code_given
    for kind in all_kinds().values():
        assert "630102005" in kind.said({"number": "630102005"})
