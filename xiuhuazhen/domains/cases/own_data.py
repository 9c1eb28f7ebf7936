"""What the product holds of the reporter of a matter, for the reporter alone: who shows it has seen the query code."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.queries import attachments_of
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.norms.queries import counted, norm_in_force
from xiuhuazhen.core.people.queries import names_of_units
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import basis_of
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import KeepGround, Recognised
from xiuhuazhen.domains.cases.models import Case, Complaint
from xiuhuazhen.domains.cases.queries import contact_in, followers_of, point_of

CONTACT_OPENED, CODE_GIVEN_AGAIN = "cases.contact.opened", "cases.code.given"
"""What is kept on record of those who came to know the reporter, or to know their code."""


@dataclass(frozen=True)
class Said:
    """What the reporter wrote, and when."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Following:
    name: str
    relation: str
    since: datetime


@dataclass(frozen=True)
class Looked:
    """Somebody came to know who the reporter is: which unit (empty where none was noted), when, and what for."""

    at: datetime
    unit: str
    why: str


@dataclass(frozen=True)
class Kept:
    """How long the contents are kept: the norm in words with its basis, and once the matter has ended until when.
    Both are empty where no norm is set."""

    period: str = ""
    basis: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Erasure:
    """Asked for ``asked_at``; pending until it is decided. ``ground`` and ``text`` say why it was not done."""

    asked_at: datetime
    due_at: datetime | None = None
    decided_at: datetime | None = None
    ground: str = ""
    text: str = ""


@dataclass(frozen=True)
class OwnData:
    """Everything in the clear: pages mask it."""

    number: str
    name: str
    phone: str
    address: str
    worker: str
    said: tuple[Said, ...]
    files: int
    place: str
    point: bool
    notice: str
    followers: tuple[Following, ...]
    looked: tuple[Looked, ...]
    kept: Kept
    erased_at: datetime | None


def own_data(matter: Matter, *, at: datetime) -> OwnData:
    steps = steps_of(matter)
    opening = steps[0]
    contact = contact_in(steps)
    own = [step for step in steps if step is opening or step.actor_key == _key(matter)]
    return OwnData(
        number=matter.number,
        name=contact.get("name", ""),
        phone=contact.get("phone", ""),
        address=contact.get("address", ""),
        worker=contact.get("worker", ""),
        said=tuple(Said(step.at, step.content.text) for step in own if hasattr(step, "content") and step.content.text),
        files=_files(own),
        place=short_name(matter.area.name),
        point=point_of(matter) is not None,
        notice=_notice(matter),
        followers=tuple(
            Following(each.name.open(), each.get_relation_display(), each.added_at) for each in followers_of(matter)
        ),
        looked=tuple(_looked(matter)),
        kept=kept(matter, at=at),
        erased_at=matter.erased_at,
    )


def _key(matter: Matter) -> str:
    return f"resident:{matter.number}"


def _files(steps: Collection[Step]) -> int:
    return sum(len(found) for found in attachments_of(OWNER, [str(step.pk) for step in steps]).values())


def _notice(matter: Matter) -> str:
    """The version of the privacy notice that was shown."""
    model = Complaint if matter.kind == rules.COMPLAINT else Case
    return model.objects.values_list("notice_version", flat=True).get(pk=matter.pk)


def _looked(matter: Matter) -> list[Looked]:
    """Openings of the contact and the query codes given again, the latest first: by unit, never by person."""
    rows = AuditRow.objects.filter(subject_type=Matter._meta.label_lower, subject_id=str(matter.pk))
    found = list(rows.filter(action__in=(CONTACT_OPENED, CODE_GIVEN_AGAIN)).order_by("-at", "-id"))
    units = names_of_units(_ids(row.after.get("unit", "") for row in found))
    return [Looked(row.at, _unit(row, units), _why(row)) for row in found]


def _ids(given: Iterable[str]) -> set[UUID]:
    return {parsed for text in given if (parsed := parse_id(text))}


def _unit(row: AuditRow, units: dict[UUID, str]) -> str:
    parsed = parse_id(row.after.get("unit", ""))
    return units.get(parsed, "") if parsed else ""


def _why(row: AuditRow) -> str:
    if row.action == CONTACT_OPENED:
        return _("opened your name and telephone, to work on this matter")
    recognised = Recognised(row.after["recognised"]).label
    return _("gave out the query code: %(recognised)s") % {"recognised": recognised}


def kept(matter: Matter, *, at: datetime) -> Kept:
    path = matter.area.path
    norm = norm_in_force(kinds.get(matter.kind).keeps, area_path=path, on=clock.local_date(at))
    if norm is None:
        return Kept()
    until = counted(norm, area_path=path, start=matter.closed_at).at if matter.closed_at else None
    return Kept(f"{norm.value} {Unit(norm.unit).label}", basis_of(norm), until)


def erasure(matter: Matter) -> Erasure | None:
    """The last request to erase, with what was decided; ``None`` where nobody asked."""
    steps = [step for step in steps_of(matter) if step.action in (rules.ASK_ERASURE, "grant_erasure", "refuse_erasure")]
    asked = [step for step in steps if step.action == rules.ASK_ERASURE]
    if not asked:
        return None
    pending, last = matter.requests.get(rules.ERASURE), steps[-1]
    if pending:
        due = pending["due"]
        return Erasure(asked[-1].at, due_at=datetime.fromisoformat(due) if due else None)
    ground = KeepGround(last.facts["reason"]).label if last.action == "refuse_erasure" else ""
    text = last.content.text if ground and hasattr(last, "content") else ""
    return Erasure(asked[-1].at, decided_at=last.at, ground=str(ground), text=text)
