"""What one shift of the demonstration's desk leaves to the next; it waits to be taken over."""

from datetime import datetime
from typing import Final

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.domains.duty.actions import prepare_hand_over
from xiuhuazhen.web.demo import staff

_NOTE: Final = "白天来的都已受理。供热的几件已经催过，晚上如果再有人打电话来问，请告诉他们抢修队在路上。"


def leave(*, base: datetime) -> None:
    by = actor_for(Account.objects.get(username=staff.DESK), on=clock.local_date(base))
    unit_id, command_id = staff.unit("desk").pk, derived_id("demo-hand-over")
    prepare_hand_over(unit_id=unit_id, note=_NOTE, remarks={}, by=by, at=base, command_id=command_id)
