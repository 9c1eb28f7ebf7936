import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from tests.core.files.pictures import photo
from xiuhuazhen.core.files import actions
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.actors import Actor

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WANG = Actor(key="person:1", name="王一")
LI = Actor(key="person:2", name="李二")


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    yield settings.FILES_DIR
    shutil.rmtree(settings.FILES_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def english():
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def upload():
    """``upload()``: a photo that Wang left at the door."""

    def leave(content=None, *, by=WANG, at=AT, prepared=False):
        left = actions.receive_upload(content=content or photo(), filename="IMG_1.jpg", by=by, at=at)
        if prepared:
            run_pending(at=at)
        return left

    return leave


@pytest.fixture
def attach(upload):
    """``attach("sample", "7")``: a prepared photo of Wang's that this owner has."""

    def give(owner_type, owner_id, content=None, *, prepared=True):
        left = upload(content, prepared=prepared)
        (attachment,) = actions.claim_uploads(ids=[left.pk], owner_type=owner_type, owner_id=owner_id, by=WANG, at=AT)
        return attachment

    return give


def on_disk(files_dir: Path) -> dict[str, int]:
    """How many files lie in each folder."""
    counts: dict[str, int] = {}
    for path in files_dir.rglob("*"):
        if path.is_file():
            folder = path.relative_to(files_dir).parts[0]
            counts[folder] = counts.get(folder, 0) + 1
    return counts
