"""Pages at the counter: a lost query code is given again, and a relative follows with consent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.masking import mask_name
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.following import add_follower, end_follower, give_code_again
from xiuhuazhen.domains.cases.choices import Recognised
from xiuhuazhen.domains.cases.forms.following import CodeAgainForm, FollowerForm
from xiuhuazhen.domains.cases.models import Follower
from xiuhuazhen.domains.cases.queries import follower_code, followers_of
from xiuhuazhen.domains.cases.views.confirming import confirmed
from xiuhuazhen.domains.cases.views.starting import fresh_id


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, number: str) -> HttpResponse:
    """Give the query code again: how the reporter was recognised and the own password are asked, and it is recorded."""
    by = staff(request)
    matter = access.matter_with_code(by, number)
    form = CodeAgainForm(request.POST or None, initial=fresh_id())
    value = ""
    if confirmed(request, form):
        recognised, command_id = Recognised(form.cleaned_data["recognised"]), form.cleaned_data["id"]
        try:
            value = give_code_again(matter=matter, recognised=recognised, by=by, at=clock.now(), command_id=command_id)
        except Refusal as refusal:
            show_refusal(form, refusal)
    context = {"matter": _shown(matter), "form": form, "value": value}
    return render(request, "cases/code_again.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def followers(request: HttpRequest, number: str) -> HttpResponse:
    """Who follows the matter beside its reporter, and somebody new with a code of their own."""
    by = staff(request)
    matter = access.case_with_code(by, number)
    form = FollowerForm(request.POST or None, initial=fresh_id())
    value = ""
    if confirmed(request, form):
        try:
            value = follower_code(add_follower(matter=matter, new=form.new_follower(), by=by, at=clock.now()))
        except Refusal as refusal:
            show_refusal(form, refusal)
    rows = [_row(matter, each) for each in followers_of(matter)]
    context = {"matter": _shown(matter), "form": form, "value": value, "followers": rows}
    return render(request, "cases/followers.html", context, status=422 if form.errors else 200)


@require_POST
def follower_end(request: HttpRequest, number: str, follower_id: str) -> HttpResponse:
    """Somebody follows the matter no more."""
    by = staff(request)
    matter = access.case_with_code(by, number)
    end_follower(follower=access.follower_of(matter, follower_id), by=by, at=clock.now())
    return redirect("cases:followers", number=matter.number)


def _shown(matter: Matter) -> dict[str, str]:
    return {"number": matter.number, "title": matter.title, "url": reverse("web:matter", args=[matter.number])}


def _row(matter: Matter, follower: Follower) -> dict[str, Any]:
    return {
        "name": follower.name.masked(mask_name),
        "relation": follower.get_relation_display(),
        "consent": follower.get_consent_display(),
        "added_at": follower.added_at,
        "added_by": follower.added_by_name,
        "end_url": reverse("cases:follower-end", args=[matter.number, follower.pk]),
    }
