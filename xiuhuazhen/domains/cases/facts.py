"""What the matter page says of a case beside its thread."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.areas.rules.coordinates import E7
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.masking import mask_name, mask_numbers, mask_phone
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.kinds import Fact, Tap
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.choices import CloseReason, Confidence, PlacedBy, RequestKind, RowResult, Source, State
from xiuhuazhen.domains.cases.models import Case, ImportRow
from xiuhuazhen.domains.cases.placing import named_as_label
from xiuhuazhen.domains.cases.queries import (
    category_names,
    contact_in,
    followers_of,
    outcome_here,
    said_beside,
    text_shown,
    where_to_go,
)
from xiuhuazhen.domains.cases.words import CONTACT_TAPS
from xiuhuazhen.domains.grid.queries import posts_of


def facts(matter: Matter, steps: Sequence[Step], by: Actor, on: date) -> list[Fact]:
    """The lines of the matter page, the contact masked."""
    case = Case.objects.select_related("reporter").get(pk=matter.pk)
    case.matter = matter  # so that it is not asked for again
    knows = _may_know(case, matter, by)
    personal = contact_in(steps) if knows else {}
    beside = said_beside(steps) if case.source == Source.HOTLINE else {}
    told = None if knows else f"{matter.title}\n{text_shown(steps[0])}"
    lines = [
        Fact(_("Attention"), _attention(matter)),
        Fact(_("Source"), _source(case)),
        Fact(_("What the source wants done"), beside.get("instruction", "")),
        Fact(_("The source says otherwise"), _otherwise(case)),
        Fact(_("What the reporter wants"), str(RequestKind(case.request).label) if case.request else ""),
        Fact(_("Ended here as"), _ended(matter, case)),
        Fact(_("Category at the source"), beside.get("said_category", "")),
        Fact(_("Category"), category_names().get(matter.category, "")),
        Fact(_("Place"), _place(matter, case, told), area=matter.area),
        Fact(_("Possible places"), _possible(case) if knows else ""),
        Fact(_("Where to go"), where_to_go(steps)),
        Fact(_("Address"), mask_numbers(personal.get("address", ""))),
        Fact(pgettext_lazy("fact", "Position"), _position(case) if knows else ""),
        Fact(_("Seen at"), f"{clock.local(case.occurred_at):%Y-%m-%d %H:%M}" if case.occurred_at else ""),
        Fact(_("Holder"), matter.holder.name if matter.holder else ""),
        _confidential(matter, personal, by) if case.confidential else _contact(matter, personal, by),
        *_following(matter, case, by),
        Fact(_("Call back"), str(_("The reporter asks for a call")) if case.reply_wanted else ""),
        Fact(_("Grid workers"), _grid_workers(matter, on)),
    ]
    return [line for line in lines if line.value]


def _grid_workers(matter: Matter, on: date) -> str:
    """Who works the grid of the place on this day."""
    if matter.grid_id is None:
        return ""
    return "、".join(post.person.name for post in posts_of([matter.grid_id], on=on).get(matter.grid_id, []))


def _attention(matter: Matter) -> str:
    """That it is urgent, and that the leader supervises it."""
    said = [_("urgent")] if matter.urgency == Urgency.URGENT else []
    return "、".join(map(str, [*said, *([_("supervised by the leader")] if matter.supervised else [])]))


def _ended(matter: Matter, case: Case) -> str:
    """Of an order: why it ended here, as long as its source has not closed it."""
    if case.source != Source.HOTLINE or matter.state not in (State.REPORTING_BACK, State.AT_SOURCE):
        return ""
    outcome = outcome_here(matter, matter.version)
    return str(CloseReason(outcome).label) if outcome else ""


def _source(case: Case) -> str:
    again = _("round %(number)s") % {"number": case.source_round} if case.source_round > 1 else ""
    named = " ".join(str(part) for part in (case.source_name, case.source_number, again) if part)
    return f"{Source(case.source).label}{'：' if named else ''}{named}"


def _otherwise(case: Case) -> str:
    """What the last line of an order in a spreadsheet said that was not taken over; it names no person."""
    if case.source != Source.HOTLINE:
        return ""
    last = ImportRow.objects.filter(matter=case.matter).order_by("-batch__created_at", "-line").first()
    return last.message if last and last.result == RowResult.DIFFERS else ""


def _place(matter: Matter, case: Case, told: str | None) -> str:
    """Where it lies, and how that was found out: by which words, what these are, and how sure it is. Whoever may not
    know the reporter reads these words only where they stand in the text (``told``), not out of the address."""
    above = [short_name(area.name) for area in ancestors(matter.area) if area.level > Level.COUNTY]
    name = "".join([*above, short_name(matter.area.name)])
    how = str(PlacedBy(case.placed_by).label)
    if told is not None and case.place_reason not in told:
        return f"{name}（{how}）"
    reason = f"「{case.place_reason}」" if case.place_reason else ""
    return f"{name}（{'，'.join([f'{how}{reason}', *_why(case)])}）"


def _position(case: Case) -> str:
    """Of a confidential case, which stands as a point on no map."""
    return "，".join(f"{degrees / E7:.5f}" for degrees in case.kept_point or ())


def _why(case: Case) -> list[str]:
    named_as = str(named_as_label(case.place_named_as)) if case.place_named_as else ""
    sure = case.place_confidence and case.placed_by != PlacedBy.STAFF
    return [said for said in (named_as, str(Confidence(case.place_confidence).label) if sure else "") if said]


def _possible(case: Case) -> str:
    """The places of which none was chosen, with the words that speak of each."""
    codes = [code for code, _words, _kind in case.place_candidates]
    names = dict(Area.objects.present().filter(code__in=codes).values_list("code", "name"))
    return "、".join(
        f"{short_name(names[code])}「{words}」" for code, words, _kind in case.place_candidates if code in names
    )


def _following(matter: Matter, case: Case, by: Actor) -> list[Fact]:
    """For who may give the query code again: the ways to do so, and to let somebody follow the matter."""
    if not matter.code_key or not by.may(access.CODE, area_path=matter.area.path) or not _may_know(case, matter, by):
        return []
    if access.works_on(matter, by):
        return []
    number = [matter.number]
    following = "、".join(each.name.masked(mask_name) for each in followers_of(matter))
    return [
        Fact(_("Query code"), str(_("the reporter has it")), reverse("cases:code", args=number)),
        Fact(_("Who follows it"), following or str(_("nobody else")), reverse("cases:followers", args=number)),
    ]


def _may_know(case: Case, matter: Matter, by: Actor) -> bool:
    """Whether the person may know anything of who reported it."""
    return not case.confidential or by.may(access.CONFIDENTIAL, area_path=matter.area.path)


def _confidential(matter: Matter, personal: dict[str, str], by: Actor) -> Fact:
    """No part of a name or number, to nobody; whoever may know opens it."""
    known = any(personal.get(part) for part in ("name", "phone", "in_text"))
    path = matter.area.path
    may_open = known and by.may(access.CONTACT, area_path=path)
    said = _("The reporter asks for confidentiality; the desk reaches them for you")
    if by.may(access.CONFIDENTIAL, area_path=path):
        said = _("The reporter asks for confidentiality; only the desk may reach them")
    return Fact(_("Reporter"), str(said), reverse("cases:contact", args=[matter.number]) if may_open else "")


def _contact(matter: Matter, personal: dict[str, str], by: Actor) -> Fact:
    name, phone = personal.get("name", ""), personal.get("phone", "")
    written = mask_numbers(personal.get("in_text", ""))
    masked = " ".join(part for part in (mask_name(name), mask_phone(phone) if phone else "", written) if part)
    may_open = masked and access.may_open_contact(matter, by)
    return Fact(_("Reporter"), masked, reverse("cases:contact", args=[matter.number]) if may_open else "")


def contact_taps(matter: Matter) -> tuple[Tap, ...]:
    """What became of a call, a message or a visit, for a reporter who left a way to reach them."""
    return CONTACT_TAPS if matter.case.has_contact else ()
