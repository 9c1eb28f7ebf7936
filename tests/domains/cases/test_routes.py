"""The dispatch table: what it proposes when, how it is changed, what a change would have done, what no line is for."""

from datetime import datetime

import pytest

from tests.support import cases
from tests.support.routes import LAMPS, TODAY, dispatched, line, names, proposed
from tests.support.street import AT, DAY, HOUR, SYSTEM
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import NewShift, set_shift
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.domains.cases.actions.setting_up import end_route, set_category
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.dispatch_table import Spot, proposals, unrouted
from xiuhuazhen.domains.cases.forms.acts import DispatchForm
from xiuhuazhen.domains.cases.models import RoutingRule
from xiuhuazhen.domains.cases.trial import Trial, tried

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 23, 22, tzinfo=clock.CHINA)
SUNDAY = datetime(2026, 11, 29, 10, tzinfo=clock.CHINA)


@pytest.fixture
def empty_table(near):
    RoutingRule.objects.all().delete()
    return near


# what it proposes


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (AT, "water"),
        (NIGHT, "lamps"),
        (SUNDAY, "lamps"),
        (datetime(2026, 11, 23, 12, tzinfo=clock.CHINA), "lamps"),
        (datetime(2026, 11, 23, 14, tzinfo=clock.CHINA), "water"),
    ],
)
def test_a_line_for_this_time_goes_before_one_for_always(empty_table, at, first):
    """The office is open from 9 to 12 and from 14 to 18 o'clock; what is for the other time proposes nobody."""
    near = empty_table
    line(near, "office")
    line(near, "water", hours=RouteHours.OFFICE)
    line(near, "lamps", hours=RouteHours.OUTSIDE)
    assert proposed(near, at=at) == names(near, first, "office")


def test_the_category_and_the_place_count_more_than_the_time(empty_table):
    near = empty_table
    line(near, "office", category="01", hours=RouteHours.OFFICE)
    line(near, "water", area="street", hours=RouteHours.OFFICE)
    line(near, "lamps", area="community")
    assert proposed(near) == names(near, "lamps", "water", "office")


def test_each_unit_is_proposed_once_with_its_best_reason(empty_table):
    near = empty_table
    line(near, "lamps", category="")
    line(near, "lamps", hours=RouteHours.OFFICE)
    found = proposals(LAMPS, spot=Spot(near.areas["grid"].path), at=AT)
    assert [(each.unit, each.why) for each in found] == [(near.units["lamps"], "路灯 · 火车站街道 · 上班时间")]


def test_a_unit_that_has_ended_and_a_line_of_another_day_are_not_proposed(empty_table):
    near = empty_table
    line(near, "lamps")
    line(near, "water", category="01", since=TODAY + DAY)
    near.units["lamps"].valid_to = TODAY
    near.units["lamps"].save()
    assert proposed(near, at=AT) == []
    assert proposed(near, at=AT + DAY) == names(near, "water")


def test_the_dispatch_form_says_why_and_who_is_on_duty_there(empty_table):
    near = empty_table
    line(near, "office", category="")
    line(near, "lamps", hours=RouteHours.OUTSIDE)
    person = near.accounts["handler"].person
    shift = NewShift(person.pk, ShiftPost.OFFICER, NIGHT, NIGHT + HOUR)
    by = near.actor("administrator")
    set_shift(unit_id=near.units["lamps"].pk, shift=shift, by=by, at=AT, command_id=new_id())
    matter = cases.case_in(near, "accepted")
    form = DispatchForm(matter=matter, by=near.actor("dispatcher"), at=NIGHT)
    assert form.fields["unit"].initial == str(near.units["lamps"].pk)
    lamps, office = names(near, "lamps", "office")
    first = f"{lamps}（路灯 · 火车站街道 · 下班时间），现在值班：{person.name}"
    assert form.fields["unit"].help_text == f"按派遣规则建议：{first}；{office}（任何类别 · 火车站街道）。"


def test_for_another_category_the_page_proposes_another_unit(empty_table, client):
    """The field is asked for anew by the same address; without a line it says for which category there is none."""
    near = empty_table
    line(near, "lamps")
    line(near, "water", category="0201")
    matter = cases.case_in(near, "accepted")
    client.force_login(near.accounts["dispatcher"])
    chosen = {}
    for category in (LAMPS, "0201", "0301"):
        page = client.get(f"/matters/{matter.number}/do/dispatch/", {"category": category})
        field = page.context["form"]["unit"]
        chosen[category] = (page.context["form"]["category"].value(), field.value(), field.help_text)
        assert 'id="id_unit_field"' in page.content.decode()
    assert [value for value, _unit, _said in chosen.values()] == [LAMPS, "0201", "0301"]
    lamps, water = (str(near.units[unit].pk) for unit in ("lamps", "water"))
    assert [unit for _value, unit, _said in chosen.values()] == [lamps, water, None]
    assert "派遣规则里，这里没有“" in chosen["0301"][2]


