"""Photos that are to prove that work was done, and look like photos of other matters: a hint for people to look."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from xiuhuazhen.core.files.choices import FileKind
from xiuhuazhen.core.files.queries import AttachmentInfo, similar_photos
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import visible_matters


@dataclass(frozen=True)
class Alike:
    """Where photos like these are: the numbers of matters that the person may see, and how many matters besides."""

    numbers: tuple[str, ...] = ()
    hidden: int = 0


NOWHERE = Alike()


def used_before(
    matter: Matter, files: Mapping[str, Collection[AttachmentInfo]], by: StaffActor, *, owner_type: str
) -> dict[str, Alike]:
    """By step, the other matters whose earlier photos look like the step's. ``files`` are those of the steps to look
    at. One query, and three more where something is found."""
    photos = {file.id: step for step, found in files.items() for file in found if file.kind == FileKind.PHOTO}
    similar = similar_photos(set(photos), owner_type=owner_type)
    if not similar:
        return {}
    others = _matters_of({file.owner_id for files in similar.values() for file in files}, matter)
    seen = dict(visible_matters(by).filter(pk__in=others.values()).values_list("pk", "number"))
    found: dict[str, set[UUID]] = {}
    for photo, earlier in similar.items():
        alike = {others[file.owner_id] for file in earlier if file.owner_id in others}
        found.setdefault(photos[photo], set()).update(alike)
    return {step: _alike(matters, seen) for step, matters in found.items() if matters}


def _matters_of(step_ids: Collection[str], but: Matter) -> dict[str, UUID]:
    """Without matters of which only the unit that has one may know: not even how many."""
    told = Step.objects.filter(pk__in=step_ids, matter__kind__in=kinds.area_wide())
    rows = told.exclude(matter=but).values_list("pk", "matter_id")
    return {str(pk): matter_id for pk, matter_id in rows}


def _alike(matters: Collection[UUID], seen: Mapping[UUID, str]) -> Alike:
    numbers = sorted(seen[pk] for pk in matters if pk in seen)
    return Alike(tuple(numbers), len(matters) - len(numbers))
