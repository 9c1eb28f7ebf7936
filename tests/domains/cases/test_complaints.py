"""A complaint about a unit or a worker goes one level up, and those complained about see nothing of it."""

from datetime import timedelta

import pytest

from tests.core.files.pictures import photo
from tests.support import cases
from tests.support.cases import NAME, PHONE
from tests.support.complaints import SAID, WORKER, browser, complaint
from tests.support.street import AT, DAY, HOUR, PASSWORD, give, unit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.messages.recipients import resolved
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.procedures import telling
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.actions.waking import TICKER, release_matter, wake_matter
from xiuhuazhen.core.procedures.chain import faults
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.queries import visible_matters, worklist
from xiuhuazhen.domains.cases.hearing import supervisor_above, units_to_complain_about
from xiuhuazhen.domains.cases.models import Complaint
from xiuhuazhen.domains.cases.queries import units_to_dispatch_to
from xiuhuazhen.domains.duty.queries import open_matters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts", "files_of_its_own", "near")]

TODAY = local_date(AT)


@pytest.fixture
def matter(near, people):
    """About the community's committee, so it is the street's supervising unit that has it; with a photo."""
    upload = receive_upload(content=photo(), filename="a.jpg", by=PUBLIC, at=AT)
    return complaint(near.units["community"], uploads=(upload.pk,))


@pytest.mark.parametrize(
    ("about", "hears"),
    [
        ("community", "street-supervision"),
        ("second", "street-supervision"),
        ("office", "county-supervision"),
        ("desk", "county-supervision"),
        ("lamps", "county-supervision"),
        ("water", "county-supervision"),
        ("street-supervision", "county-supervision"),
    ],
)
def test_it_goes_to_the_nearest_supervising_unit_strictly_above(near, people, about, hears):
    assert complaint(near.units[about]).holder == near.units[hears]


def test_who_belongs_to_the_unit_hears_nothing_so_it_goes_further_up(near, people):
    """Where everybody of the nearest one works for the unit complained about."""
    give(people["street"], RoleName.COMMUNITY_STAFF, near.areas["second"], near.units["second"])
    give(people["member"], RoleName.COMMUNITY_STAFF, near.areas["second"], near.units["second"])
    assert supervisor_above(near.units["second"], on=TODAY) == near.units["county-supervision"]
    assert supervisor_above(near.units["community"], on=TODAY) == near.units["street-supervision"]


def test_where_nobody_would_see_it_nothing_is_taken_in(near, people):
    for about in (near.units["county-supervision"], near.units["community"]):
        if about == near.units["community"]:
            for name in ("street", "member", "county"):
                for role in people[name].person.roles.filter(valid_to__isnull=True, name=RoleName.SUPERVISOR):
                    end_role(role=role, last_day=TODAY - DAY, by=SYSTEM, at=AT)
        with pytest.raises(InvalidInput) as refused:
            complaint(about)
        assert list(refused.value.fields) == ["unit"]
    assert not Matter.objects.exists()


def everybody_else(world, people):
    """Who does not see it, by name: everybody of both streets, and those who are almost the right supervisor."""
    for street in (world.near, world.far):
        for office, found in street.accounts.items():
            yield f"{street.name}-{office}", found
    for name in ("county", "far", "former", "coming", "member"):
        yield name, people[name]
    yield "stranger", world.stranger


def doors(matter):
    number, attachment = matter.number, Attachment.objects.get()
    yield lambda c: c.get(f"/matters/{number}/")
    yield lambda c: c.get(f"/cases/{number}/contact/")
    yield lambda c: c.post(f"/cases/{number}/contact/", {"password": PASSWORD})
    yield lambda c: c.get(f"/cases/{number}/code/")
    yield lambda c: c.post(
        f"/cases/{number}/code/", {"id": str(new_id()), "recognised": "counter", "password": PASSWORD}
    )
    yield lambda c: c.get(f"/cases/{number}/followers/")
    yield lambda c: c.get(f"/api/v1/matters/{number}")
    yield lambda c: c.get(f"/files/{attachment.pk}/")
    yield lambda c: c.get(f"/files/{attachment.pk}/preview/")
    for action in ("examine", "decline", "conclude", "answer", "withdraw", "dispatch"):
        sent = {"text": "知道了", "version": 1, "command_id": str(new_id())}
        yield lambda c, at=f"/matters/{number}/do/{action}/": c.get(at)
        yield lambda c, at=f"/matters/{number}/do/{action}/", body=sent: c.post(at, body)


