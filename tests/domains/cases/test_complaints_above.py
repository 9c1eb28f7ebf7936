"""A complaint that is late, or whose supervising unit has nobody left, comes to the supervising unit above."""

import pytest

from tests.support.cases import NAME
from tests.support.complaints import SAID, browser, complaint
from tests.support.street import AT, BASIS, DAY, PASSWORD, SINCE, give, unit
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.procedures.access import query_code, resident
from xiuhuazhen.core.procedures.actions.waking import TICKER, point_anew, wake_matter
from xiuhuazhen.core.procedures.chain import faults
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import due_to_wake, worklist
from xiuhuazhen.core.procedures.stuck import stuck_matters, to_point_anew
from xiuhuazhen.domains.cases.actions.complaining import take_over_complaint
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.own_data import ask_erasure
from xiuhuazhen.domains.cases.choices import KeepGround

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts", "files_of_its_own", "near")]

TODAY = local_date(AT)
REMINDED, CLIMBED = AT + 2 * DAY, AT + 4 * DAY
"""Due on Wednesday, so that it goes up at the end of Thursday, one work day later."""


def norm(near, name, amount):
    text = NormText(name, amount, "work_day", BASIS, "D")
    set_norm(norm=text, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)


@pytest.fixture
def matter(near, people):
    """About the community's committee, so the street's supervising unit has it."""
    norm(near, "complaints.limit.examine", 1)
    norm(near, "complaints.escalate.above", 1)
    made = complaint(near.units["community"])
    Matter.objects.filter(pk=made.pk).update(due_at=REMINDED, wake_at=REMINDED)
    return made


@pytest.fixture
def climb(monkeypatch):
    """Let the product do what it does until this moment, which is now from then on."""

    def until(matter, at):
        wake_all(matter, at)
        monkeypatch.setattr(clock, "now", lambda: at)

    return until


def wake_all(matter, at):
    while due_to_wake(at).filter(pk=matter.pk).exists():
        wake_matter(matter_id=matter.pk, by=TICKER, at=at)


def look_again(at=AT):
    """What the product does each hour."""
    for found in list(to_point_anew(at)):
        point_anew(matter_id=found.pk, by=TICKER, at=at)


def leave(*accounts):
    for account in accounts:
        for role in account.person.roles.filter(valid_to__isnull=True, name=RoleName.SUPERVISOR):
            end_role(role=role, last_day=max(TODAY - DAY, role.valid_from), by=SYSTEM, at=AT)


def owe(people, at=AT):
    by = {name: actor_for(account, on=local_date(at)) for name, account in people.items() if name != "coming"}
    return {name for name, each in by.items() if worklist(each, at=at).exists()}


def open_to(account, matter):
    return browser(account).get(f"/matters/{matter.number}/").status_code


def do(account, matter, action, **given):
    version = Matter.objects.get(pk=matter.pk).version
    sent = {"text": "已核实", "version": version, "command_id": str(new_id()), **given}
    return browser(account).post(f"/matters/{matter.number}/do/{action}/", sent).status_code


def supervisor(name, area, office):
    account = create_account(person=NewPerson("督查某", name, PASSWORD), by=SYSTEM, at=AT)
    give(account, RoleName.SUPERVISOR, area, office)
    return account


# late


def test_what_is_late_comes_to_the_supervisors_of_the_area_above(people, matter, climb):
    """First those who have it are reminded."""
    climb(matter, REMINDED)
    assert owe(people, REMINDED) == {"street"}
    assert open_to(people["county"], matter) == 404
    climb(matter, CLIMBED)
    assert owe(people, CLIMBED) == {"street", "county"}
    page = browser(people["county"]).get(f"/matters/{matter.number}/").content.decode()
    assert [word in page for word in (SAID, "由我们接手", "受理调查")] == [True, True, False]
    said = [step.facts["reason"] for step in matter.steps.filter(action="escalate").order_by("number")]
    assert said == ["reminded", "above"]


