"""``xiuhuazhen run`` and ``xiuhuazhen keys``, as processes of their own."""

import http.client
import os
import re
import socket
import stat
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.support.servers import _command, _environment
from tests.support.waiting import until
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.management.commands import run

LOCAL = "xiuhuazhen.config.settings.local"
READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def running(real_database):
    """The product, started; it has said where it is. Everything that it starts writes into the same pipe."""
    process = subprocess.Popen(
        _command("run", "--port", str(free_port())),
        env=_environment(real_database, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        yield process
        process.terminate()


def port_of(process):
    for line in process.stdout:
        if found := READY.search(line):
            return int(found[1])
    raise AssertionError("it ended without saying where it is")


def status_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.race
def test_it_serves_runs_jobs_and_ends_cleanly(running):
    """When the pipe ends, no process that it started is left."""
    assert status_of(port_of(running), "/healthz") == 200
    job_id = enqueue("jobs.prune", at=clock.now())
    until(lambda: Job.objects.get(pk=job_id).state == "done")
    running.terminate()
    assert "Traceback" not in running.stdout.read()
    assert running.wait(30) == 0
    assert ScheduledRun.objects.filter(name="jobs.prune").exists()


@pytest.mark.race
def test_when_it_is_killed_nothing_is_left_behind(running):
    port_of(running)
    running.kill()
    running.stdout.read()
    assert running.wait(30) == -9


@pytest.mark.race
def test_a_missing_trigger_stops_it(real_database):
    from django.db import connection

    name = "xhz_audit_auditrow_no_update"
    with connection.cursor() as cursor:
        on = ' ON "audit_auditrow"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    done = subprocess.run(
        _command("run", "--port", str(free_port())),
        env=_environment(real_database, {}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert f"append-only trigger {name} is missing" in done.stderr


def test_a_port_that_is_taken_is_said_at_once():
    with socket.socket() as taken, translation.override("en"):
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Cannot use 127.0.0.1 port {port}: .* Choose another with --port."):
            run._refuse_taken_port("127.0.0.1", port)


def test_keys_are_made_once_for_their_owner_alone(settings, tmp_path, capsys):
    settings.KEYS_FILE = tmp_path / "own" / "keys"
    with translation.override("en"):
        call_command("keys")
        made = settings.KEYS_FILE.read_text()
        call_command("keys")
    assert stat.S_IMODE(settings.KEYS_FILE.stat().st_mode) == 0o600
    assert settings.KEYS_FILE.read_text() == made
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"The keys were made: {settings.KEYS_FILE}"
    assert said[2] == f"The keys were there already: {settings.KEYS_FILE}"
    assert said[1].startswith("Back this file up now, in a place apart from the data.")


def test_whatever_is_written_is_for_its_owner_alone(tmp_path):
    """The data directory, the secret that is made for it, and files that ask for no mode of their own."""
    data = tmp_path / "new" / "data"
    write = "from django.conf import settings; (settings.DATA_DIR / 'report').write_text('x')"
    environment = {**os.environ, "XHZ_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": LOCAL}
    for unset in ("DATABASE_URL", "XHZ_SECRET_KEY"):
        environment.pop(unset, None)
    subprocess.run(_command("shell", "-c", write), env=environment, check=True, capture_output=True, timeout=60)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data, *data.iterdir())}
    assert (modes["data"], modes["secret-key"], modes["report"]) == (0o700, 0o600, 0o600)
    assert not [name for name, mode in modes.items() if mode & 0o077]
