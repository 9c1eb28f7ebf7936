"""What closed cases hold of people is erased when the norm's time is over; that they were worked on stays proven."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.core.files.pictures import encoded
from tests.core.files.test_looks import street as drawn
from tests.support import cases
from tests.support.street import AT, BASIS, DAY, SINCE, SYSTEM
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures import chain, jobs
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter, StepContent
from xiuhuazhen.core.procedures.queries import past_keeping
from xiuhuazhen.domains.cases.actions.following import NewFollower, add_follower
from xiuhuazhen.domains.cases.models import Case, Follower

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

THREE_YEARS_LATER = datetime(2029, 11, 23, 10, tzinfo=UTC)
"""A period of months ends on the day that bears the date of its beginning, a Friday, when the office closes."""


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def kept_for(world):
    """``kept_for(months)``: the norm of the county."""

    def set_to(months, *, area=world.county):
        norm = NormText("cases.keep", months, "month", BASIS, "D")
        set_norm(norm=norm, area=area, valid_from=SINCE, by=SYSTEM, at=AT)

    return set_to


def closed(near, **given):
    """A case with everything in it: closed on that Monday, and at rest in the archive."""
    photo = receive_upload(content=encoded(drawn(1)), filename="a.jpg", by=cases.PUBLIC, at=AT)
    given = {"contact_name": cases.NAME, "contact_phone": cases.PHONE, "uploads": (photo.pk,), **given}
    matter = cases.case_in(near, "closed", **given)
    who = {"name": "李四", "relation": "family", "consent": "at_counter"}
    add_follower(matter=matter, new=NewFollower(id=new_id(), **who), by=near.actor("dispatcher"), at=AT)
    cases.act(near, matter, "archive")
    run_pending(at=AT)
    return Matter.objects.get(pk=matter.pk)


def to_erase(at):
    return [number for _id, number in past_keeping(at)]


def erase(monkeypatch, at):
    monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: at)
    enqueue(jobs.ERASE, at=at)
    run_pending(at=at)
    run_pending(at=at)  # the bytes


def bytes_of(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_everything_of_people_goes_and_the_chain_still_proves(near, kept_for, monkeypatch, files):
    kept_for(36)
    matter = closed(near)
    assert (Attachment.objects.count(), Follower.objects.count(), len(bytes_of(files))) == (1, 1, 2)
    erase(monkeypatch, THREE_YEARS_LATER)
    matter.refresh_from_db()
    assert (matter.title, matter.lng_e7, matter.lat_e7) == ("事件（内容已清除）", None, None)
    assert matter.erased_at == THREE_YEARS_LATER
    assert not StepContent.objects.filter(step__matter=matter).exists()
    assert (Attachment.objects.count(), Follower.objects.count(), bytes_of(files)) == (0, 0, [])
    assert Case.objects.get(pk=matter.pk).place_reason == ""
    assert chain.faults(matter) == []
    assert AuditRow.objects.filter(action="procedures.contents.erased").count() == 1
    assert to_erase(THREE_YEARS_LATER + DAY) == []


def test_nobody_finds_it_by_what_was_said(client, near, kept_for, monkeypatch):
    kept_for(36)
    matter = closed(near)
    client.force_login(near.accounts["dispatcher"])

    def found(words):
        return [row["number"] for row in client.get("/matters/", {"q": words}).context["rows"]]

    assert (found("路灯不亮"), found(matter.number)) == ([matter.number], [matter.number])
    erase(monkeypatch, THREE_YEARS_LATER)
    assert (found("路灯不亮"), found(matter.number)) == ([], [matter.number])


def test_its_pages_open_without_what_was_erased(client, near, kept_for, monkeypatch):
    kept_for(36)
    matter = closed(near)
    erase(monkeypatch, THREE_YEARS_LATER)
    client.force_login(near.accounts["dispatcher"])
    for page in (f"/matters/{matter.number}/", "/matters/"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert cases.TEXT not in shown.content.decode()
        assert matter.number in shown.content.decode()
    asked = client.post(f"/m/{matter.number}/", {"code": query_code(matter)}, follow=True)
    assert asked.status_code == 200
    assert cases.TEXT not in asked.content.decode()


def test_not_a_second_before_its_time(near, kept_for):
    kept_for(36)
    matter = closed(near)
    second = THREE_YEARS_LATER.resolution * 1_000_000
    assert to_erase(THREE_YEARS_LATER - second) == []
    assert to_erase(THREE_YEARS_LATER) == [matter.number]


def test_the_norm_of_the_nearest_area_counts_and_without_one_all_is_kept(world, kept_for):
    ours = closed(world.near)
    assert to_erase(THREE_YEARS_LATER) == []
    kept_for(60)
    assert to_erase(THREE_YEARS_LATER) == []
    kept_for(1, area=world.near.areas["street"])
    assert to_erase(AT + 40 * DAY) == [ours.number]


def test_what_is_open_or_has_not_come_to_rest_is_kept(near, kept_for):
    """A closed one that goes to the archive later can be opened again until then."""
    kept_for(1)
    for state in ("registered", "handling", "rating"):
        cases.case_in(near, state)
    closed = cases.case_in(near, "closed")
    Matter.objects.filter(pk=closed.pk).update(wake_at=AT + 500 * DAY)
    assert to_erase(AT + 400 * DAY) == []


def test_one_that_cannot_be_erased_holds_up_no_other(near, kept_for, monkeypatch):
    kept_for(36)
    broken, other = closed(near), closed(near, text="另一件事，井盖松动")
    real = jobs.erasing.erase_contents

    def erase_contents(*, matter_id, by, at):
        if matter_id == broken.pk:
            raise ZeroDivisionError
        return real(matter_id=matter_id, by=by, at=at)

    monkeypatch.setattr(jobs.erasing, "erase_contents", erase_contents)
    erase(monkeypatch, THREE_YEARS_LATER)
    assert set(Matter.objects.filter(erased_at__isnull=False)) == {other}
    assert to_erase(THREE_YEARS_LATER) == [broken.number]
