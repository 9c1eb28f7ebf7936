"""Lines of JSON by day, kept for six months at least, without anything of persons."""

import errno
import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.support import cases
from tests.support.keys import key
from tests.support.servers import PROJECT
from xiuhuazhen.web.observing.logs import DailyFile, JsonLines, OutagesOnce

DAY = timedelta(days=1)
AT = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
"""A minute before midnight in China."""


def record(message, *arguments, at=AT, name="xiuhuazhen.sample", fault=None, **fields):
    made = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, fault)
    made.created = at.timestamp()
    if fields:
        made.fields = fields
    return made


def line(*given, **named):
    return json.loads(JsonLines().format(record(*given, **named)))


@pytest.fixture
def daily(tmp_path):
    handler = DailyFile(tmp_path / "logs", 190)
    handler.setFormatter(JsonLines())
    yield handler
    handler.close()


def test_a_line_says_when_where_and_what():
    assert line("job %s failed", "x", ms=3) == {
        "at": "2026-11-23T23:59:00.000+08:00",
        "level": "ERROR",
        "logger": "xiuhuazhen.sample",
        "process": os.getpid(),
        "message": "job x failed",
        "ms": 3,
    }


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("call 13900001234 back", "call 139****1234 back"),
        ("Not Found: /matters/?q=王小明", "Not Found: /matters/"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_numbers_of_persons_and_queries_are_not_in_it(message, said):
    assert line(message)["message"] == said


def test_of_an_error_only_what_and_where():
    """The database puts rows into its messages."""
    try:
        raise ValueError("Key (phone)=(王小明 13900001234) already exists")
    except ValueError:
        written = JsonLines().format(record("broken", fault=sys.exc_info()))
    told = json.loads(written)
    assert (told["error"], told["frames"][-1].rpartition(" ")[2]) == (
        "ValueError",
        "test_of_an_error_only_what_and_where",
    )
    assert "王小明" not in written


def test_each_day_in_china_has_its_file(daily, tmp_path):
    daily.emit(record("before"))
    daily.emit(record("after", at=AT + timedelta(minutes=2)))
    files = sorted((tmp_path / "logs").iterdir())
    assert [path.name for path in files] == ["xiuhuazhen-2026-11-23.jsonl", "xiuhuazhen-2026-11-24.jsonl"]
    assert [json.loads(path.read_text())["message"] for path in files] == ["before", "after"]
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600, 0o600]


def test_what_is_older_goes_and_nothing_else(daily, tmp_path):
    (tmp_path / "logs").mkdir()
    for name in ("xiuhuazhen-2026-05-16.jsonl", "xiuhuazhen-2026-05-17.jsonl", "notes.txt", "xiuhuazhen-old.jsonl"):
        (tmp_path / "logs" / name).touch()
    daily.emit(record("today"))
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == [
        "notes.txt",
        "xiuhuazhen-2026-05-17.jsonl",
        "xiuhuazhen-2026-11-23.jsonl",
        "xiuhuazhen-old.jsonl",
    ]


def test_several_processes_write_one_file(tmp_path):
    """No line is broken by another one's."""
    program = (
        "import logging, sys; from xiuhuazhen.web.observing.logs import DailyFile, JsonLines\n"
        "h = DailyFile(sys.argv[1], 190); h.setFormatter(JsonLines()); l = logging.getLogger('x'); l.addHandler(h)\n"
        "[l.error('%s', sys.argv[2] * 500) for _ in range(200)]"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "logs", sign], cwd=PROJECT, stderr=subprocess.PIPE)
        for sign in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    for writer in writers:
        writer.stderr.close()
    told = [json.loads(text) for path in (tmp_path / "logs").iterdir() for text in path.read_text().splitlines()]
    assert sorted({each["message"] for each in told}) == ["a" * 500, "b" * 500]
    assert len(told) == 400


def test_a_folder_that_cannot_be_written_breaks_nothing(tmp_path, monkeypatch):
    (tmp_path / "logs").write_text("a file is in its way")
    handler = DailyFile(tmp_path / "logs", 190)
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler.emit(record("lost"))


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(JsonLines().format(record))


@pytest.fixture
def requests():
    """What is written of requests."""
    kept, logger = Kept(), logging.getLogger("xiuhuazhen.requests")
    logger.addHandler(kept)
    yield kept.lines
    logger.removeHandler(kept)