LISTS = (
    "/desk/",
    "/matters/",
    "/matters/?state=received",
    "/matters/?area=630102005006",
    "/matters/?q=投诉",
    "/map/",
    "/map/points/",
    "/api/v1/matters",
    "/api/v1/matters?kind=cases.complaint",
    "/stuck/",
    "/stuck/?why=late",
    "/stuck/?why=nobody",
    "/leaving/",
    "/handover/",
)


def test_no_door_list_or_file_shows_it_to_anybody_else(world, people, matter):
    """The desk, the leader, the unit's own people, and a supervisor of the street who is one of them."""
    before = (Step.objects.count(), AuditRow.objects.filter(action__startswith="cases.").count())
    for name, who in everybody_else(world, people):
        client = browser(who)
        assert {knock(client).status_code for knock in doors(matter)} == {404}, name
        for address in LISTS:
            page = client.get(address).content.decode()
            assert matter.number not in page, (name, address)
            assert matter.title not in page, (name, address)
        assert client.get("/desk/").context["counts"]["open"] == 0, name
        assert client.get("/matters/").context["total_label"] == "0", name
        for words in (matter.number, SAID[:20], "投诉"):
            assert client.get("/matters/", {"q": words}).context["total_label"] == "0", (name, words)
    after = (Step.objects.count(), AuditRow.objects.filter(action__startswith="cases.").count())
    assert after == before


def test_what_is_late_or_left_behind_is_seen_by_supervisors_alone(world, people, matter, monkeypatch):
    """Neither by those whose areas the stuck page is about, nor by who ends the supervisor's post. A supervisor further
    up sees that it stands still, without its page."""
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=60))
    Matter.objects.filter(pk=matter.pk).update(assignee_id=people["street"].person_id, due_at=AT + DAY, rung=9)
    shown = {"/stuck/?why=late", f"/leaving/{people['street'].person_id}/"}
    for name, who in everybody_else(world, people):
        if name in {"county", "coming"}:  # the time that passes made the latter a supervisor
            continue
        for address in shown:
            assert matter.number not in browser(who).get(address).content.decode(), (name, address)
    above = browser(people["county"]).get("/stuck/?why=late").content.decode()
    assert matter.number in above
    assert f'href="/matters/{matter.number}/"' not in above


def test_without_sign_in_every_door_leads_to_it(people, matter):
    client = browser()
    assert {knock(client).status_code for knock in doors(matter)} <= {302, 401, 404}


def test_the_hand_over_of_no_unit_below_counts_it(world, people, matter):
    late = AT + timedelta(days=60)
    for below in (world.near.units["desk"], world.near.units["community"], world.near.units["office"]):
        found = open_matters(below, at=late)
        assert (found.listed, found.more) == ([], 0)


def test_the_supervising_unit_examines_and_answers(people, matter, near):
    client = browser(people["street"])
    assert matter.number in client.get("/desk/").content.decode()
    page = client.get(f"/matters/{matter.number}/").content.decode()
    assert [text in page for text in (SAID, WORKER, "138****1234", near.units["community"].name)] == [True] * 4
    for version, (action, state) in enumerate(
        (("examine", "examining"), ("conclude", "answering"), ("answer", "closed")), start=1
    ):
        sent = {"text": f"{action}：已核实", "version": version, "command_id": str(new_id())}
        assert client.post(f"/matters/{matter.number}/do/{action}/", sent).status_code == 302
        matter.refresh_from_db()
        assert matter.state == state
    assert (matter.is_open, matter.close_reason, faults(matter)) == (False, "answered", [])
    assert not WorklistRow.objects.exists()


def test_the_complainant_reads_the_answer_and_not_what_was_found_out(people, matter):
    client, resident = browser(people["street"]), browser()
    for version, action in enumerate(("examine", "conclude", "answer"), start=1):
        sent = {"text": f"{action}-words", "version": version, "command_id": str(new_id())}
        client.post(f"/matters/{matter.number}/do/{action}/", sent)
    assert resident.post(f"/m/{matter.number}/", {"code": query_code(matter)}).status_code == 302
    run_pending(at=AT)
    page = resident.get(f"/m/{matter.number}/").content.decode()
    assert [word in page for word in ("answer-words", "conclude-words", "examine-words")] == [True, False, False]
    assert 'name="verdict"' not in page
    assert resident.get(f"/files/{Attachment.objects.get().pk}/").getvalue().startswith(b"\xff\xd8")


