"""A running product for journeys: its web, job process and ticker, on a copied database and a free port."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.databases import RealDatabase, connected_to, copy_of, drop
from tests.support.waiting import until
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 10
WORK_SECONDS = 120
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Server:
    """``url`` has no slash at its end; ``database`` is the one it works on, and so does the test."""

    url: str
    database: RealDatabase
    log: Path


def manage(*command: str, database: RealDatabase, **settings: str) -> None:
    """Run a management command on this database in another process."""
    done = subprocess.run(_command(*command), env=_environment(database, settings), capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}"


@contextmanager
def serve(database: RealDatabase, *, for_good: bool = True, **settings: str) -> Iterator[Server]:
    """Start ``xiuhuazhen run`` and wait until it answers; ``settings`` are names and values of the environment.

    At the end it is told to stop. With ``for_good=False``, for what nobody needs again, it is killed, which takes no
    seconds: its processes end by themselves when it is gone.

    A traceback in the server's log fails the test, even where the page looked right.
    """
    port, log = _free_port(), database.data_dir.parent / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            _command("run", "--port", str(port)),
            env=_environment(database, settings),
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield Server(f"http://127.0.0.1:{port}", database, log)
    finally:
        _stop(process, gently=for_good)
    content = log.read_text(errors="replace")
    assert "Traceback (most recent call last)" not in content, f"the server failed:\n{content[-8000:]}"


def _command(*words: str) -> list[str]:
    return [sys.executable, str(PROJECT / "manage.py"), *words]


def _environment(database: RealDatabase, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XHZ_", "DATABASE_URL"))}
    own = {"DJANGO_SETTINGS_MODULE": "tests.support.served", "XHZ_PUBLIC_RATE": "off", "PYTHONUNBUFFERED": "1"}
    return kept | own | database.environment() | settings


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            break
        if _answers(port):
            return
        time.sleep(POLL_SECONDS)
    pytest.fail(f"the server did not answer /healthz within {START_SECONDS} s:\n{log.read_text(errors='replace')}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: "subprocess.Popen[bytes]", *, gently: bool = True) -> None:
    """Ask the server to end; then end all of its group, so that no job process outlives the test."""
    if gently and process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def server(real_database) -> Iterator[Server]:
    """The product on an empty, migrated database. What the test does through actions, the server sees."""
    with serve(real_database, for_good=False) as running:
        yield running


@pytest.fixture(scope="session")
def demo_template(database_template, django_db_blocker, tmp_path_factory) -> Iterator[RealDatabase]:
    with django_db_blocker.unblock():
        template = copy_of(database_template, tmp_path_factory.mktemp("demo") / "data")
        manage("demo", "--only-stories", database=template, XHZ_DEMO="1")
        _work_off(template)
    yield template
    with django_db_blocker.unblock():
        drop(template)


def _work_off(template: RealDatabase) -> None:
    """Do once what every copy would begin with: above all the demonstration's photos wait to be looked at."""
    with connected_to(template), serve(template, XHZ_DEMO="1"):
        under_way = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
        until(lambda: not under_way.exists(), seconds=WORK_SECONDS)


@contextmanager
def demonstrate(template: RealDatabase, folder: Path) -> Iterator[Server]:
    """Run the product in demonstration mode on a copy of the demonstration's data."""
    database = copy_of(template, folder / "data")
    with connected_to(database), serve(database, for_good=False, XHZ_DEMO="1") as running:
        yield running
    drop(database)


@pytest.fixture
def demo_server(demo_template, django_db_blocker, tmp_path) -> Iterator[Server]:
    """The product in demonstration mode, with the demonstration's data."""
    with django_db_blocker.unblock(), demonstrate(demo_template, tmp_path) as running:
        yield running
