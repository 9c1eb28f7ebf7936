"""A norm that was mistyped: what makes no sense is refused, what erases is told before, and it can be taken back."""

from datetime import date, timedelta

import pytest

from tests.support.cases import case_in
from tests.support.registers import faults, lines_of, send
from tests.support.street import AT, BASIS, SYSTEM, give
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm, withdraw_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import past_keeping

pytestmark = pytest.mark.django_db

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
HANDLE, KEEP, PAUSE = "cases.limit.handle", "cases.keep", "cases.pause.most"


def value(name=HANDLE, number=7, unit="work_day", qualifier=""):
    return NormText(name, number, unit, BASIS, "D", qualifier)


@pytest.fixture
def street(near):
    return near.areas["street"]


@pytest.fixture
def closed(near):
    """Two cases, closed 40 days and 20 days ago."""
    matters = [case_in(near, "closed") for _each in range(2)]
    for matter, days in zip(matters, (40, 20), strict=True):
        Matter.objects.filter(pk=matter.pk).update(closed_at=AT - timedelta(days=days))
    return matters


def typed(**given):
    usual = {"value": "7", "unit": "work_day", "area": "630102005", "valid_from": TODAY.isoformat()}
    return {"command_id": str(new_id()), "basis": BASIS, "evidence": "D", **usual, **given}


def keeping(number, **given):
    return typed(value=str(number), unit="month", **given)


