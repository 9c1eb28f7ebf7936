"""Who hears complaints."""

import pytest

from tests.support.street import AT, DAY, PASSWORD, give, unit
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind

TODAY = local_date(AT)


@pytest.fixture
def people(world):
    """Supervisors by name: of the near street, of the county, of the far street; and who was or will be one."""
    near, far, county = world.near, world.far, world.county
    units = {
        "street": unit("火车站街道监督办", UnitKind.SUPERVISOR, near.areas["street"]),
        "county": unit("城东区监督中心", UnitKind.SUPERVISOR, county),
        "far": unit("八一路街道监督办", UnitKind.SUPERVISOR, far.areas["street"]),
    }
    near.units |= {"street-supervision": units["street"], "county-supervision": units["county"]}
    areas = {"street": near.areas["street"], "county": county, "far": far.areas["street"]}
    found = {}
    for name in ("street", "county", "far", "former", "coming", "member"):
        found[name] = create_account(person=NewPerson("监督某", f"supervisor-{name}", PASSWORD), by=SYSTEM, at=AT)
        place = name if name in units else "street"
        since = {"since": TODAY + DAY} if name == "coming" else {}
        role = give(found[name], RoleName.SUPERVISOR, areas[place], units[place], **since)
        if name == "former":
            end_role(role=role, last_day=TODAY - DAY, by=SYSTEM, at=AT)
    give(found["member"], RoleName.COMMUNITY_STAFF, near.areas["community"], near.units["community"])
    return found
