from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    STREET_OFFICE = "street_office", _("street office")
    DISPATCH_DESK = "dispatch_desk", _("dispatch desk")
    COMMUNITY = "community", _("community or village committee")
    DEPARTMENT = "department", _("department")
    STATION = "station", _("post or service station")
    PARTNER = "partner", _("partner unit")
    PARTY_BRANCH = "party_branch", _("Party branch")
    VOLUNTEER_TEAM = "volunteer_team", _("volunteer team")
    SUPERVISOR = "supervisor", _("supervising unit")


class RoleName(models.TextChoices):
    """Standard offices. Code asks for permissions; only ``wiring`` modules say which office holds which."""

    ADMINISTRATOR = "administrator", _("administrator")
    STREET_LEADER = "street_leader", _("street leader")
    DISPATCHER = "dispatcher", _("dispatcher")
    COMMUNITY_SECRETARY = "community_secretary", _("community secretary")
    COMMUNITY_STAFF = "community_staff", _("community worker")
    GRID_WORKER = "grid_worker", _("grid worker")
    UNIT_HEAD = "unit_head", _("head of a unit")
    UNIT_HANDLER = "unit_handler", _("handler")
    INSPECTOR = "inspector", _("inspector")
    SUPERVISOR = "supervisor", _("supervisor")


class ShiftPost(models.TextChoices):
    """What somebody on duty is there for: to act, or to decide."""

    OFFICER = "officer", _("duty officer")
    LEADER = "leader", _("duty leader")


class WhyLeftOut(models.TextChoices):
    """Why a shift of a week could not be repeated in a later one."""

    NO_ROLE = "no_role", _("holds no role for this unit then")
    TAKEN = "taken", _("is on duty then already")
    PAST = "past", _("the time has passed")


DOES = {
    RoleName.ADMINISTRATOR: _("sets up people, units and areas"),
    RoleName.STREET_LEADER: _("sees what is open and what is late in the whole street"),
    RoleName.DISPATCHER: _("takes in what comes and gives it to who can do it"),
    RoleName.COMMUNITY_SECRETARY: _("handles what the community is given, and checks what others did"),
    RoleName.COMMUNITY_STAFF: _("handles what the community is given, and checks what others did"),
    RoleName.GRID_WORKER: _("reports on the round and checks whether it is done"),
    RoleName.UNIT_HEAD: _("signs the unit's results before they go out"),
    RoleName.UNIT_HANDLER: _("signs for what the unit is given, handles and answers it"),
    RoleName.INSPECTOR: _("checks whether it is done"),
    RoleName.SUPERVISOR: _("hears complaints about units and those who work there"),
}
"""What each office does, in one sentence, for the cards of the demonstration."""