def test_without_a_norm_it_goes_nowhere(near, people, climb):
    norm(near, "complaints.limit.examine", 1)
    made = complaint(near.units["community"])
    climb(made, AT + 60 * DAY)
    assert owe(people, AT + 60 * DAY) == {"street"}


def test_nobody_else_comes_to_see_it(world, people, matter, climb):
    """Neither those complained about nor the desk, nor the supervisors of the neighbouring street or of yesterday."""
    climb(matter, CLIMBED)
    others = [*world.near.accounts.values(), *world.far.accounts.values(), world.stranger]
    others += [people[name] for name in ("far", "former", "member")]
    assert {open_to(each, matter) for each in others} == {404}
    assert {do(each, matter, "take_over") for each in others} == {404}


def test_a_supervisor_above_who_works_for_the_unit_complained_about_does_not(near, people, matter, climb):
    give(people["county"], RoleName.COMMUNITY_STAFF, near.areas["community"], near.units["community"])
    climb(matter, CLIMBED)
    assert owe(people, CLIMBED) == {"street"}
    assert open_to(people["county"], matter) == 404
    assert [step.facts["reason"] for step in matter.steps.filter(action="escalate")] == ["reminded", "nobody_above"]


def test_another_supervising_unit_of_the_same_street_does_not(near, people, matter, climb):
    people["beside"] = supervisor(
        "beside", near.areas["street"], unit("纪工委", UnitKind.SUPERVISOR, near.areas["street"])
    )
    climb(matter, CLIMBED)
    assert owe(people, CLIMBED) == {"street", "county"}
    assert open_to(people["beside"], matter) == 404


def test_those_above_see_it_no_more_once_it_is_seen_to(people, matter, climb):
    climb(matter, CLIMBED)
    assert do(people["street"], matter, "examine") == 302
    assert open_to(people["county"], matter) == 404


def test_they_take_it_over_and_those_who_had_it_see_it_no_more(near, people, matter, climb):
    climb(matter, CLIMBED)
    expand_due(CLIMBED)
    Message.objects.all().delete()
    assert do(people["county"], matter, "take_over", text="我们来查") == 302
    matter.refresh_from_db()
    assert (matter.holder, matter.assignee) == (near.units["county-supervision"], people["county"].person)
    assert (matter.state, faults(matter)) == ("received", [])
    step = matter.steps.get(action="take_over")
    units = near.units["county-supervision"].pk, str(near.units["street-supervision"].pk)
    assert (step.unit_id, step.facts["unit"]) == units
    assert "从火车站街道监督办接手" in browser(people["county"]).get(f"/matters/{matter.number}/").content.decode()
    assert (open_to(people["street"], matter), owe(people, CLIMBED)) == (404, {"county"})
    expand_due(CLIMBED)
    said = f"{matter.number} 已由上一级监督单位接手，你们不用再办。"
    told = {(f"person:{people[name].person_id}", said) for name in ("street", "coming")}
    assert set(Message.objects.values_list("recipient", "subject")) == told
    assert [do(people["county"], matter, action) for action in ("examine", "conclude", "answer")] == [302] * 3


def test_the_complainant_reads_who_has_it_now_and_no_more(people, matter, climb):
    climb(matter, CLIMBED)
    do(people["county"], matter, "take_over", text="我们来查")
    outside = browser()
    outside.post(f"/m/{matter.number}/", {"code": query_code(matter)})
    page = outside.get(f"/m/{matter.number}/").content.decode()
    assert [word in page for word in ("城东区监督中心", "我们来查", "接手")] == [True, False, False]


def test_whoever_has_it_does_not_take_it_over(people, matter, climb):
    climb(matter, CLIMBED)
    assert "由我们接手" not in browser(people["street"]).get(f"/matters/{matter.number}/").content.decode()
    assert do(people["street"], matter, "take_over") == 422


