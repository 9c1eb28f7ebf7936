"""Who may look after jobs and the machine. They lie in no area: they are the whole installation's."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.domains.cases.queries import home_area

MANAGE = "jobs.manage"


def may_manage(by: StaffActor) -> bool:
    """Whether the person administers the area for which this installation is run."""
    if not by.may_somewhere(MANAGE):
        return False
    home = home_area()
    return home is None or by.may(MANAGE, area_path=home.path)


def require_manage(by: StaffActor) -> None:
    if not may_manage(by):
        raise Forbidden(str(permissions.known(MANAGE).sentence))


def jobs(by: StaffActor) -> QuerySet[Job]:
    require_manage(by)
    return Job.objects.all()


def job_for(by: StaffActor, job_id: str) -> Job:
    parsed = parse_id(job_id)
    job = jobs(by).filter(pk=parsed).first() if parsed else None
    if job is None:
        raise NotFound(_("This job is no longer in the list."))
    return job
