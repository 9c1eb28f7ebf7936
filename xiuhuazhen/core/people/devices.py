"""Noting in which browsers somebody is signed in, for their own page."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.models import Account, Device

_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def watch() -> None:
    user_logged_in.connect(_note, dispatch_uid="xhz-device")
    user_logged_out.connect(_forget, dispatch_uid="xhz-device-gone")


def _note(request: HttpRequest | None, user: Any, **_rest: object) -> None:
    """Remember the browser; those of the account whose session is over are forgotten."""
    if not isinstance(user, Account) or request is None:
        return
    if request.session.session_key is None:
        request.session.save()
    at = clock.now()
    good = Session.objects.filter(expire_date__gt=at).values("session_key")
    user.devices.exclude(session_key__in=good).delete()
    label = label_of(request.META.get("HTTP_USER_AGENT", ""))
    Device.objects.update_or_create(
        session_key=request.session.session_key, defaults={"account": user, "label": label, "since": at}
    )


def _forget(request: HttpRequest | None, **_rest: object) -> None:
    """Whoever signs out leaves nothing here."""
    if request is not None and request.session.session_key:
        Device.objects.filter(session_key=request.session.session_key).delete()


def label_of(agent: str) -> str:
    """Kind of browser and of device: enough to know one's own, too little to know anybody by."""
    browser = next((name for word, name in _BROWSERS if word in agent), "")
    system = next((name for word, name in _SYSTEMS if word in agent), "")
    return " · ".join(filter(None, (browser, system))) or str(_("a browser"))
