"""To whom a unit's case can be given: to who can handle it there today, and does not have it yet."""

import pytest

from tests.support import cases, street
from tests.support.street import AT, DAY
from tests.support.visitors import visit
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.handling import Colleague, Dispatch
from xiuhuazhen.domains.cases.forms.acts import ColleagueForm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = local_date(AT)


def offered(near, matter, office):
    present = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    choices = ColleagueForm(matter=present, by=near.actor(office), at=AT).fields["person"].choices
    names = {str(account.person_id): name for name, account in near.accounts.items()}
    return {names[person_id] for person_id, _name in choices if person_id}


@pytest.fixture
def matter(near):
    """With the community's committee, and signed for by its secretary."""
    found = cases.reported().matter
    cases.act(near, found, "dispatch", Dispatch(near.units["community"].pk))
    cases.act(near, found, "sign_for", by=near.actor("secretary"))
    return found


def test_neither_a_grid_worker_nor_who_has_it_is_offered(near, matter):
    """A grid worker belongs to the unit and handles nothing for it."""
    assert offered(near, matter, "secretary") == {"committee"}


def test_a_colleague_takes_over_what_another_has(near, matter):
    assert offered(near, matter, "committee") == {"committee"}
    step = cases.act(near, matter, "reassign", Colleague(near.accounts["committee"].person_id),
                     by=near.actor("committee"))  # fmt: skip
    assert (step.to_state, offered(near, matter, "committee")) == ("handling", {"secretary"})


@pytest.mark.parametrize("who", ["grid-worker", "handler", "former", "coming"])
def test_it_is_not_given_to_who_cannot_handle_it_there(near, matter, who):
    found = {"former": street.former, "coming": street.coming}
    account = found[who](near, "committee", today=TODAY) if who in found else near.accounts[who]
    with pytest.raises(InvalidInput) as refused:
        cases.act(near, matter, "reassign", Colleague(account.person_id), by=near.actor("secretary"))
    assert list(refused.value.fields) == ["person"]


def test_it_is_given_to_who_handles_for_the_unit_wherever_their_area_lies(world, near, matter, client):
    """What a unit was given its people handle, also outside their own areas."""
    account = street._account("travelling", "远某")
    street.give(account, RoleName.COMMUNITY_STAFF, world.far.areas["community"], near.units["community"])
    cases.act(near, matter, "reassign", Colleague(account.person_id), by=near.actor("secretary"))
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/matters/{matter.number}/").status_code == 200


def test_the_page_refuses_a_grid_worker(world, near, matter):
    browser = visit(world, "near-secretary", today=TODAY)
    worker = str(near.accounts["grid-worker"].person_id)
    sent = {"person": worker, "version": 3, "command_id": str(new_id())}
    assert browser.post(f"/matters/{matter.number}/do/reassign/", sent).status_code == 422
    assert Matter.objects.get(pk=matter.pk).assignee == near.accounts["secretary"].person


def test_a_leavers_matter_goes_to_who_handles_for_the_unit(world, near, matter):
    """The grid worker is not on the list of the page on which somebody leaves."""
    browser = visit(world, "near-administrator", today=TODAY)
    page = browser.get(f"/leaving/{near.accounts['secretary'].person_id}/").content.decode()
    assert [str(near.accounts[name].person_id) in page for name in ("committee", "grid-worker")] == [True, False]


def test_who_handles_from_tomorrow_is_not_here_today(near, matter):
    street.coming(near, "committee", today=TODAY + DAY)
    assert offered(near, matter, "secretary") == {"committee"}
