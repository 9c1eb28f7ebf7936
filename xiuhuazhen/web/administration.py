"""What stands under the entry of the administration: the registers that somebody's role opens."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.messages.access import MANAGE as MESSAGES
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.granting import MANAGE, TOKENS
from xiuhuazhen.web import calendars
from xiuhuazhen.web.auditing.access import SEARCH
from xiuhuazhen.web.cataloguing.access import MANAGE as CATALOGUE
from xiuhuazhen.web.cataloguing.access import may_manage as may_manage_catalogue
from xiuhuazhen.web.leaving.access import HAND_OVER
from xiuhuazhen.web.norming.access import MANAGE as NORMS
from xiuhuazhen.web.operating.access import MANAGE as JOBS
from xiuhuazhen.web.operating.access import may_manage


@dataclass(frozen=True)
class Entry:
    url: str
    label: str
    icon: str
    says: str


@reference.one_version()
def entries(by: StaffActor) -> list[Entry]:
    offered = [
        ("web:people", MANAGE, _("People"), "users", _("Who works here, in which roles; deputies; accounts")),
        ("web:units", MANAGE, _("Units"), "home", _("Offices, committees, stations and partners with their telephone")),
        (
            "web:norms",
            NORMS,
            _("Norms"),
            "clock",
            _("Time limits and other numbers, with their basis"),
        ),
        (
            "web:wordings",
            MESSAGES,
            _("Wordings"),
            "message",
            _("In which words the product tells people what happened"),
        ),
        ("web:tokens", TOKENS, _("Programs"), "settings-automation", _("Other systems that come in with a token")),
        ("web:audit", SEARCH, _("Audit"), "search", _("Who changed what, and who opened sealed data")),
        ("web:leaving", HAND_OVER, _("Leaving a post"), "logout", _("Roles end, and what somebody had goes to others")),
        ("web:calendar", calendars.MANAGE, _("Calendar"), "calendar", _("Work days, local days off, office hours")),
    ]
    opened = [each for each in offered if by.may_somewhere(each[1])]
    if may_manage_catalogue(by):
        catalogue = _("Classes and categories of cases, and the words by which they are suggested")
        opened.append(("web:catalogue", CATALOGUE, _("Categories"), "list-details", catalogue))
    if may_manage(by):
        jobs = _("What runs in the background, and what was given up")
        opened.append(("web:jobs", JOBS, _("Jobs"), "settings-automation", jobs))
        health = _("Disk, keys, backup, calendar and what else may be wrong, with what to do")
        keeping = _("What is held, for how long, and what was erased last")
        opened.append(("web:retention", JOBS, _("Retention"), "trash", keeping))
        opened.append(("web:health", JOBS, _("System health"), "first-aid-kit", health))
    return [Entry(reverse(name), label, icon, says) for name, _permission, label, icon, says in opened]
