"""Codes at places: made, printed, scanned, withdrawn."""

import re

import pytest
import segno

from tests.support.street import AT, BASIS, SINCE, SYSTEM, former
from xiuhuazhen.core.areas.actions import add_alias, end_area
from xiuhuazhen.core.areas.models import Alias, Boundary
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.domains.cases.actions.place_codes import Spot, make_codes, withdraw_code
from xiuhuazhen.domains.cases.models import Case, PlaceCode
from xiuhuazhen.domains.cases.rules.sheets_of_codes import Printed, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

GRID_2, COMMUNITY = "630102005006002", "630102005006"
GATE = (1_018_150_000, 366_080_000)


@pytest.fixture
def gate(near):
    (code,) = make_codes(spots=[Spot(near.areas["grid-2"].pk, "东门", GATE)], by=SYSTEM, at=AT)
    return code


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


def sent(client, code, **given):
    form = {"id": str(new_id()), "text": "路灯不亮", "place": code.token, "area": COMMUNITY, "address": code.label}
    assert client.post("/report/", {**form, **given}).status_code == 201
    case = Case.objects.select_related("matter__area").get()
    return case.matter.area.code, (case.matter.lng_e7, case.matter.lat_e7)


def test_a_scanned_code_fills_in_the_place(client, gate):
    page = client.get(f"/report/?place={gate.token}")
    form = page.context["form"]
    assert (form["area"].value(), form["address"].value()) == (COMMUNITY, "东门")
    assert page.context["scanned"] == {"label": "东门", "withdrawn": False}
    assert sent(client, gate) == (GRID_2, GATE)


def test_what_was_filled_in_can_be_changed(client, gate):
    """Another community takes the place of the code's; an own position as well."""
    assert sent(client, gate, area="630102005001", address="")[0] == "630102005001"


def test_an_own_position_counts_more_than_the_code(client, gate):
    assert sent(client, gate, lng="101.815", lat="36.602")[0] == "630102005006001"


def test_a_code_whose_point_the_border_left_behind_keeps_its_area(client, near):
    (code,) = make_codes(spots=[Spot(near.areas["grid-2"].pk, "南门", (1_018_150_000, 366_020_000))], by=SYSTEM, at=AT)
    assert sent(client, code) == (GRID_2, (None, None))


def test_a_withdrawn_code_opens_the_page_and_says_so(client, gate):
    withdraw_code(code=gate, by=SYSTEM, at=AT)
    page = client.get(f"/report/?place={gate.token}")
    assert page.context["scanned"] == {"label": "东门", "withdrawn": True}
    assert page.context["form"]["area"].value() is None
    assert sent(client, gate)[0] == COMMUNITY


@pytest.fixture
def grown(near):
    """Boundaries old enough to end today."""
    Boundary.objects.update(valid_from=SINCE)


def ends(area):
    end_area(area=area, on=local_date(AT), basis=BASIS, by=SYSTEM, at=AT)


def test_a_code_in_a_grid_that_ended_leads_to_its_community(client, near, grown, gate, fresh_counts):
    ends(near.areas["grid-2"])
    assert client.get(f"/report/?place={gate.token}").context["form"]["area"].value() == COMMUNITY
    assert sent(client, gate) == (COMMUNITY, GATE)


def test_a_code_without_a_point_does_so_too(client, near, grown, fresh_counts):
    (code,) = make_codes(spots=[Spot(near.areas["grid-2"].pk, "南门")], by=SYSTEM, at=AT)
    ends(near.areas["grid-2"])
    assert sent(client, code) == (COMMUNITY, (None, None))


def test_what_lies_there_now_takes_the_place_of_a_grid_that_ended(client, near, grown, fresh_counts):
    spot = Spot(near.areas["grid-2"].pk, "东门", (1_018_150_000, 366_020_000))
    (code,) = make_codes(spots=[spot], by=SYSTEM, at=AT)
    ends(near.areas["grid-2"])
    assert sent(client, code) == ("630102005006001", spot.point)


@pytest.mark.parametrize("token", ["unknown1", "\0", "' or 1=1", "x" * 5000])
def test_an_unknown_code_is_said_to_be_unknown(client, near, token):
    """The page goes on as if nothing had been scanned."""
    page = client.get("/report/", {"place": token})
    assert (page.status_code, page.context["scanned"]) == (200, None)
    assert "这里没有您扫的这个码。" in page.content.decode()


def test_without_a_code_nothing_is_said_of_one(client, near):
    assert "您扫的" not in client.get("/report/?place=").content.decode()


def test_the_desk_makes_codes_for_grids_names_and_spots(desk, near):
    """A row of history each; what has a code already gets no second."""
    add_alias(area=near.areas["grid-2"], text="富民苑", basis=BASIS, by=SYSTEM, at=AT, point=GATE)
    alias = Alias.objects.get(text="富民苑")
    form = {"places": [f"area:{GRID_2}", f"alias:{alias.pk}"], "area": GRID_2, "label": "东门"}
    for _ in range(2):
        assert desk.post("/places/codes/", form).status_code == 302
    assert {(code.label, code.point) for code in PlaceCode.objects.all()} == {
        ("富民路社区第二网格", None),
        ("富民苑", GATE),
        ("东门", None),
    }
    assert AuditRow.objects.filter(action="cases.place_code.made").count() == 3


