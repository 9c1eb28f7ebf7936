"""Public doors may be used so often an hour; who shows a token is known and not counted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.conftest import Caller, body_of, kind_of
from tests.core.files.pictures import photo
from tests.support.cases import case_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def low_rates(settings, tmp_path):
    settings.PUBLIC_RATE, settings.PUBLIC_DEVICE_RATE = "3", "2"
    settings.FILES_DIR = tmp_path / "files"


def picture():
    return SimpleUploadedFile("a.jpg", photo(), "image/jpeg")


def test_reports_are_limited_by_address(world, anybody):
    """Past the rate: 429 and when to come again, at most an hour later."""
    assert [anybody.post("/cases", body_of()).status_code for _ in range(3)] == [201, 201, 201]
    answer = anybody.post("/cases", body_of())
    assert kind_of(answer) == (429, "too-many-requests")
    assert re.fullmatch(r"\d+", answer.headers["Retry-After"])
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_reports_that_are_refused_count_too(world, anybody):
    for _ in range(3):
        anybody.post("/cases", "{}")
    assert kind_of(anybody.post("/cases", body_of())) == (429, "too-many-requests")


def test_files_are_limited(world, anybody):
    """Each costs disk and work."""
    assert [anybody.send_file(picture()).status_code for _ in range(3)] == [201, 201, 201]
    assert kind_of(anybody.send_file(picture())) == (429, "too-many-requests")


def test_files_and_reports_are_counted_apart(world, anybody):
    for _ in range(3):
        anybody.send_file(picture())
    assert anybody.post("/cases", body_of()).status_code == 201


def test_a_device_has_a_lower_rate(world):
    """Whatever the browser makes of the cookie."""
    caller = Caller()
    caller.client.cookies["device"] = "a b " * 50
    assert [caller.post("/cases", body_of()).status_code for _ in range(3)] == [201, 201, 429]


def test_who_shows_a_token_is_not_counted(world, program):
    caller = program()
    assert {caller.post("/cases", body_of()).status_code for _ in range(6)} == {201}


def test_off_means_off(world, anybody, settings):
    settings.PUBLIC_RATE = "off"
    assert {anybody.post("/cases", body_of()).status_code for _ in range(6)} == {201}


@pytest.mark.parametrize(("proxies", "statuses"), [([], [201, 201, 201, 429]), (["10.0.0.0/8"], [201] * 4)])
def test_the_address_comes_through_trusted_proxies_alone(world, anybody, settings, proxies, statuses):
    """Without a proxy of ours, what the client claims in the header helps it nothing."""
    settings.TRUSTED_PROXIES = proxies
    found = [
        anybody.post(
            "/cases", body_of(), REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": f"203.0.113.{number}"}
        ).status_code
        for number in range(4)
    ]
    assert found == statuses


def test_guessing_query_codes_is_limited(world):
    """The page that asks for the code stops answering, also to the right one."""
    matter = case_in(world.near, "registered")
    browser = Client()
    tries = [browser.post(f"/m/{matter.number}/", {"code": f"AAAA-BBBB-CCC{sign}"}).status_code for sign in "ABCD"]
    assert tries == [404, 404, 404, 429]
