from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tests.support import street
from tests.support.standins import mail_server, web_service
from tests.support.street import AT, BASIS, SINCE
from xiuhuazhen.core.jobs.execution import JobRun
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.messages import actions, daily, outbox, recipients, sending, topics
from xiuhuazhen.core.messages.models import Message, Preference
from xiuhuazhen.core.messages.recipients import Address
from xiuhuazhen.core.messages.topics import Notice
from xiuhuazhen.core.norms.actions import NormText, set_norm

TOPIC = "sample.told"
MINUTE = timedelta(minutes=1)


def told(payload: dict[str, Any], at: datetime) -> list[Notice]:
    """What the tests' topic makes of its payload: a list of notices, as they are."""
    return [notice(**given) for given in payload["notices"]]


def notice(**given: Any) -> Notice:
    usual = {"subject": "Please sign for it", "text": "A lamp is out.", "path": "/desk/", "urgent": False, "key": "a"}
    return Notice(**{**usual, **given})


@pytest.fixture(autouse=True)
def sample(monkeypatch):
    """The topic ``sample.told``, and ``visitor:<name>`` outside, who has a telephone and an address."""
    monkeypatch.setitem(topics._topics, TOPIC, told)
    monkeypatch.setitem(recipients._resolvers, "visitor", lambda ref: Address("13800001234", f"{ref}@example.org"))


@pytest.fixture(autouse=True)
def english():
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def world(db):
    return street.build()


@pytest.fixture
def near(world):
    return world.near


@pytest.fixture
def sms(settings):
    with web_service() as service:
        settings.SMS_URL, settings.SMS_TOKEN = service.url, "secret-token"
        yield service


@pytest.fixture
def mail(settings):
    with mail_server() as service:
        settings.EMAIL_URL, settings.EMAIL_FROM = service.url, "street@example.org"
        yield service


@pytest.fixture
def chat():
    with web_service() as service:
        yield service


@pytest.fixture(autouse=True)
def patience(settings):
    settings.MESSAGE_TIMEOUT = 2


def post(*notices: dict[str, Any], at: datetime = AT) -> None:
    with transaction.atomic():
        actions.post(topic=TOPIC, payload={"notices": list(notices)}, at=at)


def deliver(at: datetime = AT) -> None:
    """One round of the job."""
    outbox.expand_due(at)
    daily.collect_due(at)
    sending.send_due(at, after_each=lambda: None)


def tell(*notices: dict[str, Any], at: datetime = AT) -> None:
    post(*notices, at=at)
    deliver(at)


def key_of(account: Any) -> str:
    return f"person:{account.person_id}"


def prefers(account: Any, *, phone: str = "13800001234", email: str = "some@example.org", **chosen: Any) -> Preference:
    """This person has a telephone and an address, and chose to be told like this."""
    account.person.phone = phone
    account.person.save()
    row = Preference(person=account.person, **chosen)
    row.email = email
    row.save()
    return row


def let_hold(name: str, spans: list[list[int]], area: Any) -> None:
    norm = NormText(name, spans, "hours_of_day", BASIS, "D")
    set_norm(norm=norm, area=area, valid_from=SINCE, by=SYSTEM, at=AT)


def states(**chosen: Any) -> list[tuple[str, str]]:
    """Channel and state of the messages, in the order in which they were written."""
    return list(Message.objects.filter(**chosen).order_by("created_at", "pk").values_list("channel", "state"))


def run_of(job: Job, clock: Callable[[], datetime]) -> JobRun:
    return JobRun(job, at=clock(), clock=clock)
