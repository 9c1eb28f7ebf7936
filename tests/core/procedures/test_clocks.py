"""Time limits of a case: which run, which stand still, what moves them, and what the product does once they are up.

:data:`AT` is Monday, 23 November 2026, at nine; office hours are 9 to 12 and 14 to 18. Handling has five work days,
signing for it four office hours.
"""

from datetime import UTC, date, datetime

import pytest

from tests.support import cases
from tests.support.cases import WAY, act, case_in, reported
from tests.support.street import AT, BASIS, DAY, HOUR, SINCE, SYSTEM, give
from xiuhuazhen.core.jobs.actions import run_pending, run_schedules
from xiuhuazhen.core.kit.clock import CHINA, NO_LIMIT
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.norms.actions import NormText, import_calendar, set_local_day, set_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.notices import NoticeRow
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.actions.waking import TICKER, recount_matter, release_matter, wake_matter
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.queries import due_to_wake, left_behind
from xiuhuazhen.core.procedures.rules.clocks import read
from xiuhuazhen.domains.cases.actions.handling import Contact, Dispatch
from xiuhuazhen.domains.cases.actions.source import NewDate
from xiuhuazhen.domains.cases.actions.waiting import Extension, Pause
from xiuhuazhen.domains.cases.choices import ExtensionReason, Means, Outcome, PauseReason, Source

pytestmark = pytest.mark.django_db


def china(day, hour=18):
    """That hour of a day in November or December 2026."""
    month = 11 if day >= 20 else 12
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def now(matter):
    return Matter.objects.select_related("area", "holder").get(pk=matter.pk)


def limits(matter):
    """The running limits, by their last word."""
    return {each.limit.rpartition(".")[2]: each.due for each in read(now(matter).clocks)}


def norm(world, name, value, unit, **more):
    text = NormText(name, value, unit, BASIS, "D", **more)
    set_norm(norm=text, area=world.county, valid_from=SINCE, by=SYSTEM, at=AT)


class TestWhichRun:
    def test_handling_counts_from_the_dispatch_and_signing_for_it_takes_of_that(self, near):
        """Dispatched on Monday, signed for on Wednesday, due the Monday after all the same."""
        matter = case_in(near, "dispatched")
        assert limits(matter) == {"sign_for": china(23, 15), "handle": china(30)}
        assert now(matter).due_at == china(23, 15)
        act(near, matter, "sign_for", at=AT + 2 * DAY)
        assert limits(matter) == {"handle": china(30)}
        assert now(matter).due_at == china(30)

    def test_it_ends_when_the_unit_hands_its_result_on_and_begins_anew_with_a_rework(self, near):
        matter = case_in(near, "answering")
        assert limits(matter) == {"reply": china(24)}
        act(near, matter, "reply")
        act(near, matter, "rework", at=AT + DAY)
        assert limits(matter) == {"handle": china(1)}

    def test_an_urgent_case_has_its_own_limit_and_a_category_its_own(self, world):
        norm(world, "cases.limit.handle", 2, "hour_24x7", qualifier="urgent")
        norm(world, "cases.limit.handle", 1, "work_day", qualifier="0201")
        urgent, leak, lamp = (reported(category=category).matter for category in ("0102", "0201", "0101"))
        due = {}
        for name, matter, code in (("urgent", urgent, "0102"), ("leak", leak, "0201"), ("lamp", lamp, "0101")):
            act(world.near, matter, "dispatch", Dispatch(world.near.units["lamps"].pk, code))
            due[name] = limits(matter)["handle"]
        assert due == {"urgent": china(23, 11), "leak": china(24), "lamp": china(30)}

    def test_the_first_contact_has_its_limit_until_the_reporter_was_reached(self, world):
        """A reporter who left no telephone is not to be contacted."""
        norm(world, "cases.limit.contact", 24, "hour_24x7")
        matter = case_in(world.near, "handling", contact_phone=cases.PHONE)
        assert limits(matter) == {"handle": china(30), "contact": china(24, 9)}
        act(world.near, matter, "contact", Contact(Means.CALL, Outcome.NOT_REACHED))
        assert limits(matter)["contact"] == china(24, 9)
        act(world.near, matter, "contact", Contact(Means.VISIT, Outcome.REACHED))
        assert limits(matter) == {"handle": china(30)}
        assert limits(case_in(world.near, "handling")) == {"handle": china(30)}


