"""The demonstration: one street with everything that can happen to a matter, made by actions."""

import stat
from collections import Counter
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
import shapely
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.support.orders import read_orders
from tests.web.conftest import DEMONSTRATED as NOW
from xiuhuazhen.core.areas.choices import AreaKind
from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.models import Area, Boundary
from xiuhuazhen.core.areas.queries import area_by_code, find_in_text
from xiuhuazhen.core.areas.rules.boundaries import Outlined, family_faults
from xiuhuazhen.core.areas.rules.measures import square_metres
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.clock import CHINA, local_date
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.messages.models import Message, OutboxRow
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.rules import WorkCalendar
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Account, Role, Shift, Unit
from xiuhuazhen.core.people.queries import role_cards
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.queries import visible_matters, worklist
from xiuhuazhen.domains.cases.choices import Action, CloseReason, Source, State
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.rules import suggest_category
from xiuhuazhen.domains.duty.access import may_hand_over
from xiuhuazhen.domains.duty.models import HandOverTaken
from xiuhuazhen.domains.duty.queries import newest
from xiuhuazhen.domains.grid.models import Grid, Link, Post, UnitFacts
from xiuhuazhen.web.demo import duties, grid_workers, ground, playing, seed, sheet, staff
from xiuhuazhen.web.demo.stories import STORIES
from xiuhuazhen.web.demo.timetable import Timetable

STREET, NEIGHBOUR, ZHONGZHUANG = "630102005", "630102001", "630102005004"
TODAY = date(2026, 11, 24)


def counted() -> dict[str, int]:
    models = (Area, Boundary, Unit, Account, Role, Grid, Matter, Step, Case, AuditRow, WorklistRow, Attachment)
    return {model.__name__: model.objects.count() for model in models}


def outlined(code: str) -> Outlined:
    boundary = Boundary.objects.get(area__code=code, valid_to__isnull=True)
    return Outlined(code, shapely.from_wkb(bytes(boundary.wkb)))


def employee(username: str, *, on: date = TODAY):
    return actor_for(Account.objects.get(username=username), on=on)


@pytest.mark.django_db
def test_it_is_refused_outside_the_demonstration(tmp_path):
    """Without XHZ_DEMO nothing is written, no spreadsheet either."""
    before = counted()
    for options in ({}, {"sample_sheet": tmp_path / "orders.xlsx"}):
        with override_settings(DEMO=False), pytest.raises(CommandError):
            call_command("demo", **options)
    assert counted() == before
    assert not (tmp_path / "orders.xlsx").exists()


def test_seeding_again_adds_nothing(demonstration, capsys):
    before, passwords = counted(), staff.accounts_file().read_text(encoding="utf-8")
    assert seed.seed(at=NOW + timedelta(days=3)) is False
    call_command("demo", only_stories=True)
    assert counted() == before
    assert staff.accounts_file().read_text(encoding="utf-8") == passwords
    assert str(staff.accounts_file()) in capsys.readouterr().out


def test_every_state_source_action_and_reason_occurs(demonstration):
    """More than 80 matters, of which eight lie in the neighbouring street. What takes months, is drawn by lot or is
    seldom done does not occur."""
    matters = Matter.objects.filter(kind="cases.case")
    assert matters.count() == len(STORIES) == 83
    assert matters.filter(street__code=NEIGHBOUR).count() == 8
    assert {*State.values} - {*matters.values_list("state", flat=True)} == {"archived"}
    assert {*Case.objects.values_list("source", flat=True)} == {*Source.values}
    seldom = {
        "redo",
        "source_returned",
        "record_withdrawal",
        "order",
        "reach",
        "refuse",
        "resume",
        "review",
        "take_up",
        "redate",
    }
    seldom |= {"urge", "report_progress", "reassign", "hand_over", "grant_extension", "grant_erasure", "refuse_erasure"}
    assert {*Action.values} - {*Step.objects.values_list("action", flat=True)} == seldom
    ends = {*matters.filter(is_open=False).values_list("close_reason", flat=True)}
    assert {*CloseReason.values} - ends == {"on_the_spot"}
    assert Counter(Case.objects.values_list("placed_by", flat=True)).keys() == {
        *("point", "chosen", "text", "nowhere", "staff")
    }


def test_thirteen_matters_are_late(demonstration):
    late = [matter for matter in Matter.objects.filter(is_open=True) if matter.late(NOW)]
    assert Counter(matter.state for matter in late) == {
        "registered": 1,
        "dispatched": 3,
        "handling": 5,
        "answering": 1,
        "checking": 1,
        "deciding": 1,
        "closing": 1,
    }


