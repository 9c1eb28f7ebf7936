"""What is held of a reporter, shown to them alone: a copy, a correction, a request to erase it. The query code opens
the page, and is asked once more for whatever shows or changes the data."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PermittedActor
from xiuhuazhen.core.kit.errors import Forbidden, Refusal
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.kit.masking import mask_name, mask_numbers, mask_phone
from xiuhuazhen.core.kit.rates import spend
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.procedures.access import RESIDENT, matter_with_code
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.access import followed_by, resident_of
from xiuhuazhen.domains.cases.actions.own_data import ask_erasure, copy_own_data, correct_contact
from xiuhuazhen.domains.cases.forms.own_data import CopyForm, CorrectionForm, ErasureForm
from xiuhuazhen.domains.cases.forms.reports import CodeForm
from xiuhuazhen.domains.cases.own_data import OwnData, erasure, own_data

_FORMS: dict[str, type[CodeForm]] = {"copy": CopyForm, "correct": CorrectionForm, "erase": ErasureForm}


@sensitive_post_parameters()
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, number: str) -> HttpResponse:
    known = resident_of(request, number)
    if known is None:
        if followed_by(request, number):
            raise Forbidden(str(permissions.known(RESIDENT).sentence))
        return redirect("cases:progress", number=number)
    matter, by = known
    forms = {name: form(prefix=name) for name, form in _FORMS.items()}
    wanted = request.POST.get("do", "")
    if request.method != "POST" or wanted not in forms:
        return _page(request, matter, forms)
    form = forms[wanted] = _FORMS[wanted](request.POST, prefix=wanted)
    try:
        if form.is_valid():
            _ask_code_again(request, form, matter)
            return _done(request, wanted, form, matter, by)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _page(request, matter, forms, wanted=wanted, status=422)


def _ask_code_again(request: HttpRequest, form: CodeForm, matter: Matter) -> None:
    """Raises ``TooMany``, ``NotFound``."""
    spend(request, "code", at=clock.now())
    matter_with_code(matter.number, form.cleaned_data["code"])


def _done(request: HttpRequest, wanted: str, form: Any, matter: Matter, by: PermittedActor) -> HttpResponse:
    version, at = whole_number(request.POST.get("version", "")), clock.now()
    given: dict[str, Any] = {
        "matter": matter,
        "by": by,
        "at": at,
        "version": version,
        "command_id": _command(wanted, matter, version),
    }
    if wanted == "copy":
        return _file(copy_own_data(matter=matter, by=by, at=at))
    if wanted == "correct":
        correct_contact(inputs=form.correction(), **given)
        messages.success(request, _("It is put right."))
    else:
        ask_erasure(inputs=form.note(), **given)
        messages.success(request, _("Your request is with those who decide on it. You read the answer on this page."))
    return redirect("cases:own-data", number=matter.number)


def _command(wanted: str, matter: Matter, version: int) -> UUID:
    """The same form sent twice is one command."""
    return derived_id(wanted, matter.number, str(version))


def _page(
    request: HttpRequest, matter: Matter, forms: dict[str, CodeForm], *, wanted: str = "", status: int = 200
) -> HttpResponse:
    data = own_data(matter, at=clock.now())
    context = {
        "matter": {"number": matter.number, "title": matter.title, "version": matter.version, "open": matter.is_open},
        "data": data,
        "name": mask_name(data.name) if data.name else "",
        "phone": mask_phone(data.phone) if data.phone else "",
        "address": mask_numbers(data.address),
        "worker": mask_numbers(data.worker),
        "said": [(each.at, mask_numbers(each.text)) for each in data.said],
        "followers": [(mask_name(each.name), each.relation, each.since) for each in data.followers],
        "erasure": erasure(matter),
        "copy": forms["copy"],
        "correct": forms["correct"],
        "erase": forms["erase"],
        "wanted": wanted,
    }
    return render(request, "cases/own_data.html", context, status=status)


def _file(data: OwnData) -> HttpResponse:
    """Plain text that every telephone and every office computer opens; the mark at its beginning tells them that it is
    UTF-8."""
    response = HttpResponse("\ufeff" + "\r\n".join(_lines(data)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{data.number}.txt"'
    return response


def _lines(data: OwnData) -> Iterator[str]:
    yield _("What is held of you in %(number)s") % {"number": data.number}
    yield ""
    held = {
        _("Name"): data.name,
        _("Telephone"): data.phone,
        _("Address"): data.address,
        _("Who is meant"): data.worker,
        _("Place"): data.place,
        _("Position"): _("a point on the map") if data.point else "",
        _("Photos, recordings and documents"): str(data.files) if data.files else "",
        _("Privacy notice that you were shown"): data.notice,
        _("Kept for"): f"{data.kept.period}（{data.kept.basis}）" if data.kept.period else _("no period is set"),
        _("Kept until"): _moment(data.kept.until) if data.kept.until else "",
    }
    yield from (f"{label}：{value}" for label, value in held.items() if value)
    for each in data.said:
        yield from ("", _("You wrote on %(when)s:") % {"when": _moment(each.at)}, each.text)
    for follower in data.followers:
        yield f"{_('Follows it with your consent')}：{follower.name}，{follower.relation}，{_moment(follower.since)}"
    for looked in data.looked:
        yield f"{_moment(looked.at)}，{looked.unit or _('a unit that was not noted')}：{looked.why}"


def _moment(at: Any) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}"
