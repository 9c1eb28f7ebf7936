"""How a door obtains a matter. Absent and forbidden look the same."""

import base64
import hmac
import unicodedata
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.actors import PermittedActor
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.kit.sealing import keyed_digest
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import WorkState
from xiuhuazhen.core.procedures.models import Bulk, Export, Matter, SavedFilter, Step
from xiuhuazhen.core.procedures.numbers import plain_number
from xiuhuazhen.core.procedures.queries import visible_matters

RESIDENT = "procedures.resident"
"""The permission of somebody who has shown the query code."""

CLOCK = "procedures.clock"
"""The permission of the product itself, for what it does when a time is up."""

_Row = TypeVar("_Row", bound=Model)

_CODE_BYTES = 8
_CODE_SIGNS = 12
_CODE_OF_NOBODY = "?" * _CODE_SIGNS


def matter_for(by: StaffActor, number: str) -> Matter:
    """The matter of this number if the person may see it; raises ``NotFound`` otherwise."""
    matter = (
        visible_matters(by)
        .select_related("area", "community", "street", "holder", "assignee", "due_norm")
        .filter(number=plain_number(number))
        .first()
    )
    if matter is None:
        raise NotFound(_("There is no such matter here, or you are not among those who work on it."))
    return matter


def matter_to_act_on(by: StaffActor, number: str, *, command_id: UUID) -> Matter:
    """The matter for an action. Whoever did this very command before gets it as it was then, also when they gave it
    away by it: the answer to a repeated command stays open to them."""
    steps = Step.objects.filter(actor_key=by.key, command_id=command_id, matter__number=plain_number(number))
    step = steps.select_related("matter__area", "matter__street", "matter__holder").first()
    if step is None:
        return matter_for(by, number)
    step.matter.state = step.from_state
    return step.matter


def require_unused(model: type[Model], row_id: UUID) -> None:
    """Ids are made anew with each page; one that somebody else's row has is none of this page. Raises ``Conflict``."""
    if model._default_manager.filter(pk=row_id).exists():
        raise Conflict(_("This was sent before with other contents. Reload the page and send it anew."))


def own_id(by: StaffActor) -> UUID:
    """The person, for what people keep for themselves; raises ``Forbidden`` for a program."""
    if by.person_id is None:
        raise Forbidden(_("Only a person can do this."))
    return by.person_id


def saved_filters(by: StaffActor) -> QuerySet[SavedFilter]:
    """The person's own, by name."""
    return SavedFilter.objects.filter(person_id=own_id(by)).order_by("name")


def saved_filter(by: StaffActor, filter_id: str) -> SavedFilter:
    return _own(saved_filters(by), filter_id, _("There is no such filter here any more."))


def exports_of(by: StaffActor) -> QuerySet[Export]:
    """The spreadsheets that the person asked for, the latest first; those alone that were written with the roles that
    they have today, or are not written yet."""
    found = Export.objects.filter(~Q(state=WorkState.DONE) | Q(roles=by.roles_digest()), person_id=own_id(by))
    return found.select_related("blob").order_by("-created_at", "-id")


def export_of(by: StaffActor, export_id: str) -> Export:
    return _own(exports_of(by), export_id, _("There is no such spreadsheet here."))


def bulk_of(by: StaffActor, bulk_id: str) -> Bulk:
    """What the person asked for on many matters."""
    return _own(Bulk.objects.filter(person_id=own_id(by)), bulk_id, _("There is nothing of this kind here."))


def _own(rows: QuerySet[_Row], row_id: str, absent: str) -> _Row:
    parsed = parse_id(row_id)
    row = rows.filter(pk=parsed).first() if parsed else None
    if row is None:
        raise NotFound(absent)
    return row


def matter_taken_away(by: StaffActor, number: str) -> Matter:
    """The matter that a unit for which the person handles had, and that they see no more: so that somebody who was
    about to act is told. Raises ``NotFound`` for everybody else, and for what not everybody of an area may see."""
    had = Q(pk__in=[])
    for kind in filter(lambda kind: kind.view, kinds.all_kinds()):
        units = [str(grant.unit_id) for grant in by.grants_of(kind.handle)]
        had |= Q(matter__kind=kind.procedure.kind, action__in=kind.procedure.gives(), facts__unit__in=units)
    step = Step.objects.select_related("matter").filter(had, matter__number=plain_number(number)).first()
    if step is None:
        raise NotFound(_("There is no such matter here, or you are not among those who work on it."))
    return step.matter


def query_code(matter: Matter) -> str:
    """The code with which the reporter follows the matter: 60 bits of an HMAC over its id, as 12 signs in threes.

    It is never stored. The matter keeps the id of the key, so that it stays the same when keys are rotated.
    """
    return spelled_code(keyed_digest(matter.pk.bytes, purpose="query-code", key_id=matter.code_key))


def spelled_code(signed: bytes) -> str:
    """The first 60 bits of a keyed digest as people read and type them."""
    signs = base64.b32encode(signed[:_CODE_BYTES]).decode()[:_CODE_SIGNS]
    return "-".join(signs[start : start + 4] for start in range(0, _CODE_SIGNS, 4))


def same_code(given: str, wanted: str) -> bool:
    """Whether what somebody typed is this code; takes as long whether it is or not."""
    return hmac.compare_digest(_plain(given).encode(), _plain(wanted).encode())


def matter_with_code(number: str, code: str) -> tuple[Matter, PermittedActor]:
    """The matter, and its resident as an actor, if the code is right; raises ``NotFound`` for both kinds of error."""
    matter = Matter.objects.select_related("area", "community", "holder").filter(number=plain_number(number)).first()
    given = _plain(code)
    wanted = _plain(query_code(matter)) if matter and matter.code_key else _CODE_OF_NOBODY
    if not hmac.compare_digest(given.encode(), wanted.encode()) or matter is None:
        raise NotFound(_("Number and code do not go together. Please compare both with what you noted."))
    return matter, resident(matter)


def resident(matter: Matter) -> PermittedActor:
    """The reporter of the matter, as somebody who acts on it. Callers have seen the query code."""
    return PermittedActor(key=f"resident:{matter.number}", name=_("reporter"), permissions=frozenset({RESIDENT}))


def _plain(code: str) -> str:
    """Without separators, in capitals, also from a Chinese keyboard's full width; 0, 1 and 8, which base 32 lacks,
    are read as the letters they look like."""
    code = unicodedata.normalize("NFKC", code)
    return "".join(sign for sign in code.upper().translate(str.maketrans("018", "OIB")) if sign.isalnum())
