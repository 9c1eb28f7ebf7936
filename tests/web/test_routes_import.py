"""The dispatch table as a spreadsheet: what was exported changes nothing; lines are set and ended as on the pages."""

from datetime import date, timedelta

import pytest

from tests.support.cases import reported
from tests.support.registers import MAY_BRING_IN, faults, file_of, lines_of, send
from tests.support.street import AT
from tests.support.visitors import visit
from xiuhuazhen.core.areas.models import ReferenceVersion
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.domains.cases.dispatch_table import Spot, proposals
from xiuhuazhen.domains.cases.models import RoutingRule

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
SHEET, IMPORT = "/manage/routes/sheet/", "/manage/routes/import/"
TITLES = ["代码", "类别", "地点代码", "时段", "单位", "第一天", "最后一天"]


def lines_there():
    lines = RoutingRule.objects.select_related("area", "unit").order_by("category", "hours", "valid_from")
    return [(each.category, each.hours, each.unit.name, each.valid_from, each.valid_to) for each in lines]


@pytest.mark.parametrize(
    ("name", "status"), [*MAY_BRING_IN, ("near-dispatcher", 200), ("near-handler", 403), ("near-grid-worker", 403)]
)
def test_who_may(world, name, status):
    browser = visit(world, name, today=TODAY)
    for page in (SHEET, IMPORT):
        assert browser.get(page).status_code == status


def test_only_lines_of_ones_own_street_are_exported(world):
    near, far = (lines_of(visit(world, f"{name}-administrator", today=TODAY).get(SHEET)) for name in ("near", "far"))
    assert len(near) == len(far) == 3
    assert not {line[2] for line in near[1:]} & {line[2] for line in far[1:]}


def test_what_was_exported_comes_in_again_and_changes_nothing(administrator):
    before = AuditRow.objects.count()
    answer = send(administrator, IMPORT, *lines_of(administrator.get(SHEET)))
    assert answer.status_code == 302, faults(answer)
    assert AuditRow.objects.count() == before


def test_who_sees_to_another_street_sets_nothing_here(world, near):
    before = lines_there()
    browser = visit(world, "far-administrator", today=TODAY)
    code, unit = near.areas["street"].code, near.units["lamps"].name
    answer = send(browser, IMPORT, TITLES, ["0102", "", code, "", unit, "", ""])
    assert faults(answer)[0].startswith("第2行：您管的派遣规则里没有")
    assert lines_there() == before


def test_lines_are_set_and_ended_and_nothing_happens_twice(administrator, near):
    code, lamps, water = near.areas["street"].code, near.units["lamps"].name, near.units["water"].name
    rows = (
        TITLES,
        ["0102", "", code, "下班时间", water, "", ""],
        ["", "任何类别", code, "", lamps, "2026-12-01", "2026-12-31"],
        ["", "漏水", code, "不分时段", water, "", "2026-11-30"],
    )
    command_id = str(new_id())
    for _twice in range(2):
        answer = send(administrator, IMPORT, *rows, command_id=command_id)
        assert answer.status_code == 302, faults(answer)
    near_lines = RoutingRule.objects.filter(area=near.areas["street"])
    assert near_lines.get(category="0102", hours="outside").valid_from == TODAY
    december = near_lines.get(category="")
    assert (december.valid_from, december.valid_to) == (date(2026, 12, 1), date(2027, 1, 1))
    assert near_lines.get(category="0201").valid_to == date(2026, 12, 1)
    assert AuditRow.objects.filter(action="cases.route.set", at__date__gte=TODAY - timedelta(days=1)).exists()


def test_a_new_line_ends_the_one_before(administrator, near):
    code, water = near.areas["street"].code, near.units["water"].name
    assert send(administrator, IMPORT, TITLES, ["01", "", code, "", water, "2026-12-01", ""]).status_code == 302
    lines = RoutingRule.objects.filter(category="01", area=near.areas["street"]).order_by("valid_from")
    assert [each.valid_to for each in lines] == [date(2026, 12, 1), None]


def tries(browser, *rows, **given):
    return browser.post(IMPORT, {"command_id": str(new_id()), "sheet": file_of(*rows), "do": "try", **given})


def told(answer):
    assert answer.status_code == 200
    return tuple(answer.context[name] for name in ("added", "ended", "there", "day"))


def cases_tried(answer):
    trial = answer.context["trial"]
    return trial["looked"], [(each["number"], each["before"], each["after"]) for each in trial["changes"]]


