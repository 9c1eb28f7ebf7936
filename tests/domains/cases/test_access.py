"""Every door to a case, tried by everybody who almost may: what is absent and what is forbidden look the same, and
nothing changes."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.core.files.pictures import photo
from tests.support import cases
from tests.support.cases import NAME, PHONE, WHO, case_in, reported
from tests.support.orders import orders
from tests.support.street import AT, DAY, PASSWORD
from tests.support.visitors import INSIDERS, OUTSIDERS, token_for, visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import revoke_token
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions.checking import Check
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.choices import CheckedBy
from xiuhuazhen.domains.cases.models import ImportBatch

pytestmark = pytest.mark.django_db

TODAY = clock.local_date(AT)
ACTIONS = sorted(set(cases.ACTIONS) - {"archive", "lapse", "time_up"})
CONTENT = "application/json"


@pytest.fixture(autouse=True)
def on_monday(monday, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def matter(near):
    """In the near street's first grid, given to the lamp unit and not yet signed for, with contact."""
    return case_in(near, "dispatched", contact_name=NAME, contact_phone=PHONE)


def state_of_the_world():
    steps = list(Step.objects.order_by("pk").values_list("pk", flat=True))
    rows = list(Matter.objects.order_by("pk").values_list("pk", "version", "state", "holder_id"))
    return steps, rows, ImportBatch.objects.count(), AuditRow.objects.filter(action__startswith="cases.").count()


def page_form(near, action, version):
    return {"version": version, "command_id": str(new_id()), "text": "已办", **cases.asked_by(near, action)}


def json_form(near, action, version):
    note = {} if action == "rate" else {"note": "已办"}
    return json.dumps({"id": str(new_id()), "version": version, **note, **cases.asked_by(near, action)})


def doors_of(matter, near):
    """Every door of one matter: what it is called, how it is tried, and what somebody unknown is told."""
    number = matter.number
    yield "page", lambda c: c.get(f"/matters/{number}/"), 302
    yield "contact", lambda c: c.get(f"/cases/{number}/contact/"), 302
    yield "open contact", lambda c: c.post(f"/cases/{number}/contact/", {"password": PASSWORD}), 302
    yield "API", lambda c: c.get(f"/api/v1/matters/{number}"), 401
    for action in ACTIONS:
        address, called = f"/matters/{number}/do/{action}/", f"/api/v1/matters/{number}/actions/{action}"
        yield f"form {action}", lambda c, at=address: c.get(at), 302
        yield (
            f"send {action}",
            lambda c, at=address, act=action: c.post(at, page_form(near, act, matter.version)),
            302,
        )
        yield (
            f"API {action}",
            lambda c, at=called, act=action: c.post(at, json_form(near, act, matter.version), CONTENT),
            401,
        )


@pytest.mark.parametrize("visitor", OUTSIDERS)
def test_no_door_of_a_matter_opens_for_who_almost_may(world, matter, visitor):
    client, before = visit(world, visitor, today=TODAY), state_of_the_world()
    for name, knock, unknown in doors_of(matter, world.near):
        response = knock(client)
        assert response.status_code == (unknown if visitor == "anonymous" else 404), name
        if unknown == 302 and visitor == "anonymous":
            assert response["Location"].startswith("/sign-in/?next="), name
    assert state_of_the_world() == before


@pytest.mark.parametrize("visitor", [name for name in OUTSIDERS if name != "anonymous"])
def test_what_is_forbidden_looks_like_what_is_absent(world, matter, visitor):
    """Word for word, the number apart."""
    client, absent = visit(world, visitor, today=TODAY), "630102005-20261123-9999"
    for address in ("/matters/{}/", "/matters/{}/do/dispatch/", "/cases/{}/contact/", "/api/v1/matters/{}"):
        there, gone = (client.get(address.format(number)) for number in (matter.number, absent))
        pages = [
            response.content.decode().replace(number, "N")
            for response, number in ((there, matter.number), (gone, absent))
        ]
        assert there.status_code == gone.status_code == 404
        assert without_nonces(pages[0]) == without_nonces(pages[1])