def test_nothing_happens_in_the_future_and_nobody_checks_their_own_work(demonstration):
    assert not Step.objects.filter(at__gt=NOW).exists()
    assert Matter.objects.earliest("opened_at").opened_at > NOW - timedelta(days=31)
    for matter in Matter.objects.prefetch_related("steps"):
        did = {step.actor_key for step in matter.steps.all() if step.action in ("sign_for", "finish", "solve")}
        checked = {step.actor_key for step in matter.steps.all() if step.action in ("confirm", "rework")}
        assert not did & checked


def test_what_was_told_until_yesterday_was_read_and_no_limit_waits_to_be_counted_again(demonstration):
    told = Message.objects.values_list("created_at", "read_at")
    assert {read is not None for _, read in told} == {True, False}
    assert all((read is None) == (happened > NOW - timedelta(days=1)) for happened, read in told)
    assert not OutboxRow.objects.filter(claimed_at__isnull=True).exists()
    assert set(Job.objects.filter(state="queued").values_list("name", flat=True)) == {"files.process"}


def test_every_open_matter_is_on_somebodys_list(demonstration):
    assert not Matter.objects.filter(is_open=True, worklist__isnull=True).exists()


@pytest.mark.parametrize(
    "base",
    [
        datetime(2026, 11, 23, 0, 5, tzinfo=CHINA),
        datetime(2026, 10, 6, 12, 0, tzinfo=CHINA),
        datetime(2026, 2, 25, 23, 59, tzinfo=CHINA),
        datetime(2026, 6, 7, 9, 0, tzinfo=CHINA),
    ],
    ids=["just after midnight", "in a long holiday", "after a long holiday", "a Sunday"],
)
def test_whenever_it_is_seeded_everything_lies_in_the_past(base):
    """The stories are told in office time before the present moment, whatever that is."""
    first = base.date() - timedelta(days=60)
    days = {first + timedelta(days=n): chinese_calendar.is_workday(first + timedelta(days=n)) for n in range(61)}
    timetable = Timetable(base, WorkCalendar(days, duties.OFFICE_MINUTES))
    for story in STORIES:
        times = [moment.at for moment in playing.moments(story, timetable)]
        assert times == sorted(times), story.key
        assert times[-1] <= base, story.key


def test_an_attempt_that_was_cut_short_goes_on(real_database, monkeypatch):
    """Killed in the middle of a story, the next attempt continues it; nothing is there twice, passwords stay."""
    played = []

    def killed_at_the_fifth(moment, act):
        played.append(moment)
        if len(played) == 5:
            raise KeyboardInterrupt
        act_of(moment, act)

    act_of = playing._act
    monkeypatch.setattr(playing, "_act", killed_at_the_fifth)
    own = {"DATA_DIR": real_database.data_dir, "FILES_DIR": real_database.data_dir / "files"}
    with override_settings(**own):
        with pytest.raises(KeyboardInterrupt):
            seed.seed(at=NOW)
        begun, passwords = counted(), staff.accounts_file().read_text(encoding="utf-8")
        monkeypatch.undo()
        assert seed.seed(at=NOW + timedelta(hours=2)) is True
    after = counted()
    assert after["Matter"] == 84
    assert {name: after[name] for name in ("Area", "Unit", "Account", "Role", "Grid")} == {
        name: begun[name] for name in ("Area", "Unit", "Account", "Role", "Grid")
    }
    assert (real_database.data_dir / "demo-accounts.txt").read_text(encoding="utf-8") == passwords
    assert not Step.objects.filter(at__gt=NOW).exists()


def test_the_street_is_5_52_square_kilometres_around_the_station(demonstration):
    street = outlined(STREET).outline
    assert abs(square_metres(street) - 5_520_000) <= 50
    assert street.contains(shapely.Point(101.82, 36.62))
    assert [found.name for found in locate(1_018_200_000, 366_200_000)] == ["站前广场"]
    assert abs(square_metres(outlined(ground.SQUARE).outline) - 1_200_000) <= 1_000


def test_the_parts_of_every_area_fill_it_without_gap_or_overlap(demonstration):
    """Asked of the same fault finder that stands before every import of boundaries; a joint area lies over its
    neighbours."""
    drawn = Area.objects.filter(boundaries__isnull=False).exclude(kind=AreaKind.JOINT)
    wholes = [area for area in drawn if drawn.filter(parent=area).exists()]
    assert sorted(area.code for area in wholes) == [
        *(NEIGHBOUR, STREET, f"{STREET}001", ZHONGZHUANG),
        *(f"{ZHONGZHUANG}00{number}" for number in range(1, 5)),
        *(f"{STREET}005", f"{STREET}006"),
    ]
    for whole in wholes:
        parts = [outlined(part.code) for part in drawn.filter(parent=whole)]
        assert family_faults(outlined(whole.code), parts, complete=True) == []


