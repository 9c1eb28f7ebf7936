"""Who asked for confidentiality is known to the desk alone, whatever door somebody tries."""

import pytest

from tests.core.files.papers import pdf
from tests.core.files.pictures import photo
from tests.core.files.recordings import wav
from tests.support import cases
from tests.support.cases import NAME, PHONE, reported
from tests.support.street import AT, DAY, PASSWORD
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Step
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.facts import facts
from xiuhuazhen.domains.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts")]

ADDRESS = "银杏小区3号楼2单元501"
OTHER_PHONE = "13900005678"
SAID = "反映人要求保密，要联系请找派遣台"
TO_THE_DESK = "反映人要求保密，只能由派遣台联系"
TODAY = local_date(AT)
LEFT_OUT = ("leader", "secretary", "committee", "grid-worker", "inspector", "handler", "colleague")
"""All of these see the case; some open the contact of an ordinary one."""

TRACES = (NAME, NAME[:1] + "*", PHONE, "138****1234", ADDRESS, OTHER_PHONE)


def confidential(**given):
    text = f"{cases.TEXT}，也可打{OTHER_PHONE}"
    return reported(text=text, contact_name=NAME, contact_phone=PHONE, address=ADDRESS, confidential=True, **given)


@pytest.fixture
def matter(near):
    matter = confidential().matter
    cases.act(near, matter, "dispatch")
    return matter


def lines(matter, by):
    return {fact.label: (fact.value, fact.open_url) for fact in facts(matter, steps_of(matter), by, TODAY)}


@pytest.mark.parametrize("office", LEFT_OUT)
def test_whoever_works_on_it_is_told_that_and_no_more(near, matter, office):
    shown = lines(matter, near.actor(office))
    assert shown["反映人"] == (SAID, "")
    assert "地址" not in shown
    assert not [value for value, _url in shown.values() if "*" in value]


def test_the_desk_opens_it_and_sees_no_part_of_it_before(near, matter):
    shown = lines(matter, near.actor("dispatcher"))
    assert shown["反映人"] == (TO_THE_DESK, f"/cases/{matter.number}/contact/")
    assert shown["地址"] == (ADDRESS, "")


def test_where_no_contact_was_left_there_is_nothing_to_open(near):
    matter = reported(confidential=True).matter
    assert lines(matter, near.actor("dispatcher"))["反映人"] == (TO_THE_DESK, "")


@pytest.mark.parametrize("office", LEFT_OUT)
def test_no_page_list_or_answer_to_a_program_shows_a_trace_of_it(world, matter, office):
    client, number = visit(world, f"near-{office}", today=TODAY), matter.number
    addresses = (
        f"/matters/{number}/",
        f"/desk/?matter={number}",
        "/matters/",
        f"/matters/?q={PHONE}",
        "/map/",
        "/map/points/",
        f"/api/v1/matters/{number}",
        "/api/v1/matters",
    )
    for address in addresses:
        page = client.get(address).content.decode().replace(f'value="{PHONE}"', "").replace(f"q={PHONE}", "")
        assert [trace for trace in TRACES if trace in page] == [], address


@pytest.mark.parametrize("office", LEFT_OUT)
def test_nobody_else_opens_the_contact(world, matter, office):
    """Not the unit that has it either, which opens that of an ordinary case."""
    client, address = visit(world, f"near-{office}", today=TODAY), f"/cases/{matter.number}/contact/"
    answers = [client.get(address), client.post(address, {"password": PASSWORD})]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not [trace for trace in TRACES for answer in answers if trace in answer.content.decode()]
    assert not AuditRow.objects.filter(action="cases.contact.opened").exists()


@pytest.mark.parametrize("visitor", ["far-dispatcher", "former-near-dispatcher", "coming-near-dispatcher", "stranger"])
def test_who_is_almost_the_desk_finds_nothing(world, matter, visitor):
    client = visit(world, visitor, today=TODAY)
    assert client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}).status_code == 404


def test_the_desk_opens_it_with_the_password_and_on_record(client, near, matter):
    client.force_login(near.accounts["dispatcher"])
    page = client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}).content.decode()
    assert f"{NAME} {PHONE} {OTHER_PHONE}" in page
    assert AuditRow.objects.filter(action="cases.contact.opened", subject_id=str(matter.pk)).count() == 1


def test_an_ordinary_case_is_opened_by_the_unit_as_before(client, near):
    matter = reported(contact_name=NAME, contact_phone=PHONE).matter
    cases.act(near, matter, "dispatch")
    client.force_login(near.accounts["handler"])
    assert PHONE in client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}).content.decode()


