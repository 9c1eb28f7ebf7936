"""Who stands before a door: near misses, and those who are entitled."""

from datetime import date

from django.test import Client

from tests.support.street import AT, DAY, SYSTEM, World, coming, former
from xiuhuazhen.core.people.actions import create_token
from xiuhuazhen.core.people.models import Account, ApiToken, Unit

OUTSIDERS = (
    "anonymous",
    "stranger",
    "far-dispatcher",
    "far-handler",
    "far-secretary",
    "near-other-handler",
    "near-second-secretary",
    "former-near-dispatcher",
    "former-near-handler",
    "coming-near-dispatcher",
    "coming-near-handler",
)
"""Nobody of these sees a matter in the near street's first grid that the near lamp unit has: no role at all, the right
role in the neighbouring street or community, the right office for another unit, an office that ended yesterday, one
that begins tomorrow."""

INSIDERS = (
    "near-dispatcher",
    "near-leader",
    "near-secretary",
    "near-committee",
    "near-grid-worker",
    "near-inspector",
    "near-handler",
    "near-colleague",
)
"""All of these see it."""


def account_of(world: World, name: str, *, today: date) -> Account | None:
    """The visitor's account; made now if they are of the past or of the future."""
    kind, _, rest = name.partition("-")
    if name == "anonymous":
        return None
    if name == "stranger":
        return world.stranger
    if kind in {"former", "coming"}:
        street, _, office = rest.partition("-")
        make = former if kind == "former" else coming
        return make(getattr(world, street), office, today=today)
    account: Account = getattr(world, kind).accounts[rest]
    return account


def visit(world: World, name: str, *, today: date) -> Client:
    """The visitor's browser, signed in if they can be."""
    client = Client(raise_request_exception=True)
    account = account_of(world, name, today=today)
    if account:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def token_for(world: World, wanted: list[str], *, where: str, unit: Unit, today: date) -> tuple[ApiToken, str]:
    """A program's token for the near or far street, good for a day."""
    area = getattr(world, where).areas["street"]
    return create_token(name="程序", wanted=wanted, area=area, unit=unit, valid_to=today + DAY, by=SYSTEM, at=AT)
