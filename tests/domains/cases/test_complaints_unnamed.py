"""What the product could not deliver or do about a complaint names it to nobody of the unit complained about."""

import pytest

from tests.support import cases
from tests.support.complaints import browser, complaint
from tests.support.street import AT, DAY, PASSWORD, give
from xiuhuazhen.core.jobs.actions import run_pending, run_schedules
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message, Preference
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import NewPerson, create_account
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Account, Person
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.complaining import examine_complaint
from xiuhuazhen.domains.cases.actions.handling import Note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "people")]

TODAY = local_date(AT)


def given_up(matter, settings):
    """The text message to the complainant, and that to the supervisor, did not arrive."""
    settings.SMS_URL = "http://127.0.0.1:1/"
    for found in holders(matter):
        found.phone = "13800005555"
        found.save()
        Preference(person=found, ordinary=["sms"], urgent=["sms"]).save()
    by = actor_for(Account.objects.get(person=holders(matter)[0]), on=TODAY)
    given = {"inputs": Note(""), "by": by, "at": AT, "command_id": new_id(), "version": 1}
    examine_complaint(matter=matter, **given)
    expand_due(AT)
    letters = Message.objects.filter(channel="sms")
    letters.update(state="dead", next_at=None, trouble="refused")
    return {letter.recipient.partition(":")[0]: letter for letter in letters}


def holders(matter):
    return list(Person.objects.filter(roles__name=RoleName.SUPERVISOR, roles__unit=matter.holder).order_by("name"))


def test_a_letter_that_did_not_arrive_tells_nobody_of_the_unit_complained_about(world, near, settings):
    """It belongs to where the supervising unit is, and there to who is not concerned either."""
    matter = complaint(near.units["office"])
    letters = given_up(matter, settings)
    assert set(letters) == {"cases.reporter", "person"}
    below = browser(near.accounts["administrator"])
    above = browser(administrator(near, world.county, near.units["county-supervision"]))
    both = browser(administrator(near, world.county, near.units["office"], "admin-both"))
    for name, client, seen in (("below", below, False), ("both", both, False), ("above", above, True)):
        assert (matter.number in client.get("/messages/dead/").content.decode()) is seen, name
        for letter in letters.values():
            doors = [f"/messages/dead/{letter.pk}/{verb}/" for verb in ("drop", "resend")]
            status = {client.post(address).status_code for address in doors[: 1 if seen else 2]}
            assert status == ({302} if seen else {404}), name


def test_what_the_product_could_not_do_is_not_named_where_jobs_are_shown(near, monkeypatch):
    matter = complaint(near.units["community"])
    case = cases.reported().matter
    Matter.objects.filter(pk__in=[matter.pk, case.pk]).update(wake_at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    monkeypatch.setattr(waking, "wake_matter", lambda **_: 1 / 0)
    run_schedules(at=AT + DAY)
    run_pending(at=AT + DAY)
    page = browser(near.accounts["administrator"]).get("/jobs/").content.decode()
    assert f"有 2 件没有办成，一小时后再试。 {case.number}" in page
    assert matter.number not in page


def administrator(near, area, office, login="admin-above"):
    found = create_account(person=NewPerson("管理某", login, PASSWORD), by=SYSTEM, at=AT)
    give(found, RoleName.ADMINISTRATOR, area, office)
    return found
