"""Codes that the demonstration's desk has put up at places where travellers pass."""

from datetime import datetime
from typing import Final

from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.domains.cases.actions.place_codes import Spot, make_codes
from xiuhuazhen.web.demo import staff
from xiuhuazhen.web.demo.ground import SQUARE, STATION_COMMUNITY, point_in

_SPOTS: Final = ((SQUARE, "出站口地下通道"), (SQUARE, "公交车站候车亭"), (f"{STATION_COMMUNITY}002", "站西巷口宣传栏"))


def put_up(*, at: datetime) -> None:
    """What is there already stays."""
    by = actor_for(Account.objects.get(username=staff.DESK), on=clock.local_date(at))
    spots = [Spot(area_by_code(code).pk, label, point_in(code)) for code, label in _SPOTS]
    make_codes(spots=spots, by=by, at=at)