@pytest.mark.parametrize(
    "form",
    [{}, {"label": "东门"}, {"places": ["area:630102006007001"]}, {"area": GRID_2, "label": "13800001234"}],
)
def test_nothing_a_neighbour_s_place_and_a_person_s_number_get_no_code(desk, form):
    assert desk.post("/places/codes/", form).status_code == 422
    assert not PlaceCode.objects.exists()


def test_the_sheet_has_each_code_that_is_in_use(desk, near, gate):
    make_codes(spots=[Spot(near.areas["grid"].pk, "西门")], by=SYSTEM, at=AT)
    withdraw_code(code=PlaceCode.objects.get(label="西门"), by=SYSTEM, at=AT)
    page = desk.get("/places/codes/sheet/")
    assert [code["label"] for code in page.context["codes"]] == ["东门"]
    sheet = desk.get("/places/codes/sheet/?as=pdf")
    assert sheet["Content-Type"] == "application/pdf"
    assert "东门".encode("utf-16-be").hex().encode() in sheet.content


@pytest.mark.parametrize(
    ("site", "begins"),
    [
        ("https://street.example.cn/", "https://street.example.cn/report/?place="),
        ("", "http://testserver/report/?place="),
    ],
)
def test_a_printed_code_leads_to_the_public_site(desk, near, gate, settings, monkeypatch, site, begins):
    """However the one who prints it came to the page."""
    settings.SITE_URL, drawn = site, []
    monkeypatch.setattr(
        segno, "make_qr", lambda text, **how: drawn.append(text) or segno.make(text, micro=False, **how)
    )
    for how in ("", "?as=pdf"):
        assert desk.get(f"/places/codes/sheet/{how}").status_code == 200
    assert drawn == [begins + gate.token] * 2
    page = desk.get("/places/codes/sheet/").content.decode()
    assert begins.removesuffix("/report/?place=") in page
    assert ("XHZ_SITE_URL" in page) is not site.startswith("https")


def test_a_sheet_holds_six_codes_a_page_and_its_table_fits():
    """Readers find each object by where the table says that it begins."""
    code = Printed([[True, False], [False, True]], ("东门", "Code ab"))
    for count, pages in ((0, 1), (1, 1), (6, 1), (7, 2)):
        drawn = pdf([code] * count)
        assert drawn.count(b"/Type/Page/") == pages
        starts = [int(each) for each in re.findall(rb"(\d{10}) 00000 n", drawn)]
        assert [drawn[start:].split(b"<<")[0] for start in starts] == [
            b"%d 0 obj" % number for number in range(1, len(starts) + 1)
        ]
        assert drawn[int(re.findall(rb"startxref\n(\d+)", drawn)[0]) :].startswith(b"xref")


def test_the_longest_label_stays_in_its_cell():
    """Sixty characters go on below, all of them, above the code of the next row."""
    label = "火车站街道富民路社区居民委员会党群服务中心南侧" * 3
    cell = Printed([[True]], (label[:60], "请扫码", "富民路第一网格", "编号"))
    drawn = pdf([cell, cell, cell]).decode("latin-1")
    found = re.findall(r"/F (\d+) Tf ([-\d.]+) ([-\d.]+) Td <(\w+)> Tj", drawn)
    texts = [bytes.fromhex(text).decode("utf-16-be") for _size, _left, _base, text in found]
    assert "".join(texts).count(label[:60]) == 3
    width, height, a_cell = 511 / 2, 758 / 3, len(found) // 3
    for order, ((size, left, base, _text), text) in enumerate(zip(found, texts, strict=True)):
        row, column = divmod(order // a_cell, 2)
        assert 42 + width * column <= float(left)
        assert float(left) + len(text) * int(size) <= 42 + width * (column + 1)
        assert 800 - height * (row + 1) < float(base) < 800 - height * row


def test_every_code_is_listed_and_printed_a_page_at_a_time(desk, near):
    """Sixty a page, the newest first, none left out."""
    make_codes(spots=[Spot(near.areas["grid-2"].pk, f"灯杆{n}") for n in range(130)], by=SYSTEM, at=AT)
    shown, printed = [], []
    for page in ("1", "2", "3"):
        listed = desk.get(f"/places/codes/?page={page}").context
        shown += [row["label"] for row in listed["rows"]]
        printed += [code["label"] for code in desk.get(f"/places/codes/sheet/{listed['sheet_query']}").context["codes"]]
    assert sorted(shown) == sorted(printed) == sorted(f"灯杆{n}" for n in range(130))
    assert (listed["before_url"], listed["after_url"]) == ("?page=2", "")
    assert desk.get(f"/places/codes/sheet/{listed['pdf_query']}").content.count(b"/Type/Page/") == 2


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("within=630102005006001", ["西门"]),
        ("within=630102005006", ["东门", "西门"]),
        ("q=东", ["东门"]),
        ("within=630102006", []),
        ("page=9", ["东门", "西门"]),
    ],
)
def test_codes_are_chosen_by_area_and_name(desk, near, gate, query, labels):
    make_codes(spots=[Spot(near.areas["grid"].pk, "西门")], by=SYSTEM, at=AT)
    assert sorted(row["label"] for row in desk.get(f"/places/codes/?{query}").context["rows"]) == labels
    assert sorted(code["label"] for code in desk.get(f"/places/codes/sheet/?{query}").context["codes"]) == labels


