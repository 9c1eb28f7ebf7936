"""Tables that hold data are brought up to date: what goes well on empty ones may not do so on them."""

import pytest
from django.core.management import call_command

from tests.support import street
from tests.support.cases import IN_GRID, reported
from tests.support.joint import CODE, ON_THE_LEAD_S_SIDE, joint_area
from tests.support.street import AT
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.reports import Report

SINCE = (("cases", "0014"), ("procedures", "0006"))
"""Back to where these apps were, the one that needs the other first."""


@pytest.mark.usefixtures("real_database")
def test_what_was_there_is_kept_and_filled_in(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    near = street.build().near
    for number in ("QH1", "ＱＨ ２", "QH1\u200b3"):
        ask = {"source": Source.HOTLINE, "source_name": "１２３４５ 热线", "source_number": number}
        report_case(report=Report(id=new_id(), text="路灯不亮", **ask), by=near.actor("dispatcher"), at=AT)
    joint_area(near)
    for point in (ON_THE_LEAD_S_SIDE, IN_GRID):
        reported(point=point, text="河边路灯不亮")
    for app, name in SINCE:
        call_command("migrate", app, name, verbosity=0)
    call_command("migrate", verbosity=0)
    orders = Case.objects.filter(source=Source.HOTLINE)
    assert set(orders.values_list("source_number_key", flat=True)) == {"QH1", "QH2", "QH13"}
    assert set(orders.values_list("source_name_key", flat=True)) == {"12345热线"}
    in_joint_areas = Matter.objects.filter(joint__isnull=False).values_list("joint__code", "lng_e7", "lat_e7")
    assert list(in_joint_areas) == [(CODE, *ON_THE_LEAD_S_SIDE)]
    rows = WorklistRow.objects.select_related("matter")
    assert rows
    assert all(row.area_id == row.matter.area_id for row in rows)
