"""Two people at the same moment."""

from contextlib import nullcontext

import pytest

from tests.core.files.conftest import AT, WANG, on_disk
from tests.core.files.pictures import photo
from xiuhuazhen.core.files import actions
from xiuhuazhen.core.files.models import Attachment, StoredFile, Upload
from xiuhuazhen.core.files.processing import process
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id

pytestmark = pytest.mark.race


def test_of_two_owners_that_claim_an_upload_one_gets_it(real_database, upload):
    left = upload()

    def claim(owner_id):
        return actions.claim_uploads(ids=[left.pk], owner_type="sample", owner_id=owner_id, by=WANG, at=AT)

    results = real_database.together(lambda: claim("7"), lambda: claim("8"))
    assert sorted(type(result).__name__ for result in results) == ["InvalidInput", "list"]
    (refusal,) = [result for result in results if isinstance(result, InvalidInput)]
    assert refusal.extra == {"uploads": {str(left.pk): "used"}}
    assert Attachment.objects.count() == 1


def test_content_that_comes_back_while_it_is_erased_is_there_afterwards(real_database, upload, attach, files_dir):
    """One row goes, another with the same content arrives: whoever is first, the photo that is ready has its bytes."""
    attach("sample", "7")
    again = upload()

    def erase():
        actions.erase_attachments(owner_type="sample", owner_id="7", by=WANG, at=AT)
        run_pending(at=AT)

    assert real_database.together(erase, lambda: process(again.file_id, looking_into=nullcontext())) == [None, None]
    run_pending(at=AT)
    assert StoredFile.objects.get().state == "ready"
    assert on_disk(files_dir) == {"photos": 1, "previews": 1}


def test_the_same_file_that_comes_twice_at_the_same_moment_is_one_upload(real_database):
    own = new_id()

    def leave():
        return actions.receive_upload(content=photo(), filename="a.jpg", by=WANG, at=AT, upload_id=own).pk

    assert real_database.together(leave, leave) == [own, own]
    assert (Upload.objects.count(), StoredFile.objects.count()) == (1, 1)
