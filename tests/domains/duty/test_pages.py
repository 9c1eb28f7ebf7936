"""The pages of handing over: who sees them, who uses them, what stands on them."""

from datetime import date

import pytest

from tests.support import street
from tests.support.cases import act, case_in
from tests.support.roster import china, put, second_dispatcher
from tests.support.street import AT
from tests.support.visitors import visit
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.duty.actions import prepare_hand_over
from xiuhuazhen.domains.duty.models import HandOver, HandOverContent, HandOverTaken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = date(2026, 11, 23)
NOBODY = ("far-dispatcher", "far-leader", "near-secretary", "near-handler", "near-grid-worker", "stranger")
GONE = ("former-near-dispatcher", "coming-near-dispatcher", "former-near-leader")


@pytest.fixture
def desk(near):
    second_dispatcher(near)
    return near.units["desk"]


@pytest.fixture
def matter(near, desk):
    return case_in(near, "registered")


@pytest.fixture
def row(near, desk, matter):
    remarks = {matter.number: "等路灯队回电 13800001234"}
    by = near.actor("dispatcher")
    return prepare_hand_over(unit_id=desk.pk, note="钥匙在抽屉", remarks=remarks, by=by, at=AT, command_id=new_id())


@pytest.fixture
def second(client, near, desk):
    client.force_login(near.accounts["second"])
    return client


@pytest.mark.parametrize(
    ("name", "sees", "gives"),
    [
        ("near-dispatcher", 200, 200),
        ("near-second", 200, 200),
        ("near-leader", 200, 403),
        *((name, 404, 404) for name in (*NOBODY, *GONE)),
    ],
)
def test_the_desk_and_those_who_lead_it_see_them_the_desk_alone_gives_and_takes(world, desk, row, name, sees, gives):
    browser, asked = visit(world, name, today=TODAY), {"unit": str(desk.pk)}
    assert browser.get("/handover/", asked).status_code == sees
    assert browser.get(f"/handover/{row.pk}/").status_code == sees
    assert browser.get("/handover/new/", asked).status_code == gives
    taken = browser.post(f"/handover/{row.pk}/take/", {"command_id": str(new_id())})
    expected = {200: 302, 403: 403, 404: 404}[gives]
    assert taken.status_code == (409 if name == "near-dispatcher" else expected)
    assert HandOverTaken.objects.exists() is (name == "near-second")
    posted = browser.post(f"/handover/new/?unit={desk.pk}", {"note": "", "command_id": str(new_id())})
    assert posted.status_code == expected


def test_without_a_unit_named_there_is_nothing_for_those_who_have_none(world, row):
    for name in (*NOBODY[2:], *GONE):
        assert visit(world, name, today=TODAY).get("/handover/").status_code == 404


def test_what_was_handed_over_is_read_in_words(second, row, matter):
    """Telephone numbers in what people write are masked."""
    page = second.get(f"/handover/{row.pk}/")
    text = page.content.decode()
    for words in ("待接班", "钥匙在抽屉", "等路灯队回电", matter.number, matter.title, "待受理"):
        assert words in text
    assert "13800001234" not in text
    assert page.context["may_take"] is True


def test_text_that_was_erased_says_so(second, row):
    HandOverContent.objects.all().delete()
    assert "文字已按期限删除。" in second.get(f"/handover/{row.pk}/").content.decode()


def test_taking_over_twice_and_too_late(second, client, near, row):
    command = str(new_id())
    for _ in range(2):
        assert second.post(f"/handover/{row.pk}/take/", {"command_id": command}).status_code == 302
    late = second.post(f"/handover/{row.pk}/take/", {"command_id": str(new_id())})
    assert (late.status_code, "车子已经接班。" in late.content.decode()) == (409, True)
    assert second.get("/handover/").context["rows"][0]["taken_by"] == "车子"


def test_a_hand_over_is_prepared_with_a_sentence_on_single_matters(second, desk, matter):
    page = second.get("/handover/new/")
    assert [item["number"] for item in page.context["items"]] == [matter.number]
    given = {f"remark-{matter.number}": "先打电话", "note": "都好", "command_id": str(new_id())}
    answers = [second.post(f"/handover/new/?unit={desk.pk}", given) for _ in range(2)]
    row = HandOver.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/handover/{row.pk}/"] * 2
    assert (row.content.note, row.content.remarks) == ("都好", {matter.number: "先打电话"})