def without_nonces(page):
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken"):?\s*=?"[^"]*"', r"\1", page)


LISTS = (
    "/desk/",
    "/desk/?only=late",
    "/matters/",
    "/matters/?area=630102005",
    "/matters/?area=630102005006",
    "/matters/?state=open",
    "/matters/?order=due",
    "/map/",
    "/map/?area=630102005",
    "/map/points/",
    "/map/points/?bbox=101,36,102,37&zoom=5",
    "/map/named/?bbox=101,36,102,37",
)
SEARCHES = ("/matters/?q={}", "/desk/?matter={}", "/map/?q={}", "/map/points/?q={}", "/map/named/?q={}")
API_LISTS = (
    "/api/v1/matters",
    "/api/v1/matters?area=630102005",
    "/api/v1/matters?state=dispatched",
    "/api/v1/matters?q={}",
    "/api/v1/matters?kind=cases.case",
)


@pytest.mark.parametrize("visitor", OUTSIDERS)
def test_no_list_count_search_or_map_shows_it_to_who_almost_may(world, matter, visitor):
    client = visit(world, visitor, today=TODAY)
    for address in (*LISTS, *SEARCHES, *API_LISTS):
        response = client.get(address.format(matter.number))
        if visitor == "anonymous":
            assert response.status_code == (401 if address in API_LISTS else 302), address
            continue
        assert response.status_code == 200, address
        content = response.content.decode().replace(f"?q={matter.number}", "").replace(f'value="{matter.number}"', "")
        assert matter.number not in content.replace(f"matter={matter.number}", ""), address
        assert matter.title not in content, address


@pytest.mark.parametrize("visitor", OUTSIDERS[1:])
def test_counts_do_not_give_it_away(world, matter, visitor):
    """With it and without it the same numbers are shown."""
    client = visit(world, visitor, today=TODAY)
    assert client.get("/desk/").context["counts"]["open"] in (0, "0")
    assert client.get("/matters/").context["total_label"] == "0"
    assert client.get("/api/v1/matters").json() == {"items": [], "next": ""}
    for point in ((matter.lng_e7, matter.lat_e7), (None, None)):
        Matter.objects.filter(pk=matter.pk).update(lng_e7=point[0], lat_e7=point[1])
        for asked in ("", "?zoom=0", "?bbox=101,36,102,37&zoom=12"):
            on_map = client.get(f"/map/points/{asked}").json()
            assert on_map == {"items": [], "clusters": [], "areas": [], "more": False}
        in_area = {"zoom": "16", "around": matter.area.code}
        assert client.get("/map/named/", in_area).json() == {"items": [], "more": False}
        assert client.get("/map/").context["unplaced"] == 0


@pytest.mark.parametrize("visitor", INSIDERS)
def test_who_is_entitled_sees_it_everywhere(world, matter, visitor):
    client, number = visit(world, visitor, today=TODAY), matter.number
    assert client.get(f"/matters/{number}/").status_code == 200
    assert number in client.get("/matters/").content.decode()
    assert number in client.get(f"/matters/?q={number}").content.decode()
    assert [item["number"] for item in client.get("/api/v1/matters").json()["items"]] == [number]
    assert client.get(f"/api/v1/matters/{number}").json()["number"] == number
    assert [item["number"] for item in client.get("/map/points/").json()["items"]] == [number]


MAY_DO = {
    "registered": {
        "dispatch": {"dispatcher"},
        "place": {"dispatcher"},
        "decline": {"dispatcher"},
        "solve": {"secretary", "committee", "grid-worker"},
    },
    "dispatched": {
        "sign_for": {"handler", "colleague"},
        "return": {"handler", "colleague"},
        "recall": {"dispatcher"},
    },
    "checking": {
        "confirm": {"dispatcher", "secretary", "committee", "grid-worker", "inspector"},
        "rework": {"dispatcher", "secretary", "committee", "grid-worker", "inspector"},
    },
    "closing": {"close": {"dispatcher"}},
}


@pytest.mark.parametrize("visitor", INSIDERS)
@pytest.mark.parametrize("state", MAY_DO)
def test_who_sees_it_does_only_what_their_office_allows(world, state, visitor):
    """A form that is not theirs is refused, and so is what is sent without it; the page offers what may be done."""
    matter, office = case_in(world.near, state), visitor.removeprefix("near-")
    client, before = visit(world, visitor, today=TODAY), state_of_the_world()
    sees = office not in {"handler", "colleague"} or state != "registered"
    for action, offices in MAY_DO[state].items():
        page, called = f"/matters/{matter.number}/do/{action}/", f"/api/v1/matters/{matter.number}/actions/{action}"
        if office in offices:
            assert client.get(page).status_code == 200, action
            continue
        answers = (
            client.get(page),
            client.post(page, page_form(world.near, action, matter.version)),
            client.post(called, json_form(world.near, action, matter.version), CONTENT),
        )
        assert [answer.status_code for answer in answers] == ([403, 422, 403] if sees else [404] * 3), action
    assert state_of_the_world() == before
    if sees:
        offered = client.get(f"/api/v1/matters/{matter.number}").json()["actions"]
        expected = {action for action, offices in MAY_DO[state].items() if office in offices}
        assert set(offered) & set(MAY_DO[state]) == expected


@pytest.mark.parametrize("action", ["dispatch", "sign_for", "finish", "reply", "confirm", "close"])
def test_right_office_and_right_place_do_it_through_the_api(world, action):
    """The other side of all these refusals: it works for who may."""
    state = {"dispatch": "registered", "sign_for": "dispatched", "finish": "handling", "reply": "answering"}
    matter = case_in(world.near, state.get(action, {"confirm": "checking", "close": "closing"}.get(action)))
    client = visit(world, f"near-{WHO[action]}", today=TODAY)
    sent = client.post(
        f"/api/v1/matters/{matter.number}/actions/{action}", json_form(world.near, action, matter.version), CONTENT
    )
    assert sent.status_code == 200, sent.content.decode()
    assert Matter.objects.get(pk=matter.pk).version == matter.version + 1


class TestContact:
    """Who may open a reporter's contact."""

    @pytest.mark.parametrize(
        ("office", "status"),
        [
            ("dispatcher", 200),
            ("secretary", 200),
            ("handler", 200),
            ("colleague", 200),
            ("leader", 403),
            ("committee", 403),
            ("grid-worker", 403),
            ("inspector", 403),
        ],
    )
    def test_among_those_who_see_the_matter_some_may(self, world, matter, office, status):
        client, before = visit(world, f"near-{office}", today=TODAY), state_of_the_world()
        response = client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD})
        assert response.status_code == status
        assert (PHONE in response.content.decode()) is (status == 200)
        assert AuditRow.objects.filter(action="cases.contact.opened").count() == (1 if status == 200 else 0)
        if status == 403:
            assert state_of_the_world() == before

    def test_a_unit_that_no_longer_has_it_may_not(self, world):
        matter = case_in(world.near, "dispatched", contact_phone=PHONE)
        cases.act(world.near, matter, "return")
        client = visit(world, "near-handler", today=TODAY)
        assert client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}).status_code == 404


