"""The resident's own pages: report, find, follow, rate. No sign-in; the code is the key."""

import pytest

from tests.core.files.pictures import photo
from tests.support import cases
from tests.support.cases import act, case_in, reported
from tests.support.street import AT
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.kit.actors import PUBLIC
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import thread, thread_told
from xiuhuazhen.domains.cases.actions.checking import Rating
from xiuhuazhen.domains.cases.actions.handling import Dispatch
from xiuhuazhen.domains.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts", "near")]


def sent(client, **given):
    return client.post("/report/", {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006", **given})


def follow(client, matter, code=""):
    return client.post(f"/m/{matter.number}/", {"code": code or query_code(matter)})


def test_a_report_is_answered_with_number_and_code(client):
    response = sent(client)
    matter = Matter.objects.get()
    assert response.status_code == 201
    content = response.content.decode()
    assert matter.number in content
    assert query_code(matter) in content


def test_sending_the_page_twice_gives_the_same_number(client):
    own = str(new_id())
    statuses = [sent(client, id=own).status_code for _ in range(2)]
    assert (statuses, Matter.objects.count()) == ([201, 200], 1)


@pytest.mark.parametrize("given", [{"text": ""}, {"text": " "}, {"contact_phone": "12"}, {"area": "x"}, {"id": "x"}])
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(client, given):
    response = sent(client, contact_name="王小明", **given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(given)
    assert 'value="王小明"' in response.content.decode()
    assert not Matter.objects.exists()


def test_the_client_id_is_shown_nowhere(client):
    own = str(new_id())
    page = sent(client, id=own).content.decode()
    matter = Matter.objects.get()
    follow(client, matter)
    progress = client.get(f"/m/{matter.number}/").content.decode()
    assert own not in page + progress


@pytest.mark.parametrize(
    "typed",
    [
        " 630102005-20261123-0007 ",
        "630102005202611230007",
        "630102005 20261123 0007",
        "６３０１０２００５－２０２６１１２３－０００７",
        "630102005—20261123—0007",
        "编号：630102005-20261123-0007。",
    ],
)
def test_the_way_from_the_number_to_the_page(client, typed):
    """However it was typed: on a phone's Chinese keyboard, or without hyphens."""
    response = client.get("/find/", {"number": typed})
    assert (response.status_code, response["Location"]) == (302, "/m/630102005-20261123-0007/")


def test_the_progress_page_knows_a_number_without_hyphens(client):
    matter = reported().matter
    address = f"/m/{matter.number.replace('-', '')}/"
    answer = client.post(address, {"code": query_code(matter)})
    assert (answer.status_code, answer["Location"]) == (302, f"/m/{matter.number}/")


def test_progress_opens_with_the_code_and_stays_open_in_this_browser(client):
    matter = reported().matter
    assert cases.TEXT not in client.get(f"/m/{matter.number}/").content.decode()
    assert follow(client, matter).status_code == 302
    assert cases.TEXT in client.get(f"/m/{matter.number}/").content.decode()


def test_what_was_sent_before_stays_on_the_form_and_can_be_taken_out(client):
    """Also without script: a box that is ticked keeps the file."""
    upload = receive_upload(content=photo(), filename="a.jpg", by=PUBLIC, at=AT)
    page = client.post("/report/", {"id": str(new_id()), "text": "", "files": [str(upload.pk)]}).content.decode()
    assert f'<input class="form-check-input" type="checkbox" name="files" value="{upload.pk}" checked>' in page
    assert "已传的第 1 个文件" in page


def test_a_call_needs_a_number_to_call(client):
    sent = {"id": str(new_id()), "text": cases.TEXT, "reply_wanted": "on"}
    response = client.post("/report/", sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["contact_phone"])
    assert "请留下电话，我们才能打给您。" in response.content.decode()
    assert client.post("/report/", {**sent, "contact_phone": "13800001234"}).status_code == 201


def test_an_unknown_number_and_a_wrong_code_get_the_same_page(client):
    matter = reported().matter
    answers = [
        client.post(f"/m/{number}/", {"code": "AAAA-AAAA-AAAA"})
        for number in (matter.number, "630102005-20261123-9999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    first, second = (answer.context["form"].errors["code"] for answer in answers)
    assert first == second
    assert [client.get(f"/m/{number}/").status_code for number in (matter.number, "x")] == [200, 200]


def test_the_code_of_one_case_opens_no_other(client):
    mine, other = reported().matter, reported().matter
    follow(client, mine)
    assert follow(client, other, query_code(mine)).status_code == 404
    assert cases.TEXT not in client.get(f"/m/{other.number}/").content.decode()


def test_guessing_codes_has_its_rate(client, settings):
    settings.PUBLIC_RATE = "3"
    matter = reported().matter
    statuses = [follow(client, matter, "AAAA-AAAA-AAAA").status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    assert follow(client, matter).status_code == 429


def test_reporting_has_its_rate(client, settings):
    settings.PUBLIC_RATE = "2"
    assert [sent(client).status_code for _ in range(3)] == [201, 201, 429]
    assert Matter.objects.count() == 2


def test_names_of_staff_are_not_shown(client, near):
    matter = case_in(near, "rating")
    follow(client, matter)
    page = client.get(f"/m/{matter.number}/").content.decode()
    assert near.units["lamps"].name in page
    assert not [account.person.name for account in near.accounts.values() if account.person.name in page]


def rate(client, matter, verdict, comment="", *, version=None):
    """As the page stands now, or as it stood at a version."""
    seen = version or Matter.objects.get(pk=matter.pk).version
    return client.post(f"/m/{matter.number}/", {"verdict": verdict, "comment": comment, "version": seen})


def test_mended_is_a_rating(client, near):
    matter = case_in(near, "rating")
    follow(client, matter)
    assert rate(client, matter, "yes", "谢谢").status_code == 302
    matter.refresh_from_db()
    assert (matter.state, Case.objects.get(pk=matter.pk).solved) == ("closing", True)
    assert Step.objects.get(matter=matter, action="rate").content.text == "谢谢"


def test_not_mended_sends_it_back_the_first_time_and_goes_to_the_leader_the_second(client, near):
    matter = case_in(near, "rating")
    follow(client, matter)
    rate(client, matter, "no", "还是不亮")
    matter.refresh_from_db()
    assert (matter.state, Case.objects.get(pk=matter.pk).solved) == ("handling", None)
    for action in ("finish", "reply", "confirm"):
        act(near, matter, action)
    rate(client, matter, "no")
    matter.refresh_from_db()
    assert (matter.state, Case.objects.get(pk=matter.pk).solved) == ("deciding", False)


def test_two_clicks_are_one_rating(client, near):
    matter = case_in(near, "rating")
    follow(client, matter)
    for _ in range(2):
        assert rate(client, matter, "yes").status_code == 302
    assert Step.objects.filter(matter=matter, action="rate").count() == 1


def test_reopened_it_may_be_sent_back_once_more(client, near):
    """What came before it was opened again does not count."""
    matter = case_in(near, "rating")
    follow(client, matter)
    rate(client, matter, "no", "没修好")
    for action in ("finish", "reply", "confirm", "rate", "close", "reopen", "dispatch", "sign_for", "finish", "reply"):
        act(near, matter, action)
    assert client.get(f"/m/{matter.number}/").context["sent_back"] is False
    rate(client, matter, "no", "又坏了")
    assert Matter.objects.get(pk=matter.pk).state == "handling"
    assert client.get(f"/m/{matter.number}/").context["sent_back"] is True


def test_the_page_carries_the_version_that_is_sent_with_the_word(client, near):
    matter = case_in(near, "rating")
    follow(client, matter)
    page = client.get(f"/m/{matter.number}/").content.decode()
    assert f'name="version" value="{matter.version}"' in page


def test_an_old_page_sent_once_more_after_the_work_was_done_again_says_nothing_new(client, near):
    """Nor does it go up to the leader; somebody who writes other words on it is shown how things are now."""
    matter = case_in(near, "rating")
    follow(client, matter)
    for action in ("finish", "reply", "confirm"):
        if action == "finish":
            rate(client, matter, "no", "还是不亮", version=matter.version)
        act(near, matter, action)
    assert rate(client, matter, "no", "还是不亮", version=matter.version).status_code == 302
    other = rate(client, matter, "yes", "好了", version=matter.version)
    now = Matter.objects.get(pk=matter.pk)
    assert (other.status_code, f'name="version" value="{now.version}"' in other.content.decode()) == (422, True)
    assert (now.state, Step.objects.filter(matter=matter, action__in=("rate", "send_back")).count()) == ("rating", 1)


def test_without_a_verdict_nothing_is_rated(client, near):
    matter = case_in(near, "rating")
    follow(client, matter)
    assert rate(client, matter, "").status_code == 422
    assert Matter.objects.get(pk=matter.pk).state == "rating"


def test_without_the_code_nobody_rates(client, near):
    matter = case_in(near, "rating")
    rate(client, matter, "yes")
    assert Matter.objects.get(pk=matter.pk).state == "rating"


@pytest.mark.parametrize("state", ["registered", "dispatched", "handling", "closing", "closed"])
def test_there_is_a_time_for_rating(client, near, state):
    matter = case_in(near, state)
    follow(client, matter)
    rate(client, matter, "yes")
    assert Matter.objects.get(pk=matter.pk).state == state


def test_notes_between_offices_stay_inside(client, near):
    """The resident reads the answer and what is meant for them; the other steps they see, and not their words."""
    matter = reported().matter
    act(near, matter, "dispatch", Dispatch(near.units["lamps"].pk, "0101", "内部：派单备注"))
    for action in ("sign_for", "finish", "reply", "rework", "finish", "reply", "confirm"):
        act(near, matter, action)
    act(near, matter, "rate", Rating(solved=True, text="谢谢你们"))
    follow(client, matter)
    page = client.get(f"/m/{matter.number}/").content.decode()
    assert "已办：reply" in page
    assert "谢谢你们" in page
    assert near.units["lamps"].name in page
    inside = ["内部：派单备注", "已去看过", *(f"已办：{action}" for action in ("sign_for", "finish", "rework"))]
    assert [words for words in inside if words in page] == []
    client.force_login(near.accounts["dispatcher"])
    shown = client.get(f"/matters/{matter.number}/").content.decode()
    assert [words for words in inside if words not in shown] == []


@pytest.mark.parametrize(("action", "words"), [("decline", "属于铁路部门，请拨12306"), ("solve", "已办：solve")])
def test_what_was_said_to_the_resident_they_read(client, near, action, words):
    matter = reported().matter
    act(near, matter, action)
    follow(client, matter)
    assert words in client.get(f"/m/{matter.number}/").content.decode()


@pytest.mark.parametrize(("action", "said"), [("decline", "不予受理"), ("void", "已作废"), ("withdraw", "已撤回")])
def test_what_ended_without_being_done_does_not_look_as_if_it_had(client, near, action, said):
    matter = reported().matter
    act(near, matter, action)
    follow(client, matter)
    shown = client.get(f"/m/{matter.number}/").context["matter"]
    assert (shown["state_label"], shown["state_shape"]) == (said, "ended")


def test_what_was_done_says_so_when_it_is_closed(client, near):
    matter = case_in(near, "closed")
    follow(client, matter)
    shown = client.get(f"/m/{matter.number}/").context["matter"]
    assert (shown["state_label"], shown["state_shape"]) == ("已结案", "closed")


def test_what_they_are_told_names_neither_persons_nor_regulations(near):
    matter = case_in(near, "handling")
    steps = steps_of(matter)
    assert any(stitch.basis for stitch in thread(matter, steps, by=near.actor("dispatcher"), at=AT))
    assert {(stitch.who, stitch.basis) for stitch in thread_told(matter, steps, at=AT)} == {("", "")}


@pytest.mark.parametrize("typed", ["²", "①", "x", " ", "0007", "630102005-20261123"])
def test_what_is_no_number_leads_nowhere(client, typed):
    response = client.get("/find/", {"number": typed})
    assert response.status_code == 200
    assert response.context["form"].errors["number"]


@pytest.mark.parametrize(("area", "shown"), [("grid", True), ("community", False)])
def test_a_resident_is_led_to_who_looks_after_the_grid(client, near, area, shown):
    """After the report and from the progress page; only grids have somebody of their own."""
    point = {"lng": "101.815", "lat": "36.602"} if area == "grid" else {"area": near.areas["community"].code}
    given = sent(client, **point)
    follow(client, Matter.objects.get())
    progress = client.get(given.context["progress_url"]).content.decode()
    for text in (given.content.decode(), progress):
        assert ("/areas/630102005006001/notice/" in text) is shown