# changing it


def test_the_line_before_ends_when_the_next_one_begins(empty_table):
    near = empty_table
    first, second = line(near, "lamps", since=TODAY), line(near, "water", since=TODAY + DAY)
    other = line(near, "office", hours=RouteHours.OUTSIDE)
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to, other.valid_to) == (TODAY + DAY, None, None)
    assert proposed(near, at=AT) == names(near, "lamps")
    assert proposed(near, at=AT + DAY) == names(near, "water")


def test_one_that_is_set_for_later_follows(empty_table):
    near = empty_table
    later = line(near, "water", since=TODAY + 9 * DAY)
    assert line(near, "lamps").valid_to == later.valid_from
    later.refresh_from_db()
    assert later.valid_to is None
    assert proposed(near) == names(near, "lamps")
    assert proposed(near, at=AT + 9 * DAY) == names(near, "water")


def test_a_line_set_wrong_is_put_right_on_the_same_day(empty_table):
    """The one before is taken back and stays in the audit; one of a day that has passed stays."""
    near = empty_table
    wrong = line(near, "water")
    line(near, "lamps")
    assert proposed(near) == names(near, "lamps")
    assert not RoutingRule.objects.filter(pk=wrong.pk).exists()
    kept = AuditRow.objects.get(action="cases.route.ended", subject_id=str(wrong.pk))
    assert kept.before["unit"] == str(near.units["water"].pk)
    with pytest.raises(Conflict):
        line(near, "lamps")
    line(near, "lamps", category="0201", since=TODAY - DAY)
    with pytest.raises(Conflict):
        line(near, "water", category="0201", since=TODAY - DAY)


@pytest.mark.parametrize("begins", [0, 1, 9999])
def test_a_line_that_has_not_begun_before_today_can_be_taken_back(empty_table, begins):
    near, command_id = empty_table, new_id()
    row = line(near, "lamps", since=TODAY + begins * DAY)
    for _twice in range(2):
        end_route(line=row, last_day=TODAY + (begins - 1) * DAY, by=SYSTEM, at=AT, command_id=command_id)
        row = RoutingRule(pk=row.pk, area=row.area)
    assert not RoutingRule.objects.exists()
    assert AuditRow.objects.get(action="cases.route.ended").before["unit"] == str(near.units["lamps"].pk)
    assert line(near, "water").valid_to is None


def test_sent_twice_it_is_one_line(empty_table):
    near, command_id = empty_table, new_id()
    assert line(near, "lamps", command_id=command_id) == line(near, "lamps", command_id=command_id)
    assert AuditRow.objects.filter(action="cases.route.set", command_id=command_id).count() == 1
    with pytest.raises(Conflict):
        line(near, "water", command_id=command_id)


@pytest.mark.parametrize(("last_day", "refusal"), [(-2, InvalidInput), (-1, None), (0, None), (30, None)])
def test_a_line_ends_yesterday_at_the_earliest(empty_table, last_day, refusal):
    near, command_id = empty_table, new_id()
    row = line(near, "lamps", since=TODAY - 10 * DAY)
    given = {"line": row, "last_day": TODAY + last_day * DAY, "by": SYSTEM, "at": AT, "command_id": command_id}
    if refusal:
        with pytest.raises(refusal):
            end_route(**given)
        return
    for _twice in range(2):
        end_route(**given)
        row.refresh_from_db()
        assert row.valid_to == TODAY + (last_day + 1) * DAY
    assert AuditRow.objects.filter(action="cases.route.ended").count() == 1
    with pytest.raises(Conflict):
        end_route(**{**given, "last_day": TODAY + 31 * DAY, "command_id": new_id()})


# trying a change


def outcomes(trial):
    return [(each.matter, each.before, each.after) for each in trial.changed]


def test_a_line_is_tried_on_what_was_here_before(empty_table):
    near = empty_table
    line(near, "lamps")
    ours = dispatched(near, "water")
    by, place = near.actor("dispatcher"), near.areas["street"]
    adds = RoutingRule(category=LAMPS, area=near.areas["grid"], unit=near.units["water"], valid_from=TODAY)
    assert outcomes(tried(by, area=place, newest=100, at=AT, adds=adds)) == [
        (ours, near.units["lamps"], near.units["water"])
    ]
    elsewhere = RoutingRule(category=LAMPS, area=near.areas["second"], unit=near.units["water"], valid_from=TODAY)
    assert tried(by, area=place, newest=100, at=AT, adds=elsewhere) == Trial(1, [], [])
    assert RoutingRule.objects.count() == 1