def test_a_sentence_on_what_left_the_list_meanwhile_is_kept(second, near, desk, matter):
    gone = case_in(near, "closed")
    given = {f"remark-{gone.number}": "已经好了", "remark-nonsense": "x", "remark-\0": "x", "command_id": str(new_id())}
    second.post("/handover/new/", given)
    row = HandOver.objects.get()
    assert row.content.remarks == {gone.number: "已经好了"}
    assert "（交班时已不在单上）" in second.get(f"/handover/{row.pk}/").content.decode()


def test_what_is_too_long_is_said_beside_its_field(second, matter):
    answer = second.post("/handover/new/", {f"remark-{matter.number}": "很" * 201, "note": "很" * 2001})
    assert (answer.status_code, HandOver.objects.count()) == (422, 0)
    assert set(answer.context["form"].errors) == {"note", f"remark-{matter.number}"}


def test_somebody_on_duty_reads_titles_no_further_than_their_offices_reach(client, near, desk, matter, row):
    """A handler who stands in at the desk sees numbers and states, and no title of what is not theirs."""
    street.give(near.accounts["handler"], RoleName.UNIT_HANDLER, near.areas["street"], desk)
    client.force_login(near.accounts["handler"])
    assert client.get("/handover/").status_code == 404
    put(near, "handler", china(23, 8), china(23, 18))
    text = client.get(f"/handover/{row.pk}/").content.decode()
    assert (matter.number in text, matter.title in text) == (True, False)
    assert client.post(f"/handover/{row.pk}/take/", {"command_id": str(new_id())}).status_code == 302


def test_the_list_goes_on_page_by_page(second, near, desk):
    by = near.actor("dispatcher")
    for count in range(31):
        at = AT + count * street.HOUR
        prepare_hand_over(unit_id=desk.pk, note="", remarks={}, by=by, at=at, command_id=new_id())
    page = second.get("/handover/")
    assert [len(page.context["rows"]), [row["waits"] for row in page.context["rows"]].count(True)] == [30, 1]
    assert len(second.get("/handover/" + page.context["next_url"]).context["rows"]) == 1


@pytest.mark.parametrize("which", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_record_that_is_none_is_absent(second, which):
    assert second.get(f"/handover/{which}/").status_code == 404
    assert second.post(f"/handover/{which}/take/").status_code == 404


def test_whoever_is_on_duty_finds_it_from_the_roster(client, near, desk):
    """Also without an office that has the door in its navigation."""
    street.give(near.accounts["inspector"], RoleName.INSPECTOR, near.areas["street"], desk)
    client.force_login(near.accounts["inspector"])
    link = f'href="/handover/?unit={desk.pk}"'
    assert link not in client.get("/roster/").content.decode()
    put(near, "inspector", china(23, 8), china(23, 18))
    assert link in client.get("/roster/").content.decode()


def test_the_door_stands_in_the_navigation_of_those_who_may_see(client, near, desk):
    for office, shown in (("dispatcher", True), ("leader", True), ("secretary", False)):
        client.force_login(near.accounts[office])
        assert ('href="/handover/"' in client.get("/roster/").content.decode()) is shown


def test_of_a_closed_matter_both_pages_say_that_something_is_owed(world, near, desk):
    """Of one that is open they do not."""
    matter, client = case_in(near, "registered"), visit(world, "near-dispatcher", today=TODAY)
    for said in (False, True):
        if said:
            act(near, matter, "instruct", Instruction(date(2026, 11, 25), "查清是谁报的"))
            act(near, matter, "void")
        page = client.get("/handover/new/", {"unit": desk.pk}).content.decode()
        row = prepare_hand_over(
            unit_id=desk.pk, note="", remarks={}, by=near.actor("dispatcher"), at=AT, command_id=new_id()
        )
        kept = client.get(f"/handover/{row.pk}/").content.decode()
        assert [matter.number in page, "还有事没交" in page, "还有事没交" in kept] == [True, said, said]