class TestAnOrdersOwnDate:
    def order(self, near, due, *, until=()):
        given = {"source": Source.HOTLINE, "source_name": "12345", "source_number": "7", "order_due": due}
        matter = reported(by=near.actor("dispatcher"), **given).matter
        for action in until:
            act(near, matter, action)
        return matter

    @pytest.mark.parametrize(("order", "due"), [(china(26, 17), china(26, 17)), (china(10, 17), china(30))])
    def test_it_counts_where_it_is_stricter(self, near, order, due):
        matter = self.order(near, order)
        for action in ("dispatch", "sign_for"):
            act(near, matter, action)
        assert now(matter).due_at == due

    def test_the_source_may_set_another(self, near):
        matter = self.order(near, china(26, 17))
        for action in ("dispatch", "sign_for"):
            act(near, matter, action)
        act(near, matter, "redate", NewDate(china(27, 12), "热线同意"))
        assert now(matter).due_at == china(27, 12)

    @pytest.mark.parametrize("state", ["paused", "shelved"])
    def test_it_does_not_stand_still(self, near, state):
        """Paused or shelved until Friday, wanted on Thursday at five."""
        matter = self.order(near, china(26, 17), until=WAY[state])
        assert limits(matter) == {"handle": china(30), "order": china(26, 17), "until": china(28, 0)}
        assert now(matter).due_at == china(26, 17)

    @pytest.mark.parametrize(("state", "rungs"), [("paused", (1, 2, 3)), ("shelved", (1, 3))])
    def test_it_goes_up_once_it_has_passed_and_ends_no_pause(self, near, state, rungs):
        """Its head a work day later, the leader after two; what waits for the leader has no head. Only the pause's own
        end ends it."""
        give(near.accounts["colleague"], RoleName.UNIT_HEAD, near.areas["street"], near.units["lamps"])
        matter = self.order(near, china(24, 17), until=WAY[state])
        for rung, at in zip(rungs, [china(24, 18), china(25, 19), china(26, 19)], strict=False):
            assert list(due_to_wake(at)) == [now(matter)]
            assert wake_matter(matter_id=matter.pk, by=TICKER, at=at).action == "escalate"
            assert (now(matter).state, now(matter).rung) == (state, rung)
        assert not due_to_wake(china(27, 23)).exists()
        assert due_to_wake(china(28, 0)).exists() is (state == "paused")

    def test_a_pause_that_begins_after_it_holds_to_its_own_end(self, near):
        matter = self.order(near, china(23, 17), until=WAY["handling"])
        act(near, matter, "ask_pause", at=china(24, 10))
        act(near, matter, "grant_pause", at=china(24, 10))
        for _rung in range(3):
            wake_matter(matter_id=matter.pk, by=TICKER, at=china(27, 19))
        assert (now(matter).state, now(matter).rung, now(matter).wake_at) == ("paused", 3, china(29, 0))
        step = wake_matter(matter_id=matter.pk, by=TICKER, at=china(29, 0))
        assert (step.action, now(matter).state, limits(matter)["handle"]) == ("time_up", "handling", china(4))

    def test_a_new_date_takes_a_pause_down_again(self, near):
        matter = self.order(near, china(24, 17), until=WAY["paused"])
        wake_matter(matter_id=matter.pk, by=TICKER, at=china(24, 18))
        act(near, matter, "redate", NewDate(china(27, 12), "热线同意"), at=china(25, 9))
        assert (now(matter).rung, now(matter).wake_at) == (0, china(27, 12))

    def test_a_case_without_such_a_date_gets_none(self, near):
        with pytest.raises(Conflict) as refused:
            act(near, case_in(near, "handling"), "redate")
        assert refused.value.extra["code"] == "not-an-order"


