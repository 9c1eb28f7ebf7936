"""Hostile files handed in at the doors that people use, one after the other, and what became of each."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.hostile_files import Hostile
from xiuhuazhen.core.files.models import SealedBlob, StoredFile, Upload
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.domains.cases.models import ImportBatch

_CHINESE = re.compile("[一-鿿]{2}")
ENDED = {"columns", "ready", "done", "failed"}
"""States in which an import waits for people or is over."""


@dataclass(frozen=True)
class Outcome:
    """``fault`` says what should not have been; ``seconds`` are those of the longest request, ``behind`` of jobs."""

    trick: str
    taken: bool
    seconds: float
    behind: float
    fault: str = ""


def hand_in_files(client: Client, files: Iterable[Hostile]) -> Iterator[Outcome]:
    """At ``POST /api/v1/files``, as a part of a form."""
    for hostile in files:
        before = _kept()
        given = {"file": _file(hostile)}
        answer, seconds = _timed(lambda given=given: client.post("/api/v1/files", given))
        taken = answer.status_code == 201
        fault = "" if taken else _refusal_fault(answer, answer.json().get("detail", ""), before)
        behind, failed = _worked_off()
        yield Outcome(hostile.trick, taken, seconds, behind, fault or failed or (_state_fault() if taken else ""))


def hand_in_sheets(client: Client, files: Iterable[Hostile]) -> Iterator[Outcome]:
    """At ``/imports/``, by somebody signed in there; then the pages that show what was found."""
    for number, hostile in enumerate(files):
        before = _kept()
        given = {"source_name": "12345热线", "sheet": _file(hostile), **({"at_once": "on"} if number % 2 else {})}
        answer, seconds = _timed(lambda given=given: client.post("/imports/", given))
        taken = answer.status_code == 302
        if not taken:
            errors = answer.context["form"].errors.values() if answer.context else ()
            said = " ".join(each for told in errors for each in told)
            behind, failed = _worked_off()
            yield Outcome(hostile.trick, False, seconds, behind, _refusal_fault(answer, said, before) or failed)
            continue
        behind, failed = _worked_off()
        shown, reading = _timed(lambda answer=answer: client.get(answer.headers["Location"], follow=True))
        fault = failed or _batch_fault(shown)
        yield Outcome(hostile.trick, True, max(seconds, reading), behind, fault)


def left_behind() -> set[str]:
    """Files on the disk that no row speaks of."""
    known = {str(pk) for pk in SealedBlob.objects.values_list("pk", flat=True)}
    for pk, sha256 in StoredFile.objects.values_list("pk", "sha256"):
        known |= {str(pk), sha256}
    return {name for name in _names() if name not in known}


def _file(hostile: Hostile) -> SimpleUploadedFile:
    """With its name as it is: Django's own class would take only the last part of a path."""
    file = SimpleUploadedFile("a", hostile.content, "application/octet-stream")
    file._name = hostile.name or "a"  # type: ignore[attr-defined]
    return file


def _timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = ask()
    return answer, time.perf_counter() - began


def _names() -> set[str]:
    return {path.name.partition(".")[0] for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()}


def _kept() -> tuple[int, int, int, int, int]:
    counts = (Upload, StoredFile, SealedBlob, ImportBatch)
    first, second, third, fourth = (model._default_manager.count() for model in counts)
    return first, second, third, fourth, len(_names())


def _refusal_fault(answer: Any, said: str, before: tuple[int, ...]) -> str:
    if not 400 <= answer.status_code < 500:
        return f"answered {answer.status_code}"
    if not _CHINESE.search(said):
        return f"said {said!r}"
    return "" if _kept() == before else f"left behind: {before} became {_kept()}"


def _worked_off() -> tuple[float, str]:
    """The jobs done, how long they took, and whether one of them broke."""
    began = time.perf_counter()
    run_pending(at=clock.now())
    broken = Job.objects.exclude(state="done").first() or Job.objects.exclude(error="").first()
    fault = f"job {broken.name} {broken.state}: {broken.error}" if broken else ""
    Job.objects.all().delete()
    return time.perf_counter() - began, fault


def _state_fault() -> str:
    state = StoredFile.objects.order_by("-pk").values_list("state", flat=True)[0]
    return "" if state in ("ready", "refused") else f"is {state}"


def _batch_fault(shown: Any) -> str:
    batch = ImportBatch.objects.order_by("-pk")[0]
    if shown.status_code != 200:
        return f"its page answered {shown.status_code}"
    if batch.state not in ENDED:
        return f"is {batch.state}"
    return "" if batch.state != "failed" or _CHINESE.search(batch.problem) else f"failed with {batch.problem!r}"