def test_a_code_is_withdrawn_once(desk, gate):
    for _ in range(2):
        assert desk.post(f"/places/codes/{gate.token}/withdraw/").status_code == 302
    assert AuditRow.objects.filter(action="cases.place_code.withdrawn").count() == 1


@pytest.mark.parametrize("office", ["handler", "grid-worker", "inspector", "leader"])
def test_others_of_the_street_put_up_no_codes(client, near, gate, office):
    client.force_login(near.accounts[office])
    for page in ("", "sheet/", "sheet/?as=pdf"):
        assert client.get(f"/places/codes/{page}").status_code == 403
    assert client.post(f"/places/codes/{gate.token}/withdraw/").status_code == 403


def test_the_neighbour_s_codes_are_absent(client, world, gate):
    client.force_login(world.far.accounts["dispatcher"])
    assert client.get("/places/codes/").context["rows"] == []
    assert client.get("/places/codes/sheet/").context["codes"] == []
    assert client.post(f"/places/codes/{gate.token}/withdraw/").status_code == 404
    assert PlaceCode.objects.get().withdrawn_at is None


def test_who_left_yesterday_and_who_never_came_put_up_none(client, near, gate):
    assert client.get("/places/codes/").status_code == 302
    client.force_login(former(near, "dispatcher", today=local_date(AT)))
    assert client.get("/places/codes/").status_code == 403


@pytest.fixture
def lamps(near):
    return make_codes(spots=[Spot(near.areas["grid-2"].pk, f"灯杆{n}") for n in range(70)], by=SYSTEM, at=AT)


def sheet_of(client, *codes, **more):
    return client.get("/places/codes/sheet/", {"ticked": "1", "pick": [code.token for code in codes], **more})


def test_only_those_ticked_are_printed(desk, lamps):
    """From any page of the list, each once; on paper and as PDF alike. One that was withdrawn meanwhile is left out."""
    withdraw_code(code=lamps[65], by=SYSTEM, at=AT)
    page = sheet_of(desk, lamps[3], lamps[3], lamps[60], lamps[65])
    assert sorted(code["label"] for code in page.context["codes"]) == ["灯杆3", "灯杆60"]
    drawn = desk.get(f"/places/codes/sheet/{page.context['pdf_query']}")
    assert drawn["Content-Type"] == "application/pdf"
    assert [f"灯杆{n}".encode("utf-16-be").hex().encode() in drawn.content for n in (3, 60, 65)] == [True, True, False]


@pytest.mark.parametrize("how", [{}, {"as": "pdf"}])
@pytest.mark.parametrize("pick", [[], ["unknown1", "\0", "x" * 500]])
def test_where_nothing_is_ticked_the_sheet_says_so(desk, lamps, pick, how):
    page = desk.get("/places/codes/sheet/", {"ticked": "1", "pick": pick, **how})
    assert page.context["codes"] == []
    assert "没有勾选还在用的码。" in page.content.decode()


def test_more_than_are_printed_at_once_are_said_to_be_left_out(desk, lamps):
    page = sheet_of(desk, *lamps)
    assert (len(page.context["codes"]), page.context["left_out"]) == (60, True)
    assert "一次最多打印 60 个" in page.content.decode()
    assert sheet_of(desk, *lamps[:60]).context["left_out"] is False


def test_the_list_is_a_plain_form_of_ticks(desk, lamps):
    """It works without a script; what was withdrawn has no box."""
    withdraw_code(code=lamps[0], by=SYSTEM, at=AT)
    shown = [desk.get(f"/places/codes/?page={page}").content.decode() for page in (1, 2)]
    assert 'id="ticked" class="tick-bar" method="get" action="/places/codes/sheet/"' in shown[0]
    boxes = [re.findall(r'name="pick" value="(\w+)" form="ticked"', text) for text in shown]
    assert sorted(boxes[0] + boxes[1]) == sorted(code.token for code in lamps[1:])


def test_a_neighbour_s_code_is_not_printed_by_ticking_it(client, world, gate):
    """Nor by one who left yesterday or has another office."""
    client.force_login(world.far.accounts["dispatcher"])
    assert sheet_of(client, gate).context["codes"] == []
    for account in (former(world.near, "dispatcher", today=local_date(AT)), world.near.accounts["handler"]):
        client.force_login(account)
        assert sheet_of(client, gate).status_code == 403
