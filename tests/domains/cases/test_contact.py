"""The reporter's contact: sealed where it lies, masked where it is shown, opened on purpose and on record."""

import json

import pytest
from django.apps import apps
from django.db import connection

from tests.support import cases
from tests.support.cases import NAME, PHONE, case_in, reported
from tests.support.street import AT, PASSWORD
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.facts import facts

pytestmark = pytest.mark.django_db

ADDRESS = "银杏小区3号楼2单元501"


@pytest.fixture
def matter(near):
    return reported(contact_name=NAME, contact_phone=PHONE, address=ADDRESS).matter


def everything_stored():
    """All rows of all tables as text, bytes included."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    found.append(raw)
    return found


def test_it_stands_in_the_clear_in_no_table(near, matter):
    """After a whole life, imports and openings included."""
    cases.brought(near, matter, *cases.WAY["closed"])
    stored = everything_stored()
    assert any(cases.TEXT.encode() in value for value in stored)
    assert len(stored) > len(apps.get_models()) * 5
    for secret in (PHONE, NAME, ADDRESS):
        spellings = (secret.encode(), json.dumps(secret)[1:-1].encode(), secret.encode("utf-16-le"))
        assert not [value for value in stored for spelling in spellings if spelling in value], secret


def lines(matter, by):
    return facts(matter, steps_of(matter), by, local_date(AT))


def contact_line(matter, by):
    return next(fact for fact in lines(matter, by) if fact.open_url or "*" in fact.value)


def test_it_is_shown_masked_with_the_way_to_open_it_for_who_may(near, matter):
    line = contact_line(matter, near.actor("dispatcher"))
    assert (line.value, line.open_url) == ("王** 138****1234", f"/cases/{matter.number}/contact/")
    line = contact_line(matter, near.actor("grid-worker"))
    assert (line.value, line.open_url) == ("王** 138****1234", "")


def test_where_none_was_given_there_is_no_line(near):
    matter = reported().matter
    assert not [fact for fact in lines(matter, near.actor("dispatcher")) if "*" in fact.value]


def values(matter, by, label):
    return [fact.value for fact in lines(matter, by) if fact.label == label]


def test_the_address_is_shown_to_who_works_on_it_with_numbers_masked(near):
    """A handler has to find the place without opening the contact."""
    matter = reported(address=f"{ADDRESS}，电话{PHONE}").matter
    assert values(matter, near.actor("inspector"), "地址") == [f"{ADDRESS}，电话138****1234"]


@pytest.mark.parametrize(("wanted", "line"), [(True, ["反映人希望回电话"]), (False, [])])
def test_it_says_when_the_reporter_asks_for_a_call(near, wanted, line):
    matter = reported(contact_phone=PHONE, reply_wanted=wanted).matter
    assert values(matter, near.actor("dispatcher"), "回电话") == line


def test_it_says_who_works_the_grid_of_the_place(near):
    by = near.actor("dispatcher")
    worker = near.accounts["grid-worker"].person.name
    assert values(reported().matter, by, "网格员") == [worker]
    assert values(reported(point=None, area=near.areas["grid-2"].code).matter, by, "网格员") == []
    assert values(reported(point=None, area=near.areas["community"].code).matter, by, "网格员") == []


@pytest.fixture
def page(client, near, matter, monday):
    client.force_login(near.accounts["dispatcher"])
    return f"/cases/{matter.number}/contact/"


def opened():
    return list(AuditRow.objects.filter(action="cases.contact.opened").values_list("actor_key", "subject_id", "reason"))


def test_the_password_opens_it_and_the_opening_is_on_record(client, page, near, matter):
    response = client.post(page, {"password": PASSWORD})
    content = response.content.decode()
    assert response.status_code == 200
    assert f"{NAME} {PHONE}" in content
    assert ADDRESS not in content
    dispatcher = near.accounts["dispatcher"].person
    assert opened() == [(f"person:{dispatcher.pk}", str(matter.pk), matter.number)]
    assert "no-store" in response["Cache-Control"]


def test_looking_at_the_page_opens_nothing(client, page):
    response = client.get(page)
    assert response.status_code == 200
    assert PHONE not in response.content.decode()
    assert opened() == []


@pytest.mark.parametrize("password", ["wrong", "", PASSWORD.upper()])
def test_with_a_wrong_password_it_stays_closed(client, page, password):
    response = client.post(page, {"password": password})
    assert response.status_code == 422
    assert PHONE not in response.content.decode()
    assert opened() == []


def test_guessing_the_password_locks_it(client, page):
    statuses = [client.post(page, {"password": "wrong"}).status_code for _ in range(5)]
    assert statuses[-1] == 429
    response = client.post(page, {"password": PASSWORD})
    assert response.status_code == 429
    assert opened() == []


def test_lists_and_the_progress_page_never_show_it(client, page, matter):
    shown = [client.get(address).content.decode() for address in ("/desk/", "/matters/", f"/matters/{matter.number}/")]
    client.logout()
    client.post(f"/m/{matter.number}/", {"code": query_code(matter)})
    progress = client.get(f"/m/{matter.number}/").content.decode()
    assert matter.number in progress
    for text in (*shown, progress):
        assert PHONE not in text
        assert NAME not in text


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_alone_says_which_password_is_asked_for(client, near, matter, settings, tmp_path, demo):
    """Whoever came in by a card knows none. The file of passwords is there only in a demonstration."""
    account = near.accounts["dispatcher"]
    settings.DEMO, settings.DATA_DIR = demo, tmp_path
    (tmp_path / "demo-accounts.txt").write_text(f"{account.username}  abcd-efgh-2345  周敏  派遣员  城运中心\n")
    client.force_login(account)
    for address in ("contact", "code", "followers"):
        page = client.get(f"/cases/{matter.number}/{address}/").content.decode()
        assert ("abcd-efgh-2345" in page) is demo, address


def test_who_has_opened_the_contact_can_call_and_note_what_became_of_it(client, near):
    matter = cases.case_in(near, "handling", contact_name=NAME, contact_phone=PHONE)
    client.force_login(near.accounts["handler"])
    address = f"/cases/{matter.number}/contact/"
    before, after = client.get(address).content.decode(), client.post(address, {"password": PASSWORD}).content.decode()
    shown = (f'href="tel:{PHONE}"', f'action="/matters/{matter.number}/do/contact/"')
    assert [sign in before for sign in shown] == [False, False]
    assert [sign in after for sign in shown] == [True, True]


def test_a_contact_without_a_number_has_nothing_to_call(client, near):
    matter = cases.case_in(near, "handling", contact_name=NAME)
    client.force_login(near.accounts["handler"])
    page = client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}).content.decode()
    assert (NAME in page, 'href="tel:' in page.split("<main")[1].split("</main")[0]) == (True, False)


CHECKERS = {"inspector", "committee", "grid-worker"}
"""They open no contact by their office."""


def opens(world, matter, office):
    by = visit(world, f"near-{office}", today=local_date(AT))
    answer = by.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD})
    return answer.status_code, PHONE in answer.content.decode()


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("office", sorted(CHECKERS))
def test_whoever_checks_may_call_the_reporter_as_long_as_it_is_to_be_checked(world, near, office):
    """The form of the check asks whether they called. Afterwards it is closed to them again."""
    matter = case_in(near, "checking", contact_name=NAME, contact_phone=PHONE)
    assert contact_line(matter, near.actor(office)).open_url == f"/cases/{matter.number}/contact/"
    assert opens(world, matter, office) == (200, True)
    cases.act(near, matter, "confirm")
    matter.refresh_from_db()
    assert contact_line(matter, near.actor(office)).open_url == ""
    assert opens(world, matter, office) == (403, False)


@pytest.mark.usefixtures("monday")
def test_neither_who_did_the_work_nor_anybody_where_the_reporter_is_confidential(world, near):
    solved = reported(contact_name=NAME, contact_phone=PHONE).matter
    cases.act(near, solved, "solve")
    secret = case_in(near, "checking", contact_name=NAME, contact_phone=PHONE, confidential=True)
    assert opens(world, solved, "grid-worker") == (403, False)
    assert opens(world, solved, "committee") == (200, True)
    assert [opens(world, secret, office) for office in sorted(CHECKERS)] == [(403, False)] * 3


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("visitor", ["far-inspector", "near-second-secretary", "former-near-inspector"])
def test_nor_who_checks_elsewhere(world, near, visitor):
    matter = case_in(near, "checking", contact_name=NAME, contact_phone=PHONE)
    client = visit(world, visitor, today=local_date(AT))
    assert client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}).status_code == 404
