"""A line of a spreadsheet of orders: a new case, another round of one that is here, the same once more, or a fault.

An order is known by its source, its number there and its round. Whatever the lines are divided into, in whatever order
and however often they come, the last round counts, and of the last round that names dates the strictest.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.norms.queries import work_days_from
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.judging import Judged
from xiuhuazhen.domains.cases.actions.reporting import ADDRESS_MAX, report_case, require_sound
from xiuhuazhen.domains.cases.actions.rounds import Round, note_other_date, note_round, note_urged
from xiuhuazhen.domains.cases.choices import RowResult, Source, State
from xiuhuazhen.domains.cases.models import ImportBatch
from xiuhuazhen.domains.cases.placing import is_served
from xiuhuazhen.domains.cases.queries import (
    SaidBySource,
    category_at_source,
    contacts_from_source,
    order_keys,
    said_by_source,
    suggested_category,
)
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.sheets import Order
from xiuhuazhen.domains.cases.taking_in import CONTACT_NAME_MAX

_THROUGH = (State.CLOSED, State.REPORTING_BACK, State.AT_SOURCE)
"""Where another round begins the work anew."""

_CATEGORY_MAX = 100
_KEPT_CLEAN = ("number", "text", "name", "phone", "address", "category", "instruction")

_Found = tuple[Callable[[], None] | None, str]
"""What is to be done about a line, and the sentence that tells it."""


def judge(*, batch: ImportBatch, order: Order, by: StaffActor, at: datetime) -> Judged:
    """What is to become of the line."""
    try:
        clean: Any = {part: rules.clean_text(getattr(order, part)) for part in _KEPT_CLEAN}
    except rules.UnreadableText:
        broken = _("This text holds a broken character. Please type it again.")
        return Judged(order.number, RowResult.FAILED, broken)
    clean["instruction"] = clean["instruction"][: rules.TEXT_MAX]
    order = replace(order, **clean)
    if not rules.number_compared(order.number):
        return Judged("", RowResult.FAILED, _("The order number is missing."))
    judged = _judged(batch, order, by, at)
    return replace(judged, number=order.number, round=order.round, said=order.text)


def _judged(batch: ImportBatch, order: Order, by: StaffActor, at: datetime) -> Judged:
    there = _latest(batch, order)
    if there is None:
        return _left_out(order) if order.ended else _new(batch, order, by, at)
    if not visible_matters(by).filter(pk=there.pk).exists():
        elsewhere = _("The source has given this order to another place already. Ask it who is to do it.")
        return Judged(order.number, RowResult.FAILED, elsewhere)
    if order.fault and not order.ended:
        return _failed(order, order.fault, there)
    latest = there.case.source_round
    if order.urged and not order.names_round:
        order = replace(order, round=latest)  # a source that urges by its state alone means what it gave out last
    if order.round <= latest:
        return _compared(batch, there, order, by, at)
    if order.ended:
        told = " ".join(_differing(there, replace(order, round=latest), said_by_source(there, latest)))
        return Judged(order.number, RowResult.DIFFERS if told else RowResult.SAME, told, there)
    if there.state == State.ARCHIVED:
        return _new(batch, order, by, at)
    return _again(batch, there, order, by, at)


def _latest(batch: ImportBatch, order: Order) -> Matter | None:
    """The case of the order's latest round; one that went to the archive has none after it."""
    known = Matter.objects.filter(**order_keys(batch.source_name, order.number, of="case__"))
    return known.select_related("case", "area").order_by("-case__source_round").first()


def _left_out(order: Order) -> Judged:
    told = _("Its source has ended it (%(status)s), and it was never here.") % {"status": order.status}
    return Judged(order.number, RowResult.LEFT_OUT, told)


def _failed(order: Order, sentence: str, matter: Matter | None = None) -> Judged:
    return Judged(order.number, RowResult.FAILED, sentence, matter)


def _new(batch: ImportBatch, order: Order, by: StaffActor, at: datetime) -> Judged:
    if order.fault:
        return _failed(order, order.fault)
    report, left_out = _with_a_point_here(_report(batch, order, at), order.left_out)
    try:
        require_sound(report=report, by=by, at=at)
    except Refusal as refusal:
        return _failed(order, "；".join(refusal.fields.values()) or refusal.message)
    if rules.phone_in(report.contact_name)[0]:
        left_out = (*left_out, _("More than one telephone is given: the first counts, the others stand with the name."))
    said = " ".join(left_out)

    def act() -> Matter:
        matter = report_case(report=report, by=by, at=at).matter
        if order.urged:
            _note_urged(matter, order, by, at)
        return matter

    return Judged(order.number, RowResult.CREATED, said, act=act)


