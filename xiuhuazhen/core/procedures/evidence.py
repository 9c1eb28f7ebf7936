"""The files on a matter's steps: how each is shown, and which are kept from whom."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.choices import FileKind, FileState
from xiuhuazhen.core.files.queries import AttachmentInfo
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.access import RESIDENT
from xiuhuazhen.core.procedures.models import Matter, Step

OWNER = "step"
"""Owner type of the files that belong to a step."""

PLAYED_NOWHERE = frozenset({"audio/amr", "audio/amr-wb"})
"""Sound of old telephones, which programs on phones play and browsers do not."""

_NOT_TELLING = frozenset({FileKind.PHOTO})
"""Photos are made anew without what the camera wrote into them; a voice, or a letter, says who it is from."""


@dataclass(frozen=True)
class Evidence:
    """A file on a stitch. ``preview_url`` is empty for what is no picture; ``state`` says why a file is not shown.

    ``detail`` is how long a recording or how large a document is. A recording is ``played`` where browsers can; it is
    never written down by the product. ``open_url`` is where one says that one opens what is not shown before.
    """

    url: str
    preview_url: str
    label: str
    state: str = ""
    kind: FileKind = FileKind.PHOTO
    detail: str = ""
    played: bool = False
    open_url: str = ""


def kept_back(matter: Matter, step: Step, kind: FileKind, by: Actor) -> bool:
    """Whether a file of this kind on this step is kept from somebody who sees the matter: what would tell them who the
    reporter is, where they may not know."""
    keeps_back = kinds.get(matter.kind).keeps_back
    if keeps_back is None or kind in _NOT_TELLING or not _from_the_reporter(matter, step):
        return False
    return keeps_back(matter, by)


def to_be_opened(matter: Matter, files: Mapping[Step, Collection[AttachmentInfo]]) -> set[UUID]:
    """Files that could tell who the reporter is, where they want to stay unknown: whoever may know opens them on
    record."""
    telling = {(step, file.id) for step, found in files.items() for file in found if file.kind not in _NOT_TELLING}
    of_reporter = {file_id for step, file_id in telling if _from_the_reporter(matter, step)}
    keeps_back = kinds.get(matter.kind).keeps_back
    return of_reporter if of_reporter and keeps_back and keeps_back(matter, PUBLIC) else set()


def _from_the_reporter(matter: Matter, step: Step) -> bool:
    if not step.from_state:
        return True
    transition = kinds.get(matter.kind).procedure.transition(step.action, step.from_state)
    return transition.permission == RESIDENT


def kept_back_sign(file: AttachmentInfo) -> Evidence:
    """That there is something, without its name and length."""
    return Evidence(
        url="", preview_url="", label="", state=_("Kept back: it could tell who the reporter is"), kind=file.kind
    )


def closed_evidence(file: AttachmentInfo) -> Evidence:
    """That there is something to open, without its name."""
    opens = reverse("files:open", args=[file.id])
    return Evidence(url="", preview_url="", label=str(file.kind.label), kind=file.kind, open_url=opens)


def evidence_of(files: Collection[AttachmentInfo]) -> tuple[Evidence, ...]:
    """The files of one step."""
    how_many = Counter(file.kind for file in files)
    return tuple(_evidence(file, alone=how_many[file.kind] == 1) for file in files)


def _evidence(file: AttachmentInfo, *, alone: bool) -> Evidence:
    """``alone``: it is the only one of its kind, so that a number would say nothing."""
    ready, pictured = file.state == FileState.READY, file.kind == FileKind.PHOTO
    return Evidence(
        url=reverse("files:file", args=[file.id]) if ready else "",
        preview_url=reverse("files:preview", args=[file.id]) if ready and pictured else "",
        label=_label(file, alone=alone),
        state="" if ready else file.refusal or str(file.state.label),
        kind=file.kind,
        detail=_detail(file),
        played=file.kind == FileKind.VOICE and file.mime not in PLAYED_NOWHERE,
    )


def _label(file: AttachmentInfo, *, alone: bool) -> str:
    if alone and file.kind == FileKind.VOICE and not file.name:
        return _("Recording")
    labels = {
        FileKind.PHOTO: _("Photo %(number)s"),
        FileKind.VOICE: _("Recording %(number)s"),
        FileKind.DOCUMENT: _("Document %(number)s"),
    }
    return file.name or labels[file.kind] % {"number": file.position + 1}


def _detail(file: AttachmentInfo) -> str:
    if file.kind == FileKind.VOICE and file.seconds:
        minutes, seconds = divmod(file.seconds, 60)
        words = _("%(minutes)s min %(seconds)s s") if minutes else _("%(seconds)s s")
        return words % {"minutes": minutes, "seconds": seconds}
    return str(filesizeformat(file.bytes)) if file.kind == FileKind.DOCUMENT else ""