def test_nobody_takes_over_what_is_not_on_their_worklist(people, matter):
    """Also past the door: the action itself refuses."""
    given = {"matter": matter, "inputs": Note(""), "at": AT, "version": 1}
    for name in ("county", "far", "member"):
        with pytest.raises(Forbidden):
            take_over_complaint(by=actor_for(people[name], on=TODAY), command_id=new_id(), **given)


def test_a_command_sent_twice_takes_it_over_once(people, matter, climb):
    climb(matter, CLIMBED)
    version, command = Matter.objects.get(pk=matter.pk).version, new_id()
    given = {"matter": matter, "inputs": Note(""), "by": actor_for(people["county"], on=TODAY), "version": version}
    again = [take_over_complaint(at=CLIMBED, command_id=command, **given) for _ in range(2)]
    assert [step.replayed for step in again] == [False, True]


# nobody is left


def test_where_nobody_is_left_it_comes_to_those_above_within_the_hour(near, people, matter):
    """The reporter's name stays closed until they have taken it over."""
    leave(people["street"])
    assert owe(people) == set()
    look_again()
    assert owe(people) == {"county"}
    assert NAME not in browser(people["county"]).get(f"/matters/{matter.number}/").content.decode()
    assert browser(people["county"]).get(f"/cases/{matter.number}/contact/").status_code == 403
    assert do(people["county"], matter, "examine") == 422
    assert do(people["county"], matter, "take_over") == 302
    assert do(people["county"], matter, "examine") == 302
    assert browser(people["county"]).get(f"/cases/{matter.number}/contact/").status_code == 200


def test_somebody_who_comes_to_the_unit_has_it_again(near, people, matter):
    leave(people["street"])
    look_again()
    people["next"] = supervisor("next", near.areas["street"], near.units["street-supervision"])
    look_again()
    assert owe(people) == {"next"}
    assert open_to(people["county"], matter) == 404


def test_another_supervising_unit_of_the_same_street_is_nearer(near, people, matter):
    people["beside"] = supervisor(
        "beside", near.areas["street"], unit("纪工委", UnitKind.SUPERVISOR, near.areas["street"])
    )
    leave(people["street"])
    look_again()
    assert owe(people) == {"beside"}
    assert do(people["beside"], matter, "take_over") == 302


def test_those_above_are_reminded_and_who_is_above_them_has_it_next(near, people, matter, world, climb):
    """One rung at a time: what waits for the county for want of somebody in the street does not climb to it again."""
    leave(people["street"], people["coming"])
    climb(matter, CLIMBED)
    assert [step.facts["reason"] for step in matter.steps.filter(action="escalate")] == ["reminded", "nobody_above"]
    assert owe(people, CLIMBED) == {"county"}
    assert set(stuck_matters(actor_for(people["county"], on=TODAY), Why.LATE, at=CLIMBED)) == {matter}


def test_where_nobody_is_left_at_all_it_stays_and_who_is_named_next_has_it(world, near, people, matter):
    leave(people["street"], people["county"], people["member"])
    look_again()
    assert owe(people) == set()
    people["next"] = supervisor("next", world.county, near.units["county-supervision"])
    look_again()
    assert owe(people) == {"next"}


def test_what_is_asked_of_a_closed_one_is_decided_above(near, people, matter):
    """The complainant asks that their data be erased, after whoever answered has left."""
    for action in ("examine", "conclude", "answer"):
        do(people["street"], matter, action)
    leave(people["street"])
    matter.refresh_from_db()
    asked = {"by": resident(matter), "at": AT, "command_id": new_id(), "version": matter.version}
    ask_erasure(matter=matter, inputs=Note(), **asked)
    assert owe(people) == {"county"}
    assert do(people["county"], matter, "take_over") == 302
    refused = {"reason": KeepGround.DUTY.value, "text": "档案规定保存三年"}
    assert do(people["county"], matter, "refuse_erasure", **refused) == 302
