"""The register of places and of what is linked with grids: seen, exported, brought in by the rules of the pages."""

from datetime import date

import pytest

from tests.support.registers import faults, lines_of, send
from tests.support.street import unit
from tests.support.visitors import visit
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.domains.grid.models import Grid, Link, UnitFacts

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
COUNTED = "2026-11-23"
COMMUNITY, GRID = "630102005006", "630102005006001"
REGISTER = f"/areas/{COMMUNITY}/register/"
PLACES, LINKS = f"{REGISTER}places/import/", f"{REGISTER}links/import/"
PLACE_TITLES = ["地点代码", "名称", "层级", "类型", "上级代码", "户数", "常住人数", "楼栋数", "清点日期", "依据"]
LINK_TITLES = ["网格代码", "单位", "在这里做什么", "联系人", "人数", "清点日期", "依据"]


@pytest.fixture
def secretary(client, near):
    client.force_login(near.accounts["secretary"])
    return client


@pytest.mark.parametrize(
    ("name", "seen", "adds", "links"),
    [
        ("near-secretary", 200, False, True),
        ("near-administrator", 200, True, True),
        ("near-dispatcher", 200, False, False),
        ("near-second-secretary", 404, False, False),
        ("far-administrator", 404, False, False),
        ("former-near-administrator", 404, False, False),
        ("stranger", 404, False, False),
        ("anonymous", 302, False, False),
    ],
)
def test_who_may(world, name, seen, adds, links):
    """Whoever works there sees it; places are added by who may draw there, links made by the community as well."""
    school(world.near)
    browser = visit(world, name, today=TODAY)
    for page in (REGISTER, f"{REGISTER}places/", f"{REGISTER}links/"):
        assert browser.get(page).status_code == seen, page
    row = ["630102005006009", "富民路社区第九网格", "网格", "", COMMUNITY, "", "", "", "", "划分方案"]
    send(browser, PLACES, PLACE_TITLES, row)
    assert Area.objects.filter(code=row[0]).exists() is adds
    send(browser, LINKS, LINK_TITLES, [GRID, "富民路小学", "", "", "", "", ""])
    assert Link.objects.exists() is links


def test_each_place_stands_below_what_it_lies_in(secretary, near):
    page = secretary.get(REGISTER)
    rows = [(row["indent"], row["code"]) for row in page.context["rows"]]
    assert rows == [("", COMMUNITY), ("\u3000", GRID), ("\u3000", "630102005006002")]
    assert [row[0] for row in lines_of(secretary.get(f"{REGISTER}places/"))] == [
        "地点代码",
        *(code for _in, code in rows),
    ]


def test_grids_come_in_with_their_counts_and_twice_is_once(administrator, near):
    rows = (
        PLACE_TITLES,
        [
            "630102005006009",
            "富民路社区第九网格",
            "网格",
            "专属网格",
            COMMUNITY,
            300,
            800,
            12,
            COUNTED,
            "入户清点",
        ],
        [GRID, near.areas["grid"].name, "", "", "", 450, "", 20, COUNTED, "入户清点"],
        ["630102005006002", near.areas["grid-2"].name, "", "", "", "", "", "", "", ""],
    )
    for said in ("新登记 1 行，更正 1 行，原已登记 1 行。", "新登记 0 行，更正 0 行，原已登记 3 行。"):
        answer = send(administrator, PLACES, *rows)
        assert (answer.status_code, answer.get("Location")) == (302, REGISTER), faults(answer)
        assert said in administrator.get(REGISTER).content.decode()
    added = Area.objects.get(code="630102005006009")
    assert (added.kind, added.parent.code, added.grid.households) == ("dedicated", COMMUNITY, 300)
    corrected = Grid.objects.get(area__code=GRID)
    assert (corrected.households, corrected.residents, corrected.buildings) == (450, None, 20)
    assert AuditRow.objects.get(action="grid.counts.corrected", area_code=GRID).reason == "入户清点"