def test_a_request_is_a_line_by_its_pattern(db, near, requests):
    """Neither the matter, nor who asked, nor what for, nor what was sent."""
    matter = cases.case_in(near, "registered", contact_name=cases.NAME, contact_phone=cases.PHONE)
    client = Client(headers={"User-Agent": "Wang's phone"}, REMOTE_ADDR="203.0.113.9")
    client.force_login(near.accounts["dispatcher"])
    client.get(f"/matters/{matter.number}/?q=王小明")
    client.post("/report/", {"text": "13800001234 请回电"})
    client.get("/not/there/13800001234/")
    told = [json.loads(text) for text in requests]
    assert [(each["method"], each["route"], each["status"]) for each in told] == [
        ("GET", "matters/<str:number>/", 200),
        ("POST", "report/", 422),
        ("GET", "", 404),
    ]
    assert {key for each in told for key in each} == {
        *("at", "level", "logger", "process", "message", "method", "route", "status", "ms")
    }
    everything = "".join(requests)
    for secret in (matter.number, "王小明", "1380000", "203.0.113", "Wang", str(near.accounts["dispatcher"].pk)):
        assert secret not in everything


def settings_with(**given):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XHZ_")}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from django.conf import settings; print(settings.LOGGING)",
        ],
        cwd=PROJECT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.local", **given},
        capture_output=True,
        text=True,
    )


def test_less_than_six_months_is_refused(tmp_path):
    """网络安全法 asks for six months; the longest six in a row have 184 days."""
    done = settings_with(XHZ_DATA_DIR=str(tmp_path), XHZ_LOG_DAYS="183")
    assert "XHZ_LOG_DAYS must be at least 184" in done.stderr
    assert settings_with(XHZ_DATA_DIR=str(tmp_path), XHZ_LOG_DAYS="184").returncode == 0


def test_files_can_be_switched_off(tmp_path):
    assert "DailyFile" in settings_with(XHZ_DATA_DIR=str(tmp_path)).stdout
    assert "DailyFile" not in settings_with(XHZ_DATA_DIR=str(tmp_path), XHZ_LOG_DIR="off").stdout


ONE_REQUEST = """
import django; django.setup()
from django.test import Client
Client(HTTP_HOST="127.0.0.1").get("/healthz")
"""


def requests_on_stderr(folder, **given):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XHZ_")}
    own = {"XHZ_DATA_DIR": str(folder), "XHZ_SECRET_KEY": "a long random text " * 3, "XHZ_KEYS": f"k1:{key('a')}"}
    settings = {"DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.production"}
    done = subprocess.run(
        [sys.executable, "-c", ONE_REQUEST], cwd=PROJECT, env=kept | own | settings | given, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(text) for text in done.stderr.splitlines() if text.startswith(b"{")]
    return [(each["route"], each["status"]) for each in lines if each["logger"] == "xiuhuazhen.requests"]


def test_without_files_requests_are_on_standard_error(tmp_path):
    """Somebody else has to keep them for six months then; none is lost. With files they are there alone."""
    assert requests_on_stderr(tmp_path, XHZ_LOG_DIR="off") == [("healthz", 200)]
    assert requests_on_stderr(tmp_path) == []
    (file,) = (tmp_path / "logs").iterdir()
    assert '"route": "healthz"' in file.read_text()


def no_room(*_given):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_loses_lines_and_is_told_once(daily, monkeypatch, capsys):
    with monkeypatch.context() as full:
        full.setattr("xiuhuazhen.web.observing.logs.os.write", no_room)
        for number in range(5):
            daily.emit(record(f"lost {number}"))
    daily.emit(record("kept"))
    assert capsys.readouterr().err == "the log takes nothing: No space left on device\n"
    assert [json.loads(each)["message"] for each in written(daily)] == ["kept"]


def test_half_a_line_is_ended_before_the_next(daily, monkeypatch):
    write = os.write
    with monkeypatch.context() as full:
        full.setattr("xiuhuazhen.web.observing.logs.os.write", lambda handle, line: write(handle, line[:10]))
        daily.emit(record("torn"))
    daily.emit(record("whole"))
    torn, whole = written(daily)
    assert (torn, json.loads(whole)["message"]) == ('{"at": "20', "whole")


def written(daily):
    (file,) = daily._folder.iterdir()
    return file.read_text().splitlines()


def test_requests_that_meet_an_outage_leave_one_line_a_minute_without_frames():
    try:
        no_room()
    except OSError as fault:
        met = [record("Service Unavailable: /x", fault=(OSError, fault, fault.__traceback__)) for _ in range(3)]
    once = OutagesOnce()
    kept = [each for each in met if once.filter(each)]
    assert [(each.getMessage(), each.levelname, each.exc_info) for each in kept] == [
        ("requests are put off: disk-full", "WARNING", None)
    ]


def test_other_faults_keep_all_their_lines():
    once = OutagesOnce()
    faults = [record("Internal Server Error: /x", fault=(ValueError, ValueError(), None)) for _ in range(3)]
    assert all(once.filter(each) and each.exc_info for each in faults)
