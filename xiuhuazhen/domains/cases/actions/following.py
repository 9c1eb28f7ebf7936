"""The query code is given again to who lost it, and somebody near to the reporter may follow the matter too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput, SameIdOtherBody
from xiuhuazhen.core.kit.sealing import newest_key_id
from xiuhuazhen.core.messages.outbox import post
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import Consent, Recognised, Relation
from xiuhuazhen.domains.cases.models import Follower
from xiuhuazhen.domains.cases.own_data import CODE_GIVEN_AGAIN
from xiuhuazhen.domains.cases.queries import contact_now, opening_step
from xiuhuazhen.domains.cases.telling import CODE_GIVEN

FOLLOWER_NAME_MAX = 40


@dataclass(frozen=True)
class NewFollower:
    """``id`` is made by the form, so that sending it twice adds one."""

    id: UUID
    name: str
    relation: Relation
    consent: Consent


@transaction.atomic
def give_code_again(*, matter: Matter, recognised: Recognised, by: Actor, at: datetime, command_id: UUID) -> str:
    """The query code, for the reporter who lost it; that it was given and how they were recognised is recorded, and
    where they left a telephone they are told: once for each ``command_id``. Raises ``InvalidInput`` for a call back on
    a number that nobody left, ``SameIdOtherBody``."""
    Matter.objects.select_for_update().get(pk=matter.pk)  # the same command at the same moment waits here
    after = {"recognised": recognised, "unit": str(by.unit_id or "")}
    if same_before(CODE_GIVEN_AGAIN, matter, after, by=by, command_id=command_id):
        return query_code(matter)
    left = bool(contact_now(opening_step(matter)).get("phone"))
    if recognised == Recognised.CALLED_BACK and not left:
        sentence = _("The reporter left no telephone number. They have to come to the counter.")
        raise InvalidInput(sentence, fields={"recognised": sentence})
    if left:
        post(topic=CODE_GIVEN, payload={"matter": str(matter.pk), "command": str(command_id)}, at=at)
    record(
        CODE_GIVEN_AGAIN,
        subject=matter,
        by=by,
        at=at,
        area_code=matter.area.code,
        after=after,
        command_id=command_id,
    )
    return query_code(matter)


@transaction.atomic
def add_follower(*, matter: Matter, new: NewFollower, by: Actor, at: datetime) -> Follower:
    """Let somebody follow the matter with a code of their own. Raises ``InvalidInput``, ``SameIdOtherBody``."""
    name = _clean_name(new.name)
    there = Follower.objects.filter(pk=new.id).first()
    if there:
        return _same(there, matter, name, new)
    row = Follower(
        id=new.id,
        matter=matter,
        name=name,
        relation=new.relation,
        consent=new.consent,
        code_key=newest_key_id(),
        added_by_key=by.key,
        added_by_name=by.name,
        added_at=at,
    )
    row.save(force_insert=True)
    after = {"matter": matter.number, "relation": new.relation, "consent": new.consent}
    record("cases.follower.added", subject=row, by=by, at=at, area_code=matter.area.code, after=after)
    return row


def _clean_name(text: str) -> str:
    try:
        name = rules.clean_text(text)
    except rules.UnreadableText:
        name = ""
    if not name or len(name) > FOLLOWER_NAME_MAX:
        sentence = _("Write the name, up to %(count)s characters.") % {"count": FOLLOWER_NAME_MAX}
        raise InvalidInput(sentence, fields={"name": sentence})
    return name


def _same(there: Follower, matter: Matter, name: str, new: NewFollower) -> Follower:
    kept = (there.matter_id, there.name.open(), there.relation, there.consent, there.ended_at)
    if kept != (matter.pk, name, new.relation, new.consent, None):
        raise SameIdOtherBody(_("This was sent before with other contents. Reload the page and send it anew."))
    return there


@transaction.atomic
def end_follower(*, follower: Follower, by: Actor, at: datetime) -> None:
    """Their code opens nothing from now on. Ended twice is ended once."""
    ended = Follower.objects.filter(pk=follower.pk, ended_at__isnull=True).update(ended_at=at)
    if ended:
        code = follower.matter.area.code
        record("cases.follower.ended", subject=follower, by=by, at=at, area_code=code)
