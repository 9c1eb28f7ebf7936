"""Letting the matters of the demonstration happen: every report and step an action, by who did it, at its time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.procedures.access import resident
from xiuhuazhen.core.procedures.actions.waking import TICKER, wake_matter
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions import checking, ending, handling, on_the_spot, source, supervising, waiting
from xiuhuazhen.domains.cases.actions.checking import Check, Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Contact, Dispatch, Note, Place, Refusal
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.actions.source import SourceResult
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.cases.actions.waiting import Extension, Pause, Shelving
from xiuhuazhen.domains.cases.choices import (
    CheckedBy,
    CloseReason,
    ExtensionReason,
    Means,
    Outcome,
    PauseReason,
    ReturnReason,
    Source,
)
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.web.demo import notice, pictures, staff
from xiuhuazhen.web.demo.ground import point_in
from xiuhuazhen.web.demo.paths import DESK, HANDLER, REPORTER, Act
from xiuhuazhen.web.demo.story import Story
from xiuhuazhen.web.demo.timetable import Timetable

_HOTLINE: Final = "西宁12345"
EVERYDAY_STREETS: Final = 12
_LOOKS_AFTER: Final = timedelta(seconds=1)

_Verb = tuple[Callable[..., Step], Callable[[Act, datetime, tuple[UUID, ...]], object]]


def _noted(act: Act, _at: datetime, photos: tuple[UUID, ...]) -> Note:
    return Note(act.text, photos)


_VERBS: Final[dict[str, _Verb]] = {
    "place": (handling.place_case, lambda act, _at, _: Place(area_by_code(act.value).path, act.text)),
    "dispatch": (
        handling.dispatch_case,
        lambda act, _at, _: Dispatch(staff.unit(act.value).pk, act.more, act.text),
    ),
    "accept": (ending.accept_case, _noted),
    "answer": (ending.answer_case, _noted),
    "void": (ending.void_case, _noted),
    "withdraw": (ending.withdraw_case, _noted),
    "reopen": (ending.reopen_case, _noted),
    "issue": (handling.issue_case, _noted),
    "close_shelved": (waiting.close_shelved, _noted),
    "settle": (checking.settle_case, _noted),
    "decline": (ending.decline_case, _noted),
    "solve": (on_the_spot.solve_on_the_spot, _noted),
    "sign_for": (handling.sign_for_case, _noted),
    "return": (handling.return_case, lambda act, _at, _: Refusal(ReturnReason(act.value), act.text, act.more)),
    "recall": (handling.recall_case, _noted),
    "contact": (handling.contact_reporter, lambda act, _at, _: Contact(Means(act.value), Outcome(act.more), act.text)),
    "ask_extension": (
        waiting.ask_extension,
        lambda act, _at, _: Extension(int(act.value), act.text, ExtensionReason(act.more)),
    ),
    "grant_extension": (waiting.grant_extension, _noted),
    "ask_pause": (
        waiting.ask_pause,
        lambda act, at, _: Pause(_days_on(at, act.more), PauseReason(act.value), act.text),
    ),
    "grant_pause": (waiting.grant_pause, _noted),
    "ask_shelving": (waiting.ask_shelving, lambda act, at, _: Shelving(_days_on(at, act.value), act.text)),
    "grant_shelving": (waiting.grant_shelving, _noted),
    "urge": (supervising.urge_case, _noted),
    "instruct": (
        supervising.instruct_case,
        lambda act, at, photos: Instruction(_days_on(at, act.value), act.text, photos),
    ),
    "finish": (handling.finish_case, _noted),
    "reply": (handling.reply_to_reporter, _noted),
    "confirm": (checking.confirm_case, lambda act, _at, photos: Check(CheckedBy.LOOKED, act.text, photos)),
    "rework": (checking.rework_case, _noted),
    "report_back": (source.report_back, _noted),
    "source_closed": (source.note_source_closed, lambda act, _at, _: SourceResult(CloseReason(act.value), act.text)),
    "rate": (checking.rate_case, lambda act, _at, _: Rating(act.value == "yes", act.text)),
    "send_back": (checking.send_back_case, _noted),
    "close": (checking.close_case, lambda act, _at, _: Closing(CloseReason(act.value), act.text)),
}


def _days_on(at: datetime, days: str) -> date:
    """So many days after the moment, as somebody would type it."""
    return local_date(at) + timedelta(days=int(days))


@dataclass(frozen=True)
class Moment:
    """``act`` is ``None`` for the report itself."""

    story: Story
    act: Act | None
    at: datetime
    number: int


def last_command(story: Story) -> UUID:
    """The id of the command by which the story's last act was done."""
    return _command(story, len(story.path.acts) + 1)


def _command(story: Story, number: int) -> UUID:
    """A report's id is the matter's own."""
    return matter_id(story) if number == 1 else derived_id("demo", story.key, str(number))


def matter_id(story: Story) -> UUID:
    return derived_id("demo", story.key)


