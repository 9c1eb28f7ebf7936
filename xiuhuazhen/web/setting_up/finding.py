"""Finding what an entry speaks of, or saying that it is not there."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.norms import names
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.domains.grid.models import Grid
from xiuhuazhen.web.setting_up.faults import NamedElsewhere, Wrong
from xiuhuazhen.web.setting_up.reading import Plan


class Finder:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def area(self, code: str, *at: str | int) -> Area:
        try:
            return area_by_code(code)
        except AreaNotFound as fault:
            if code in self.plan.codes:
                raise NamedElsewhere from fault
            raise Wrong(fault.message, *at) from fault

    def unit(self, name: str, *at: str | int) -> Unit:
        found = list(Unit.objects.filter(name=name, valid_to__isnull=True)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise Wrong(_("More than one unit is called %(name)s.") % {"name": name}, *at)
        if name in self.plan.unit_names:
            raise NamedElsewhere
        raise Wrong(_("No unit is called %(name)s.") % {"name": name}, *at)

    def grid(self, code: str, *at: str | int) -> Grid:
        area = self.area(code, *at)
        grid = Grid.objects.select_related("area").filter(area=area).first()
        if grid is None:
            raise Wrong(_("%(name)s is not a grid.") % {"name": area.name}, *at)
        return grid

    def check_category(self, code: str) -> None:
        if code and code not in self.plan.category_codes and not Category.objects.filter(code=code).exists():
            raise Wrong(_("The catalogue has no category %(code)s.") % {"code": code}, "category")

    def check_norm(self, name: str, unit: str) -> None:
        every = names.all_names()
        if name not in every:
            raise Wrong(_not_known(name, every), "name")
        if unit not in every[name].units:
            known = ", ".join(every[name].units)
            raise Wrong(
                _("%(name)s is not counted in %(unit)s. Write one of: %(known)s.")
                % {"name": name, "unit": unit, "known": known},
                "unit",
            )

    def check_permission(self, name: str, number: int) -> None:
        if name not in permissions.all_names():
            raise Wrong(_not_known(name, permissions.all_names()), "permissions", number)


def _not_known(given: str, known: Iterable[str]) -> str:
    listed = ", ".join(sorted(known))
    return _("“%(given)s” is not known here. Write one of: %(known)s.") % {"given": given, "known": listed}
