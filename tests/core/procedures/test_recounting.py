"""Counting again on the calendar that a limit was counted on changes nothing, whatever happened to it meanwhile."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.street import AT, BASIS, SINCE, SYSTEM
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures import timing
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.rules.clocks import read
from xiuhuazhen.domains.cases.rules import HANDLE, PROCEDURE

HANDLING, PAUSED = PROCEDURE.state("handling"), PROCEDURE.state("paused")
UNITS = {"work_day": 5, "day": 7, "month": 1, "work_hour": 20, "hour_24x7": 72}

lengths = st.integers(0, 8 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
events = st.lists(st.tuples(lengths, lengths), max_size=5)
extensions = st.none() | st.tuples(st.integers(0, 5), lengths, st.integers(1, 9), st.sampled_from(["work_day", "day"]))


class Handled:
    """A matter in memory whose time for handling is counted in the given unit."""

    def __init__(self, unit, path):
        self.matter, self.path, self.at = Matter(category=unit), path, AT
        timing.enter(self.matter, None, HANDLING, path=path, at=AT, until=None, without=())

    def pause(self, gap, length):
        self.at += gap
        self._move(HANDLING, PAUSED, until=self.at + length)
        self.at += length
        self._move(PAUSED, HANDLING, until=None)

    def _move(self, before, after, *, until):
        timing.enter(self.matter, before, after, path=self.path, at=self.at, until=until, without=())

    def extend(self, gap, amount, unit):
        self.at += gap
        extension = (HANDLE, amount, unit)
        given = {"path": self.path, "at": self.at, "until": None, "without": ()}
        timing.change(self.matter, HANDLING, extension=extension, **given)

    @property
    def clocks(self):
        return read(self.matter.clocks)


@pytest.mark.django_db
def test_counting_again_on_the_same_calendar_changes_nothing(world):
    path = world.near.areas["street"].path
    for unit, amount in UNITS.items():
        text = NormText(HANDLE, amount, unit, BASIS, "D", qualifier=unit)
        set_norm(norm=text, area=world.county, valid_from=SINCE, by=SYSTEM, at=AT)

    @settings(max_examples=200, database=None)
    @given(unit=st.sampled_from(sorted(UNITS)), pauses=events, extension=extensions)
    def holds(unit, pauses, extension):
        handled = Handled(unit, path)
        for number in range(len(pauses) + 1):
            if extension and extension[0] == number:
                handled.extend(*extension[1:])
            for gap, length in pauses[number : number + 1]:
                handled.pause(gap, length)
        assert [timing.recounted(each, path=path) for each in handled.clocks] == handled.clocks

    holds()
