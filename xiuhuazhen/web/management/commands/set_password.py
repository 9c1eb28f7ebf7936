"""``xiuhuazhen set_password``: a new password for somebody who has forgotten theirs."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.actions import set_password
from xiuhuazhen.core.people.models import Account


class Command(BaseCommand):
    help = "Set a new password for an account. It is asked for twice and never shown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **_options: Any) -> None:
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise CommandError(_("No account is called %(username)s.") % {"username": username})
        password = _asked_twice()
        with refusals_told():
            set_password(account=account, password=password, by=SERVER, at=clock.now())
        self.stdout.write(_("%(username)s has a new password.") % {"username": username})


def _asked_twice() -> str:
    first = getpass(_("New password: "))
    if first != getpass(_("Once more: ")):
        raise CommandError(_("The two are not the same. Nothing was changed."))
    return first
