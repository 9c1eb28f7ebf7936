"""Erasing what a matter holds of people: every text, sealed data and file, the title, which is the first words of
the report, and the words by which it was found. Steps, their digests and the chain stay, and go on proving what
happened and when."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.files.actions import erase_attachments
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.procedures import documents, kinds
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.core.procedures.models import Matter, StepContent

ERASED = "procedures.contents.erased"


@transaction.atomic
def erase_contents(*, matter_id: UUID, by: Actor, at: datetime) -> bool:
    """Whether there was anything to erase. The place stays known by its area, no longer by its point."""
    matter = Matter.objects.select_for_update().get(pk=matter_id)
    if matter.erased_at:
        return False
    for step_id in matter.steps.values_list("pk", flat=True):
        erase_attachments(owner_type=OWNER, owner_id=str(step_id), by=by, at=at)
    StepContent.objects.filter(step__matter=matter).delete()
    kind = kinds.get(matter.kind)
    if kind.erase:
        kind.erase(matter)
    matter.title, matter.erased_at = _("%(kind)s, contents erased") % {"kind": kind.label}, at
    matter.lng_e7 = matter.lat_e7 = None
    matter.save(update_fields=["title", "erased_at", "lng_e7", "lat_e7"])
    documents.rewrite(matter)
    record(ERASED, subject=matter, by=by, at=at, area_code=matter.area.code)
    return True
