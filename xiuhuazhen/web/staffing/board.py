"""How the registers say things: periods, changes, roles."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit.periods import Dated
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.granting import may_end
from xiuhuazhen.core.people.models import Person, Role
from xiuhuazhen.web.moments import exact, full_day


def held_said(row: Dated, today: date) -> str:
    """From when to when something holds: "since …", "from … on" for what is to come, "until …"."""
    said = []
    if row.valid_from and row.valid_from > today:
        said.append(_("from %(day)s on") % {"day": full_day(row.valid_from)})
    elif row.valid_from:
        said.append(_("since %(day)s") % {"day": full_day(row.valid_from)})
    if row.valid_to:
        said.append(_("until %(day)s") % {"day": full_day(row.valid_to - timedelta(days=1))})
    return "，".join(said)


def told_changes(changes: Iterable[dict[str, Any]]) -> list[str]:
    """The last few changes, a sentence each."""
    shown = list(changes)[:5]
    return [" · ".join(filter(None, (exact(each["at"]), each["who"], each["what"], each["words"]))) for each in shown]


def role_row(role: Role, by: StaffActor, today: date) -> dict[str, Any]:
    """A role of somebody as their page shows it, with what the person who looks may do about it."""
    to_end = not role.valid_to or role.valid_to > today
    own = role.person_id == by.person_id
    return {
        "id": role.pk,
        "said": role.get_name_display(),
        "unit": role.unit.name,
        "area": short_name(role.area.name),
        "period": held_said(role, today),
        "deputy_for": role.deputy_for.name if role.deputy_for else "",
        "past": not to_end,
        "end_url": reverse("web:role-end", args=[role.pk]) if to_end and not own and may_end(by, role) else "",
    }


def person_row(person: Person, roles: Iterable[Role]) -> dict[str, Any]:
    return {
        "name": person.name,
        "url": reverse("web:person", args=[person.pk]),
        "work_telephone": person.work_telephone,
        "roles": [f"{role.get_name_display()} · {role.unit.name} · {short_name(role.area.name)}" for role in roles],
    }
