"""What all pages with forms do: take in files that came with the form, and show refusals beside the fields."""

import hashlib
from typing import Any
from uuid import UUID

from django.forms import Form

from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.ids import derived_id


def take_photos(form: Form, by: Actor, *, command_id: UUID) -> None:
    """Take in the photos, recordings and documents that came with the form itself, so that their ids join those sent
    before. The same file sent again for the same command is the same upload, so that the command stays the same.

    Adds the errors of files that were refused to the form; what was taken in stays.
    """
    ids = list(form.cleaned_data.get("files") or ())
    for file in form.cleaned_data.get("photos") or ():
        try:
            ids.append(_taken_in(file, by, command_id))
        except Refusal as refusal:
            form.add_error("photos", refusal.message)
    form.cleaned_data["files"] = tuple(dict.fromkeys(ids))


def _taken_in(file: Any, by: Actor, command_id: UUID) -> UUID:
    content = file.read()
    upload_id = derived_id("upload", str(command_id), hashlib.sha256(content).hexdigest())
    upload = receive_upload(content=content, filename=file.name or "", by=by, at=clock.now(), upload_id=upload_id)
    return upload.pk


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Put a refusal's sentences beside the fields they speak of, and the rest above the form."""
    placed = {name: sentence for name, sentence in refusal.fields.items() if name in form.fields}
    for name, sentence in placed.items():
        form.add_error(name, sentence)
    if len(placed) < len(refusal.fields) or not placed:
        form.add_error(None, refusal.message)
