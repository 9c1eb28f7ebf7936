"""An order of an outside hotline never ends here alone: whatever ends it goes to its source first, with the reason."""

import pytest

from tests.support.cases import act, case_in, reported
from tests.support.orders import RESULT_HEADER, result, sheet
from tests.support.street import AT, BASIS, DAY, SINCE
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures import thread
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import StitchShape
from xiuhuazhen.domains.cases.actions.checking import Closing
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.actions.source import Returned, SourceResult
from xiuhuazhen.domains.cases.choices import BatchKind, CloseReason, RequestKind, Source
from xiuhuazhen.domains.cases.facts import facts
from xiuhuazhen.domains.cases.forms.acts import ReportBackForm
from xiuhuazhen.domains.cases.models import Case, ImportRow
from xiuhuazhen.domains.cases.queries import open_reasons
from xiuhuazhen.domains.cases.rules import reason_at_source

pytestmark = pytest.mark.django_db

HOTLINE = "12345热线"
LATER = AT + 10 * DAY
WAYS = {
    "answer": (("answer",), "answered"),
    "decline": (("decline",), "declined"),
    "void": (("void",), "void"),
    "record_withdrawal": (("record_withdrawal",), "withdrawn"),
    "withdrawn later": (("dispatch", "sign_for", "record_withdrawal"), "withdrawn"),
    "solve": (("solve",), "on_the_spot"),
    "close_shelved": (("dispatch", "sign_for", "ask_shelving", "grant_shelving", "close_shelved"), "impossible"),
}
"""The steps that end an order here, and as what."""


@pytest.fixture
def none_drawn(near):
    share = NormText("cases.sample.on_the_spot", 0, "count", BASIS, "D")
    set_norm(norm=share, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)


def an_order(**given):
    return reported(source=Source.HOTLINE, source_name=HOTLINE, source_number="QH000001", **given).matter


def now(matter):
    return Matter.objects.select_related("area", "holder", "street", "community").get(pk=matter.pk)


def ended(near, way):
    matter = an_order()
    for action in WAYS[way][0]:
        act(near, matter, action)
    return now(matter)


@pytest.mark.usefixtures("none_drawn")
@pytest.mark.parametrize("way", WAYS)
def test_whatever_ends_it_leads_to_reporting_back_with_its_reason(near, way):
    matter, outcome = ended(near, way), WAYS[way][1]
    assert (matter.state, matter.is_open, matter.close_reason) == ("reporting_back", True, "")
    assert matter.steps.last().facts["ended"] == outcome
    step = act(near, matter, "report_back")
    assert (step.to_state, step.facts["ended"]) == ("at_source", outcome)


@pytest.mark.usefixtures("none_drawn")
@pytest.mark.parametrize("way", WAYS)
def test_the_desk_finds_the_reason_on_the_page_and_in_what_it_tells_the_source(near, way):
    matter, label = ended(near, way), str(CloseReason(WAYS[way][1]).label)
    lines = facts(matter, steps_of(matter), near.actor("dispatcher"), local_date(AT))
    shown = {fact.label: fact.value for fact in lines}
    assert shown["在本处的结果"] == label
    form = ReportBackForm(matter=matter, by=near.actor("dispatcher"), at=AT)
    assert form.fields["text"].initial.startswith(f"{label}：")


def test_what_was_handled_and_checked_is_reported_back_without_such_a_reason(near):
    matter = an_order()
    for action in ("dispatch", "sign_for", "finish", "reply", "confirm"):
        act(near, matter, action)
    step = act(near, matter, "report_back")
    assert "ended" not in step.facts


def test_an_answered_consultation_goes_to_its_source_too(near):
    matter = an_order(request=RequestKind.CONSULT)
    for action in ("dispatch", "sign_for", "finish"):
        act(near, matter, action)
    step = act(near, matter, "reply")
    assert (step.to_state, step.facts["ended"]) == ("reporting_back", "answered")


@pytest.mark.parametrize("way", ["decline", "void", "record_withdrawal"])
def test_a_residents_own_report_ends_here_as_before(near, way):
    matter = case_in(near, "registered")
    act(near, matter, way)
    assert (now(matter).state, now(matter).close_reason) == ("closed", WAYS[way][1])


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        ("solved", "", "solved"),
        ("unrated", "", "unrated"),
        ("solved", "declined", "declined"),
        ("unsolved", "declined", "declined"),
        ("unrated", "void", "void"),
        ("unsolved", "withdrawn", "withdrawn"),
        ("solved", "answered", "answered"),
        ("solved", "on_the_spot", "on_the_spot"),
        ("unrated", "on_the_spot", "on_the_spot"),
        ("unsolved", "answered", "unsolved"),
        ("unsolved", "on_the_spot", "unsolved"),
        ("unsolved", "impossible", "impossible"),
    ],
)
def test_why_it_ended_here_stays_its_reason_unless_the_caller_says_that_it_is_not_solved(said, outcome, reason):
    assert reason_at_source(said, outcome=outcome) == reason


