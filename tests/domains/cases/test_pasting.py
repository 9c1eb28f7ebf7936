"""Staff paste what came through a chat: look it over, enter it, copy the reply back."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.pictures import photo
from tests.domains.cases.test_pasting_rules import CHAT, ORDER
from tests.support.cases import NAME, PHONE, TEXT, act, case_in, reported
from tests.support.street import AT
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_of, opening_step, report_text
from xiuhuazhen.domains.cases.replies import reply_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

PAGE = "/cases/paste/"
LINK = "https://street.example/m/1/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


def proposed(desk, text, **given):
    response = desk.post(PAGE, {"pasted": text, **given})
    assert response.status_code == 200
    form = response.context["form"]
    found = {name: form[name].value() for name in form.fields if name not in {"photos", "reply_wanted"}}
    found["occurred_at"] = form["occurred_at"].value() and f"{form['occurred_at'].value():%Y-%m-%dT%H:%M}"
    return response, {name: value for name, value in found.items() if value not in (None, "")}


def test_a_chat_becomes_a_form_and_nothing_is_stored(desk):
    response, found = proposed(desk, CHAT)
    assert (Matter.objects.count(), found["contact_phone"], found["address"]) == (0, "13800001234", "银杏小区3号楼门口")
    assert "no-store" in response["Cache-Control"]
    assert "data-draft=" not in response.content.decode()


def test_what_was_looked_over_is_entered_and_answered(desk):
    _response, found = proposed(desk, CHAT)
    sent = desk.post(PAGE, {**found, "source_name": "银杏小区居民群"})
    matter = Matter.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/cases/{matter.number}/reply/")
    assert (matter.case.source, matter.case.source_name) == ("staff", "银杏小区居民群")
    assert "13800001234" not in report_text(matter)
    assert contact_of(opening_step(matter))["phone"] == "13800001234"
    page = desk.get(sent["Location"]).content.decode()
    assert f"已收到，编号 {matter.number}" in page
    assert "13800001234" not in page


def test_a_confidential_order_proposes_that_it_stays_so(desk):
    response, found = proposed(desk, f"是否保密：是\n{ORDER}")
    assert '<input type="checkbox" name="confidential"' in response.content.decode()
    assert found["confidential"] is True
    desk.post(PAGE, {**found, "confidential": "on"})
    assert Case.objects.get().confidential is True


def test_an_order_goes_back_to_its_source_later(desk):
    _response, found = proposed(desk, ORDER)
    desk.post(PAGE, found)
    case = Case.objects.get()
    assert (case.source, case.source_name, case.source_number) == ("hotline", "西宁12345", "QH20261123001")


@pytest.mark.parametrize(
    ("said", "shown", "kept"),
    [
        ("2026-11-25 17:30", "2026-11-25T17:30", datetime(2026, 11, 25, 9, 30, tzinfo=UTC)),
        ("2026-11-25", "2026-11-25T23:59", datetime(2026, 11, 25, 16, tzinfo=UTC)),
    ],
)
def test_the_date_of_its_source_is_proposed_looked_over_and_kept(desk, said, shown, kept):
    """Browsers know no 24:00: the end of a day is shown as its last minute, and is its end again."""
    response, found = proposed(desk, f"{ORDER}\n办结时限：{said}")
    assert f'name="order_due" value="{shown}"' in response.content.decode()
    desk.post(PAGE, {**found, "order_due": shown})
    assert Matter.objects.get().order_due_at == kept


@pytest.mark.parametrize(("typed", "kept"), [("", None), ("2026-11-25", datetime(2026, 11, 25, 16, tzinfo=UTC))])
def test_it_may_be_left_out_or_typed_as_a_day(desk, typed, kept):
    _response, found = proposed(desk, ORDER)
    desk.post(PAGE, {**found, "order_due": typed})
    assert Matter.objects.get().order_due_at == kept


def test_what_is_no_date_is_asked_for_again(desk):
    _response, found = proposed(desk, ORDER)
    sent = desk.post(PAGE, {**found, "order_due": "5个工作日"})
    assert (sent.status_code, list(sent.context["form"].errors)) == (422, ["order_due"])


def test_sent_twice_is_once(desk):
    _response, found = proposed(desk, ORDER)
    first, second = desk.post(PAGE, found), desk.post(PAGE, found)
    assert (first["Location"], Matter.objects.count()) == (second["Location"], 1)


def test_an_order_that_is_here_is_not_entered_again(desk):
    _response, found = proposed(desk, ORDER)
    desk.post(PAGE, found)
    again = desk.post(PAGE, {**found, "id": str(new_id())})
    assert (again.status_code, list(again.context["form"].errors), Matter.objects.count()) == (
        422,
        ["source_number"],
        1,
    )


def test_an_order_number_needs_its_source(desk):
    _response, found = proposed(desk, ORDER)
    sent = desk.post(PAGE, {**found, "source_name": ""})
    assert (sent.status_code, list(sent.context["form"].errors)) == (422, ["source_name"])


def test_pictures_go_along_without_script(desk):
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    response, found = proposed(desk, CHAT, photos=picture)
    assert f'value="{found["files"][0]}"' in response.content.decode()
    desk.post(PAGE, found)
    assert Attachment.objects.get().owner_type == "step"


@pytest.mark.parametrize("text", ["", "   ", "路" * 8001])
def test_an_empty_or_endless_text_is_asked_for_again(desk, text):
    response = desk.post(PAGE, {"pasted": text})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["pasted"])


class TestReply:
    def reply(self, near, matter, office="dispatcher"):
        matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
        return reply_for(matter, near.actor(office), LINK)

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ("dispatched", "已收到，编号 {number}，由火车站街道路灯队办理，11月30日前答复。"),
            ("handling", "已收到，编号 {number}，由火车站街道路灯队办理，11月30日前答复。"),
            ("checking", "已收到，编号 {number}。已经办过，正由别人核查办得好不好。"),
            ("rating", "已收到，编号 {number}。已经办过，反映人可以评价办得怎么样。"),
            ("closed", "编号 {number} 已结案：已解决。"),
        ],
    )
    def test_it_says_how_the_case_stands(self, near, state, said):
        matter = case_in(near, state)
        assert self.reply(near, matter) == said.format(number=matter.number) + f"查询：{LINK}"

    def test_the_date_of_an_order_counts_where_it_is_earlier(self, near):
        given = {"source": Source.HOTLINE, "source_name": "西宁12345", "source_number": "1"}
        matter = reported(**given, order_due=AT.replace(day=25)).matter
        act(near, matter, "dispatch")
        assert self.reply(near, matter).endswith("11月25日前答复。")

    def test_a_limit_that_ends_at_midnight_is_promised_for_the_day_that_ends_with_it(self, near):
        given = {"source": Source.HOTLINE, "source_name": "西宁12345", "source_number": "1"}
        matter = reported(**given, order_due=datetime(2026, 11, 25, 16, tzinfo=UTC)).matter
        act(near, matter, "dispatch")
        assert self.reply(near, matter).endswith("11月25日前答复。")

    def test_who_got_no_query_code_gets_no_address_to_use_it(self, near):
        matter = reported(source=Source.PATROL).matter
        assert "查询" not in self.reply(near, matter)

    def test_it_holds_nobodys_data(self, near):
        matter = case_in(near, "handling", contact_name=NAME, contact_phone=PHONE)
        said = self.reply(near, matter)
        assert [word for word in (NAME, PHONE, TEXT, near.actor("handler").name) if word in said] == []

    def test_only_who_enters_cases_has_it_on_the_matters_page(self, client, near):
        matter = case_in(near, "handling")
        shown = {}
        for office in ("dispatcher", "handler", "leader"):
            client.force_login(near.accounts[office])
            shown[office] = "回复文本" in client.get(f"/matters/{matter.number}/").content.decode()
        assert shown == {"dispatcher": True, "handler": False, "leader": False}
