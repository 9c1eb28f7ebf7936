"""Figures for Prometheus: closed unless opened, right, and of no person."""

import re
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.support.servers import serve
from tests.support.street import AT, HOUR
from xiuhuazhen import VERSION
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.observing import figures

pytestmark = pytest.mark.usefixtures("_database")


def read(**given):
    return Client(**given).get("/metrics")


@pytest.fixture
def _database(request):
    """The usual one, but for the test that starts the product."""
    if "real_database" not in request.fixturenames:
        request.getfixturevalue("db")


@pytest.fixture
def opened(settings, monkeypatch):
    settings.METRICS_TOKEN = "long and random"
    monkeypatch.setattr(clock, "now", lambda: AT)


def shown():
    """Figures by name and labels."""
    answer = read(headers={"Authorization": "Bearer long and random"})
    families = text_string_to_metric_families(answer.content.decode())
    return {(each.name, *sorted(each.labels.values())): each.value for family in families for each in family.samples}


def test_they_are_closed_by_default():
    """As if they were not there."""
    assert read(REMOTE_ADDR="127.0.0.1").status_code == 404
    assert read(headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        ("Bearer long and random", 200),
        ("Bearer long and randoM", 404),
        ("Bearer long", 404),
        ("Basic long and random", 404),
        ("Bearer ", 404),
        ("", 404),
        ("Bearer 令牌", 404),
    ],
)
def test_a_token_opens_them(opened, authorization, status):
    assert read(headers={"Authorization": authorization}).status_code == status


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("10.1.2.3", "", 200),
        ("10.1.3.3", "", 404),
        ("192.0.2.7", "10.1.2.3", 404),  # anybody can say so
        ("10.1.2.9", "203.0.113.5", 404),  # a proxy in that network, whom nobody named as one
        ("10.9.9.9", "10.1.2.3", 200),  # our proxy vouches for it
        ("10.9.9.9", "203.0.113.5", 404),
        ("10.9.9.9", "10.1.2.3, 203.0.113.5", 404),
        ("", "", 404),
    ],
)
def test_an_address_opens_them(settings, peer, forwarded, status):
    settings.METRICS_FROM = ["10.1.2.0/24"]
    settings.TRUSTED_PROXIES = ["10.9.9.9"]
    given = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert read(REMOTE_ADDR=peer, **given).status_code == status


def test_an_administrators_session_does_not(near):
    client = Client()
    client.force_login(near.accounts["administrator"])
    assert client.get("/metrics").status_code == 404


def test_they_show_how_the_installation_is(opened):
    Job.objects.all().delete()
    enqueue("jobs.prune", at=AT - HOUR)
    usual = {"recipient": "person:1", "channel": "email", "key": "k", "subject": "s", "path": "/", "urgent": False}
    Message.objects.create(**usual, state="dead", created_at=AT)
    Backup.objects.create(taken_at=AT - HOUR, finished_at=AT, place="/mnt", bytes=1, files=0)
    found = shown()
    assert found["xhz_jobs", "queued"] == 1
    assert found["xhz_jobs", "failed"] == 0
    assert found["xhz_jobs_seen_to",] == 0
    assert found["xhz_messages_dead",] == 1
    assert found["xhz_triggers_missing",] == 0
    assert found["xhz_backup_timestamp_seconds",] == (AT - HOUR).timestamp()
    assert found["xhz_disk_free_bytes",] > 0
    assert found["xhz_database_bytes",] > 100_000
    assert any(key[0] == "xhz_info" and VERSION in key for key in found)


def test_without_a_backup_there_is_no_moment_of_one(opened):
    assert ("xhz_backup_timestamp_seconds",) not in shown()


def test_requests_are_counted_by_method_and_status(opened):
    before = shown().get(("xhz_request_seconds_count", "4xx", "GET"), 0)
    Client().get("/not/there/")
    assert shown()["xhz_request_seconds_count", "4xx", "GET"] == before + 1


def test_what_clients_send_makes_no_series(opened):
    Client().generic("BREW", "/matters/13800001234/")
    names = {key[1:] for key in shown() if key[0] == "xhz_request_seconds_count"}
    assert all(re.fullmatch(r"\dxx", status) for status, _method in names)
    assert {method for _status, method in names} <= figures._METHODS | {"other"}


def test_nothing_is_counted_by_person_unit_or_place(opened):
    labels = {label for key in shown() for label in key[1:]}
    assert not [label for label in labels if re.search(r"person|unit|area|6301", label)]


def asked(running, path, **headers):
    connection = HTTPConnection(urlsplit(running.url).netloc, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_processes_of_the_web_server_count_together(real_database):
    """Whichever of them is asked. What a former start counted is forgotten."""
    with serve(real_database, XHZ_METRICS_TOKEN="t") as running:
        assert {asked(running, "/readyz")[0] for _ in range(20)} == {200}
        _status, answer = asked(running, "/metrics", Authorization="Bearer t")
    families = text_string_to_metric_families(answer)
    counted = [each for family in families for each in family.samples if each.name == "xhz_request_seconds_count"]
    assert [(each.labels, each.value >= 21) for each in counted] == [({"method": "GET", "status": "2xx"}, True)]


def test_nothing_is_counted_while_the_disk_has_no_room_for_the_counts(tmp_path, monkeypatch):
    """The kernel would end the process that writes into a page for which there is none."""
    monkeypatch.setenv(figures.SHARED, str(tmp_path))
    counted = []
    count = figures.Histogram("x", "x", registry=None)
    monkeypatch.setattr(figures._requests, "labels", lambda *labels: counted.append(labels) or count)

    def no_room(*_given):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(figures.os, "posix_fallocate", no_room)
        figures.count_request("GET", 200, 0.1)
    assert counted == []
    figures.count_request("GET", 200, 0.1)
    assert counted == [("GET", "2xx")]
    assert (tmp_path / f"histogram_{figures.os.getpid()}.db").stat().st_size == figures._BYTES