@pytest.mark.parametrize("action", ["decline", "answer"])
def test_the_supervisor_writes_to_a_complainant(people, matter, action):
    """Not to a reporter; that it is read there stands once beside the words."""
    client, before = browser(people["street"]), ("examine", "conclude") if action == "answer" else ()
    for version, done in enumerate(before, start=1):
        sent = {"text": "已核实", "version": version, "command_id": str(new_id())}
        client.post(f"/matters/{matter.number}/do/{done}/", sent)
    page = client.get(f"/matters/{matter.number}/do/{action}/").content.decode()
    assert [page.count(words) for words in ("给投诉人的答复", "投诉人看得到", "反映人")] == [1, 1, 0]


def test_the_complainant_withdraws_it(people, matter):
    resident = browser()
    resident.post(f"/m/{matter.number}/", {"code": query_code(matter)})
    sent = {"withdraw": "1", "version": matter.version, "reason": ""}
    assert resident.post(f"/m/{matter.number}/", sent).status_code == 302
    matter.refresh_from_db()
    assert (matter.state, matter.close_reason) == ("withdrawn", "withdrawn")


def test_the_supervisor_opens_the_contact_with_the_password_and_on_record(people, matter):
    page = browser(people["street"]).post(f"/cases/{matter.number}/contact/", {"password": PASSWORD})
    assert f"{NAME} {PHONE}" in page.content.decode()
    assert AuditRow.objects.filter(action="cases.contact.opened", subject_id=str(matter.pk)).count() == 1


def test_the_supervisor_gives_a_lost_query_code_again_on_record(people, matter):
    supervisor, address = browser(people["street"]), f"/cases/{matter.number}/code/"
    assert f'href="{address}"' in supervisor.get(f"/matters/{matter.number}/").content.decode()
    page = supervisor.post(
        address, {"id": str(new_id()), "recognised": "counter", "password": PASSWORD}
    ).content.decode()
    assert query_code(matter) in page
    assert AuditRow.objects.filter(action="cases.code.given", subject_id=str(matter.pk)).count() == 1


def told(at=AT):
    expand_due(at)
    return sorted(Message.objects.values_list("recipient", "subject"))


def test_the_supervising_unit_is_told_and_reminded_and_nobody_of_the_unit_complained_about(near, people, matter):
    """The one of its people who belongs to that unit too hears nothing."""
    hears = f"person:{people['street'].person_id}"
    assert told() == [(hears, f"有新的投诉待查办：{matter.number}。")]
    Matter.objects.filter(pk=matter.pk).update(due_at=AT + HOUR, wake_at=AT + HOUR)
    wake_matter(matter_id=matter.pk, by=TICKER, at=AT + HOUR)
    assert (hears, f"{matter.number} 已超期，请处理。") in told(AT + HOUR)
    assert {recipient for recipient, _subject in told(AT + HOUR)} == {hears}


def test_the_complainant_is_told_that_there_is_an_answer(people, matter):
    for version, action in enumerate(("examine", "conclude", "answer"), start=1):
        sent = {"text": "已核实", "version": version, "command_id": str(new_id())}
        browser(people["street"]).post(f"/matters/{matter.number}/do/{action}/", sent)
    step = matter.steps.get(action="answer")
    (notice,) = telling.expand({"matter": str(matter.pk), "step": step.number}, AT)
    assert (notice.recipient, notice.path) == (f"cases.reporter:{matter.pk}", f"/m/{matter.number}/")
    assert notice.subject == f"您的投诉 {matter.number} 有答复了。"
    assert resolved(notice.recipient).phone == PHONE


def test_nobody_is_made_to_follow_a_complaint(people, matter):
    assert browser(people["street"]).get(f"/cases/{matter.number}/followers/").status_code == 403


def test_who_joins_the_unit_later_sees_it_no_more(near, people, matter):
    by = actor_for(people["street"], on=TODAY)
    assert list(visible_matters(by)) == [matter]
    give(people["street"], RoleName.COMMUNITY_STAFF, near.areas["community"], near.units["community"])
    by = actor_for(people["street"], on=TODAY)
    assert (list(visible_matters(by)), list(worklist(by, at=AT))) == ([], [])


def test_when_the_supervisor_leaves_it_goes_back_to_the_unit(people, matter):
    sent = {"text": "", "version": 1, "command_id": str(new_id())}
    browser(people["street"]).post(f"/matters/{matter.number}/do/examine/", sent)
    end_role(role=people["street"].person.roles.get(), last_day=TODAY - DAY, by=SYSTEM, at=AT)
    assert release_matter(matter_id=matter.pk, by=TICKER, at=AT) is not None
    matter.refresh_from_db()
    assert matter.assignee is None


