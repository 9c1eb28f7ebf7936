"""``xiuhuazhen end_role``: somebody leaves a post."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Role


class Command(BaseCommand):
    help = "End a role that somebody holds in an area; it holds up to and including the last day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=RoleName.values)
        parser.add_argument("area", help="the area's code")
        parser.add_argument("--last-day", type=date.fromisoformat, required=True, help="such as 2026-11-30")

    @transaction.atomic
    def handle(self, *, username: str, role: str, area: str, last_day: date, **_options: Any) -> None:
        with refusals_told():
            roles = list(_held(username, role, area_by_code(area), last_day))
            for each in roles:
                end_role(role=each, last_day=last_day, by=SERVER, at=clock.now())
        if not roles:
            raise CommandError(_("%(username)s does not hold this role there after that day.") % {"username": username})
        for each in roles:
            said = {"name": each.person.name, "role": RoleName(each.name).label, "area": each.area.name}
            text = _("%(name)s is %(role)s in %(area)s until the end of %(day)s.")
            self.stdout.write(text % {**said, "day": last_day.isoformat()})


def _held(username: str, name: str, area: Area, last_day: date) -> QuerySet[Role]:
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=last_day + timedelta(days=1))
    held = Role.objects.filter(goes_on, person__account__username=username, name=name, area=area)
    return held.select_related("person", "area").order_by("id")
