"""A case from dispatch to closing: who may do what, what each step needs, and where it leads."""

import pytest

from tests.support import cases
from tests.support.cases import act, case_in, reported
from tests.support.street import AT, BASIS, DAY, HOUR, SINCE, give, unit
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import thread
from xiuhuazhen.domains.cases.actions.checking import Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Dispatch, Note, Place, Refusal
from xiuhuazhen.domains.cases.choices import CloseReason, ReturnReason, Source
from xiuhuazhen.domains.cases.forms.acts import CloseForm
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.rules import PROCEDURE

pytestmark = pytest.mark.django_db


def unchanged(matter):
    present = Matter.objects.get(pk=matter.pk)
    return (present.state, present.version, present.holder_id) == (matter.state, matter.version, matter.holder_id)


class TestDispatching:
    """To units that serve the place, and to no others."""

    @pytest.mark.parametrize("name", ["office", "community", "second", "lamps", "water"])
    def test_units_of_the_street_may_be_given_it(self, near, name):
        matter = case_in(near, "registered")
        step = act(near, matter, "dispatch", Dispatch(near.units[name].pk, "0101"))
        matter.refresh_from_db()
        assert (matter.holder, matter.category, matter.state) == (near.units[name], "0101", "dispatched")
        assert step.facts["unit"] == str(near.units[name].pk)

    def test_so_may_units_of_the_areas_above(self, world, near):
        water = unit("城东区供水公司", UnitKind.DEPARTMENT, world.county)
        matter = case_in(near, "registered")
        act(near, matter, "dispatch", Dispatch(water.pk))
        assert Matter.objects.get(pk=matter.pk).holder == water

    @pytest.mark.parametrize("name", ["lamps", "community", "office"])
    def test_units_of_the_neighbouring_street_may_not(self, world, name):
        matter = case_in(world.near, "registered")
        with pytest.raises(InvalidInput) as refused:
            act(world.near, matter, "dispatch", Dispatch(world.far.units[name].pk))
        assert list(refused.value.fields) == ["unit"]
        assert unchanged(matter)

    def test_nor_the_desk_itself_nor_one_that_is_gone_nor_none_at_all(self, near):
        matter = case_in(near, "registered")
        gone = unit("旧路灯所", UnitKind.STATION, near.areas["street"])
        Unit.objects.filter(pk=gone.pk).update(valid_to=AT.date())
        for pk in (near.units["desk"].pk, gone.pk, matter.pk):
            with pytest.raises(InvalidInput):
                act(near, matter, "dispatch", Dispatch(pk))
        assert unchanged(matter)

    def test_without_a_category_the_one_it_has_stays(self, near):
        matter = reported(category="0102").matter
        act(near, matter, "dispatch", Dispatch(near.units["lamps"].pk))
        assert Matter.objects.get(pk=matter.pk).category == "0102"

    def test_only_the_desk_of_the_place_dispatches(self, world):
        matter = case_in(world.near, "registered")
        for office, street in (("dispatcher", world.far), ("leader", world.near), ("secretary", world.near)):
            with pytest.raises(Forbidden):
                act(world.near, matter, "dispatch", by=street.actor(office))
        assert unchanged(matter)


