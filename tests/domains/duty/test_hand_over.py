"""What one shift leaves to the next: what is listed, who gives, who takes, and what stays for ever."""

import pytest
from django.db import DatabaseError, transaction

from tests.support import street
from tests.support.cases import act, case_in, reported
from tests.support.roster import china, put, second_dispatcher
from tests.support.street import AT, DAY, HOUR, SYSTEM
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import end_of_day, local_date
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, NotFound, SameIdOtherBody, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures.actions.erasing import erase_contents
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.duty.actions import erase_texts, prepare_hand_over, take_over
from xiuhuazhen.domains.duty.models import HandOver, HandOverContent, HandOverTaken
from xiuhuazhen.domains.duty.queries import open_matters

pytestmark = pytest.mark.django_db

EVENING = AT + 11 * HOUR
"""Monday, 20:00: the answer that a reporter was promised by Tuesday, 18:00, is due within a day."""


@pytest.fixture
def near(world):
    second_dispatcher(world.near)
    return world.near


def prepare(near, office="dispatcher", *, at=AT, note="", remarks=None, command=None, unit="desk"):
    return prepare_hand_over(
        unit_id=near.units[unit].pk,
        note=note,
        remarks=remarks or {},
        by=near.actor(office),
        at=at,
        command_id=command or new_id(),
    )


def take(near, row, office="second", *, at=EVENING, command=None):
    return take_over(hand_over_id=row.pk, by=near.actor(office), at=at, command_id=command or new_id())


# what is listed


def test_what_waits_at_the_desk_and_what_is_promised_urgent_ones_first(near):
    ordinary = case_in(near, "registered")
    urgent = reported(text="银杏小区门口井盖丢了", category="0102", at=AT + HOUR).matter
    promised = case_in(near, "answering")
    for state in ("dispatched", "handling", "checking", "closed"):
        case_in(near, state)
    found = open_matters(near.units["desk"], at=EVENING)
    assert [(each.matter.pk, each.waits_here, each.promised_at) for each in found.listed] == [
        (urgent.pk, True, None),
        (ordinary.pk, True, None),
        (promised.pk, False, china(24, 18)),
    ]
    assert found.more == 0


def voided(near):
    """The leader instructed while no unit had it; then the desk voided it."""
    matter = reported().matter
    act(near, matter, "instruct", Instruction(local_date(AT) + DAY, "查清是谁报的"))
    act(near, matter, "void")
    return matter


def test_what_the_desk_owes_on_a_closed_matter_by_when_it_is_owed(near):
    """A report on an instruction. Late once its own day has passed."""
    other, matter = case_in(near, "registered"), voided(near)
    owed_by = end_of_day(local_date(AT) + DAY)
    at = AT + 2 * DAY
    listed = open_matters(near.units["desk"], at=AT).listed
    assert [(each.matter.pk, each.waits_here, each.due_at) for each in listed] == [
        (other.pk, True, other.due_at),
        (matter.pk, True, owed_by),
    ]
    item = prepare(near, at=at).items.get(matter=matter)
    assert (item.state, item.due_at, item.late) == ("closed", owed_by, True)
    act(near, matter, "report_progress", by=near.actor("dispatcher"))
    assert [each.matter.pk for each in open_matters(near.units["desk"], at=AT).listed] == [other.pk]


def test_what_another_unit_owes_on_a_closed_matter_is_not_the_desks(near):
    matter = case_in(near, "handling")
    act(near, matter, "instruct", Instruction(local_date(AT) + DAY, "报结果"))
    for action in ("finish", "reply", "confirm", "rate", "close"):
        act(near, matter, action)
    assert open_matters(near.units["desk"], at=EVENING).listed == []
    assert [each.matter for each in open_matters(near.units["lamps"], at=EVENING).listed] == [matter]


def test_a_closed_matter_on_which_nothing_is_owed_is_not_listed(near):
    matter = reported().matter
    act(near, matter, "void")
    assert open_matters(near.units["desk"], at=EVENING).listed == []


def test_what_is_promised_for_later_than_a_day_is_left_to_later_shifts(near):
    case_in(near, "answering")
    assert open_matters(near.units["desk"], at=AT).listed == []


def test_what_lies_in_the_neighbouring_street_is_not_listed(near):
    elsewhere = {"point": None, "area": "630102006007"}
    reported(**elsewhere)
    assert open_matters(near.units["desk"], at=EVENING).listed == []


def test_beyond_a_limit_it_says_how_many_more(near, settings):
    settings.HAND_OVER_ITEMS_MAX = 2
    for _ in range(3):
        case_in(near, "registered")
    row = prepare(near)
    assert (row.items.count(), row.more) == (2, 1)


def test_the_record_keeps_matters_as_they_stood(near):
    """What happens to them later does not change it; the history's line holds no text."""
    matter = case_in(near, "registered")
    put(near, "dispatcher", china(23, 8), china(23, 18))
    row = prepare(near, at=AT + 4 * HOUR, note="钥匙在抽屉", remarks={matter.number: "等路灯队回电"})
    act(near, matter, "dispatch")
    (item,) = row.items.all()
    assert (item.number, item.state, item.urgent, item.late, item.waits_here) == (
        matter.number,
        "registered",
        False,
        True,
        True,
    )
    assert (item.due_at, row.givers) == (matter.due_at, [{"id": str(row.given_by_id), "name": "火乙"}])
    content = HandOverContent.objects.get(hand_over=row)
    assert (content.note, content.remarks) == ("钥匙在抽屉", {matter.number: "等路灯队回电"})
    line = AuditRow.objects.get(action="duty.hand_over.prepared")
    assert line.after == {"unit": str(near.units["desk"].pk), "items": 1, "more": 0}