def test_a_box_on_the_report_page_asks_for_it(client, near):
    sent = {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006"}
    assert "请为我保密" in client.get("/report/").content.decode()
    assert client.post("/report/", {**sent, "confidential": "on"}).status_code == 201
    assert client.post("/report/", {**sent, "id": str(new_id())}).status_code == 201
    assert sorted(Case.objects.values_list("confidential", flat=True)) == [False, True]
    assert Step.objects.filter(facts__confidential=True).count() == 1


def test_staff_enter_it_for_who_asks(client, near):
    client.force_login(near.accounts["dispatcher"])
    sent = {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006", "confidential": "on"}
    assert client.post("/cases/new/", sent).status_code == 302
    assert Case.objects.get().confidential is True


def test_programs_ask_for_it(client, near):
    body = {"id": str(new_id()), "text": cases.TEXT, "area": "630102005006", "confidential": True}
    assert client.post("/api/v1/cases", body, content_type="application/json").status_code == 201
    assert Case.objects.get().confidential is True


def test_the_unit_owes_no_first_contact_with_who_it_cannot_know(near):
    open_case = reported(contact_phone=PHONE).matter
    secret = confidential(source=Source.RESIDENT).matter
    for matter in (open_case, secret):
        cases.act(near, matter, "dispatch")
        cases.act(near, matter, "sign_for")
    without = [cases.Matter.objects.get(pk=matter.pk).clocks for matter in (open_case, secret)]
    assert "cases.limit.contact" not in str(without[1])


def test_before_anything_is_asked_the_report_page_says_whom_to_call_in_danger(client, near):
    page = client.get("/report/").content.decode()
    places = [page.index(f'href="tel:{number}"') for number in ("110", "119", "120")]
    assert places == sorted(places)
    assert places[-1] < page.index("<form method")


@pytest.fixture
def spoken(near, settings, tmp_path):
    """A confidential case with a clip, a letter and a photo from the reporter, and its attachments by kind."""
    settings.FILES_DIR = tmp_path / "files"
    sent = ((wav(), "我是王小明.wav"), (pdf(), "王小明的信.pdf"), (photo(), "a.jpg"))
    uploads = [receive_upload(content=content, filename=name, by=cases.PUBLIC, at=AT).pk for content, name in sent]
    matter = confidential(uploads=tuple(uploads)).matter
    run_pending(at=AT)
    cases.act(near, matter, "dispatch")
    return matter, {row.file.kind: f"/files/{row.pk}/" for row in Attachment.objects.select_related("file")}


def fetched(client, address):
    response = client.get(address)
    response.getvalue()  # to the end, so that the file is closed
    return response.status_code


@pytest.mark.parametrize("office", LEFT_OUT)
def test_a_voice_or_a_letter_that_tells_who_it_is_stays_closed(world, spoken, office):
    """That there is one is said; the photo of the place is for everybody who works on it."""
    matter, files = spoken
    client = visit(world, f"near-{office}", today=TODAY)
    page = client.get(f"/matters/{matter.number}/").content.decode()
    assert page.count("不开放，以免看出是谁反映的") == 2
    assert "王小明" not in page
    assert [fetched(client, files[kind]) for kind in ("photo", "voice", "document")] == [200, 404, 404]


def test_the_desk_and_the_reporter_hear_and_read_them(client, near, spoken):
    matter, files = spoken
    client.force_login(near.accounts["dispatcher"])
    assert "不开放" not in client.get(f"/matters/{matter.number}/").content.decode()
    assert [fetched(client, files[kind]) for kind in ("photo", "voice", "document")] == [200, 403, 403]
    for kind in ("voice", "document"):
        assert client.post(f"{files[kind]}open/")["Location"] == f"/matters/{matter.number}/"
    assert [fetched(client, files[kind]) for kind in ("photo", "voice", "document")] == [200, 200, 200]
    client.logout()
    client.post(f"/m/{matter.number}/", {"code": query_code(matter)})
    assert fetched(client, files["voice"]) == 200


def openings():
    rows = AuditRow.objects.filter(action="files.attachment.opened").order_by("at", "pk")
    return [(f"/files/{row.subject_id}/", row.actor_name) for row in rows]


def test_who_opens_what_could_tell_is_recorded_once_a_day(client, near, spoken, monkeypatch):
    """Before that the page says what there is, and neither its name nor a way to hear it."""
    matter, files = spoken
    dispatcher = near.accounts["dispatcher"]
    client.force_login(dispatcher)
    page = client.get(f"/matters/{matter.number}/").content.decode()
    assert page.count("打开（会留下记录）") == 2
    assert ("<audio" in page, "王小明的信" in page) == (False, False)
    for _ in range(2):
        client.post(f"{files['voice']}open/")
    assert openings() == [(files["voice"], dispatcher.person.name)]
    page = client.get(f"/matters/{matter.number}/").content.decode()
    assert (page.count("打开（会留下记录）"), "<audio" in page) == (1, True)
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    assert fetched(client, files["voice"]) == 403
    client.post(f"{files['voice']}open/")
    assert len(openings()) == 2


@pytest.mark.parametrize("office", [*LEFT_OUT, "far-dispatcher"])
def test_who_may_not_know_opens_nothing(world, spoken, office):
    client = visit(world, office if office == "far-dispatcher" else f"near-{office}", today=TODAY)
    answers = [client.post(f"{spoken[1][kind]}open/") for kind in ("voice", "document")]
    assert ([answer.status_code for answer in answers], openings()) == ([404, 404], [])


def test_opening_is_a_post_by_somebody_signed_in(client, near, spoken):
    _matter, files = spoken
    assert client.post(f"{files['voice']}open/").status_code == 302
    client.force_login(near.accounts["dispatcher"])
    assert client.get(f"{files['voice']}open/").status_code == 405
    client.post(f"{files['photo']}open/")
    assert openings() == []


def test_what_the_unit_recorded_itself_is_open_to_it(client, near, spoken):
    matter, _files = spoken
    by = near.actor("handler")
    clip = receive_upload(content=wav(), filename="a.wav", by=by, at=AT)
    cases.act(near, matter, "sign_for")
    cases.act(near, matter, "finish", Note("已修好", (clip.pk,)))
    own = Attachment.objects.order_by("created_at", "pk").last()
    client.force_login(near.accounts["handler"])
    assert fetched(client, f"/files/{own.pk}/") == 200