def test_what_an_examiner_has_who_joins_the_unit_falls_to_the_others_at_once(near, people, matter):
    """They count as gone: a colleague owes it and is told, and it is nobody's until one takes it on."""
    sent = {"text": "", "version": 1, "command_id": str(new_id())}
    browser(people["street"]).post(f"/matters/{matter.number}/do/examine/", sent)
    colleague = create_account(person=NewPerson("监督乙", "supervisor-second", PASSWORD), by=SYSTEM, at=AT)
    give(colleague, RoleName.SUPERVISOR, near.areas["street"], near.units["street-supervision"])
    by = actor_for(colleague, on=TODAY)
    assert not worklist(by, at=AT).exists()
    give(people["street"], RoleName.COMMUNITY_STAFF, near.areas["community"], near.units["community"])
    assert worklist(by, at=AT).get().matter == matter
    Message.objects.all().delete()
    Matter.objects.filter(pk=matter.pk).update(due_at=AT + HOUR, wake_at=AT + HOUR)
    wake_matter(matter_id=matter.pk, by=TICKER, at=AT + HOUR)
    assert {recipient for recipient, _said in told(AT + HOUR)} == {f"person:{colleague.person_id}"}
    assert release_matter(matter_id=matter.pk, by=TICKER, at=AT) is not None
    matter.refresh_from_db()
    assert matter.assignee is None


def test_where_every_examiner_joined_the_unit_it_is_stuck_for_who_is_above(near, people, matter):
    give(people["street"], RoleName.COMMUNITY_STAFF, near.areas["community"], near.units["community"])
    assert matter.number in browser(people["county"]).get("/stuck/?why=nobody").content.decode()


def form(near, **given):
    usual = {"id": str(new_id()), "unit": str(near.units["community"].pk), "text": SAID, "contact_phone": PHONE}
    return {**usual, **given}


def test_the_page_takes_it_in_without_sign_in_and_once(near, people):
    client, sent = browser(), form(near)
    assert 'href="/complain/"' in client.get("/report/").content.decode()
    assert client.get("/complain/").status_code == 200
    assert [client.post("/complain/", sent).status_code for _ in range(2)] == [201, 200]
    matter = Matter.objects.get()
    assert query_code(matter) in client.post("/complain/", sent).content.decode()
    assert Complaint.objects.get().unit == near.units["community"]


@pytest.mark.parametrize("given", [{"unit": ""}, {"unit": "x"}, {"text": " "}, {"contact_phone": "12"}, {"id": "x"}])
def test_what_is_wrong_is_said_beside_its_field(near, people, given):
    response = browser().post("/complain/", form(near, **given))
    assert (response.status_code, list(response.context["form"].errors)) == (422, list(given))
    assert not Matter.objects.exists()


@pytest.fixture
def heat(world, people):
    """A company of the county that works here, with somebody of its own."""
    company = unit("东川供热公司", UnitKind.PARTNER, world.county)
    world.near.units["heat"] = company
    world.near.accounts["heater"] = create_account(person=NewPerson("热某", "near-heater", PASSWORD), by=SYSTEM, at=AT)
    give(world.near.accounts["heater"], RoleName.UNIT_HANDLER, world.county, company)
    return company


def test_a_company_of_the_county_that_works_here_is_complained_about_too(near, people, heat):
    """Nobody is above it: the county's own supervising unit hears it, and nobody of the company."""
    assert heat in units_to_complain_about(near.areas["street"], on=TODAY)
    assert browser().post("/complain/", form(near, unit=str(heat.pk))).status_code == 201
    matter = Matter.objects.get()
    assert matter.holder == near.units["county-supervision"]
    assert browser(people["county"]).get(f"/matters/{matter.number}/").status_code == 200
    assert browser(near.accounts["heater"]).get(f"/matters/{matter.number}/").status_code == 404