def test_what_was_exported_comes_in_again_and_changes_nothing(administrator, near):
    sheet = lines_of(administrator.get(f"{REGISTER}places/"))
    before = AuditRow.objects.count()
    assert send(administrator, PLACES, *sheet).status_code == 302
    assert AuditRow.objects.count() == before


def test_each_fault_of_a_place_is_named_with_its_line(administrator, near):
    answer = send(
        administrator,
        PLACES,
        PLACE_TITLES,
        [GRID, "别的名字", "", "", "", "", "", "", "", ""],
        ["630102005006009", "第九网格", "网格", "", "630102006", "", "", "", "", "划分方案"],
        ["630102005006009", "第九网格", "社区", "", COMMUNITY, "", "", "", "", "划分方案"],
        ["630102005006009", "第九网格", "网格", "", COMMUNITY, "", "", "", "", ""],
        [COMMUNITY, near.areas["community"].name, "", "", "", 5, "", "", "", "清点"],
        [GRID, near.areas["grid"].name, "", "", "", "很多", "", "", "", "清点"],
        [GRID, near.areas["grid"].name, "", "", "", 5, "", "", "9999-01-01", "清点"],
    )
    assert (answer.status_code, len(faults(answer))) == (422, 8)
    assert [fault.split("：")[0] for fault in faults(answer)[:-1]] == [f"第{line}行" for line in range(2, 9)]
    assert (
        faults(answer)[0] == f"第2行：{GRID}现在叫“{near.areas['grid'].name}”。要改名请到它自己的页面，或删掉这一行。"
    )
    assert faults(answer)[-1] == "一行都没有导入。请改好这些行，再传一次。"
    assert not Area.objects.filter(code="630102005006009").exists()


def school(near, area="community"):
    return unit("富民路小学", UnitKind.PARTNER, near.areas[area])


def test_links_come_in_with_whom_to_ask_for(secretary, near):
    school(near)
    rows = (LINK_TITLES, [GRID, "富民路小学", "夜间开放操场", "王老师", 31, COUNTED, "校方来函"])
    for said in ("新登记 1 行，更正 0 行，原已登记 0 行。", "新登记 0 行，更正 0 行，原已登记 1 行。"):
        assert send(secretary, LINKS, *rows).status_code == 302
        assert said in secretary.get(REGISTER).content.decode()
    assert (Link.objects.get().duty, UnitFacts.objects.get().members) == ("夜间开放操场", 31)
    sheet = lines_of(secretary.get(f"{REGISTER}links/"))
    assert sheet[1] == [
        GRID,
        near.areas["grid"].name,
        "富民路小学",
        "共建单位",
        "夜间开放操场",
        "王老师",
        "31",
        COUNTED,
        "",
        TODAY.isoformat(),
    ]
    before = AuditRow.objects.count()
    assert send(secretary, LINKS, *sheet).status_code == 302
    assert (AuditRow.objects.count(), Link.objects.count()) == (before, 1)
    assert send(secretary, LINKS, LINK_TITLES[:2], [GRID, "富民路小学"]).status_code == 302
    assert UnitFacts.objects.get().members == 31


def test_each_fault_of_a_link_is_named_with_its_line(secretary, near):
    school(near, "street")
    answer = send(
        secretary,
        LINKS,
        LINK_TITLES,
        ["630102005001001", "富民路小学", "", "", "", "", ""],
        [GRID, "没有这个单位", "", "", "", "", ""],
        [GRID, "富民路小学", "", "王老师", 31, "", "来函"],
        [GRID, "富民路小学", "", "", "三十", "", "来函"],
    )
    assert answer.status_code == 422
    assert faults(answer) == [
        "第2行：这里没有代码是“630102005001001”的网格。",
        "第3行：这里没有叫“没有这个单位”的单位、党支部或队伍，或者不止一个。",
        "第4行：这个单位服务的范围比您的辖区大，请它所在的街道更正。",
        "第5行：“三十”不是0到一百万的数。",
        "一行都没有导入。请改好这些行，再传一次。",
    ]
    assert Link.objects.count() == 0