def test_the_neighbour_shares_a_border_and_no_ground(demonstration):
    street, neighbour = outlined(STREET), outlined(NEIGHBOUR)
    assert family_faults(None, [street, neighbour], complete=False) == []
    border = street.outline.buffer(0.000002).intersection(neighbour.outline)
    assert border.bounds[3] - border.bounds[1] > 0.01
    near = locate(*ground.point_in(f"{STREET}001", f"{NEIGHBOUR}005"))
    assert {found.code[:9] for found in near} == {STREET, NEIGHBOUR}


def test_zhongzhuang_has_4_large_and_15_small_grids_for_more_than_30_000_people(demonstration):
    grids = Grid.objects.filter(area__code__startswith=ZHONGZHUANG)
    assert grids.filter(area__level=6).count() == 4
    small = grids.filter(area__level=7)
    assert small.count() == 15
    assert sum(grid.residents for grid in small) == 32_009
    assert not grids.filter(area__level=6, residents__isnull=False).exists()


def test_each_grid_has_somebody_who_works_it(demonstration):
    """29 grids, many of them two by two; whoever has no card is known by name alone."""
    posts = Post.objects.filter(valid_to__isnull=True)
    assert {*posts.values_list("grid__area__code", flat=True)} == {*Grid.objects.values_list("area__code", flat=True)}
    assert Grid.objects.count() == 29
    names = [worker.name for worker in (*staff.WORKERS, *grid_workers.GRID_WORKERS)]
    assert len({*names}) == len(names)


def test_what_a_unit_does_is_said_of_that_unit_alone(demonstration):
    duties_said = list(Link.objects.filter(unit__kind="partner").values_list("duty", flat=True))
    assert len({*duties_said}) == 38


@pytest.mark.parametrize(
    ("username", "owed"),
    [
        (staff.SMALL_GRID_WORKER, {"paving-jiayuan": 0, "vegetables-jiayuan": 1}),
        (staff.STATION_WORKER, {"bikes-exit": 0, "heat-tielu": 0}),
    ],
)
def test_both_grid_workers_have_something_to_check(demonstration, username, owed):
    """Each has one that is due before the other; one of them came back before."""
    rows = list(worklist(employee(username), at=NOW))
    back = {row.matter_id: row.matter.steps.filter(action="rework").count() for row in rows}
    assert back == {derived_id("demo", key): times for key, times in owed.items()}
    assert {row.matter.state for row in rows} == {"checking"}
    assert len({local_date(row.due_at) for row in rows}) == 2


def test_38_member_units_18_branches_and_8_teams_are_linked_with_grids(demonstration):
    """The numbers of the street; of the members of a branch and a team the number alone."""
    linked = Link.objects.filter(valid_to__isnull=True)
    kinds = Counter(linked.values_list("unit__kind", flat=True))
    assert kinds == {"partner": 38, "party_branch": 18, "volunteer_team": 8}
    zhongzhuang = linked.exclude(unit__kind="partner").values_list("grid__area__code", flat=True)
    assert {code[:12] for code in zhongzhuang} == {ZHONGZHUANG}
    assert len({code for code in zhongzhuang if len(code) == 17}) == 15
    assert UnitFacts.objects.filter(members__gt=0).count() == 26


def test_names_that_people_use_lead_to_their_area(demonstration):
    street = area_by_code(STREET)
    for text, code in (
        ("铁路二号院门口路灯不亮", f"{STREET}001002"),
        ("富民路 18 号院楼道灯坏了", f"{STREET}006001"),
        ("火车站广场垃圾桶满了", ground.SQUARE),
        ("中庄佳园7号楼暖气不热", f"{ZHONGZHUANG}00102"),
    ):
        assert [found.code for found in find_in_text(text, street.path)] == [code]


def test_each_role_has_a_card_and_a_password_that_works(demonstration):
    """The file with the passwords is readable by its owner alone."""
    cards = role_cards(on=TODAY)
    assert [card.id for card in cards] == [worker.username for worker in staff.WORKERS]
    path = staff.accounts_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line[0] for line in lines] == [*(worker.username for worker in staff.WORKERS), staff.FORMER.username]
    name, password = lines[0][:2]
    assert Account.objects.get(username=name).check_password(password)
    assert len({line[1] for line in lines}) == len(lines)