class TestLonger:
    def test_an_extension_is_asked_for_granted_once_and_keeps_the_first_date(self, near):
        matter = case_in(near, "handling")
        act(near, matter, "ask_extension", Extension(3, "等配件", ExtensionReason.PURCHASE))
        assert now(matter).due_at == china(30)
        act(near, matter, "grant_extension")
        (handle,) = read(now(matter).clocks)
        assert (handle.due, handle.original, handle.extension) == (china(3), china(30), (3, "work_day"))
        assert Step.objects.get(matter=matter, action="grant_extension").facts["amount"] == 3
        with pytest.raises(Conflict) as refused:
            act(near, matter, "ask_extension")
        assert refused.value.extra["code"] == "extended-before"

    def test_no_more_than_the_norm_allows(self, world):
        norm(world, "cases.extension.most", 10, "work_day")
        matter = case_in(world.near, "handling")
        with pytest.raises(InvalidInput) as refused:
            act(world.near, matter, "ask_extension", Extension(11, "等配件", ExtensionReason.PURCHASE))
        assert list(refused.value.fields) == ["days"]

    def test_nobody_grants_what_was_not_asked(self, near):
        with pytest.raises(Conflict) as refused:
            act(near, case_in(near, "handling"), "grant_pause")
        assert refused.value.extra["code"] == "nothing-asked"


class TestPauses:
    def paused(self, near, *, until):
        """Paused on Wednesday at ten."""
        matter, at = case_in(near, "handling"), AT + 2 * DAY + HOUR
        act(near, matter, "ask_pause", Pause(until, PauseReason.WEATHER, "等化冻"), at=at)
        act(near, matter, "grant_pause", at=at)
        return matter

    def test_the_limit_stands_still_and_moves_by_the_work_days_that_it_did(self, near):
        """Wednesday to Friday evening are three work days; the weekend is none."""
        matter = self.paused(near, until=date(2026, 12, 31))
        assert (now(matter).state, now(matter).due_at) == ("paused", datetime(2027, 1, 1, tzinfo=CHINA))
        act(near, matter, "resume", at=china(28, 10))
        (handle,) = read(now(matter).clocks)
        assert (handle.due, handle.original) == (china(3), china(30))
        assert handle.pauses == ((AT + 2 * DAY + HOUR, china(28, 10)),)

    def test_a_pause_of_an_hour_gains_nothing(self, near):
        matter = self.paused(near, until=date(2026, 12, 31))
        act(near, matter, "resume", at=AT + 2 * DAY + 2 * HOUR)
        assert now(matter).due_at == china(30)

    def test_it_ends_by_itself_at_the_end_of_its_day(self, near):
        """On Friday at midnight; nobody granted the days until the product was switched on again."""
        matter = self.paused(near, until=date(2026, 11, 27))
        assert not due_to_wake(china(27, 23)).exists()
        step = wake_matter(matter_id=matter.pk, by=TICKER, at=china(3, 9))
        assert (step.action, step.to_state, step.actor_name) == ("time_up", "handling", "系统")
        (handle,) = read(now(matter).clocks)
        assert (handle.due, handle.pauses) == (china(3), ((AT + 2 * DAY + HOUR, china(28, 0)),))

    @pytest.mark.parametrize("action", ["resume", "recall"])
    def test_nor_does_it_go_on_until_somebody_comes(self, near, action):
        matter = self.paused(near, until=date(2026, 11, 27))
        act(near, matter, action, at=china(2, 9))
        if action == "recall":
            act(near, matter, "dispatch", at=china(2, 9))
        assert limits(matter)["handle"] == {"resume": china(3), "recall": china(9)}[action]

    def test_while_it_stands_still_it_is_on_nobodys_list(self, near):
        matter = self.paused(near, until=date(2026, 12, 31))
        assert WorklistRow.objects.get(matter=matter).from_at == now(matter).due_at


