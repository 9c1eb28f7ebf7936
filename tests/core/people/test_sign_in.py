"""Signing in through the page, and what too many wrong passwords do."""

import pytest

from tests.support import street
from tests.support.street import PASSWORD
from xiuhuazhen.core.people.models import Account

pytestmark = pytest.mark.django_db

DESK = "near-dispatcher"


@pytest.fixture(autouse=True)
def world():
    return street.build()


def sign_in(client, *, username=DESK, password=PASSWORD, address="203.0.113.7", **more):
    given = {"username": username, "password": password, **more}
    return client.post("/sign-in/", given, REMOTE_ADDR=address)


def is_in(client):
    return client.get("/desk/").status_code == 200


def test_with_the_right_password_one_is_in(client):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert is_in(client)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        (DESK, "wrong"),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        (DESK, ""),
        (DESK.upper(), PASSWORD),
        (DESK, PASSWORD + " "),
    ],
)
def test_wrong_name_and_wrong_password_look_the_same(client, username, password):
    response = sign_in(client, username=username, password=password)
    assert response.status_code == 422
    assert not is_in(client)


def test_five_wrong_passwords_lock_the_name_for_this_address(client):
    """The fifth answer says so, and then the right password does not help either."""
    statuses = [sign_in(client, password="wrong").status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert sign_in(client).status_code == 429
    assert not is_in(client)


def test_the_lock_holds_for_that_name_from_that_address_alone(client):
    """Nobody can lock a colleague out from elsewhere."""
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client, address="203.0.113.8").status_code == 302
    client.post("/sign-out/")
    assert sign_in(client, username="near-leader").status_code == 302


def test_a_right_password_in_between_begins_the_count_anew(client):
    for _ in range(3):
        assert [sign_in(client, password="wrong").status_code for _ in range(4)] == [422] * 4
        assert sign_in(client).status_code == 302
        client.post("/sign-out/")


def test_an_account_that_was_closed_lets_nobody_in(client):
    sign_in(client)
    Account.objects.filter(username=DESK).update(is_active=False)
    assert not is_in(client)
    assert sign_in(client).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [("/matters/", "/matters/"), ("https://evil.example/", "/desk/"), ("//evil.example/", "/desk/"), ("", "/desk/")],
)
def test_one_lands_where_one_wanted_to_go_and_never_elsewhere(client, wanted, lands):
    assert sign_in(client, next=wanted)["Location"] == lands


def test_signing_out_is_a_post(client):
    """A link or picture on another page signs nobody out."""
    sign_in(client)
    assert client.get("/sign-out/").status_code == 405
    assert is_in(client)
    client.post("/sign-out/")
    assert not is_in(client)


def test_outside_the_demonstration_there_is_no_card_to_click(client):
    assert client.post("/sign-in/as/", {"card": DESK}).status_code == 404
    assert not is_in(client)


def test_the_session_is_another_one_after_signing_in(client):
    client.get("/sign-in/")
    client.session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before
