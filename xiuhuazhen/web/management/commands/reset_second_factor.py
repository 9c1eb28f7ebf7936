"""``xiuhuazhen reset_second_factor``: for an administrator who lost telephone and recovery codes, where nobody else can
take the second factor away on a page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER, refusals_told
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import drop_second_factor
from xiuhuazhen.core.people.models import Account, SecondFactor


class Command(BaseCommand):
    help = "Take the second factor of an account away and sign it out everywhere; it is recorded with the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why, and how you know that it is they who ask")

    def handle(self, *, username: str, reason: str, **_options: Any) -> None:
        account = Account.objects.filter(username=username).first()
        if account is None:
            raise CommandError(_("No account is called %(username)s.") % {"username": username})
        if not SecondFactor.objects.filter(account=account).exists():
            raise CommandError(_("%(username)s has no second factor.") % {"username": username})
        if not reason.strip():
            raise CommandError(_("Say why, and how you know that it is they who ask."))
        with refusals_told():
            drop_second_factor(account=account, reason=reason, by=SERVER, at=clock.now(), command_id=new_id())
        said = _("The second factor of %(username)s is taken away. They sign in with the password and set up another.")
        self.stdout.write(said % {"username": username})