class TestPhotos:
    """A photo of a step is seen by who sees the matter, and by its reporter."""

    @pytest.fixture
    def address(self, near):
        upload = receive_upload(content=photo(), filename="a.jpg", by=PUBLIC, at=AT)
        self.matter = reported(uploads=(upload.pk,)).matter
        cases.act(near, self.matter, "dispatch")
        run_pending(at=AT)
        return f"/files/{Attachment.objects.get().pk}/"

    def answer(self, client, address):
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
        return response.status_code

    @pytest.mark.parametrize("visitor", OUTSIDERS)
    def test_nobody_who_almost_may_sees_it(self, world, address, visitor):
        client = visit(world, visitor, today=TODAY)
        assert [self.answer(client, at) for at in (address, f"{address}preview/")] == [404, 404]

    @pytest.mark.parametrize("visitor", INSIDERS)
    def test_who_sees_the_matter_sees_it(self, world, address, visitor):
        assert self.answer(visit(world, visitor, today=TODAY), address) == 200

    def test_its_reporter_sees_it_with_the_code_and_not_before(self, client, address):
        assert self.answer(client, address) == 404
        client.post(f"/m/{self.matter.number}/", {"code": query_code(self.matter)})
        assert self.answer(client, address) == 200

    @pytest.mark.parametrize(("action", "told"), [("finish", False), ("reply", True), ("confirm", False)])
    def test_its_reporter_sees_photos_of_the_answer_and_none_of_what_stays_inside(self, client, near, action, told):
        """Who works on it sees them all."""
        before = {"finish": "handling", "reply": "answering", "confirm": "checking"}
        matter, by = case_in(near, before[action]), near.actor(WHO[action])
        upload = receive_upload(content=photo(), filename="a.jpg", by=by, at=AT)
        given = {"text": "已办", "uploads": (upload.pk,)}
        inputs = Check(CheckedBy.LOOKED, **given) if action == "confirm" else Note(**given)
        cases.act(near, matter, action, inputs, by=by)
        run_pending(at=AT)
        address = f"/files/{Attachment.objects.get().pk}/"
        client.post(f"/m/{matter.number}/", {"code": query_code(matter)})
        assert self.answer(client, address) == (200 if told else 404)
        assert (address in client.get(f"/m/{matter.number}/").content.decode()) is told
        client.force_login(near.accounts["inspector"])
        assert self.answer(client, address) == 200

    def test_the_code_of_another_case_does_not_help(self, client, address):
        other = reported().matter
        client.post(f"/m/{other.number}/", {"code": query_code(other)})
        assert self.answer(client, address) == 404


