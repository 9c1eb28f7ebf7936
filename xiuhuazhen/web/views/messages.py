"""What one was told, how one wants to be told, and for administrators what did not arrive."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.paging import Page, page_by_time, query_string
from xiuhuazhen.core.messages import access, actions, channels, queries
from xiuhuazhen.core.messages.choices import PERSONAL, RobotKind, Trouble
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.recipients import PERSON, UNIT
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Person
from xiuhuazhen.core.people.queries import names_of_units
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.web.forms import ChoicesForm, RobotForm

_ROWS_A_PAGE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Unread messages, or with ``?only=read`` those that were read; newest first."""
    by, only = staff(request), "read" if request.GET.get("only") == "read" else ""
    page = _page(request, queries.inbox(by.key).filter(read_at__isnull=not only))
    titles = _titles(page.rows, by)
    context = {
        "rows": [_told(row, titles) for row in page.rows],
        "only": only,
        "next_url": query_string([("only", only), ("cursor", page.next)]) if page.next else "",
        "manages": by.may_somewhere(access.MANAGE),
    }
    return render(request, "web/messages.html", context)


def _page(request: HttpRequest, rows: Any) -> Page[Message]:
    return page_by_time(
        rows,
        field="created_at",
        descending=True,
        cursor=request.GET.get("cursor", ""),
        size=_ROWS_A_PAGE,
        value=lambda row: row.created_at,
    )


def _titles(rows: list[Message], by: StaffActor) -> dict[str, str]:
    """By their pages: the titles of the matters that are told of, as far as the person sees them today."""
    numbers = {resolve(row.path).kwargs.get("number", "") for row in rows if is_valid_path(row.path)}
    found = visible_matters(by).filter(number__in=numbers - {""}).values_list("number", "title")
    return {reverse("web:matter", args=[number]): title for number, title in found}


def _told(row: Message, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "title": titles.get(row.path, ""),
        "text": row.text,
        "at": row.created_at,
        "urgent": row.urgent,
        "follow_url": reverse("web:message-follow", args=[row.pk]),
        "read_url": "" if row.read_at else reverse("web:message-read", args=[row.pk]),
    }


@require_POST
def follow(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Go where a message leads; it is read then."""
    by = staff(request)
    message = access.own_message(by, message_id)
    actions.mark_read(message=message, by=by, at=clock.now())
    return redirect(message.path)


@require_POST
def read(request: HttpRequest, message_id: UUID) -> HttpResponse:
    by = staff(request)
    actions.mark_read(message=access.own_message(by, message_id), by=by, at=clock.now())
    return redirect("web:messages")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(by=staff(request), at=clock.now())
    return redirect("web:messages")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """How one wants to be told beside the inbox."""
    by = staff(request)
    person = access.acting_person(by)
    form = ChoicesForm(request.POST or None, chosen=queries.choices_of(person), has_phone=bool(person.phone))
    if form.is_bound and form.is_valid():
        try:
            actions.set_choices(choices=form.choices(), by=by, at=clock.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            notices.info(request, _("From now on you are told like this."))
            return redirect("web:message-settings")
    context = {
        "form": form,
        "off": [str(channel.label) for channel in PERSONAL if not channels.is_on(channel)],
    }
    return render(request, "web/message_settings.html", context, status=422 if form.errors else 200)


@require_safe
def dead(request: HttpRequest) -> HttpResponse:
    """Messages that did not arrive and are not tried any more, newest first."""
    page = _page(request, access.dead_letters(staff(request)).select_related("area"))
    names = _names(page.rows)
    context = {
        "rows": [_given_up(row, names) for row in page.rows],
        "next_url": query_string([("cursor", page.next)]) if page.next else "",
        "stuck": queries.stuck_outbox(),
    }
    return render(request, "web/message_dead.html", context)


def _names(rows: list[Message]) -> dict[str, str]:
    """Who the recipients are, in two queries."""
    people = Person.objects.filter(pk__in=_ids(rows, PERSON)).values_list("pk", "name")
    units = names_of_units(_ids(rows, UNIT))
    return {f"{PERSON}:{pk}": name for pk, name in people} | {f"{UNIT}:{pk}": name for pk, name in units.items()}


def _ids(rows: list[Message], kind: str) -> list[UUID]:
    parts = [row.recipient.partition(":") for row in rows]
    return [UUID(reference) for found, _colon, reference in parts if found == kind]


def _given_up(row: Message, names: dict[str, str]) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "to": names.get(row.recipient, _("somebody outside")),
        "channel": row.get_channel_display(),
        "why": str(Trouble(row.trouble).label),
        "code": row.code,
        "at": row.created_at,
        "area_name": short_name(row.area.name) if row.area else "",
        "resend_url": reverse("web:message-resend", args=[row.pk]),
        "drop_url": reverse("web:message-drop", args=[row.pk]),
    }


@require_POST
def resend(request: HttpRequest, message_id: UUID) -> HttpResponse:
    by = staff(request)
    actions.resend_message(message=access.dead_letter(by, message_id), by=by, at=clock.now())
    notices.info(request, _("It will be sent again now."))
    return redirect("web:message-dead")


@require_POST
def drop(request: HttpRequest, message_id: UUID) -> HttpResponse:
    by = staff(request)
    actions.drop_message(message=access.dead_letter(by, message_id), by=by, at=clock.now())
    notices.info(request, _("The message was dropped."))
    return redirect("web:message-dead")


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Which units are told in a group chat."""
    units = list(access.managed_units(staff(request), on=clock.local_date(clock.now())))
    kinds = queries.robots_of([unit.pk for unit in units])
    rows = [
        {
            "name": unit.name,
            "area_name": short_name(unit.area.name),
            "kind": str(RobotKind(kinds[unit.pk]).label) if unit.pk in kinds else "",
            "url": reverse("web:message-group", args=[unit.pk]),
        }
        for unit in units
    ]
    rows.sort(key=lambda row: not row["kind"])  # connected ones first
    return render(request, "web/message_groups.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Connect the group chat of one unit, or disconnect it. Its address is never shown again."""
    by, at = staff(request), clock.now()
    unit = access.managed_unit(by, unit_id, on=clock.local_date(at))
    kind = queries.robots_of([unit.pk]).get(unit.pk, "")
    form = RobotForm(request.POST or None, connected=kind)
    if form.is_bound and form.is_valid():
        try:
            actions.set_robot(unit=unit, by=by, at=at, **form.robot())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("web:message-groups")
    context = {"form": form, "unit_name": unit.name}
    return render(request, "web/message_group.html", context, status=422 if form.errors else 200)