def _with_a_point_here(report: Report, left_out: tuple[str, ...]) -> tuple[Report, tuple[str, ...]]:
    """Without a position that lies outside: an order is not lost for it, its words may say where."""
    if report.point is None or is_served(report.point, within=report.within):
        return report, left_out
    return replace(report, point=None), (*left_out, _("The position lies outside this area and was left out."))


def _compared(batch: ImportBatch, there: Matter, order: Order, by: StaffActor, at: datetime) -> Judged:
    """A line of the round that is here, or of one before: the same, or with what was not here. A date and an urging
    are taken over whatever else differs; the message tells all of it."""
    said = said_by_source(there, order.round)
    acts, told = [], list(_differing(there, order, said))
    for found, sentence in (_date(batch, there, order, said, by, at), _urging(there, order, said, by, at)):
        acts += [found] if found else []
        told += [sentence] if sentence else []
    if not told:
        return Judged(order.number, RowResult.SAME, matter=there)

    def act() -> Matter:
        for each in acts:
            each()
        return there

    result = RowResult.UPDATED if acts else RowResult.DIFFERS
    return Judged(order.number, result, " ".join(told), there, act if acts else None)


def _differing(there: Matter, order: Order, said: SaidBySource) -> Iterator[str]:
    """What the source says otherwise of the present round, and people decide."""
    if order.round != there.case.source_round:
        return
    if order.ended and there.is_open:
        told = _("The source has ended it (%(status)s); here it is open. Ask the source, and end it here too.")
        yield told % {"status": order.status}
    if order.text not in said.texts and not order.ended:
        yield _("The matter was left as it is. Compare both and correct it by hand.")
    if order.confidential and not there.case.confidential:
        yield _now_confidential()
    if not order.ended and order.instruction and said.instructions and order.instruction not in said.instructions:
        yield _(
            "The source wants the unit to do something else than it said first. Read it in the sheet and tell the unit."
        )
    if not order.ended and (other := _other_contact(there, order)):
        told = _("The source gives another %(parts)s for the same round. It was not taken over; ask the source.")
        yield told % {"parts": _parts(other)}


def _date(batch: ImportBatch, there: Matter, order: Order, said: SaidBySource, by: StaffActor, at: datetime) -> _Found:
    """A date that was not here before: it counts, or is told."""
    due = _due(batch, order)
    if due is None or due.isoformat() in said.dates or not there.is_open:
        return None, ""
    if due == there.order_due_at and order.round <= said.dated:
        return None, ""
    if _counts(order, due, said, there.order_due_at):
        act = partial(_note_date, there, order, due, by, at)
        return act, _("The date of the source was taken over.")
    if order.round < said.dated:
        return None, ""
    return None, _("The source has set a later date. If it has agreed to that, enter the date on the case.")


def _urging(there: Matter, order: Order, said: SaidBySource, by: StaffActor, at: datetime) -> _Found:
    """An urging is noted once as long as no higher count comes: a list that is sent daily repeats it. With other words
    on a later day it may be another one, and a person has to say so."""
    if not order.urged or order.ended or there.state == State.ARCHIVED:
        return None, ""
    if order.urged <= said.urged:
        today = said.urged_at is None or clock.local_date(said.urged_at) == clock.local_date(at)
        noted = _("That the source urges it was noted on an earlier day. If it urges again, urge by hand.")
        known = today or order.text in said.texts
        return None, "" if known or not there.is_open else noted
    if there.state in _THROUGH:
        return None, _("The source urges it, and here it is through. Tell the source, or open it again.")
    if order.round < there.case.source_round:
        return None, _("The source urges it with an earlier round. If it urges again, urge by hand.")
    return partial(_note_urged, there, order, by, at), _("The source urges it: that was noted.")


def _counts(order: Order, due: datetime, said: SaidBySource, present: datetime | None) -> bool:
    """Whether the date takes the place of the present one: it is of a later round, or of the same one and stricter."""
    return order.round > said.dated or (order.round == said.dated and (present is None or due < present))


def _now_confidential() -> str:
    return _("The source asks for confidentiality now, and the case is open to whoever works on it. Talk to the desk.")


def _note_date(there: Matter, order: Order, due: datetime, by: StaffActor, at: datetime) -> None:
    command = _command("order-date", there, order, due.isoformat())
    given = Round(order.round, due=due)
    note_other_date(matter=there, inputs=given, by=by, at=at, command_id=command, version=_version(there))


def _note_urged(there: Matter, order: Order, by: StaffActor, at: datetime) -> None:
    command = _command("order-urged", there, order, str(order.urged))
    given = Round(order.round, urged=order.urged)
    note_urged(matter=there, inputs=given, by=by, at=at, command_id=command, version=_version(there))