@pytest.mark.parametrize(
    ("name", "number", "unit"),
    [
        (HANDLE, 0, "work_day"),
        (KEEP, 0, "month"),
        ("cases.sample.on_the_spot", 101, "count"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(street, name, number, unit):
    with pytest.raises(InvalidInput) as refused:
        set_norm(norm=value(name, number, unit), area=street, valid_from=TODAY, by=SYSTEM, at=AT)
    assert list(refused.value.fields) == ["value"]


def test_what_allows_nothing_may_be_nought(street):
    none = value(PAUSE, 0, "day")
    assert set_norm(norm=none, area=street, valid_from=TODAY, by=SYSTEM, at=AT).value == 0


# what erases


def test_what_would_be_erased_is_told_before_it_is_set(administrator, closed):
    """As many as the night then erases, and not before somebody ticked that it is meant; what was typed stays."""
    page = f"/manage/norms/{KEEP}/set/"
    answer = administrator.post(page, keeping(1))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["sure"])
    assert "最多 1 件" in answer.content.decode()
    assert 'value="1"' in answer.content.decode()
    assert not Norm.objects.filter(name=KEEP).exists()
    assert administrator.post(page, keeping(1, sure="on")).status_code == 302
    assert [matter_id for matter_id, _number in past_keeping(AT)] == [closed[0].pk]


def test_a_value_that_erases_nothing_needs_no_tick(administrator, closed):
    assert administrator.post(f"/manage/norms/{KEEP}/set/", keeping(36)).status_code == 302


def test_from_a_later_day_on_more_is_past_it(administrator, closed):
    later = (TODAY + timedelta(days=15)).isoformat()
    answer = administrator.post(f"/manage/norms/{KEEP}/set/", keeping(1, valid_from=later))
    assert "最多 2 件" in answer.content.decode()


def test_the_neighbours_cases_do_not_count(world, closed):
    browser = visit(world, "far-administrator", today=TODAY)
    assert browser.post(f"/manage/norms/{KEEP}/set/", keeping(1, area="630102006")).status_code == 302


def test_no_spreadsheet_erases_unseen(administrator, closed, street):
    set_norm(norm=value(KEEP, 36, "month"), area=street, valid_from=TODAY, by=SYSTEM, at=AT)
    head, *rows = lines_of(administrator.get("/manage/norms/sheet/"))
    [row] = [row for row in rows if KEEP in row]
    row = [{"36个月": "1个月", TODAY.isoformat(): TOMORROW.isoformat()}.get(cell, cell) for cell in row]
    answer = send(administrator, "/manage/norms/import/", head, row)
    assert "最多 1 件" in faults(answer)[0]
    assert Norm.objects.get(name=KEEP).value == 36


# taking it back


def test_a_value_can_be_taken_back_on_its_first_day_and_before(administrator, street):
    """The one before it holds on, and a better one can be set from the same day."""
    county = norm_in_force(PAUSE, area_path=street.path, on=TODAY)
    for first in (TODAY, TOMORROW):
        norm = set_norm(norm=value(PAUSE, unit="day", number=9), area=street, valid_from=first, by=SYSTEM, at=AT)
        page = administrator.get(f"/manage/norms/{PAUSE}/")
        assert page.context["withdrawable"] == {norm.pk}
        answer = administrator.post(f"/manage/norms/{PAUSE}/{norm.pk}/withdraw/", {"command_id": str(new_id())})
        assert answer.status_code == 302
        assert norm_in_force(PAUSE, area_path=street.path, on=TOMORROW) == county
    told = AuditRow.objects.filter(action="norms.norm.withdrawn", subject_id=str(norm.pk)).get()
    assert told.before == {"value": 9, "valid_from": TOMORROW.isoformat(), "basis": BASIS}
    assert administrator.post(f"/manage/norms/{PAUSE}/set/", typed(value="8", unit="day")).status_code == 302
    assert norm_in_force(PAUSE, area_path=street.path, on=TODAY).value == 8


def test_the_one_before_holds_on(street):
    first = set_norm(
        norm=value(PAUSE, unit="day", number=6), area=street, valid_from=TODAY - timedelta(days=9), by=SYSTEM, at=AT
    )
    wrong = set_norm(norm=value(PAUSE, unit="day", number=60), area=street, valid_from=TODAY, by=SYSTEM, at=AT)
    withdraw_norm(norm=wrong, by=SYSTEM, at=AT)
    first.refresh_from_db()
    assert (first.valid_to, norm_in_force(PAUSE, area_path=street.path, on=TODAY)) == (None, first)


def test_sent_twice_it_is_taken_back_once(administrator, street):
    norm, command = (
        set_norm(norm=value(PAUSE, unit="day"), area=street, valid_from=TODAY, by=SYSTEM, at=AT),
        {"command_id": str(new_id())},
    )
    page = f"/manage/norms/{PAUSE}/{norm.pk}/withdraw/"
    assert administrator.post(page, command).status_code == 302
    assert administrator.post(page, command).status_code == 404
    assert AuditRow.objects.filter(action="norms.norm.withdrawn").count() == 1


def test_what_held_yesterday_or_has_another_after_it_stays(administrator, street):
    began = set_norm(norm=value(PAUSE, unit="day"), area=street, valid_from=TODAY - timedelta(days=1), by=SYSTEM, at=AT)
    with pytest.raises(Conflict):
        withdraw_norm(norm=began, by=SYSTEM, at=AT)
    coming = set_norm(norm=value(PAUSE, unit="day", number=8), area=street, valid_from=TOMORROW, by=SYSTEM, at=AT)
    set_norm(
        norm=value(PAUSE, unit="day", number=9), area=street, valid_from=TODAY + timedelta(days=5), by=SYSTEM, at=AT
    )
    answer = administrator.post(f"/manage/norms/{PAUSE}/{coming.pk}/withdraw/", {}, follow=True)
    assert "只能撤回最后一个值" in answer.content.decode()
    assert Norm.objects.filter(area=street, name=PAUSE).count() == 3


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("far-administrator", 404),
        ("near-leader", 403),
        ("former-near-administrator", 403),
        ("coming-near-administrator", 403),
        ("stranger", 403),
        ("anonymous", 302),
    ],
)
def test_nobody_else_takes_it_back(world, street, name, status):
    norm = set_norm(norm=value(PAUSE, unit="day"), area=street, valid_from=TODAY, by=SYSTEM, at=AT)
    page = f"/manage/norms/{PAUSE}/{norm.pk}/withdraw/"
    assert visit(world, name, today=TODAY).post(page).status_code == status
    assert Norm.objects.filter(pk=norm.pk).exists()


def test_a_value_of_the_area_above_is_seen_and_not_taken_back(world, administrator):
    norm = set_norm(norm=value(PAUSE, unit="day"), area=world.county, valid_from=TODAY, by=SYSTEM, at=AT)
    assert administrator.get(f"/manage/norms/{PAUSE}/").context["withdrawable"] == set()
    assert administrator.post(f"/manage/norms/{PAUSE}/{norm.pk}/withdraw/").status_code == 403
    give(world.near.accounts["administrator"], RoleName.ADMINISTRATOR, world.county, world.near.units["office"])
    assert administrator.post(f"/manage/norms/{PAUSE}/{norm.pk}/withdraw/").status_code == 302


def test_a_time_limit_is_taken_back_before_its_first_day_alone(street):
    """What was reported on that day counts by it, and asks for it again after each pause."""
    today = set_norm(norm=value(), area=street, valid_from=TODAY, by=SYSTEM, at=AT)
    with pytest.raises(Conflict):
        withdraw_norm(norm=today, by=SYSTEM, at=AT)
    coming = set_norm(norm=value(number=9), area=street, valid_from=TOMORROW, by=SYSTEM, at=AT)
    withdraw_norm(norm=coming, by=SYSTEM, at=AT)
    assert norm_in_force(HANDLE, area_path=street.path, on=TOMORROW) == today
