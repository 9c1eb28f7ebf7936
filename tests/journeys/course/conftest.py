"""What the stories of the course of a case share: how they find a matter, let time pass and report one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from django.db import transaction

from tests.journeys.visitors import Visitor
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.clocks import read, written


@pytest.fixture
def time_passes(demo_server) -> Callable[[str], Step | None]:
    """A matter is moved so far into the past that the product itself acts on it now."""

    @transaction.atomic
    def pass_by(number: str) -> Step | None:
        matter, now = Matter.objects.get(number=number), clock.now()
        ago = matter.wake_at - now
        clocks = [replace(each, due=each.due - ago, original=each.original - ago) for each in read(matter.clocks)]
        paused_at = matter.paused_at and matter.paused_at - ago
        moved = {"wake_at": now, "due_at": matter.due_at - ago, "paused_at": paused_at, "clocks": written(clocks)}
        Matter.objects.filter(pk=matter.pk).update(**moved)
        return waking.wake_matter(matter_id=matter.pk, by=waking.TICKER, at=now)

    return pass_by


@pytest.fixture
def reports(arrives) -> Callable[[str], tuple[Visitor, str]]:
    """Somebody reports with a phone and goes on to the progress page; gives them and the number. What the form asks
    beside the text is filled in by its label, and ticked."""

    def report(text: str, *, ticks: Sequence[str] = (), **fields: str) -> tuple[Visitor, str]:
        resident = arrives()
        resident.opens("/report/")
        resident.writes("什么事", text)
        resident.chooses("社区", "中庄社区")
        for label, words in fields.items():
            resident.writes(label, words)
        for choice in ticks:
            resident.ticks(choice)
        resident.submits("提交")
        resident.looked |= {'cases:report ""'}  # has stories of its own
        number = resident.page.locator(".given-number").inner_text()
        code = resident.page.locator(".given-code").inner_text()
        resident.follows("查进度")
        return _sees_how_far(resident, code), number

    return report


@pytest.fixture
def asks_after(arrives) -> Callable[[str], Visitor]:
    """Whoever reported it some days ago looks with a phone how far it is."""

    def ask(number: str) -> Visitor:
        resident, matter = arrives(), Matter.objects.get(number=number)
        resident.opens(f"/m/{number}/")
        return _sees_how_far(resident, query_code(matter))

    return ask


def _sees_how_far(resident: Visitor, code: str) -> Visitor:
    resident.writes("查询码", code)
    resident.submits("看进度")
    return resident