def moments(story: Story, timetable: Timetable) -> Iterator[Moment]:
    """When the story was reported and each of its acts was done."""
    at = story.at or timetable.opened(story.days, story.moment)
    yield Moment(story, None, at, 1)
    for number, act in enumerate(story.path.acts, start=2):
        at = timetable.later(at, act.wait)
        yield Moment(story, act, at, number)


@transaction.atomic
def live(story: Story, timetable: Timetable, onward: Callable[[Matter], Act | None]) -> None:
    """As :func:`play`, for a story whose acts follow from the state in which it is; up to the present moment."""
    at = story.at or timetable.opened(story.days, story.moment)
    _report(Moment(story, None, at, 1))
    number, matter = 2, _matter(story)
    while act := onward(matter):
        at = timetable.later(at, act.wait)
        if at >= timetable.base:
            break
        _wake(story, at)
        state, matter = matter.state, _matter(story)
        if matter.state == state:
            _act(Moment(story, act, at, number), act)
            number, matter = number + 1, _matter(story)
    _wake(story, timetable.base)


def _matter(story: Story) -> Matter:
    return Matter.objects.select_related("area", "holder").get(pk=matter_id(story))


@transaction.atomic
def play(story: Story, timetable: Timetable) -> None:
    """The whole story or nothing of it; what happened before stays as it is."""
    done = set(Step.objects.filter(matter_id=matter_id(story)).values_list("command_id", flat=True))
    for moment in moments(story, timetable):
        if _command(story, moment.number) not in done:
            _wake(story, moment.at)
            _report(moment) if moment.act is None else _act(moment, moment.act)
    _wake(story, timetable.base)


def _wake(story: Story, until: datetime) -> None:
    """What the product did by itself up to this moment, each at its time."""
    matters = Matter.objects.filter(pk=matter_id(story))
    while matter := matters.filter(wake_at__lt=until).first():
        wake_matter(matter_id=matter.pk, by=TICKER, at=matter.wake_at + _LOOKS_AFTER)


def _report(moment: Moment) -> None:
    story, by = moment.story, _reporter(moment)
    hotline = story.source == Source.HOTLINE
    report = Report(
        id=matter_id(story),
        text=story.text,
        source=story.source,
        area=story.area,
        address=story.address,
        point=point_in(*story.near) if story.near else None,
        contact_name=story.contact[0],
        contact_phone=story.contact[1],
        reply_wanted=story.reply,
        uploads=_photos(story.photo, story, by, moment.at),
        notice_version=notice.VERSION if story.source == Source.RESIDENT else "",
        source_name=_HOTLINE if hotline else "",
        source_number=f"{moment.at:%Y%m%d%H%M}{matter_id(story).int % 1000:03d}" if hotline else "",
        occurred_at=moment.at if hotline else None,
        reporter_id=by.person_id,
        within=(area_by_code(story.street).path,),
    )
    report_case(report=report, by=by, at=moment.at)


def _act(moment: Moment, act: Act) -> None:
    matter = _matter(moment.story)
    by = _actor(moment, act.who, matter)
    perform, inputs = _VERBS[act.name]
    perform(
        matter=matter,
        inputs=inputs(act, moment.at, _photos(act.photo, moment.story, by, moment.at)),
        by=by,
        at=moment.at,
        command_id=_command(moment.story, moment.number),
        version=matter.version,
    )


def _actor(moment: Moment, who: str, matter: Matter) -> Actor:
    if who == REPORTER:
        return resident(matter) if matter.code_key else _reporter(moment)
    if who == DESK:
        return _employee(staff.NEIGHBOUR_DESK if moment.story.is_neighbours else staff.DESK, moment.at)
    return _employee(_handler_of(matter) if who == HANDLER else who, moment.at)


def _handler_of(matter: Matter) -> str:
    name = matter.holder.name if matter.holder else ""
    return next(staff.HANDLERS[key] for key, (unit, *_rest) in staff.UNITS.items() if unit == name)


def _reporter(moment: Moment) -> Actor:
    story = moment.story
    if story.source == Source.RESIDENT:
        return PUBLIC
    desk = staff.NEIGHBOUR_DESK if story.is_neighbours else staff.DESK
    return _employee(story.who or desk, moment.at)


def _employee(username: str, at: datetime) -> Actor:
    return actor_for(Account.objects.get(username=username), on=local_date(at))


def _photos(name: str, story: Story, by: Actor, at: datetime) -> tuple[UUID, ...]:
    if not name:
        return ()
    content = pictures.drawn(name, _spot(story))
    return (receive_upload(content=content, filename=f"{name}.jpg", by=by, at=at).pk,)


def _spot(story: Story) -> str:
    """Where the pictures of a story are drawn. Everyday matters share a few streets: there are thousands of them, and
    they show no work that was done."""
    return f"everyday {matter_id(story).int % EVERYDAY_STREETS}" if story.at else story.key