def test_what_would_change_is_looked_at_before_and_nothing_is_stored(desk, near):
    """As it would stand once all changes hold; what is brought in afterwards is what was said."""
    lamp, cover = reported().matter, reported(text="井盖松动").matter
    code, lamps, water = near.areas["street"].code, near.units["lamps"].name, near.units["water"].name
    before, audited, version = lines_there(), AuditRow.objects.count(), ReferenceVersion.objects.get().stamp
    rows = (
        TITLES,
        ["0101", "", code, "", water, "", ""],
        ["0102", "", code, "", water, "2026-12-01", ""],
        ["", "漏水", code, "", water, "", "2026-11-30"],
        ["01", "", code, "", lamps, "", ""],
    )
    answer = tries(desk, *rows)
    assert told(answer) == (2, 1, 1, date(2026, 12, 1))
    assert cases_tried(answer) == (2, [(cover.number, lamps, water), (lamp.number, lamps, water)])
    page = answer.content.decode()
    assert "还没有导入。会新设 2 行，停用 1 行，1 行已经是这样。" in page
    assert "2026年12月1日" in page
    assert (lines_there(), AuditRow.objects.count()) == (before, audited)
    assert ReferenceVersion.objects.get().stamp == version
    assert proposals("0101", spot=Spot(near.areas["grid"].path), at=AT)[0].unit == near.units["lamps"]
    assert send(desk, IMPORT, *rows).status_code == 302
    assert proposals("0101", spot=Spot(near.areas["grid"].path), at=AT)[0].unit == near.units["water"]


def test_a_trial_looks_at_as_many_cases_as_are_asked_for_and_at_those_there_alone(desk, near, world):
    reported(area="630102006", point=None, text="学院路灯不亮")
    code, water = near.areas["street"].code, near.units["water"].name
    row = ["0101", "", code, "", water, "", ""]
    assert cases_tried(tries(desk, TITLES, row)) == (0, [])
    reported()
    for given, looked in (({}, 1), ({"newest": "100"}, 1)):
        assert cases_tried(tries(desk, TITLES, row, **given))[0] == looked
    assert told(tries(desk, TITLES, ["01", "", code, "", near.units["lamps"].name, "", ""])) == (0, 0, 1, None)


def test_a_trial_names_faults_and_refuses_who_may_not(administrator, world, near):
    """Whose office sees no cases is told so; the lines are counted all the same."""
    before = lines_there()
    code, water = near.areas["street"].code, near.units["water"].name
    answer = tries(administrator, TITLES, ["0101", "", code, "夜里", water, "", ""])
    assert faults(answer)[0].startswith("第2行：“夜里”不是这里的时段")
    good = ["0101", "", code, "", water, "", ""]
    answer = tries(administrator, TITLES, good)
    assert (told(answer), answer.context["trial"]["blind"]) == ((1, 0, 0, None), True)
    far = tries(visit(world, "far-administrator", today=TODAY), TITLES, good)
    assert faults(far)[0].startswith("第2行：您管的派遣规则里没有")
    for name in ("near-handler", "former-near-administrator"):
        assert tries(visit(world, name, today=TODAY), TITLES, good).status_code == 403
    assert lines_there() == before


def test_each_fault_is_named_with_its_line_and_nothing_comes_in(administrator, near):
    before = lines_there()
    code, lamps = near.areas["street"].code, near.units["lamps"].name
    answer = send(
        administrator,
        IMPORT,
        TITLES,
        ["0102", "", code, "", lamps, "", ""],
        ["", "", code, "", lamps, "", ""],
        ["0101", "井盖", code, "", lamps, "", ""],
        ["0101", "", "1", "", lamps, "", ""],
        ["0101", "", code, "夜里", lamps, "", ""],
        ["0101", "", code, "", "没有的单位", "", ""],
        ["0101", "", code, "", lamps, "2026-11-22", ""],
        ["01", "", code, "", near.units["water"].name, "2026-11-01", ""],
    )
    assert faults(answer) == [
        "第3行：没有类别“”，或者不止一个叫这个名字。请写代码；不分类别的，写“任何类别”。",
        "第4行：没有类别“0101 井盖”，或者不止一个叫这个名字。请写代码；不分类别的，写“任何类别”。",
        "第5行：您管的派遣规则里没有“1”这个地点，或者不止一个叫这个名字。请写地点代码。",
        "第6行：“夜里”不是这里的时段。请写“不分时段”“上班时间”或“下班时间”，或者空着。",
        "第7行：那里没有能接派单、名叫“没有的单位”的单位，或者不止一个。",
        "第8行：以前怎么建议的不改。请选今天或以后的日子。",
        "第9行：以前怎么建议的不改。请选今天或以后的日子。",
        "一行都没有导入。请改好这些行，再传一次。",
    ]
    assert lines_there() == before