class TestImports:
    @pytest.fixture
    def batch(self, near):
        by = near.actor("dispatcher")
        given = {"file_name": "机密工单.xlsx", "source_name": "12345热线", "area": near.areas["street"]}
        found = start_import(content=orders(1), by=by, at=AT, **given)
        run_pending(at=AT)
        return found

    @pytest.mark.parametrize(
        ("visitor", "page", "detail"),
        [
            ("anonymous", 302, 302),
            ("stranger", 403, 404),
            ("far-dispatcher", 200, 404),
            ("near-leader", 403, 404),
            ("near-secretary", 403, 404),
            ("near-handler", 403, 404),
            ("former-near-dispatcher", 403, 404),
            ("coming-near-dispatcher", 403, 404),
            ("near-dispatcher", 200, 200),
        ],
    )
    def test_a_desk_sees_what_it_brought_in_and_nobody_else_does(self, world, batch, visitor, page, detail):
        client = visit(world, visitor, today=TODAY)
        listed, shown = client.get("/imports/"), client.get(f"/imports/{batch.pk}/")
        assert (listed.status_code, shown.status_code) == (page, detail)
        entitled = visitor == "near-dispatcher"
        assert [("机密工单" in answer.content.decode()) for answer in (listed, shown)] == [entitled, entitled]

    @pytest.mark.parametrize(
        "visitor", ["anonymous", "stranger", "near-leader", "near-secretary", "former-near-dispatcher"]
    )
    def test_who_may_not_import_brings_nothing_in(self, world, batch, visitor):
        client, before = visit(world, visitor, today=TODAY), state_of_the_world()
        given = {"source_name": "x", "sheet": SimpleUploadedFile("a.xlsx", orders(2))}
        response = client.post("/imports/", given)
        assert response.status_code == (302 if visitor == "anonymous" else 403)
        assert state_of_the_world() == before

    def test_an_import_lands_in_ones_own_street(self, world, batch):
        client = visit(world, "far-dispatcher", today=TODAY)
        client.post("/imports/", {"source_name": "x", "sheet": SimpleUploadedFile("a.xlsx", orders(1))})
        assert ImportBatch.objects.latest("created_at", "id").area == world.far.areas["street"]


