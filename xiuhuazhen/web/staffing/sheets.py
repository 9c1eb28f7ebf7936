"""The registers as spreadsheets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.people.models import Role, Unit
from xiuhuazhen.web.sheets import days, sheet


def units_sheet(units: Iterable[Unit]) -> bytes:
    """One line a unit, with the headings by which such a file can be brought in again."""
    columns = [(pgettext("of a unit", "Name"), 30), (pgettext("of a unit", "Kind"), 16), (_("Code of the place"), 18),
               (_("Place"), 24), (_("Work telephone"), 18), (_("First day"), 14), (_("Last day"), 14)]  # fmt: skip
    rows = (
        (unit.name, unit.get_kind_display(), unit.area.code, unit.area.name, unit.work_telephone, *days(unit))
        for unit in units
    )
    return sheet(_("Units"), columns, rows)


def people_sheet(roles: Iterable[Role]) -> bytes:
    """One line a role: who has two stands there twice. Account names are there, private numbers are not."""
    who = [(pgettext("person", "Name"), 14), (_("Account name"), 18), (_("Work telephone"), 18)]
    what = [(_("Role"), 16), (_("Unit"), 30), (_("Code of the place"), 18), (_("Place"), 24)]
    when = [(_("First day"), 14), (_("Last day"), 14), (_("Stands in for"), 14)]
    columns = [*who, *what, *when]
    return sheet(_("People"), columns, (_line(role) for role in roles))


def _line(role: Role) -> tuple[str, ...]:
    account = getattr(role.person, "account", None)
    stands_for = role.deputy_for.name if role.deputy_for else ""
    return (
        role.person.name,
        account.username if account else "",
        role.person.work_telephone,
        role.get_name_display(),
        role.unit.name,
        role.area.code,
        role.area.name,
        *days(role),
        stands_for,
    )