class TestReturning:
    """A unit that is not the right one gives the case back, and says why."""

    def test_it_goes_back_to_the_desk_with_its_reason(self, near):
        matter = case_in(near, "dispatched")
        step = act(near, matter, "return", Refusal(ReturnReason.NEEDS_OTHERS, "电力公司的杆", "清单3-2-07"))
        matter.refresh_from_db()
        assert (matter.state, matter.holder, matter.assignee) == ("registered", None, None)
        assert (step.facts["reason"], step.facts["unit"]) == ("needs_others", str(near.units["lamps"].pk))
        assert step.content.text == "电力公司的杆\n依据：清单3-2-07"

    def test_what_it_relied_on_is_read_on_the_thread_and_can_be_erased(self, near):
        """Whatever somebody types there: in the permanent facts stands none of it, and numbers are masked."""
        matter = case_in(near, "dispatched")
        step = act(near, matter, "return", Refusal(ReturnReason.UNCLEAR, "说不清", "王小明 13800001234 家"))
        assert not [value for value in step.facts.values() if "王小明" in str(value) or "13800001234" in str(value)]
        shown = thread(matter, steps_of(matter), by=near.actor("dispatcher"), at=AT)
        assert shown[2].text == "说不清\n依据：王小明 138****1234 家"

    @pytest.mark.parametrize(
        ("text", "line", "missing"), [("", "3-2", "text"), ("  ", "3-2", "text"), ("不归我们", " ", "relied_on")]
    )
    def test_without_words_or_the_line_relied_on_it_does_not(self, near, text, line, missing):
        matter = case_in(near, "dispatched")
        with pytest.raises(InvalidInput) as refused:
            act(near, matter, "return", Refusal(ReturnReason.UNCLEAR, text, line))
        assert list(refused.value.fields) == [missing]
        assert unchanged(matter)

    def test_as_often_as_the_norm_allows(self, near):
        """Then the desk's word stands; another unit may still return it, and each once more after it was reopened."""
        norm = NormText("cases.return.most", 1, "count", BASIS, "D")
        set_norm(norm=norm, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
        matter = case_in(near, "dispatched")
        act(near, matter, "return")
        act(near, matter, "dispatch")
        with pytest.raises(Conflict, match="退回过 1 次"):
            act(near, matter, "return")
        assert Matter.objects.get().state == "dispatched"
        act(near, matter, "recall")
        act(near, matter, "dispatch", Dispatch(near.units["water"].pk, "0201"))
        act(near, matter, "return", by=near.actor("other-handler"))
        for action in ("void", "reopen", "dispatch", "return"):
            act(near, matter, action)

    def test_what_was_signed_for_is_kept(self, near):
        matter = case_in(near, "handling")
        with pytest.raises(Conflict):
            act(near, matter, "return")
        assert unchanged(matter)

    def test_only_the_unit_that_has_it_returns_it(self, near):
        """The desk has its own way to take back what it gave."""
        matter = case_in(near, "dispatched")
        for office in ("other-handler", "secretary", "dispatcher"):
            with pytest.raises(Forbidden):
                act(near, matter, "return", by=near.actor(office))
        assert unchanged(matter)


class TestTakingBack:
    """The desk takes a case back from a unit that cannot or does not take it on."""

    @pytest.mark.parametrize("state", ["dispatched", "handling", "paused", "answering"])
    def test_it_lies_with_the_desk_again_and_is_free_to_be_given_to_another(self, near, state):
        matter = case_in(near, state)
        step = act(near, matter, "recall", Note("类别选错了"))
        matter.refresh_from_db()
        assert (matter.state, matter.holder, matter.assignee) == ("registered", None, None)
        assert (step.facts["unit"], step.content.text) == (str(near.units["lamps"].pk), "类别选错了")
        act(near, matter, "dispatch", Dispatch(near.units["water"].pk))
        assert Matter.objects.get(pk=matter.pk).holder == near.units["water"]

    @pytest.mark.parametrize(
        "state", [state for state in cases.WAY if state not in {"dispatched", "handling", "paused", "answering"}]
    )
    def test_not_before_it_was_given_and_not_after_it_was_answered(self, near, state):
        matter = case_in(near, state)
        with pytest.raises(Conflict):
            act(near, matter, "recall")
        assert unchanged(matter)

    def test_also_what_waits_for_somebody_to_sign(self, near):
        """Where whoever signs for the unit is gone."""
        matter = case_in(near, "registered")
        act(near, matter, "dispatch", Dispatch(near.units["water"].pk))
        for action in ("sign_for", "finish"):
            act(near, matter, action, by=near.actor("other-handler"))
        assert act(near, matter, "recall").from_state == "reviewing"
        assert Matter.objects.get(pk=matter.pk).state == "registered"

    def test_what_the_leader_does_not_decide_in_time_the_desk_takes_back(self, near):
        """There may be no leader at present; until then it is theirs."""
        limit = NormText("cases.limit.decide", 2, "day", BASIS, "D")
        set_norm(norm=limit, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
        matter = case_in(near, "rating")
        act(near, matter, "rate", Rating(solved=False))
        with pytest.raises(Conflict) as refused:
            act(near, matter, "recall")
        assert refused.value.extra["code"] == "decision-time-left"
        after = AT + 3 * DAY
        assert act(near, matter, "recall", at=after).to_state == "registered"
        act(near, matter, "dispatch", Dispatch(near.units["water"].pk), at=after)

    def test_without_a_limit_for_deciding_nobody_waits_for_ever(self, near):
        matter = case_in(near, "rating")
        act(near, matter, "rate", Rating(solved=False))
        assert act(near, matter, "recall").to_state == "registered"

    def test_it_needs_a_reason_in_words(self, near):
        matter = case_in(near, "handling")
        with pytest.raises(InvalidInput) as refused:
            act(near, matter, "recall", Note(" "))
        assert list(refused.value.fields) == ["text"]
        assert unchanged(matter)

    def test_only_the_desk_of_the_place_does_it(self, world):
        matter = case_in(world.near, "dispatched")
        others = [world.near.actor(office) for office in world.near.accounts if office != "dispatcher"]
        for by in (world.far.actor("dispatcher"), *others):
            with pytest.raises(Forbidden):
                act(world.near, matter, "recall", by=by)
        assert unchanged(matter)

    @pytest.mark.parametrize("state", ["dispatched", "handling"])
    def test_it_is_offered_and_never_as_the_first_thing_to_do(self, near, state):
        """Also to somebody who dispatches and handles."""
        matter = case_in(near, state)
        give(near.accounts["dispatcher"], RoleName.UNIT_HANDLER, near.areas["street"], near.units["lamps"])
        found = possible(matter, list(matter.steps.all()), by=near.actor("dispatcher"), at=AT)
        expected = {"dispatched": ["sign_for", "return"], "handling": ["finish", "contact"]}
        assert [each.action for each in found if not each.aside] == expected[state]
        assert "recall" in [each.action for each in found if each.aside]


class TestForWhichUnit:
    """A step names the unit for which it was taken."""

    def test_somebody_with_two_offices_takes_each_step_for_the_right_one(self, world):
        """Whichever office they were given first."""
        near, everywhere = world.near, world.far.accounts["handler"]
        give(everywhere, RoleName.DISPATCHER, near.areas["street"], near.units["desk"])
        give(everywhere, RoleName.UNIT_HANDLER, near.areas["street"], near.units["lamps"])
        matter = reported().matter
        for action in ("dispatch", "return", "dispatch", "sign_for", "finish", "reply"):
            act(near, matter, action, by=world.far.actor("handler"))
        found = Step.objects.filter(matter=matter, number__gt=1).order_by("number").values_list("unit_id", flat=True)
        desk, lamps = near.units["desk"].pk, near.units["lamps"].pk
        assert list(found) == [desk, lamps, desk, lamps, lamps, lamps]

    def test_who_gives_a_case_away_does_so_for_the_place_where_it_lay(self, world):
        """A dispatcher of both streets moves it into the other one."""
        both = world.near.accounts["dispatcher"]
        give(both, RoleName.DISPATCHER, world.far.areas["street"], world.far.units["desk"])
        matter = reported().matter
        step = act(world.near, matter, "place", Place(world.far.areas["grid"].path))
        assert step.unit_id == world.near.units["desk"].pk
        step = act(world.near, matter, "place", Place(world.near.areas["grid"].path))
        assert step.unit_id == world.far.units["desk"].pk


class TestHandling:
    def test_who_signs_for_it_becomes_its_handler(self, near):
        matter = case_in(near, "handling")
        assert matter.assignee == near.accounts["handler"].person

    @pytest.mark.parametrize("action", ["sign_for", "finish", "reply"])
    def test_another_unit_of_the_same_street_cannot(self, near, action):
        matter = case_in(near, {"sign_for": "dispatched", "finish": "handling", "reply": "answering"}[action])
        with pytest.raises(Forbidden):
            act(near, matter, action, by=near.actor("other-handler"))
        assert unchanged(matter)

    @pytest.mark.parametrize("action", ["finish", "reply", "rework", "decline", "send_back"])
    def test_what_others_read_needs_words(self, near, action):
        state = {"finish": "handling", "reply": "answering", "rework": "checking", "decline": "registered"}
        matter = case_in(near, state.get(action, "rating"))
        with pytest.raises(InvalidInput) as refused:
            act(near, matter, action, Note(" "))
        assert list(refused.value.fields) == ["text"]
        assert unchanged(matter)

    def test_placing_again_keeps_the_limit_and_forgets_the_border(self, near):
        matter = reported(point=(1_018_150_000, 366_050_000)).matter
        due = matter.due_at
        act(near, matter, "place", Place(near.areas["grid-2"].path), at=AT + HOUR)
        matter.refresh_from_db()
        case = Case.objects.get(pk=matter.pk)
        assert (matter.grid, matter.due_at, matter.state) == (near.areas["grid-2"], due, "registered")
        assert (case.placed_by, case.border_codes) == ("staff", [])

    def test_each_state_has_its_own_limit(self, near):
        """2 office hours to dispatch, 4 to sign, 5 work days to handle, 1 to answer, 2 to check, 7 days to rate."""
        ends = {
            "registered": "2026-11-23 03:00",
            "dispatched": "2026-11-23 07:00",
            "handling": "2026-11-30 10:00",
            "answering": "2026-11-24 10:00",
            "checking": "2026-11-25 10:00",
            "rating": "2026-11-30 10:00",
            "closing": "2026-11-24 10:00",
        }
        assert {state: f"{case_in(near, state).due_at:%Y-%m-%d %H:%M}" for state in ends} == ends


class TestChecking:
    """By somebody who did not do the work."""

    @pytest.mark.parametrize("action", ["confirm", "rework"])
    def test_who_handled_it_cannot_check_it(self, near, action):
        """Not even where they hold the permission: here a community did the work."""
        matter = case_in(near, "registered")
        act(near, matter, "dispatch", Dispatch(near.units["community"].pk))
        for step, office in (
            ("sign_for", "committee"),
            ("finish", "committee"),
            ("issue", "secretary"),
            ("reply", "committee"),
        ):
            act(near, matter, step, by=near.actor(office))
        matter.refresh_from_db()
        with pytest.raises(Conflict) as refused:
            act(near, matter, action, by=near.actor("committee"))
        assert refused.value.extra["code"] == "checked-by-the-handler"
        assert unchanged(matter)
        act(near, matter, action, by=near.actor("dispatcher"))

    def test_signing_for_it_once_is_enough_not_to_check_it(self, near):
        """Another colleague finished it after a rework."""
        matter = case_in(near, "registered")
        act(near, matter, "dispatch", Dispatch(near.units["community"].pk))
        act(near, matter, "sign_for", by=near.actor("secretary"))
        for step, office in (("finish", "committee"), ("issue", "secretary"), ("reply", "committee")):
            act(near, matter, step, by=near.actor(office))
        for office in ("secretary", "committee"):
            with pytest.raises(Conflict):
                act(near, matter, "confirm", by=near.actor(office))

    def test_who_answered_the_reporter_cannot_check_it(self, near):
        """Somebody who only wrote the answer to a colleague's work."""
        matter = case_in(near, "registered")
        act(near, matter, "dispatch", Dispatch(near.units["community"].pk))
        for action, office in (("sign_for", "secretary"), ("finish", "secretary"), ("reply", "committee")):
            act(near, matter, action, by=near.actor(office))
        with pytest.raises(Conflict) as refused:
            act(near, matter, "confirm", by=near.actor("committee"))
        assert refused.value.extra["code"] == "checked-by-the-handler"
        act(near, matter, "confirm", by=near.actor("grid-worker"))

    def test_who_solved_it_on_the_spot_cannot_check_it(self, near):
        matter = case_in(near, "registered")
        act(near, matter, "solve")
        with pytest.raises(Conflict):
            act(near, matter, "confirm", by=near.actor("grid-worker"))
        act(near, matter, "confirm", by=near.actor("secretary"))

    def test_what_a_resident_reported_waits_for_their_rating_and_the_rest_does_not(self, near):
        own = reported(source=Source.PATROL, by=near.actor("grid-worker")).matter
        for action in ("dispatch", "sign_for", "finish", "reply", "confirm"):
            act(near, own, action)
        assert Matter.objects.get(pk=own.pk).state == "closing"
        assert case_in(near, "rating").state == "rating"

    def test_a_failed_check_sends_it_back_to_the_unit_or_where_there_is_none_to_the_desk(self, near):
        matter, solved = case_in(near, "checking"), case_in(near, "registered")
        act(near, solved, "solve")
        assert act(near, matter, "rework").to_state == "handling"
        assert act(near, solved, "rework").to_state == "registered"
        assert Matter.objects.get(pk=matter.pk).holder == near.units["lamps"]


class TestRating:
    """The resident's word, with the code."""

    @pytest.mark.parametrize(("solved", "said", "leads"), [(True, "yes", "closing"), (False, "no", "deciding")])
    def test_their_word_is_kept_as_they_gave_it(self, near, solved, said, leads):
        """What is not mended goes to the leader."""
        matter = case_in(near, "rating")
        step = act(near, matter, "rate", Rating(solved, "谢谢"))
        assert (step.to_state, step.facts["solved"]) == (leads, said)
        assert Case.objects.get(pk=matter.pk).solved is solved

    def test_they_send_it_back_once(self, near):
        matter = case_in(near, "rating")
        assert act(near, matter, "send_back").to_state == "handling"
        for action in ("finish", "reply", "confirm"):
            act(near, matter, action)
        with pytest.raises(Conflict) as refused:
            act(near, matter, "send_back")
        assert refused.value.extra["code"] == "sent-back-before"
        assert act(near, matter, "rate", Rating(solved=False)).to_state == "deciding"

    @pytest.mark.parametrize("action", ["rate", "send_back"])
    def test_nobody_who_works_here_rates(self, near, action):
        matter = case_in(near, "rating")
        for office in near.accounts:
            with pytest.raises(Forbidden):
                act(near, matter, action, by=near.actor(office))
        assert unchanged(matter)


class TestClosing:
    @pytest.mark.parametrize("reason", ["solved", "explained", "unsolved"])
    def test_it_ends_with_one_of_three_reasons(self, near, reason):
        matter = case_in(near, "closing")
        act(near, matter, "close", Closing(CloseReason(reason)))
        matter.refresh_from_db()
        assert (matter.state, matter.close_reason, matter.closed_at, matter.is_open) == ("closed", reason, AT, False)

    @pytest.mark.parametrize("reason", ["unrated", "declined"])
    def test_and_with_no_other(self, near, reason):
        matter = case_in(near, "closing")
        with pytest.raises(InvalidInput) as refused:
            act(near, matter, "close", Closing(CloseReason(reason)))
        assert list(refused.value.fields) == ["reason"]
        assert unchanged(matter)

    def test_nobody_closes_over_the_residents_head(self, near):
        """Until Monday evening a week later they may rate; then it is closed as not rated, and nothing else."""
        matter, unrated = case_in(near, "rating"), Closing(CloseReason.UNRATED)
        for moment in (AT, matter.due_at):
            with pytest.raises(Conflict) as refused:
                act(near, matter, "close", unrated, at=moment)
            assert refused.value.extra["code"] == "rating-time-left"
        after = matter.due_at + HOUR
        with pytest.raises(InvalidInput):
            act(near, matter, "close", Closing(CloseReason.SOLVED), at=after)
        assert unchanged(matter)
        assert act(near, matter, "close", unrated, at=after).to_state == "closed"

    def test_without_a_limit_for_rating_nobody_waits_for_ever(self, near):
        """Where no norm gives the resident a time, the desk may close at once."""
        Norm.objects.filter(name="cases.limit.rate").delete()
        matter = case_in(near, "rating")
        assert matter.due is None
        assert act(near, matter, "close", Closing(CloseReason.UNRATED)).to_state == "closed"

    def test_what_the_resident_found_not_mended_does_not_end_as_solved(self, near):
        matter = case_in(near, "rating")
        act(near, matter, "rate", Rating(solved=False))
        act(near, matter, "settle", Note("树是私人的，已劝说"))
        matter.refresh_from_db()
        with pytest.raises(InvalidInput) as refused:
            act(near, matter, "close", Closing(CloseReason.SOLVED))
        assert list(refused.value.fields) == ["reason"]
        assert unchanged(matter)
        form = CloseForm(matter=matter, by=near.actor("dispatcher"), at=AT)
        assert [name for name, _label in form.fields["reason"].choices] == ["explained", "unsolved"]
        assert act(near, matter, "close", Closing(CloseReason.UNSOLVED)).to_state == "closed"

    def test_declining_says_why_and_ends_it(self, near):
        matter = case_in(near, "registered")
        act(near, matter, "decline", Note("属于铁路部门，请拨12306"))
        matter.refresh_from_db()
        assert (matter.state, matter.close_reason) == ("closed", "declined")

    @pytest.mark.parametrize("action", sorted(set(cases.ACTIONS) - {"reopen", "archive", "correct", "ask_erasure"}))
    def test_afterwards_nothing_can_be_done(self, near, action):
        matter = case_in(near, "closed")
        with pytest.raises(Conflict):
            act(near, matter, action)
        assert unchanged(matter)

    def test_the_whole_course_leaves_one_step_each(self, near):
        matter = case_in(near, "closed")
        steps = list(Step.objects.filter(matter=matter).values_list("action", flat=True))
        assert steps == ["report", *cases.WAY["closed"]]


def test_every_way_of_the_case_is_described_here():
    """Whoever adds an action adds it to what tests know."""
    by_itself = {"escalate", "recount", "unassign", "resettle"}
    assert {transition.action for transition in PROCEDURE.transitions} == set(cases.ACTIONS) | by_itself