def test_the_sources_word_is_kept_beside_it(near):
    matter = ended(near, "decline")
    act(near, matter, "report_back")
    step = act(near, matter, "source_closed", SourceResult(CloseReason.UNSOLVED, "反映人不认可"))
    assert (now(matter).close_reason, step.facts["reason"], step.facts["ended"]) == ("declined", "unsolved", "declined")
    assert Case.objects.get().solved is False


def test_sent_again_after_another_round_it_is_still_the_same_command(near):
    matter, command = ended(near, "decline"), new_id()
    act(near, matter, "report_back")
    version = now(matter).version
    given = {"command_id": command, "version": version}
    act(near, matter, "source_closed", **given)
    for action in ("reopen", "void"):
        act(near, matter, action)
    assert act(near, matter, "source_closed", **given).replayed
    assert now(matter).state == "reporting_back"


def opened_again(near, *, by_source):
    """Not solved, said the caller; or it had been shelved for good. Then it is done once more."""
    matter = an_order()
    ways = {False: ("dispatch", "sign_for", "ask_shelving", "grant_shelving", "close_shelved"), True: ("decline",)}
    for action in (*ways[by_source], "report_back"):
        act(near, matter, action)
    if by_source:
        act(near, matter, "source_returned")
    else:
        act(near, matter, "source_closed", SourceResult(CloseReason.UNSOLVED, "反映人不认可"))
        assert Case.objects.get().solved is False
        act(near, matter, "reopen")
    return matter


@pytest.mark.parametrize("by_source", [False, True])
def test_opened_again_it_may_end_as_solved(near, by_source):
    """How it ended before counts no more: whether it was solved is open again."""
    matter = opened_again(near, by_source=by_source)
    assert Case.objects.get().solved is None
    for action in ("dispatch", "sign_for", "finish", "reply", "confirm", "report_back"):
        act(near, matter, action)
    assert open_reasons(now(matter), "at_source") == ("solved", "explained", "unsolved", "unrated")
    act(near, matter, "source_closed")
    assert (now(matter).close_reason, Case.objects.get().solved) == ("solved", True)


def test_what_was_shelved_for_good_before_it_was_opened_again_does_not_end_so_once_more(near):
    matter = case_in(near, "shelved")
    act(near, matter, "close_shelved")
    assert "impossible" in open_reasons(now(matter), "closing")
    act(near, matter, "close", Closing(CloseReason.IMPOSSIBLE))
    for action in ("reopen", "dispatch", "sign_for", "finish", "reply", "confirm", "rate"):
        act(near, matter, action)
    assert open_reasons(now(matter), "closing") == ("solved", "explained", "unsolved")


def test_after_the_source_sent_it_back_the_old_reason_counts_no_more(near):
    matter = ended(near, "decline")
    for action in ("report_back", "source_returned", "dispatch", "sign_for", "finish", "reply", "confirm"):
        act(near, matter, action)
    step = act(near, matter, "report_back")
    act(near, matter, "source_closed")
    assert ("ended" in step.facts, now(matter).close_reason) == (False, "solved")


@pytest.mark.usefixtures("monday")
def test_the_sources_sheet_finds_it(near, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    matter = ended(near, "decline")
    act(near, matter, "report_back")
    batch = start_import(
        content=sheet([result(1)], header=RESULT_HEADER),
        file_name="回访.xlsx",
        source_name=HOTLINE,
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=AT,
        kind=BatchKind.RESULTS,
    )
    run_pending(at=AT)
    assert ImportRow.objects.get(batch=batch).result == "created"
    assert (now(matter).state, now(matter).close_reason) == ("closed", "declined")


def test_it_is_drawn_as_a_stitch_and_not_as_the_knot_at_the_end(near):
    matter = ended(near, "decline")
    stitches = thread.thread(matter, steps_of(matter), by=near.actor("dispatcher"), at=AT)
    assert [stitch.shape for stitch in stitches] == [StitchShape.STITCH, StitchShape.STITCH, StitchShape.NOW]


@pytest.mark.parametrize(("ends", "anew"), [((), "source_returned"), (("source_closed",), "reopen")])
def test_begun_anew_after_its_date_it_is_not_late_from_the_start(near, ends, anew):
    matter = an_order(order_due=AT + 3 * DAY)
    for action in ("decline", "report_back", *ends):
        act(near, matter, action)
    act(near, matter, anew, at=LATER)
    begun = now(matter)
    assert (begun.order_due_at, begun.late(LATER), begun.rung, begun.wake_at > LATER) == (None, False, 0, True)


def test_begun_anew_before_its_date_that_still_counts(near):
    matter = an_order(order_due=AT + 3 * DAY)
    for action in ("decline", "report_back", "source_returned"):
        act(near, matter, action)
    assert now(matter).order_due_at == AT + 3 * DAY


def test_the_source_may_name_a_new_date(near):
    matter = an_order(order_due=AT + 3 * DAY)
    for action in ("decline", "report_back"):
        act(near, matter, action)
    act(near, matter, "source_returned", Returned("灯还是不亮", due=LATER + DAY), at=LATER)
    assert (now(matter).order_due_at, now(matter).due_at <= LATER + DAY) == (LATER + DAY, True)
