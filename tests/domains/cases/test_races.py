"""Two senders at once."""

import pytest

from tests.support import cases, street
from xiuhuazhen.core.kit.errors import SameIdOtherBody
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.taking_in import Reported

pytestmark = pytest.mark.race


@pytest.fixture(autouse=True)
def world(real_database):
    return street.build()


def test_one_report_sent_twice_at_once_is_taken_in_once(real_database):
    same = cases.report(contact_phone=cases.PHONE)

    def send():
        return cases.report_case(report=same, by=cases.PUBLIC, at=street.AT)

    answers = real_database.together(send, send, send)
    assert [type(answer) for answer in answers] == [Reported] * 3, answers
    assert len({(answer.matter.number, answer.query_code) for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False, True, True]
    assert (Matter.objects.count(), Step.objects.count(), Case.objects.count()) == (1, 1, 1)


def test_of_two_reports_with_one_id_sent_at_once_one_is_refused(real_database):
    first = cases.report()
    other = cases.report(id=first.id, text="井盖坏了")

    def send(given):
        return lambda: cases.report_case(report=given, by=cases.PUBLIC, at=street.AT)

    answers = real_database.together(send(first), send(other))
    assert {type(answer) for answer in answers} == {Reported, SameIdOtherBody}
    assert Matter.objects.count() == 1


def test_somebody_elses_id_sent_at_once_is_refused(real_database, world):
    same, by = cases.report(), world.near.actor("dispatcher")
    answers = real_database.together(
        lambda: cases.report_case(report=same, by=cases.PUBLIC, at=street.AT),
        lambda: cases.report_case(report=same, by=by, at=street.AT),
    )
    assert {type(answer) for answer in answers} == {Reported, SameIdOtherBody}
