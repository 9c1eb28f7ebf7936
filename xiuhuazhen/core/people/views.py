"""Signing in and out."""

from datetime import datetime

from axes.decorators import axes_dispatch
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people.access import has_second_factor, open_invitation
from xiuhuazhen.core.people.actions import accept_invitation, check_code
from xiuhuazhen.core.people.doors import SECOND_FACTOR
from xiuhuazhen.core.people.forms import CodeForm, NewPasswordForm, SignInForm
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.people.queries import RoleCard, role_cards

_WAITING = "waiting_for_code"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@axes_dispatch  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; too many wrong ones lock the name for this address for a while."""
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        if has_second_factor(account):
            request.session.cycle_key()
            request.session[_WAITING] = [str(account.pk), clock.now().isoformat(), _next(request)]
            return redirect("people:sign-in-code")
        login(request, account)
        return redirect(_next(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", ""), "cards": _cards()}
    return render(request, "people/sign_in.html", context, status=422 if form.errors else 200)


@login_not_required
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """After the password: the code that the app shows, or one for a lost telephone."""
    at = clock.now()
    waiting = _waiting(request, at)
    if waiting is None:
        return redirect("people:sign-in")
    account, wanted = waiting
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = account.person
        by = Actor(key=f"person:{person.pk}", name=person.name, person_id=person.pk)
        try:
            if check_code(account=account, code=form.cleaned_data["code"], by=by, at=at):
                login(request, account, backend=_BACKEND)
                request.session.pop(_WAITING, None)
                request.session[SECOND_FACTOR] = True
                return redirect(wanted)
            form.add_error("code", _("This code is not right. Take the one that the app shows now."))
        except Conflict as refusal:
            form.add_error("code", refusal.message)
    return render(request, "people/sign_in_code.html", {"form": form}, status=422 if form.errors else 200)


def _waiting(request: HttpRequest, at: datetime) -> tuple[Account, str] | None:
    """Whose password was right in this session a moment ago, and where they want to go."""
    account_id, since, wanted = request.session.get(_WAITING) or ("", "", "")
    if not account_id or abs(at - datetime.fromisoformat(since)) > settings.SECOND_FACTOR_WAITS:
        return None
    account = Account.objects.filter(pk=account_id, is_active=True).select_related("person").first()
    return (account, wanted) if account and has_second_factor(account) else None


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click on a role card; there is no such door outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    chosen = request.POST.get("card", "")
    if chosen not in {card.id for card in _cards()}:
        raise Http404
    login(request, Account.objects.get(username=chosen), backend=_BACKEND)
    request.session[SECOND_FACTOR] = True
    return redirect(_next(request))


@login_not_required
@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever was invited sets their password; then they sign in with it."""
    at = clock.now()
    account = open_invitation(token, at).account
    form = NewPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        person = account.person
        by = Actor(key=f"person:{person.pk}", name=person.name, person_id=person.pk)
        try:
            accept_invitation(token=token, password=form.cleaned_data["password"], by=by, at=at)
        except InvalidInput as refusal:
            form.add_error("password", refusal.fields["password"])
        else:
            messages.success(request, _("Your password is set. Sign in with it now."))
            return redirect("people:sign-in")
    if request.method == "POST":
        status = 422
    context = {"form": form, "account": account}
    return render(request, "people/invitation.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:portal")


def _cards() -> list[RoleCard]:
    return role_cards(on=clock.local_date(clock.now())) if settings.DEMO else []


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and allowed else resolve_url(settings.LOGIN_REDIRECT_URL)
