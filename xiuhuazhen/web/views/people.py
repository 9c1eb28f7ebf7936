"""The register of people: list, page of one, entering, correcting; roles and deputies."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.kit.paging import counted, page_by_text, query_string
from xiuhuazhen.core.people.access import (
    StaffActor,
    has_second_factor,
    locked_out,
    people_to_manage,
    person_to_manage,
    roles_to_manage,
)
from xiuhuazhen.core.people.actions import (
    NewPerson,
    correct_person,
    drop_second_factor,
    end_role,
    grant_role,
    invite,
    lift_lockout,
    lock_account,
    unlock_account,
)
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.granting import may_answer_for
from xiuhuazhen.core.people.models import Person, Role
from xiuhuazhen.web.form_pages import FormPage, handled
from xiuhuazhen.web.leaving.forms import role_said
from xiuhuazhen.web.moments import full_day
from xiuhuazhen.web.sheets import MOST_ROWS, attached
from xiuhuazhen.web.staffing import sheets
from xiuhuazhen.web.staffing.actions import employ
from xiuhuazhen.web.staffing.board import person_row, role_row, told_changes
from xiuhuazhen.web.staffing.choosing import areas_to_manage, people_pairs, present_units, role_pairs
from xiuhuazhen.web.staffing.forms import (
    CorrectForm,
    DeputyForm,
    LastDayForm,
    PeopleFilter,
    PersonForm,
    PlainForm,
    ReasonForm,
    RoleForm,
)
from xiuhuazhen.web.staffing.history import changes_of_person

_ROWS_A_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who holds a role in one's areas, by name: filter, page by page."""
    by, today = staff(request), clock.local_date(clock.now())
    roles: QuerySet[Role] = roles_to_manage(by)
    form = PeopleFilter(request.GET, areas=areas_to_manage(by), roles=role_pairs(by))
    roles = _fitting(roles, form, today) if form.is_valid() else roles.none()
    found = people_to_manage(by).filter(pk__in=roles.values("person_id"))
    if form.is_valid() and form.cleaned_data["q"]:
        found = found.filter(name__icontains=form.cleaned_data["q"])
    page = page_by_text(
        found, field="name", cursor=request.GET.get("cursor", ""), size=_ROWS_A_PAGE, value=lambda person: person.name
    )
    held: dict[UUID, list[Role]] = defaultdict(list)
    for role in roles.filter(person__in=page.rows).order_by("valid_from", "id"):
        held[role.person_id].append(role)
    context = {
        "form": form,
        "rows": [person_row(person, held[person.pk]) for person in page.rows],
        "total_label": counted(found),
        "next_url": query_string([*form.kept(), ("cursor", page.next)]) if page.next else "",
        "query": query_string(form.kept()),
    }
    return render(request, "web/people.html", context)


@require_safe
def people_sheet(request: HttpRequest) -> HttpResponse:
    """The same people with their roles as a spreadsheet."""
    by, today = staff(request), clock.local_date(clock.now())
    roles: QuerySet[Role] = roles_to_manage(by)
    form = PeopleFilter(request.GET, areas=areas_to_manage(by), roles=role_pairs(by))
    roles = _fitting(roles, form, today) if form.is_valid() else roles.none()
    if form.is_valid() and form.cleaned_data["q"]:
        roles = roles.filter(person__name__icontains=form.cleaned_data["q"])
    roles = roles.select_related("area", "unit", "person__account", "deputy_for")
    rows = list(roles.order_by("person__name", "person_id", "valid_from", "id")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("More than 1,000 lines fit. Choose a place or a role, and try again."))
    return attached(sheets.people_sheet(rows), str(_("People")))


def _fitting(roles: QuerySet[Role], form: PeopleFilter, today: date) -> QuerySet[Role]:
    """The roles by which people are listed. Past people hold none any more."""
    given = form.cleaned_data
    if given["role"]:
        roles = roles.filter(name=given["role"])
    if area := form.under():
        roles = roles.filter(area__path__startswith=area.path)
    present = Role.objects.exclude(valid_to__lte=today)
    if given["state"] == "past":
        return roles.exclude(person_id__in=present.values("person_id"))
    return roles if given["state"] else roles.exclude(valid_to__lte=today)


@require_safe
def person(request: HttpRequest, person_id: str) -> HttpResponse:
    """Somebody: their roles, past ones too, their account, what was changed and by whom."""
    by, at = staff(request), clock.now()
    today = clock.local_date(at)
    row = person_to_manage(by, person_id)
    roles = list(roles_to_manage(by).filter(person=row).select_related("area", "unit__area", "deputy_for", "person"))
    roles.sort(key=lambda role: (role.valid_to or date.max, role.valid_from or date.min), reverse=True)
    shown = [role_row(role, by, today) for role in roles]
    context = {
        "person": row,
        "own": row.pk == by.person_id,
        "roles": [role for role in shown if not role["past"]],
        "past": [role for role in shown if role["past"]],
        "works": any(role.holds_on(today) for role in roles),
        "account": _account(row, by, at),
        "changes": changes_of_person(row, roles),
    }
    return render(request, "web/person.html", context)


