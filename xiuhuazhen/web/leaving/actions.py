"""Somebody leaves a post: their roles end, and what they had is given to others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, Refusal, SameIdOtherBody
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.offers import named
from xiuhuazhen.domains.grid.actions import end_post
from xiuhuazhen.domains.grid.models import Post
from xiuhuazhen.web.leaving.access import matters_to_hand_over

HAND_OVER = "hand_over"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """A matter goes to a successor now; ``version`` is the one that the administrator saw."""

    matter_id: UUID
    successor_id: UUID
    version: int


@dataclass(frozen=True)
class Leaving:
    """``moves`` are the matters that go to somebody; the others go back to the unit after the last day."""

    person_id: UUID
    roles: Sequence[Role]
    posts: Sequence[Post]
    last_day: date
    moves: Sequence[Move] = ()


@dataclass
class Left:
    """What became of the matters that were to move: numbers, and with those that did not the reason."""

    moved: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def leave_post(*, leaving: Leaving, by: StaffActor, at: datetime, command_id: UUID) -> Left:
    """End roles and posts after the last day and hand matters over, all at once. A matter that somebody else has
    worked on meanwhile is told and left as it is; after the last day it goes back to the unit like the rest."""
    _end(leaving, by, at, command_id)
    left, wanted = Left(), {move.matter_id: move for move in leaving.moves}
    for matter in matters_to_hand_over(by, wanted):
        try:
            with transaction.atomic():
                _hand_over(matter, wanted[matter.pk], leaving, by, at, command_id)
        except SameIdOtherBody:
            raise
        except Refusal as refusal:
            left.refused.append((matter.number, refusal.message))
        else:
            left.moved.append(matter.number)
    return left


def _end(leaving: Leaving, by: StaffActor, at: datetime, command_id: UUID) -> None:
    """What ends on that day already is left alone: nothing changes by it."""
    end = leaving.last_day + _DAY
    if leaving.last_day < clock.local_date(at):
        sentence = _("Choose today or a later day.")
        raise InvalidInput(sentence, fields={"last_day": sentence})
    for role in leaving.roles:
        if role.valid_to != end:
            given = derived_id("leaving", str(command_id), str(role.pk))
            end_role(role=role, last_day=leaving.last_day, by=by, at=at, command_id=given)
    for post in leaving.posts:
        if post.valid_to is None or post.valid_to > end:
            given = derived_id("leaving", str(command_id), str(post.pk))
            end_post(post=post, last_day=leaving.last_day, by=by, at=at, command_id=given)


def _hand_over(matter: Matter, move: Move, leaving: Leaving, by: StaffActor, at: datetime, command_id: UUID) -> Step:
    """By the door that the matter's kind offers for it, so that its rules are kept whatever the kind is."""
    offer = named(matter, HAND_OVER).offer
    form = offer.form({"person": str(move.successor_id)}, matter=matter, by=by, at=at)
    if move.successor_id == leaving.person_id or not form.is_valid():
        raise InvalidInput(_("The successor does not work for the unit that has this matter now."))
    return offer.perform(
        matter=matter,
        inputs=form.inputs(),
        by=by,
        at=at,
        command_id=derived_id("leaving", str(command_id), str(matter.pk)),
        version=move.version,
    )
