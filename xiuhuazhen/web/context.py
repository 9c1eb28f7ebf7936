"""What every page has: the time, who one is, where one works, and the doors that one's role opens."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages.queries import unread_count
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.doors import staff_or_none
from xiuhuazhen.core.procedures.stuck import may_see
from xiuhuazhen.domains.cases.queries import home_area
from xiuhuazhen.web.administration import entries
from xiuhuazhen.web.demo.staff import kept_passwords


@dataclass(frozen=True)
class Me:
    name: str
    unit: str
    role: str


@dataclass(frozen=True)
class Door:
    """An entry of the navigation; ``phone`` puts it on the phone's bar, which has room for three."""

    url: str
    label: str
    icon: str
    current: bool
    phone: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    actor = staff_or_none(request)
    return {
        "elder": request.COOKIES.get("elder") == "1",
        "now": clock.now(),
        "me": _me(actor) if actor else None,
        "here": _here(actor),
        "nav": _nav(request, actor) if actor else [],
        # asked once, and only by pages that show it
        "unread": SimpleLazyObject(lambda: unread_count(actor.key) if actor else ""),
        "withheld_here": bool(actor and actor.withheld) and not request.path.startswith(reverse("web:account")),
        "demo": settings.DEMO,
        "demo_password": SimpleLazyObject(lambda: _demo_password(request)),
    }


def _demo_password(request: HttpRequest) -> str:
    """What somebody who came in by a card of the demonstration has to type; nothing anywhere else."""
    return kept_passwords().get(request.user.get_username(), "") if settings.DEMO else ""


def _entering(actor: StaffActor) -> tuple[str, str, str, str, bool]:
    """Where the person enters what is new: on the way, at the desk, or as an instruction."""
    if actor.may_somewhere("cases.patrol") and not actor.may_somewhere("cases.dispatch"):
        return ("cases:patrol", "cases.patrol", _("Report"), "message-plus", True)
    if actor.may_somewhere("cases.instruct") and not actor.may_somewhere("cases.report"):
        return ("cases:instructed", "cases.instruct", pgettext("door", "Instruct"), "message-plus", True)
    return ("cases:new", "cases.report", _("Report"), "message-plus", True)


def _me(actor: StaffActor) -> Me:
    first = actor.grants[0] if actor.grants else None
    role = str(RoleName(first.role).label) if first else _("no role today")
    return Me(actor.name, first.unit_name if first else "", role)


def _here(actor: StaffActor | None) -> str:
    if actor and actor.grants:
        return short_name(actor.grants[0].area_name)
    home = home_area()
    return short_name(home.name) if home else ""


def _nav(request: HttpRequest, actor: StaffActor) -> list[Door]:
    doors = [
        ("web:desk", "", _("Worklist"), "checklist", True),
        _entering(actor),
        ("web:matters", "", _("Matters"), "list-details", False),
        ("web:map", "", _("Map"), "map-2", True),
        ("cases:unplaced", "cases.dispatch", _("To be placed"), "map-pin", False),
        *([("web:areas", "", _("Places"), "layout-grid", False)] if actor.grants else []),
        *([("web:stuck", "", _("Stuck"), "barrier-block", False)] if may_see(actor) else []),
        ("web:roster", "", _("Roster"), "users", False),
        ("duty:hand-overs", "duty.view", _("Hand-over"), "clipboard-check", False),
        ("cases:imports", "cases.import", _("Import"), "table-import", False),
        ("cases:routes", "cases.route", _("Dispatch table"), "arrows-split-2", False),
    ]
    opened = [door for door in doors if not door[1] or actor.may_somewhere(door[1])]
    found = [
        Door(reverse(name), label, icon, current=request.path.startswith(reverse(name)), phone=phone)
        for name, _permission, label, icon, phone in opened
    ]
    return [*found, *_administering(request, actor)]


def _administering(request: HttpRequest, actor: StaffActor) -> list[Door]:
    """The one door to all that somebody administers."""
    opened = [entry.url for entry in entries(actor)]
    if not opened:
        return []
    url = reverse("web:manage")
    current = request.path.startswith((url, *opened))
    return [Door(url, _("Administration"), "adjustments-horizontal", current=current, phone=False)]
