"""Urging reaches people at once, at night as well: the same unit does it once a day while nothing happens."""

from datetime import timedelta

import pytest

from tests.support import cases
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.kit.ids import new_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
HOUR = timedelta(hours=1)


@pytest.fixture
def matter(near):
    found = cases.case_in(near, "handling")
    cases.act(near, found, "urge")
    return found


def test_once_more_on_the_same_day_is_refused_with_the_time_and_keeps_nothing(near, matter):
    steps = matter.steps.count()
    with pytest.raises(Conflict) as refused:
        cases.act(near, matter, "urge", at=AT + 2 * HOUR)
    assert refused.value.extra["code"] == "urged_today"
    assert matter.steps.count() == steps


def test_the_next_day_it_may_be_urged_again(near, matter):
    cases.act(near, matter, "urge", at=AT + DAY)


def test_once_something_happened_it_may_be_urged_again(near, matter):
    cases.act(near, matter, "contact", at=AT + HOUR)
    cases.act(near, matter, "urge", at=AT + 2 * HOUR)


def test_somebody_else_may_urge_as_well_and_each_of_them_once(near, matter):
    cases.act(near, matter, "urge", by=near.actor("leader"), at=AT + HOUR)
    for who in ("dispatcher", "leader"):
        with pytest.raises(Conflict):
            cases.act(near, matter, "urge", by=near.actor(who), at=AT + 2 * HOUR)


def test_the_same_command_sent_again_is_not_a_second_urge(near):
    matter, command = cases.case_in(near, "handling"), new_id()
    sent = {"command_id": command, "version": matter.version}
    first = cases.act(near, matter, "urge", **sent)
    assert cases.act(near, matter, "urge", **sent).pk == first.pk
