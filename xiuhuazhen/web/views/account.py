"""One's own account: password, devices, second factor."""

import io
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Forbidden, InvalidInput, NotFound
from xiuhuazhen.core.people import codes
from xiuhuazhen.core.people.access import has_second_factor
from xiuhuazhen.core.people.actions import begin_second_factor, confirm_second_factor, end_device, set_password
from xiuhuazhen.core.people.doors import SECOND_FACTOR, staff
from xiuhuazhen.core.people.forms import CodeForm, NewPasswordForm
from xiuhuazhen.core.people.models import Account, Device, SecondFactor
from xiuhuazhen.web.form_pages import FormPage, Performed, handled
from xiuhuazhen.web.staffing.own import held_of


def _own(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Forbidden("")
    return request.user


class _Present(forms.Form):
    """A form that asks for the present password: whoever passes an unlocked desk does not know it."""

    present = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, account: Account) -> None:
        super().__init__(*args)
        self._account = account

    def clean_present(self) -> str:
        given = str(self.cleaned_data["present"])
        if not self._account.check_password(given):
            raise forms.ValidationError(_("This is not your present password."))
        return given


class PasswordForm(_Present, NewPasswordForm):
    field_order = ("present", "password", "again")


class BeginForm(_Present):
    """Before a second factor is set up."""


@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    by, own, at = staff(request), _own(request), clock.now()
    good = Session.objects.filter(expire_date__gt=at).values("session_key")
    devices = own.devices.filter(session_key__in=good).order_by("-since", "id")
    factor = SecondFactor.objects.filter(account=own).first()
    context = {
        "account": own,
        "person": by.name,
        "devices": [_device(each, request) for each in devices],
        "set_at": factor.confirmed_at if factor else None,
        "codes_left": own.recovery_codes.filter(used_at__isnull=True).count(),
        "withheld": by.withheld,
        "held": held_of(own, key=by.key, today=clock.local_date(at)),
    }
    return render(request, "web/account.html", context)


def _device(device: Device, request: HttpRequest) -> dict[str, Any]:
    here = device.session_key == request.session.session_key
    return {"id": device.pk, "label": device.label, "since": device.since, "here": here}


@sensitive_post_parameters("present", "password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Another password; every other device is signed out by it."""
    by, own, at = staff(request), _own(request), clock.now()
    form, back = PasswordForm(request.POST or None, account=own), reverse("web:account")

    def perform(_command_id: UUID) -> str:
        set_password(account=own, password=form.cleaned_data["password"], by=by, at=at)
        own.refresh_from_db()
        here = own.devices.filter(session_key=request.session.session_key).first()
        update_session_auth_hash(request, own)
        if here:
            own.devices.exclude(pk=here.pk).delete()
            Device.objects.filter(pk=here.pk).update(session_key=request.session.session_key)
        messages.success(request, _("The new password holds. Your other devices are signed out."))
        return back

    return handled(request, form, FormPage(_("Another password"), _("Set the password"), back, own.username), perform)


@require_POST
def device_end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    by, own, at = staff(request), _own(request), clock.now()
    device = own.devices.filter(pk=device_id).first()
    if device is None:
        raise NotFound(_("This device is signed out already."))
    end_device(device=device, by=by, at=at)
    messages.info(request, _("%(device)s is signed out.") % {"device": device.label})
    return redirect("web:account")


@sensitive_post_parameters("present")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Begin to set up a second factor, or another one."""
    by, own, at = staff(request), _own(request), clock.now()
    if has_second_factor(own) and settings.SECOND_FACTOR_REQUIRED and not request.session.get(SECOND_FACTOR):
        raise Forbidden(_("Sign in again with your code first."))
    form = BeginForm(request.POST or None, account=own)

    def perform(_command_id: UUID) -> Performed:
        begin_second_factor(account=own, by=by, at=at)
        return reverse("web:account-factor-confirm")

    hints = (
        _("You need an app on your telephone that computes codes, also called an authenticator."),
        _("From then on you sign in with the password and the six digits that the app shows."),
    )
    page = FormPage(_("Set up the second factor"), _("Go on"), reverse("web:account"), own.username, hints)
    return handled(request, form, page, perform)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor_confirm(request: HttpRequest) -> HttpResponse:
    """The QR code for the app; the first code confirms it, and recovery codes are shown once."""
    by, own, at = staff(request), _own(request), clock.now()
    row = SecondFactor.objects.filter(account=own).first()
    if row is None or not row.pending:
        return redirect("web:account-factor")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = confirm_second_factor(account=own, code=form.cleaned_data["code"], by=by, at=at)
        except InvalidInput as refusal:
            form.add_error("code", refusal.message)
        else:
            request.session[SECOND_FACTOR] = True
            return render(request, "web/recovery_codes.html", {"codes": fresh})
    secret = row.pending.open()
    address = codes.address(secret, username=own.username, issuer=_("Xiuhuazhen"))
    context = {
        "form": form,
        "qr": _drawn(address),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "web/factor_confirm.html", context, status=422 if form.errors else 200)


def _drawn(address: str) -> SafeString:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=4, border=2)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn by the library from our own address
