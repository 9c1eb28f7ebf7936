"""Two deliverers at the same moment, and one that is killed, on a database that really commits."""

import os
import subprocess
import sys

import pytest

from tests.core.messages.conftest import MINUTE, deliver, key_of, post, prefers, tell
from tests.support import street
from tests.support.street import AT
from xiuhuazhen.core.messages import daily, outbox
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.sending import LEASE

pytestmark = pytest.mark.race


@pytest.fixture
def handler(real_database):
    account = street.build().near.accounts["handler"]
    prefers(account, ordinary=["email"], urgent=["sms"], daily=True)
    return key_of(account)


def many(handler, number, **given):
    return [{"recipient": handler, "key": str(each), **given} for each in range(number)]


def test_two_deliverers_at_once_send_each_message_once(real_database, handler, sms):
    for given in many(handler, 12, urgent=True):
        post(given)
    results = real_database.together(deliver, deliver, deliver)
    assert results == [None, None, None]
    deliver(AT + MINUTE)
    assert len(sms.keys) == len(sms.taken) == 12
    assert set(Message.objects.filter(channel="sms").values_list("state", "attempts")) == {("sent", 1)}
    assert Message.objects.filter(channel="inbox").count() == 12


def test_the_same_notice_posted_twice_is_one_message_whoever_is_first(real_database, handler, sms):
    for _ in range(6):
        post(*many(handler, 2, urgent=True))
    assert real_database.together(*[lambda: outbox.expand_due(AT)] * 3) == [None, None, None]
    outbox.expand_due(AT + MINUTE)
    assert sorted(Message.objects.values_list("key", "channel")) == [
        ("0", "inbox"),
        ("0", "sms"),
        ("1", "inbox"),
        ("1", "sms"),
    ]


def test_a_day_is_collected_once(real_database, handler, mail):
    post(*many(handler, 5))
    outbox.expand_due(AT)
    collect = [lambda: daily.collect_due(AT)] * 3
    assert real_database.together(*collect) == [None, None, None]
    assert Message.objects.filter(key__startswith="daily:").count() == 1
    deliver()
    assert len(mail.taken) == 1


def test_a_process_killed_once_the_service_has_it(real_database, handler, sms, settings):
    """It is handed over again when the lease is over, and the service knows it by its key."""
    post(*many(handler, 1, urgent=True))
    outbox.expand_due(AT)
    env = {**os.environ, **real_database.environment(), "DJANGO_SETTINGS_MODULE": "tests.support.served"}
    command = [sys.executable, "-m", "tests.core.messages.worker", AT.isoformat()]
    with subprocess.Popen(command, env={**env, "XHZ_SMS_URL": sms.url}, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout.readline() == "halted\n"
        doomed.kill()
    row = Message.objects.get(channel="sms")
    assert (row.state, row.attempts) == ("queued", 1)
    deliver(AT + MINUTE)
    assert len(sms.keys) == 1
    deliver(AT + LEASE)
    row.refresh_from_db()
    assert (row.state, row.attempts, sms.keys) == ("sent", 2, [str(row.pk)] * 2)
    assert len(sms.taken) == 1


def test_the_job_does_it_all(real_database, handler, sms):
    """As the ticker puts it there: only while there is something to do."""
    from xiuhuazhen.core.jobs.actions import run_pending, run_schedules
    from xiuhuazhen.core.jobs.models import Job

    run_schedules(at=AT)
    assert not Job.objects.filter(name="messages.deliver").exists()
    tell(at=AT)
    post(*many(handler, 3, urgent=True))
    run_schedules(at=AT)
    run_pending(at=AT)
    assert len(sms.taken) == 3
    run_schedules(at=AT + MINUTE)
    assert Job.objects.filter(name="messages.deliver").count() == 1