def test_shops_and_teams_of_which_nobody_works_here_are_not_on_the_list(world, near, people, heat):
    """Nor is one whose only person left yesterday."""
    street, kinds = near.areas["street"], (UnitKind.PARTNER, UnitKind.PARTY_BRANCH, UnitKind.VOLUNTEER_TEAM)
    mere = [unit(f"高原旅行社{number}", kind, street) for number, kind in enumerate(kinds)]
    role = give(world.stranger, RoleName.UNIT_HANDLER, street, mere[0])
    assert mere[0] in units_to_complain_about(street, on=TODAY)
    end_role(role=role, last_day=TODAY - DAY, by=SYSTEM, at=AT)
    listed = units_to_complain_about(street, on=TODAY)
    assert (set(mere) & set(listed), {heat, near.units["lamps"]} <= set(listed)) == (set(), True)


def test_the_second_station_stands_before_the_tenth(near, people):
    names = [f"第{number}便民服务站" for number in (10, 2, 1)]
    made = [unit(name, UnitKind.STATION, near.areas["street"]).name for name in names]
    listed = [each.name for each in units_to_complain_about(near.areas["street"], on=TODAY)]
    assert [name for name in listed if name in made] == ["第1便民服务站", "第2便民服务站", "第10便民服务站"]


def test_a_street_office_is_not_heard_by_its_own_supervising_unit(near, people):
    for role in people["county"].person.roles.all():
        end_role(role=role, last_day=TODAY - DAY, by=SYSTEM, at=AT)
    assert [supervisor_above(near.units[name], on=TODAY) for name in ("office", "desk")] == [None, None]
    assert supervisor_above(near.units["lamps"], on=TODAY) == near.units["street-supervision"]


def unsure(near):
    assert browser().post("/complain/", form(near, unit="not-known")).status_code == 201
    return Matter.objects.get()


def test_who_is_not_sure_which_unit_is_heard_above_them_all(world, near, people):
    """Nobody of any unit of the street sees it, its own supervising unit included, nor does the neighbour."""
    matter = unsure(near)
    assert (matter.holder, matter.title) == (near.units["county-supervision"], "投诉（不清楚是哪个单位）")
    for name, who in (*everybody_else(world, people), ("street", people["street"])):
        expected = 200 if name == "county" else 404
        assert browser(who).get(f"/matters/{matter.number}/").status_code == expected, name
    page = browser(people["county"]).get(f"/matters/{matter.number}/").content.decode()
    assert "投诉反映人不清楚的单位" in page


def test_a_supervisor_who_comes_to_work_in_the_street_hears_it_no_more(near, people):
    matter, by = unsure(near), people["county"]
    sent = {"text": "", "version": 1, "command_id": str(new_id())}
    browser(by).post(f"/matters/{matter.number}/do/examine/", sent)
    assert release_matter(matter_id=matter.pk, by=TICKER, at=AT) is None
    give(by, RoleName.COMMUNITY_STAFF, near.areas["second"], near.units["second"])
    assert browser(by).get(f"/matters/{matter.number}/").status_code == 404
    assert release_matter(matter_id=matter.pk, by=TICKER, at=AT) is not None


def test_where_nobody_is_above_the_street_one_has_to_know_the_unit(near, people):
    for role in people["county"].person.roles.all():
        end_role(role=role, last_day=TODAY - DAY, by=SYSTEM, at=AT)
    assert browser().post("/complain/", form(near, unit="not-known")).status_code == 422
    assert "不清楚是哪个单位" not in browser().get("/complain/").content.decode()
    assert not Matter.objects.exists()


def test_a_unit_that_nobody_watches_is_not_on_the_list(near, people):
    listed = units_to_complain_about(near.areas["street"], on=TODAY)
    assert near.units["community"] in listed
    assert near.units["county-supervision"] not in listed
    assert browser().post("/complain/", form(near, unit=str(near.units["county-supervision"].pk))).status_code == 422


@pytest.mark.parametrize("elsewhere", ["", "可到区监委信访室反映。"])
def test_without_a_supervising_unit_the_page_says_so(near, settings, elsewhere):
    settings.COMPLAINTS_ELSEWHERE = elsewhere
    client = browser()
    page = client.get("/complain/").content.decode()
    assert "还没有设监督单位" in page
    assert elsewhere in page
    assert "<textarea" not in page
    assert client.post("/complain/", form(near)).status_code == 422
    assert not Matter.objects.exists()


def test_complaining_has_the_rate_of_reports(near, people, settings):
    settings.PUBLIC_RATE = "2"
    assert [browser().post("/complain/", form(near)).status_code for _ in range(3)] == [201, 201, 429]


def test_no_case_is_dispatched_to_a_supervising_unit(near, people):
    offered = units_to_dispatch_to(cases.reported().matter, on=TODAY)
    assert not offered.filter(kind=UnitKind.SUPERVISOR).exists()
