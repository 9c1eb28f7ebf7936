"""``xiuhuazhen index``: have a job write what all matters are found by anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import SERVER
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.jobs import INDEX


class Command(BaseCommand):
    help = "Write the search documents of all matters anew; the page of jobs shows how far it is."

    def handle(self, **_options: Any) -> None:
        enqueue(INDEX, at=clock.now(), by_key=SERVER.key, whole=True)
        self.stdout.write(_("The job is in the queue; the page of jobs shows how far it is."))
