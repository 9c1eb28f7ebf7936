"""Lines of JSON in a file for each day, kept for at least six months.

Basis: 网络安全法 (2016) 第二十一条第三项, network logs are kept for no less than six months. Several processes write
the same file: each line is one append. Files are named by their day in China and never renamed, so that no process
writes into one that another has put away.
"""

import json
import logging
import os
import sys
import traceback
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.kit.outages import Telling, outage_of

NAME = "xiuhuazhen-"
ENDING = ".jsonl"
_FRAMES = 12
_UNAVAILABLE = 503


class JsonLines(logging.Formatter):
    """One object a line: ``at``, ``level``, ``logger``, ``process``, ``message``, and what the call gave as
    ``extra={"fields": …}``. Of an exception only its type and where it came from: messages and values can hold what
    somebody wrote."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, CHINA).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": mask_numbers(_message(record)),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["frames"] = _frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """Without what follows a question mark: queries hold what people look for."""
    return " ".join(word.partition("?")[0] if word.startswith("/") else word for word in record.getMessage().split(" "))


def _frames(trace: Any) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-_FRAMES:]]


class OutagesOnce(logging.Filter):
    """Of requests that met an outage one line a minute, without frames: while it lasts every request and every probe
    meets it."""

    def __init__(self) -> None:
        super().__init__()
        self._telling = Telling()

    def filter(self, record: logging.LogRecord) -> bool:
        outage = outage_of(record.exc_info[1]) if record.exc_info else None
        if outage is None:
            return getattr(record, "status_code", 0) != _UNAVAILABLE or self._telling.is_due("unavailable")
        record.msg, record.args, record.exc_info = "requests are put off: %s", (str(outage),), None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return self._telling.is_due(outage)


class DailyFile(logging.Handler):
    """Appends to today's file in ``folder`` and removes those that are older than ``keep_days``.

    Where the disk takes nothing, lines are lost and standard error says so once a minute.
    """

    def __init__(self, folder: str | Path, keep_days: int) -> None:
        super().__init__()
        self._folder = Path(folder)
        self._keep = timedelta(days=keep_days)
        self._day: date | None = None
        self._handle = -1
        self._torn = False
        self._telling = Telling()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record).replace("\n", " ") + "\n"
            self._turn_to(datetime.fromtimestamp(record.created, CHINA).date())
            self._append(line.encode(errors="replace"))
        except OSError as fault:
            if self._telling.is_due(type(fault).__name__):
                sys.stderr.write(f"the log takes nothing: {fault.strerror}\n")
        except Exception:  # noqa: BLE001 - logging must not break what it tells of
            self.handleError(record)

    def _append(self, line: bytes) -> None:
        """A line that the disk took only the beginning of is ended before the next one."""
        whole = b"\n" + line if self._torn else line
        self._torn = os.write(self._handle, whole) < len(whole)

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle, self._day = -1, None
        super().close()

    def _turn_to(self, day: date) -> None:
        if day == self._day:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = self._opened(day)
        if self._handle >= 0:
            os.close(self._handle)
        self._handle, self._day = handle, day
        self._forget(day - self._keep)

    def _opened(self, day: date) -> int:
        """A file that root has begun by running a command is not one that the service may write."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        try:
            return os.open(self._folder / f"{NAME}{day.isoformat()}{ENDING}", flags, 0o600)
        except PermissionError:
            return os.open(self._folder / f"{NAME}{day.isoformat()}.{os.getuid()}{ENDING}", flags, 0o600)

    def _forget(self, before: date) -> None:
        for path in self._folder.glob(f"{NAME}*{ENDING}"):
            with suppress(ValueError, OSError):
                if date.fromisoformat(path.name.removeprefix(NAME)[:10]) < before:
                    path.unlink()


def configuration(folder: str, keep_days: int, level: str, *, json_on_stderr: bool) -> dict[str, Any]:
    """For ``LOGGING``. Lines of requests go to the files alone; without ``folder`` everything is on standard error."""
    handlers: dict[str, Any] = {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json" if json_on_stderr else "line"},
    }
    if folder:
        handlers["file"] = {
            "()": "xiuhuazhen.web.observing.logs.DailyFile",
            "folder": folder,
            "keep_days": keep_days,
            "formatter": "json",
        }
    names = list(handlers)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "xiuhuazhen.web.observing.logs.JsonLines"},
        },
        "filters": {"outages": {"()": "xiuhuazhen.web.observing.logs.OutagesOnce"}},
        "handlers": handlers,
        "root": {"handlers": names, "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {
                "level": "ERROR",
                "filters": ["outages"],
            },  # what was refused has its line among the requests, without address
            "xiuhuazhen.requests": {"handlers": names[-1:], "level": "INFO", "propagate": False},
        },
    }