class TestTheLadder:
    def test_what_is_late_goes_up_by_itself_and_comes_down_with_the_next_step(self, near):
        """Due Monday: its head on Tuesday evening, the leader on Wednesday evening."""
        give(near.accounts["colleague"], RoleName.UNIT_HEAD, near.areas["street"], near.units["lamps"])
        matter = case_in(near, "handling")
        moments = [china(30, 19), china(1, 19), china(2, 19)]
        for rung, at in enumerate(moments, start=1):
            assert list(due_to_wake(at)) == [now(matter)]
            wake_matter(matter_id=matter.pk, by=TICKER, at=at)
            assert (now(matter).rung, due_to_wake(at).count()) == (rung, 0)
        assert now(matter).wake_at == NO_LIMIT
        steps = Step.objects.filter(matter=matter, action="escalate")
        assert [step.facts["rung"] for step in steps] == ["reminded", "head", "leader"]
        lead = WorklistRow.objects.get(matter=matter, reason="leader")
        assert (lead.unit, lead.permission) == (near.units["office"], "cases.lead")
        act(near, matter, "finish", by=near.actor("colleague"), at=moments[-1])
        assert now(matter).rung == 0
        assert [row.reason for row in WorklistRow.objects.filter(matter=matter)] == [""]

    def test_it_is_taken_up_once_however_often_the_product_looks(self, near):
        matter = case_in(near, "handling")
        assert [wake_matter(matter_id=matter.pk, by=TICKER, at=china(30, 19)) is None for _ in range(3)] == [
            False,
            True,
            True,
        ]

    def test_what_has_no_norm_stays_where_it_is(self, near):
        Norm.objects.filter(name="cases.escalate.leader").delete()
        matter = case_in(near, "handling")
        for at in (china(30, 19), china(1, 19)):
            wake_matter(matter_id=matter.pk, by=TICKER, at=at)
        assert (now(matter).rung, now(matter).wake_at) == (2, NO_LIMIT)


class TestWhatTheProductDoes:
    def test_a_reporter_who_does_not_rate_ends_it_as_not_rated(self, near):
        """Which is not satisfied. Until then the desk does not see it."""
        matter = case_in(near, "rating")
        assert WorklistRow.objects.get(matter=matter).from_at == now(matter).due_at
        step = wake_matter(matter_id=matter.pk, by=TICKER, at=now(matter).due_at + HOUR)
        assert (step.action, now(matter).state, now(matter).close_reason) == ("lapse", "closed", "unrated")

    def test_a_closed_case_goes_to_the_archive(self, world):
        norm(world, "cases.limit.archive", 90, "day")
        matter = case_in(world.near, "closed")
        wake_matter(matter_id=matter.pk, by=TICKER, at=AT + 100 * DAY)
        assert (now(matter).state, now(matter).closed_at, now(matter).close_reason) == ("archived", AT, "solved")
        with pytest.raises(Conflict):
            act(world.near, matter, "reopen", at=AT + 100 * DAY)

    def test_the_ticker_finds_it_and_a_job_does_it(self, near, monkeypatch):
        """Each matter in a transaction of its own."""
        matters, later = [case_in(near, "rating") for _ in range(2)], AT + 30 * DAY
        monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: later)
        run_schedules(at=later)
        run_pending(at=later)
        assert [now(matter).state for matter in matters] == ["closed", "closed"]

    def test_the_matter_of_somebody_who_left_goes_back_to_the_unit(self, near):
        matter = case_in(near, "handling")
        role = Role.objects.get(person=near.accounts["handler"].person)
        end_role(role=role, last_day=date(2026, 11, 23), by=SYSTEM, at=AT)
        assert not left_behind(AT).exists()
        step = release_matter(matter_id=matter.pk, by=TICKER, at=AT + DAY)
        assert (step.action, now(matter).assignee, now(matter).holder) == ("unassign", None, near.units["lamps"])
        assert release_matter(matter_id=matter.pk, by=TICKER, at=AT + DAY) is None


