"""Programs as a spreadsheet. Nothing in it lets anybody in."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.people.models import ApiToken
from xiuhuazhen.web.programs.forms import titles
from xiuhuazhen.web.sheets import days, sheet


def tokens_sheet(tokens: Iterable[ApiToken], givers: Mapping[str, str], today: date) -> bytes:
    who = [(pgettext("of a program", "Name"), 24), (pgettext("of a program", "What it may do"), 50)]
    where = [(_("Unit"), 30), (_("Code of the place"), 18), (_("Place"), 24)]
    how = [(_("First day"), 14), (_("Last day"), 14), (_("State"), 12), (pgettext("of a program", "Made by"), 14)]
    columns = [*who, *where, *how]
    return sheet(_("Programs"), columns, (_line(each, givers, today) for each in tokens))


def _line(row: ApiToken, givers: Mapping[str, str], today: date) -> tuple[str, ...]:
    good = row.holds_on(today) and not row.revoked
    state = _("let in") if good else _("revoked") if row.revoked else _("expired")
    may, place = "，".join(titles(row.permissions)), (row.area.code, row.area.name)
    return (row.name, may, row.unit.name, *place, *days(row), state, givers.get(row.granted_by, ""))