def test_the_end_of_a_line_is_tried_too(empty_table):
    near = empty_table
    row = line(near, "lamps")
    ours = dispatched(near, "lamps")
    by = near.actor("dispatcher")
    found = tried(by, area=near.areas["street"], newest=100, at=AT, takes=row)
    assert outcomes(found) == [(ours, near.units["lamps"], None)]


def test_a_case_is_tried_at_the_time_when_it_was_opened(empty_table):
    near = empty_table
    line(near, "lamps")
    night = dispatched(near, "lamps")
    dispatched(near, "lamps")
    night.opened_at = NIGHT
    night.save(update_fields=["opened_at"])
    adds = RoutingRule(category=LAMPS, area=near.areas["street"], unit=near.units["water"], hours=RouteHours.OUTSIDE)
    found = tried(near.actor("dispatcher"), area=near.areas["street"], newest=100, at=AT, adds=adds)
    assert [each.matter for each in found.changed] == [night]


def test_what_has_no_category_yet_is_tried_with_the_one_that_its_words_speak_for(empty_table):
    near = empty_table
    matter = cases.reported(text="门口的路灯不亮了").matter
    assert matter.category == ""
    adds = RoutingRule(category=LAMPS, area=near.areas["street"], unit=near.units["lamps"])
    found = tried(near.actor("dispatcher"), area=near.areas["street"], newest=100, at=AT, adds=adds)
    assert outcomes(found) == [(matter, None, near.units["lamps"])]


def test_only_the_newest_are_tried(empty_table):
    near = empty_table
    for _each in range(3):
        dispatched(near, "lamps")
    by, adds = near.actor("dispatcher"), RoutingRule(category="", area=near.areas["street"], unit=near.units["water"])
    assert tried(by, area=near.areas["street"], newest=2, at=AT, adds=adds).looked == 2


def test_a_line_that_others_always_go_before_is_told_so(empty_table):
    """Otherwise one would think that it does what the table does already."""
    near = empty_table
    closer = line(near, "lamps")
    dispatched(near, "lamps")
    adds = RoutingRule(category="01", area=near.areas["street"], unit=near.units["water"])
    found = tried(near.actor("dispatcher"), area=near.areas["street"], newest=100, at=AT, adds=adds)
    assert found == Trial(1, [], [(closer, 1)])
    same = RoutingRule(category="01", area=near.areas["street"], unit=near.units["lamps"])
    assert tried(near.actor("dispatcher"), area=near.areas["street"], newest=100, at=AT, adds=same).beaten == [
        (closer, 1)
    ]


def test_nothing_of_the_neighbours_is_tried(world):
    cases.case_in(world.far, "dispatched", point=(1_018_250_000, 366_020_000))
    adds = RoutingRule(category="", area=world.county, unit=world.near.units["water"])
    found = tried(world.near.actor("dispatcher"), area=world.county, newest=100, at=AT, adds=adds)
    assert found == Trial(0, [], [])


# what no line is for


def waiting(at_street):
    return unrouted(at_street.actor("dispatcher"), at=AT).found


def test_what_waits_without_a_line_stands_in_its_queue_with_its_category(empty_table):
    near = empty_table
    set_category(code="0199", name="其他", keywords=["奇怪"], valid_from=TODAY - DAY, by=SYSTEM, at=AT)
    line(near, "lamps")
    strange = cases.reported(text="院里有奇怪的声音").matter
    silent = cases.reported(text="有件事想说一下").matter
    cases.reported()
    cases.case_in(near, "dispatched")
    found = waiting(near)
    assert {each.matter: each.category.name if each.category else "" for each in found} == {strange: "其他", silent: ""}
    line(near, "office", category="01")
    assert [each.matter for each in waiting(near)] == [silent]
    line(near, "office", category="", area="community")
    assert waiting(near) == [] or silent.area != near.areas["grid"]


def test_a_long_queue_is_looked_at_page_by_page(empty_table, monkeypatch):
    """A page that finds nobody without a line leads on to those after it; nothing stays behind a bound unseen."""
    near = empty_table
    monkeypatch.setattr("xiuhuazhen.domains.cases.dispatch_table._WAITING_A_PAGE", 2)
    line(near, "lamps")
    for _each in range(3):
        cases.reported()
    silent = cases.reported(text="有件事想说一下").matter
    first = unrouted(near.actor("dispatcher"), at=AT)
    assert (first.found, first.looked) == ([], 2)
    second = unrouted(near.actor("dispatcher"), at=AT, cursor=first.next)
    assert ([each.matter for each in second.found], second.looked, second.next) == ([silent], 2, "")


def test_the_queue_is_about_ones_own_street(world):
    RoutingRule.objects.all().delete()
    cases.case_in(world.near, "accepted")
    assert len(waiting(world.near)) == 1
    assert waiting(world.far) == []
