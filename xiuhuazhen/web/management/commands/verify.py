"""``xiuhuazhen verify``: prove that no step of any matter was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import refusals_told
from xiuhuazhen.web.operating.absent import refuse_absent
from xiuhuazhen.web.operating.backups import proving, schemas


class Command(BaseCommand):
    help = "Prove the hash chain of every matter's steps."

    def handle(self, **_options: Any) -> None:
        with refusals_told():
            refuse_absent()
        tables = schemas.Tables(DEFAULT_DB_ALIAS)
        if missing := proving.keys_lacking_for_history(tables):
            said = _("Not proved, for keys that it needs are not here or are others: %(ids)s")
            raise CommandError(said % {"ids": ", ".join(missing)})
        proved, found = proving.chain_faults(tables)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(_("%(count)s matters proved: no step was changed.") % {"count": proved})