def _command(act: str, there: Matter, order: Order, *more: str) -> UUID:
    """The same for one thing that the source said of an order, however its line spells the order."""
    return derived_id(act, there.case.source_name, there.case.source_number, str(order.round), *more)


def _version(there: Matter) -> int:
    return Matter.objects.values_list("version", flat=True).get(pk=there.pk)


def _again(batch: ImportBatch, there: Matter, order: Order, by: StaffActor, at: datetime) -> Judged:
    """A later round of a case that is here."""
    if len(order.text) > rules.TEXT_MAX:
        return _failed(order, _("This text has more than %(count)s characters.") % {"count": rules.TEXT_MAX}, there)
    command, other = _command("order-round", there, order), _other_contact(there, order)

    def act() -> Matter:
        given = Round(order.round, order.text, _due(batch, order), order.urged, other, order.instruction)
        note_round(matter=there, inputs=given, by=by, at=at, command_id=command, version=there.version)
        return there

    result = RowResult.REOPENED if there.state in _THROUGH else RowResult.UPDATED
    return Judged(order.number, result, " ".join(_told_of_a_round(there, order, other)), there, act)


def _told_of_a_round(there: Matter, order: Order, other: Mapping[str, str]) -> Iterator[str]:
    """What its source says otherwise of it now, kept with the round or left to people."""
    if other:
        told = _("The source gives another %(parts)s now. That counts from now on; the former stays in history.")
        yield told % {"parts": _parts(other)}
    if order.confidential and not there.case.confidential:
        yield _now_confidential()
    if order.urgent and there.urgency != Urgency.URGENT:
        yield _("The source calls it urgent now; that was left out. Say so when you dispatch it, or tell its unit.")


def _contact(order: Order) -> tuple[str, str]:
    """Name and telephone; what else stands beside the telephone is kept, word for word, with the name, and sealed with
    it."""
    phone, rest = rules.phone_in(order.phone)
    return " ".join(part for part in (order.name, rest) if part), phone


def _other_contact(there: Matter, order: Order) -> dict[str, str]:
    """Name, telephone and address, as far as the source gives other ones than in any round so far. What is put right
    here since is not undone by what it said before."""
    name, phone = _contact(order)
    name, address = name[:CONTACT_NAME_MAX], order.address[:ADDRESS_MAX]
    known = contacts_from_source(there)
    now, other = known[-1], dict[str, str]()
    if not any(name in ("", each.get("name", "")) and phone in ("", each.get("phone", "")) for each in known):
        merged = {"name": name or now.get("name", ""), "phone": phone or now.get("phone", "")}
        other |= {part: said for part, said in merged.items() if said}
    if address and address not in {each.get("address", "") for each in known}:
        other["address"] = address
    return other


def _parts(other: Mapping[str, str]) -> str:
    contact, address = pgettext("of a reporter", "contact"), pgettext("of a reporter", "address")
    said = [contact] if {"name", "phone"} & set(other) else []
    return "、".join([*said, *([address] if "address" in other else [])])


def _report(batch: ImportBatch, order: Order, at: datetime) -> Report:
    """The category is the one that the source means by its own words, if there is such a one here; words of the text
    that are urgent stay so."""
    name, phone = _contact(order)
    on = clock.local_date(at)
    category = category_at_source(order.category, on=on)
    spoken_for = suggested_category(" ".join((order.title, order.text)), on=on) if category else None
    later = () if order.round == 1 else (str(order.round),)
    return Report(
        id=derived_id("order", batch.source_name, order.number, *later),
        text=order.text,
        title=mask_numbers(order.title)[: rules.TITLE_MAX],
        source=Source.HOTLINE,
        source_name=batch.source_name,
        source_number=order.number,
        source_round=order.round,
        address=order.address[:ADDRESS_MAX],
        point=order.point,
        contact_name=name[:CONTACT_NAME_MAX],
        contact_phone=phone,
        reply_wanted=order.reply,
        confidential=order.confidential,
        occurred_at=order.received,
        order_due=_due(batch, order),
        category=category,
        urgent=order.urgent or bool(spoken_for and spoken_for[0].urgent),
        request=order.request,
        said_category=order.category[:_CATEGORY_MAX],
        instruction=order.instruction,
        within=(batch.area.path,),
    )


def _due(batch: ImportBatch, order: Order) -> datetime | None:
    """The moment by which the source wants it; work days count on the calendar of the area that brings it in."""
    due = order.due
    if due is None or order.received is None or not due.counts:
        return due.at if due else None
    if due.work_days:
        return work_days_from(order.received, due.work_days, area_path=batch.area.path).at
    return due.after(order.received)