class TestAChangedCalendar:
    def test_a_local_holiday_moves_what_is_open_and_leaves_a_step(self, near, monkeypatch):
        """Thursday off in the street: five work days from Monday end on Tuesday."""
        matter, closed = case_in(near, "handling"), case_in(near, "closed")
        monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: AT)
        given = {"area": near.areas["street"], "day": date(2026, 11, 26), "is_workday": False}
        set_local_day(**given, name="街道运动会", basis="街道办通知", by=near.actor("administrator"), at=AT)
        run_pending(at=AT)
        assert (now(matter).due_at, now(closed).version) == (china(1), closed.version)
        assert list(Step.objects.filter(matter=matter, action="recount").values_list("due_at", flat=True)) == [china(1)]

    def test_it_reaches_no_other_street(self, world, monkeypatch):
        matter = case_in(world.near, "handling")
        monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: AT)
        given = {"area": world.far.areas["street"], "day": date(2026, 11, 26), "is_workday": False}
        set_local_day(**given, name="运动会", basis="通知", by=world.far.actor("administrator"), at=AT)
        run_pending(at=AT)
        assert now(matter).due_at == china(30)

    def test_pauses_and_the_extension_are_counted_again_as_well(self, near):
        """Three days paused and three more given, with another day off in the middle."""
        matter = TestPauses().paused(near, until=date(2026, 12, 31))
        act(near, matter, "resume", at=china(28, 10))
        act(near, matter, "ask_extension", Extension(2, "等配件", ExtensionReason.PURCHASE), at=china(30, 10))
        act(near, matter, "grant_extension", at=china(30, 10))
        assert now(matter).due_at == china(7)
        given = {"area": near.areas["street"], "day": date(2026, 12, 2), "is_workday": False}
        set_local_day(**given, name="运动会", basis="通知", by=near.actor("administrator"), at=china(30, 10))
        step = recount_matter(matter_id=matter.pk, by=TICKER, at=china(30, 11))
        assert step.due_at == china(8)
        assert recount_matter(matter_id=matter.pk, by=TICKER, at=china(30, 12)) is None

    def day_off(self, near, day, *, at=AT):
        given = {"area": near.areas["street"], "day": day, "is_workday": False}
        set_local_day(**given, name="运动会", basis="通知", by=near.actor("administrator"), at=at)

    def test_the_next_rung_of_the_ladder_follows_it(self, near):
        """Late since Monday, its head on Tuesday; Tuesday is off."""
        matter = case_in(near, "handling")
        wake_matter(matter_id=matter.pk, by=TICKER, at=china(30, 19))
        assert now(matter).wake_at == china(1)
        self.day_off(near, date(2026, 12, 1))
        step = recount_matter(matter_id=matter.pk, by=TICKER, at=china(30, 20))
        assert (step.due_at, now(matter).wake_at, now(matter).rung) == (china(30), china(2), 1)
        assert recount_matter(matter_id=matter.pk, by=TICKER, at=china(30, 21)) is None

    def test_so_does_what_somebody_is_to_decide(self, world):
        norm(world, "cases.limit.approve", 1, "work_day")
        matter = case_in(world.near, "handling")
        act(world.near, matter, "ask_extension")
        act(world.near, matter, "instruct")
        asked = WorklistRow.objects.filter(matter=matter, reason="extension", unit=world.near.units["desk"])
        ordered = now(matter).requests["supervision"]
        assert asked.get().due_at == china(24)
        self.day_off(world.near, date(2026, 11, 24))
        recount_matter(matter_id=matter.pk, by=TICKER, at=AT + HOUR)
        assert (asked.get().due_at, now(matter).requests["supervision"]) == (china(25), ordered)

    def test_it_reaches_what_is_asked_where_no_limit_runs(self, world, monkeypatch):
        norm(world, "cases.limit.approve", 1, "work_day")
        Norm.objects.filter(name="cases.limit.handle").delete()
        matter = case_in(world.near, "handling")
        act(world.near, matter, "ask_extension")
        monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: AT)
        self.day_off(world.near, date(2026, 11, 24))
        run_pending(at=AT)
        assert now(matter).clocks == {}
        assert datetime.fromisoformat(now(matter).requests["extension"]["due"]) == china(25)

    def test_a_closed_case_goes_to_the_archive_by_it(self, world, monkeypatch):
        norm(world, "cases.limit.archive", 3, "work_day")
        matter = case_in(world.near, "closed")
        assert now(matter).wake_at == china(26)
        monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: AT)
        self.day_off(world.near, date(2026, 11, 25))
        run_pending(at=AT)
        assert (now(matter).state, now(matter).wake_at, now(matter).closed_at) == ("closed", china(27), AT)
        assert Step.objects.filter(matter=matter, action="recount").count() == 1

    def test_what_was_put_off_for_an_hour_gets_no_step(self, near):
        matter, at = case_in(near, "handling"), china(30, 19)
        Matter.objects.filter(pk=matter.pk).update(wake_at=at + HOUR / 2)
        assert recount_matter(matter_id=matter.pk, by=TICKER, at=at) is None

    def extended_and_then_paused(self, near):
        """Due on 30 November, extended to 7 December, paused from the 1st to the 4th."""
        matter = case_in(near, "handling")
        act(near, matter, "ask_extension", Extension(5, "等配件", ExtensionReason.PURCHASE))
        act(near, matter, "grant_extension", at=china(26, 10))
        for action in ("ask_pause", "grant_pause"):
            act(near, matter, action, at=china(1, 10))
        act(near, matter, "resume", at=china(4, 10))
        return matter

    def test_a_pause_within_the_extension_is_kept(self, near):
        matter = self.extended_and_then_paused(near)
        assert now(matter).due_at == china(10)
        assert recount_matter(matter_id=matter.pk, by=TICKER, at=china(4, 11)) is None

    def test_an_extension_of_before_its_moment_was_kept_comes_before_all_pauses(self, near):
        matter = self.extended_and_then_paused(near)
        kept = now(matter).clocks
        del kept["cases.limit.handle"]["extended"]
        Matter.objects.filter(pk=matter.pk).update(clocks=kept)
        (handle,) = read(now(matter).clocks)
        assert (handle.extension, handle.extended) == ((5, "work_day"), AT)
        assert recount_matter(matter_id=matter.pk, by=TICKER, at=china(4, 11)) is None

    def test_what_was_provisional_is_settled_when_the_year_is_published(self, near):
        """A case of late December ends in a year that nobody has published yet."""
        at = datetime(2026, 12, 29, 1, tzinfo=UTC)
        matter = reported(at=at).matter
        for action in ("dispatch", "sign_for"):
            act(near, matter, action, at=at)
        assert now(matter).due_provisional is True
        assert now(matter).due_at == datetime(2027, 1, 5, 18, tzinfo=CHINA)
        off = [NoticeRow(line, f"2027-01-0{line}", "休", "元旦") for line in (1, 2, 3, 4)]
        import_calendar(year=2027, rows=off, basis="国办通知", by=SYSTEM, at=at)
        recount_matter(matter_id=matter.pk, by=TICKER, at=at + HOUR)
        assert (now(matter).due_provisional, now(matter).due_at) == (False, datetime(2027, 1, 7, 18, tzinfo=CHINA))
