"""Searching matters: what is found by which words, by whom, and what is not."""

import io

import pytest
from django.core.management import call_command

from tests.support.cases import PHONE, act, case_in, reported
from tests.support.street import AT, DAY, former
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.procedures import documents
from xiuhuazhen.core.procedures.jobs import INDEX
from xiuhuazhen.core.procedures.models import Matter, SearchDocument, StepContent
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.core.procedures.searching import Wanted, filtered
from xiuhuazhen.domains.cases.actions.handling import Note, Place
from xiuhuazhen.domains.cases.choices import Source

pytestmark = pytest.mark.django_db


def found(actor, text, **more):
    """The numbers of the matters that the person finds."""
    every = filtered(visible_matters(actor), Wanted(q=text, **more), by=actor, at=AT)
    return sorted(every.values_list("number", flat=True))


@pytest.fixture
def desk(near):
    return near.actor("dispatcher")


STANDS_THERE = (
    "路灯",
    "灯不",
    "银杏小区",
    "小区3号",
    "门口路灯不亮",
    "路灯 银杏",
    '"3号楼门口"',
    "“路灯不亮”",
    "３号楼",
    '"路灯 不亮"',
    "小区，3-号楼",
)
OF_ITS_NUMBER = ("0001", "1123-0001", "630102005-20261123-0001", "20261123", "02005-2026")
STANDS_NOWHERE = ("路亮", "路灯 井盖", "灯路", '"路灯 亮"', "3号 楼门 路口", "0002", "1124-0001", "630102006-2026")


@pytest.mark.parametrize("text", [*STANDS_THERE, *OF_ITS_NUMBER])
def test_a_case_is_found_by_any_two_signs_that_stand_there(desk, text):
    matter = reported().matter
    assert found(desk, text) == [matter.number]


@pytest.mark.parametrize("text", ["3-2", "5号楼3-2单元", "灯，不亮", "灯不亮", "富民路18号", "i-F", "3、4号楼"])
def test_signs_between_the_words_do_not_count(desk, text):
    """Neither in the question nor in the text: everybody writes them differently."""
    matter = reported(text="富民路 18 号院5号楼3-2单元门前的灯，不亮了，Wi-Fi也坏了，3、4号楼都是").matter
    assert found(desk, text) == [matter.number]


@pytest.mark.parametrize("text", STANDS_NOWHERE)
def test_what_does_not_stand_there_finds_nothing(desk, text):
    reported()
    assert found(desk, text) == []


@pytest.mark.parametrize("text", ["灯", "路灯 亮", "%", "  ，", "路" * 101])
def test_a_question_that_cannot_be_asked_is_refused(desk, text):
    with pytest.raises(InvalidInput) as refused:
        found(desk, text)
    assert set(refused.value.fields) == {"q"}


def test_numbers_of_persons_are_not_searched(desk):
    """Only what of them is shown."""
    matter = reported(text=f"路灯不亮，打{PHONE}找我").matter
    assert found(desk, PHONE) == []
    assert found(desk, PHONE[:8]) == []
    assert found(desk, PHONE[-4:]) == [matter.number]


def test_an_order_is_found_by_the_number_of_its_source(desk):
    matter = reported(source=Source.HOTLINE, source_name="12345热线", source_number="WX-2026-00815").matter
    for _ in range(2):
        assert found(desk, "WX-2026-00815") == found(desk, "00815") == found(desk, "wx-2026") == [matter.number]
        documents.rewrite(matter)


def test_what_is_written_later_is_found_too(near, desk):
    matter = case_in(near, "handling")
    act(near, matter, "finish", inputs=Note("已更换镇流器"))
    assert found(desk, "镇流器") == found(desk, "镇流器 路灯") == [matter.number]
    assert found(desk, "不亮已") == []


def test_an_address_is_found_where_it_may_be_read(desk):
    """Of a confidential report it could tell who reported it, so nobody finds it, not even the desk."""
    matter = reported(address="建国路42号三单元").matter
    reported(address="康乐巷9号", confidential=True)
    assert found(desk, "建国路42号") == [matter.number]
    assert found(desk, "康乐巷") == []
    documents.rewrite(Matter.objects.exclude(pk=matter.pk).get())
    assert found(desk, "康乐巷") == []


def test_names_of_reporters_are_not_searched(desk):
    reported(contact_name="欧阳靖", contact_phone=PHONE)
    assert found(desk, "欧阳靖") == []


@pytest.mark.parametrize(
    ("office", "count"),
    [("dispatcher", 1), ("leader", 1), ("secretary", 1), ("grid-worker", 1), ("handler", 0)],
)
def test_who_sees_a_case_finds_it(near, office, count):
    reported()
    assert len(found(near.actor(office), "路灯")) == count


def test_others_find_nothing(world, near):
    """The same office of the neighbouring street, the neighbouring community, a role that ended yesterday."""
    reported()
    ended = actor_for(former(near, "dispatcher", today=AT.date()), on=AT.date())
    stranger = actor_for(world.stranger, on=AT.date())
    for actor in (world.far.actor("dispatcher"), near.actor("second-secretary"), ended, stranger):
        assert found(actor, "路灯") == []
        assert found(actor, "0001") == []


def test_a_unit_finds_what_it_has_and_no_longer(near):
    matter = case_in(near, "dispatched")
    assert found(near.actor("handler"), "路灯") == [matter.number]
    act(near, matter, "return", at=AT + DAY)
    assert found(near.actor("handler"), "路灯") == []


def test_a_case_that_is_placed_elsewhere_is_found_there(near, desk):
    matter = reported().matter
    act(near, matter, "place", inputs=Place(near.areas["second-grid"].path))
    assert found(desk, "路灯", area="630102005001") == [matter.number]
    assert found(desk, "路灯", area="630102005006") == []


def test_what_is_erased_is_not_found(desk):
    """The title stays with the matter, which holds no personal data."""
    matter = reported(text="二楼住户说夜里有人敲门", title="楼道噪声").matter
    StepContent.objects.filter(step__matter=matter).delete()
    documents.rewrite(matter)
    assert found(desk, "敲门") == []
    assert found(desk, "噪声") == found(desk, matter.number) == [matter.number]


@pytest.mark.parametrize("whole", [False, True])
def test_a_job_writes_the_documents_that_are_missing(desk, whole):
    """Of matters from before there were any; the command has it write all of them anew."""
    matter = reported().matter
    SearchDocument.objects.filter(matter=matter).delete()
    assert found(desk, "路灯") == []
    if whole:
        call_command("index", stdout=io.StringIO())
    else:
        enqueue(INDEX, at=AT)
    assert run_pending(at=clock.now()) >= 1
    assert found(desk, "路灯") == [matter.number]
    (job,) = Job.objects.filter(name=INDEX)
    assert (job.state, job.progress_done, job.progress_total) == ("done", 1, 1)