def test_records_are_never_changed_and_their_text_can_be_erased(near):
    case_in(near, "registered")
    row = prepare(near, note="张三的电话")
    taken = take(near, row)
    for kept in (row, row.items.get(), taken):
        for change in (kept.delete, kept.save):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()
    HandOverContent.objects.get(hand_over=row).delete()
    assert HandOver.objects.get(pk=row.pk).content_digest


# giving and taking


def test_it_is_given_and_taken_with_one_line_of_history_each(near):
    row = prepare(near)
    taken = take(near, row)
    assert (taken.taken_by_id, taken.at) == (near.accounts["second"].person_id, EVENING)
    lines = AuditRow.objects.filter(action__startswith="duty.").order_by("at")
    assert [(line.action, line.subject_id, line.area_code) for line in lines] == [
        ("duty.hand_over.prepared", str(row.pk), "630102005"),
        ("duty.hand_over.taken", str(row.pk), "630102005"),
    ]


def test_whoever_prepared_it_does_not_take_it(near):
    row = prepare(near)
    with pytest.raises(Conflict) as refused:
        take(near, row, "dispatcher")
    assert refused.value.message == "这是您自己交的班，要由别人来接。"


def test_it_is_taken_once(near):
    street.give(near.accounts["colleague"], RoleName.DISPATCHER, near.areas["street"], near.units["desk"])
    row = prepare(near)
    take(near, row)
    with pytest.raises(Conflict) as refused:
        take(near, row, "colleague")
    assert refused.value.message == "车子已经接班。"
    assert HandOverTaken.objects.count() == 1


def test_a_newer_one_takes_the_place_of_one_that_waits(near):
    first, second = prepare(near), prepare(near, at=AT + HOUR)
    with pytest.raises(StaleVersion):
        take(near, first)
    take(near, second)


def test_commands_sent_twice_are_done_once(near):
    give, accept = new_id(), new_id()
    row = prepare(near, note="a", command=give)
    assert prepare(near, note="a", command=give, at=AT + DAY).pk == row.pk
    for other in ({"note": "b"}, {"note": "a", "remarks": {"x": "y"}}):
        with pytest.raises(SameIdOtherBody):
            prepare(near, command=give, **other)
    assert {take(near, row, command=accept).pk for _ in range(2)} == {row.pk}
    assert (HandOver.objects.count(), HandOverTaken.objects.count()) == (1, 1)


def test_a_command_for_another_thing_is_refused(near):
    give, accept = new_id(), new_id()
    row = prepare(near, command=give)
    take(near, row, command=accept)
    with pytest.raises(SameIdOtherBody):
        prepare(near, "second", command=accept)
    other = prepare(near, at=AT + HOUR)
    with pytest.raises(SameIdOtherBody):
        take(near, other, command=accept)


@pytest.mark.parametrize("office", ["leader", "secretary", "handler", "grid-worker", "inspector"])
def test_others_of_the_street_neither_give_nor_take(near, office):
    row = prepare(near)
    with pytest.raises(Forbidden):
        prepare(near, office)
    with pytest.raises(Forbidden):
        take(near, row, office)


def test_the_neighbouring_desk_neither_gives_nor_takes(world, near):
    row, far = prepare(near), world.far.actor("dispatcher")
    with pytest.raises(Forbidden):
        take_over(hand_over_id=row.pk, by=far, at=AT, command_id=new_id())
    with pytest.raises(Forbidden):
        prepare_hand_over(unit_id=near.units["desk"].pk, note="", remarks={}, by=far, at=AT, command_id=new_id())


def test_whoever_is_on_duty_for_the_unit_gives_and_takes_while_they_are(near):
    """An inspector who also works for the desk, when it is their turn."""
    inspector = near.accounts["inspector"]
    street.give(inspector, RoleName.INSPECTOR, near.areas["street"], near.units["desk"])
    put(near, "inspector", china(23, 18), china(24, 8))
    row = prepare(near)
    with pytest.raises(Forbidden):
        take(near, row, "inspector", at=china(23, 17, 59))
    take(near, row, "inspector", at=china(23, 18))
    with pytest.raises(Forbidden):
        prepare(near, "inspector", at=china(24, 8))


def test_a_program_takes_nothing_over(near):
    row = prepare(near)
    program = StaffActor(key="token:x", name="程序", grants=near.actor("dispatcher").grants)
    with pytest.raises(Forbidden):
        take_over(hand_over_id=row.pk, by=program, at=AT, command_id=new_id())


def test_what_is_not_there(near):
    with pytest.raises(NotFound):
        take_over(hand_over_id=new_id(), by=near.actor("dispatcher"), at=AT, command_id=new_id())
    with pytest.raises(NotFound):
        prepare_hand_over(
            unit_id=new_id(), note="", remarks={}, by=near.actor("dispatcher"), at=AT, command_id=new_id()
        )


def test_its_text_goes_with_the_contents_of_a_matter_that_it_speaks_of(near):
    """What was listed stays, and what speaks of other matters alone."""
    other = prepare(near, note="没有别的")
    matter = case_in(near, "registered")
    row = prepare(near, note="王女士很着急", remarks={matter.number: "她下午在家"}, at=AT + HOUR)
    assert erase_texts(by=SYSTEM, at=EVENING) == 0
    erase_contents(matter_id=matter.pk, by=SYSTEM, at=EVENING)
    assert [erase_texts(by=SYSTEM, at=EVENING) for _night in range(2)] == [1, 0]
    assert list(HandOverContent.objects.values_list("hand_over_id", flat=True)) == [other.pk]
    assert [item.number for item in row.items.all()] == [matter.number]
    assert AuditRow.objects.filter(action="duty.hand_over.erased", subject_id=str(row.pk)).count() == 1
