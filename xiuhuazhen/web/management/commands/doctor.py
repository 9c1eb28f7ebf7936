"""``xiuhuazhen doctor``: what is wrong with this installation, and what to do about it."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.operating.health.findings import Finding, Level
from xiuhuazhen.web.operating.health.quick import quick
from xiuhuazhen.web.operating.health.thorough import thorough

_BASES = ("answering", "migrations", "keys")
_SIGNS = {Level.WELL: "✓", Level.NOTICE: "·", Level.WRONG: "✗"}


class Command(BaseCommand):
    help = "Check the installation. Exit status 1 when something is wrong."
    requires_system_checks = []  # what they would stop at is said here, with what to do

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="leave out what reads all data")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, quick: bool, json: bool, **_options: Any) -> None:
        findings = found(thoroughly=not quick)
        self.stdout.write(_as_json(findings) if json else _as_text(findings))
        if any(each.level == Level.WRONG for each in findings):
            raise SystemExit(1)


def found(*, thoroughly: bool) -> list[Finding]:
    """What the checks find; the thorough ones only where the quick ones let them be asked."""
    at = clock.now()
    findings = quick(at)
    blocked = any(each.check in _BASES and each.level == Level.WRONG and not each.unfinished for each in findings)
    return findings if blocked or not thoroughly else [*findings, *thorough(at)]


def _as_json(findings: Sequence[Finding]) -> str:
    return json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1)


def _as_text(findings: Sequence[Finding]) -> str:
    lines = []
    for each in findings:
        first, *more = each.lines
        lines += [f"{_SIGNS[each.level]} {first}", *more]
    wrong = sum(each.level == Level.WRONG for each in findings)
    lines.append(_("Wrong: %(count)d") % {"count": wrong} if wrong else _("All is well."))
    return "\n".join(lines)
