"""``xiuhuazhen verify``: prove that no step of any matter was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter


class Command(BaseCommand):
    help = "Prove the hash chain of every matter's steps."

    def handle(self, **_options: Any) -> None:
        proved, found = 0, list[str]()
        for matter in Matter.objects.order_by("pk").iterator(chunk_size=500):
            found += chain.faults(matter)
            proved += 1
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(_("%(count)s matters proved: no step was changed.") % {"count": proved})