def test_each_desk_sees_its_own_street_only(demonstration):
    ours, theirs = (visible_matters(employee(name)) for name in (staff.DESK, staff.NEIGHBOUR_DESK))
    assert ours.count() == 75
    assert theirs.count() == 8
    assert not ours.filter(street__code=NEIGHBOUR).exists()
    assert not theirs.filter(street__code=STREET).exists()


def test_a_hand_over_waits_for_the_second_dispatcher(demonstration):
    """So that one card can leave a shift and another take it over."""
    row = newest(staff.unit("desk").pk)
    assert (row.given_by.name, row.items.count() > 0) == ("周敏", True)
    assert not HandOverTaken.objects.exists()
    second = employee(staff.NEXT_AT_DESK)
    assert (second.name, may_hand_over(second, row.unit, at=NOW)) == ("何静", True)


def test_a_duty_leader_stands_on_a_roster_today(demonstration):
    shifts = Shift.objects.standing().filter(post=ShiftPost.LEADER, begins_at__lte=NOW, ends_at__gt=NOW)
    assert [(shift.person.name, shift.unit.name) for shift in shifts] == [("李国栋", "火车站街道办事处")]


def test_the_supervising_unit_has_a_complaint_that_nobody_else_sees(demonstration):
    matter = Matter.objects.get(kind="cases.complaint")
    seen = {worker.name for worker in staff.WORKERS if visible_matters(employee(worker.username)).filter(pk=matter.pk)}
    assert (seen, matter.late(NOW)) == ({"林静"}, False)


def test_who_left_yesterday_sees_nothing(demonstration):
    yesterday = TODAY - timedelta(days=1)
    assert visible_matters(employee(staff.FORMER.username, on=yesterday)).count() == 75
    assert visible_matters(employee(staff.FORMER.username)).count() == 0


def test_a_small_grids_worker_sees_only_that_grid(demonstration):
    seen = visible_matters(employee(staff.SMALL_GRID_WORKER))
    assert {matter.area.code for matter in seen} == {f"{ZHONGZHUANG}00102"}


def test_the_catalogue_proposes_what_people_chose():
    """The words of the catalogue speak for the category in most of the stories that were dispatched."""
    keywords = {code: words for code, _name, words, _basis in duties.CATALOGUE if len(code) == 4}
    chosen = [(story.text, act.more) for story in STORIES for act in story.path.acts if act.name == "dispatch"]
    proposed = [suggest_category(text, keywords) for text, _category in chosen]
    right = sum(found.code == category for found, (_, category) in zip(proposed, chosen, strict=True) if found)
    assert right / len(chosen) > 0.6


def test_the_sample_sheet_has_300_orders_of_which_10_have_a_fault():
    lines = sheet.lines(NOW)
    assert len(lines) == 300
    assert sum(not line.number for line in lines) == 3
    assert sum(not line.text for line in lines) == 2
    numbers = Counter(line.number for line in lines if line.number)
    assert sorted(number for number, count in numbers.items() if count > 1) == [lines[185].number, lines[273].number]
    assert lines[186] == lines[185]
    assert lines[274].text != lines[273].text
    assert all(line.received <= NOW for line in lines)


def test_the_sample_sheet_is_read_as_a_hotlines(demonstration, tmp_path):
    """The command writes it wherever one likes, and seeding leaves one beside the accounts."""
    with override_settings(DEMO=True):
        call_command("demo", sample_sheet=tmp_path / "orders.xlsx")
    for path in (tmp_path / "orders.xlsx", settings.DATA_DIR / "sample-orders.xlsx"):
        orders = read_orders(path.read_bytes())
        assert len(orders) == 300
        assert sum(bool(order.text and order.number and order.name and order.phone) for order in orders) == 295
        assert orders[0].received is not None
    street = area_by_code(STREET)
    found = [len(find_in_text(f"{order.address} {order.title} {order.text}", street.path)) for order in orders[:60]]
    assert found.count(1) >= 50


def test_pictures_are_attached(demonstration):
    assert Attachment.objects.count() == sum(
        bool(story.photo) + sum(bool(act.photo) for act in story.path.acts) for story in STORIES
    )


def test_limits_say_where_they_come_from(demonstration):
    """A number of another city is called an example; one without a source says that it was set here."""
    for norm in Norm.objects.all():
        start = "演示设置" if norm.evidence == "D" else "示例"
        assert norm.basis.startswith(start)
        assert norm.valid_from == local_date(NOW - timedelta(days=820))