class TestReportingDoors:
    """Entering a case, and the grid worker's round."""

    NEW = {"dispatcher", "secretary", "committee"}
    PATROL = {"grid-worker", "secretary", "committee"}

    @pytest.mark.parametrize("visitor", ["stranger", "former-near-dispatcher", "coming-near-dispatcher", *INSIDERS])
    def test_only_who_may_report_gets_the_form(self, world, visitor):
        client, office = visit(world, visitor, today=TODAY), visitor.removeprefix("near-")
        statuses = [client.get(address).status_code for address in ("/cases/new/", "/cases/paste/", "/patrol/")]
        enters = 200 if office in self.NEW else 403
        assert statuses == [enters, enters, 200 if office in self.PATROL else 403]

    @pytest.mark.parametrize(
        ("visitor", "address"),
        [("far-dispatcher", "/cases/new/"), ("near-second-secretary", "/cases/new/"),
         ("far-dispatcher", "/cases/paste/"), ("far-grid-worker", "/patrol/"),
         ("near-second-secretary", "/patrol/")],
    )  # fmt: skip
    def test_nobody_reports_for_the_neighbours(self, world, visitor, address):
        """Neither by choosing the area nor by a position."""
        client, before = visit(world, visitor, today=TODAY), state_of_the_world()
        base = {"id": str(new_id()), "text": "路灯不亮"}
        for place in ({"area": "630102005006001"}, {"area": "630102005006"}, {"lng": "101.815", "lat": "36.602"}):
            assert client.post(address, {**base, **place}).status_code == 422
        assert state_of_the_world() == before

    @pytest.mark.parametrize("visitor", ["stranger", "near-leader", "former-near-dispatcher"])
    def test_nobody_reports_who_may_not(self, world, visitor):
        client, before = visit(world, visitor, today=TODAY), state_of_the_world()
        for address in ("/cases/new/", "/cases/paste/", "/patrol/"):
            sent = client.post(address, {"id": str(new_id()), "text": "路灯不亮", "area": "630102005006"})
            assert sent.status_code == 403
        assert state_of_the_world() == before

    @pytest.mark.parametrize("visitor", ["stranger", "former-near-dispatcher", *INSIDERS, *OUTSIDERS])
    def test_only_who_may_enter_cases_there_gets_the_reply(self, world, matter, visitor):
        client, office = visit(world, visitor, today=TODAY), visitor.removeprefix("near-")
        status = client.get(f"/cases/{matter.number}/reply/").status_code
        assert (status == 200) is (office in self.NEW)
        assert status in (200, 302, 403, 404)


class TestTokens:
    """Programs with a token."""

    def asked(self, client, text, matter):
        head = {"Authorization": f"Bearer {text}"}
        called = client.post(
            f"/api/v1/matters/{matter.number}/actions/decline",
            json.dumps({"id": str(new_id()), "version": 1, "note": "x"}),
            CONTENT,
            headers=head,
        )
        listed = client.get("/api/v1/matters", headers=head)
        numbers = [item["number"] for item in listed.json()["items"]] if listed.status_code == 200 else None
        shown = client.get(f"/api/v1/matters/{matter.number}", headers=head)
        return listed.status_code, numbers, shown.status_code, called.status_code

    def test_one_sees_what_it_was_allowed_where_it_was_allowed(self, world, client):
        matter = case_in(world.near, "registered")
        near_unit, far_unit = world.near.units["office"], world.far.units["office"]
        before = state_of_the_world()
        _row, reader = token_for(world, ["cases.view"], where="near", unit=near_unit, today=TODAY)
        _row, elsewhere = token_for(world, ["cases.view", "cases.dispatch"], where="far", unit=far_unit, today=TODAY)
        assert self.asked(client, reader, matter) == (200, [matter.number], 200, 403)
        assert self.asked(client, elsewhere, matter) == (200, [], 404, 404)
        assert state_of_the_world() == before

    def test_wrong_revoked_and_expired_ones_are_refused_alike(self, world, client, monkeypatch):
        matter, unit = case_in(world.near, "registered"), world.near.units["office"]
        row, text = token_for(world, ["cases.view", "cases.dispatch"], where="near", unit=unit, today=TODAY)
        _row, other = token_for(world, ["cases.view"], where="near", unit=unit, today=TODAY)
        assert self.asked(client, "xhz_" + "A" * 43, matter) == (401, None, 401, 401)
        revoke_token(token=row, by=world.near.actor("administrator"), at=AT)
        assert self.asked(client, text, matter) == (401, None, 401, 401)
        monkeypatch.setattr(clock, "now", lambda: AT + DAY)
        assert self.asked(client, other, matter) == (401, None, 401, 401)

    def test_a_wrong_token_is_not_mended_by_a_session(self, world, matter):
        client = visit(world, "near-dispatcher", today=TODAY)
        assert self.asked(client, "wrong", matter) == (401, None, 401, 401)
