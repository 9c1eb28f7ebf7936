import sys
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.kit.retention import DataClass, declare


def wire() -> None:
    declare(
        "audit.AuditRow",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "the audit"),
        keep=pgettext_lazy("kept", "permanent; names no private person"),
    )
    # Django sends the signal for each app that has models, after the migrations of all; once is enough.
    post_migrate.connect(_reinstall, sender=apps.get_app_config("audit"), dispatch_uid="xhz-append-only")
    register(check_triggers, Tags.database)


def _reinstall(using: str, **_: object) -> None:
    triggers.install(connections[using])


def check_triggers(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """History whose triggers are gone could be changed unseen: nothing starts until they are back.

    Only ``migrate`` does, because it puts them there.
    """
    if sys.argv[1:2] == ["migrate"]:
        return []
    return [
        Error(f"append-only trigger {name} is missing", hint="run `xiuhuazhen migrate`", id="xhz.E001")
        for alias in databases or []
        for name in triggers.missing_triggers(connections[alias])
    ]