def _account(row: Person, by: StaffActor, at: datetime) -> dict[str, object] | None:
    """The account as far as the one who looks answers for it."""
    account = getattr(row, "account", None)
    if account is None:
        return None
    waiting = account.invitations.filter(used_at__isnull=True, withdrawn=False, expires_at__gt=at).first()
    return {
        "username": account.username,
        "locked": not account.is_active,
        "no_password": not account.has_usable_password(),
        "invited_until": waiting.expires_at if waiting else None,
        "may": may_answer_for(by, row, on=clock.local_date(at)),
        "kept_out": locked_out(account, at=at),
        "factor": has_second_factor(account),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter somebody with their first role; then their link is shown, once."""
    by, at = staff(request), clock.now()
    people_to_manage(by)
    today = clock.local_date(at)
    form = PersonForm(
        request.POST or None,
        areas=areas_to_manage(by),
        units=present_units(by, today),
        roles=role_pairs(by),
        today=today,
        initial={"unit": request.GET.get("unit", "")},
    )

    def perform(command_id: UUID) -> HttpResponse:
        given = form.cleaned_data
        entered = NewPerson(given["name"], given["username"], work_telephone=given["work_telephone"])
        done = employ(person=entered, role=form.role_given(), by=by, at=at, command_id=command_id)
        return _link(request, done.person, done.token)

    hint = _("You type no password: a link is made with which they set it themselves.")
    page = FormPage(_("Add somebody"), _("Add and make the link"), reverse("web:people"), hints=(hint,))
    return handled(request, form, page, perform)


def _link(request: HttpRequest, row: Person, token: str) -> HttpResponse:
    """The link, shown once. Sent again it is not shown: whoever lost it makes a new one."""
    link = request.build_absolute_uri(reverse("people:invitation", args=[token])) if token else ""
    until = row.account.invitations.order_by("created_at", "id").last()
    context = {"person": row, "link": link, "until": until.expires_at if until else None}
    response = render(request, "web/invitation_link.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, person_id: str) -> HttpResponse:
    """A new link with which somebody sets another password."""
    by, at = staff(request), clock.now()
    row, form = person_to_manage(by, person_id), PlainForm(request.POST or None)
    role = roles_to_manage(by).filter(person=row).order_by("-valid_from", "id").first()

    def perform(command_id: UUID) -> HttpResponse:
        code = role.area.code if role else ""
        _made, token = invite(account=row.account, by=by, at=at, command_id=command_id, area_code=code)
        return _link(request, row, token)

    hints = (
        _("With the link they set a new password, once. Until then the old password is good; an earlier link is not."),
        _("Give it to this person alone: whoever has it comes in as them. That you made it is recorded."),
    )
    page = FormPage(_("Make a link"), _("Make the link"), reverse("web:person", args=[row.pk]), row.name, hints)
    return handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, person_id: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    row = person_to_manage(by, person_id)
    form, back = CorrectForm(request.POST or None, row=row), reverse("web:person", args=[row.pk])

    def perform(command_id: UUID) -> str:
        correct_person(person=row, area=_where(by, row), **form.cleaned_data, by=by, at=at, command_id=command_id)
        messages.success(request, _("The correction holds."))
        return back

    def changed() -> list[str]:
        form.refreshed(Person.objects.get(pk=row.pk))
        return told_changes(changes_of_person(row, ()))

    page = FormPage(_("Correct the person"), _("Save"), back, about=row.name, changes=changed)
    return handled(request, form, page, perform)


def _where(by: StaffActor, row: Person) -> Area:
    """One of the areas where the person works and the other administers."""
    role = roles_to_manage(by).filter(person=row).order_by("-valid_from", "id").first()
    if role is None:
        raise NotFound(_("There is nobody like this here."))
    return role.area


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, person_id: str) -> HttpResponse:
    """Give somebody one more role."""
    by, at = staff(request), clock.now()
    row, today = person_to_manage(by, person_id), clock.local_date(at)
    form = RoleForm(
        request.POST or None,
        areas=areas_to_manage(by),
        units=present_units(by, today),
        roles=role_pairs(by),
        today=today,
    )
    back = reverse("web:person", args=[row.pk])

    def perform(command_id: UUID) -> str:
        grant_role(person=row, **form.role_given(), by=by, at=at, command_id=command_id)
        messages.success(request, _("The role is given."))
        return back

    return handled(request, form, FormPage(_("Give a role"), _("Give the role"), back, row.name), perform)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, role_id: str) -> HttpResponse:
    """End one role. Whoever leaves altogether has a page of their own, on which their matters are handed over."""
    by, at = staff(request), clock.now()
    parsed = parse_id(role_id)
    today = clock.local_date(at)
    held = roles_to_manage(by).filter(pk=parsed).exclude(valid_to__lte=today).first() if parsed else None
    if held is None:
        raise NotFound(_("There is no such role here."))
    form = LastDayForm(request.POST or None, initial={"last_day": today})
    back = reverse("web:person", args=[held.person_id])

    def perform(command_id: UUID) -> str:
        last_day = form.cleaned_data["last_day"]
        end_role(role=held, last_day=last_day, by=by, at=at, command_id=command_id)
        messages.info(request, _("The role is held until %(day)s.") % {"day": full_day(last_day)})
        return back

    hints = (role_said(held), _("Matters that they still have go back to the unit after the last day."))
    page = FormPage(_("End a role"), _("End the role"), back, held.person.name, hints)
    return handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request: HttpRequest, person_id: str) -> HttpResponse:
    """Let somebody stand in for a person in one of their roles, for a time."""
    by, at = staff(request), clock.now()
    row, today = person_to_manage(by, person_id), clock.local_date(at)
    held = list(roles_to_manage(by).in_force(today).filter(person=row).order_by("valid_from", "id"))
    if not held:
        raise NotFound(_("This person holds no role here today."))
    others = [pair for pair in people_pairs(by, {each.unit_id for each in held}, today) if pair[0] != str(row.pk)]
    roles = [(each, role_said(each)) for each in held]
    form = DeputyForm(request.POST or None, roles=roles, people=others, today=today)
    back = reverse("web:person", args=[row.pk])

    def perform(command_id: UUID) -> str:
        given, chosen = form.cleaned_data, form.chosen_role()
        other = person_to_manage(by, str(form.person_id()))
        grant_role(
            person=other,
            name=chosen.name,
            area=chosen.area,
            unit=chosen.unit,
            valid_from=given["valid_from"],
            last_day=given["last_day"],
            deputy_for=row,
            by=by,
            at=at,
            command_id=command_id,
        )
        told = {"name": other.name, "other": row.name, "day": full_day(given["last_day"])}
        messages.success(request, _("%(name)s stands in for %(other)s until %(day)s.") % told)
        return reverse("web:person", args=[other.pk])

    return handled(request, form, FormPage(_("Name a deputy"), _("Name the deputy"), back, row.name), perform)


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, person_id: str) -> HttpResponse:
    """Let somebody in no more; who is signed in is signed out."""
    form = ReasonForm(request.POST or None)
    hint = _("They are signed out at once and cannot sign in. Their roles stay; matters stay with them.")
    return _to_account(
        request, person_id, form, FormPage(_("Lock the account"), _("Lock"), "", hints=(hint,)),
        lambda given: lock_account(**given, reason=form.cleaned_data["reason"]), _("The account is locked."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, person_id: str) -> HttpResponse:
    page = FormPage(_("Unlock the account"), _("Unlock"), "", hints=(_("They sign in with their password again."),))
    return _to_account(request, person_id, PlainForm(request.POST or None), page,
                       lambda given: unlock_account(**given), _("The account is unlocked."))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, person_id: str) -> HttpResponse:
    """After too many wrong passwords somebody may try again at once."""
    hint = _("Ask them first whether it was they who typed the wrong passwords.")
    page = FormPage(_("Let them try again"), _("Let them try again"), "", hints=(hint,))
    return _to_account(request, person_id, PlainForm(request.POST or None), page,
                       lambda given: lift_lockout(**given), _("They can try again at once."))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def drop_factor(request: HttpRequest, person_id: str) -> HttpResponse:
    """For somebody whose telephone and recovery codes are lost."""
    hint = _("Be sure that it is they who ask. They are signed out, come in with the password, and set up another.")
    page = FormPage(_("Take the second factor away"), _("Take it away"), "", hints=(hint,), warned=True)
    return _to_account(request, person_id, PlainForm(request.POST or None), page,
                       lambda given: drop_second_factor(**given), _("The second factor is taken away."))  # fmt: skip


def _to_account(
    request: HttpRequest,
    person_id: str,
    form: Form,
    page: FormPage,
    act: Callable[[dict[str, Any]], None],
    done: str,
) -> HttpResponse:
    """Something is done to the account of a person for whom one answers."""
    by, at = staff(request), clock.now()
    row = person_to_manage(by, person_id)
    back = reverse("web:person", args=[row.pk])

    def perform(command_id: UUID) -> str:
        code = _where(by, row).code
        act({"account": row.account, "by": by, "at": at, "command_id": command_id, "area_code": code})
        messages.success(request, done)
        return back

    return handled(request, form, replace(page, back=back, about=row.name), perform)
