"""A source gives another contact or address with a later round: it is kept, sealed; with the same round it is told."""

import pytest

from tests.domains.cases.test_own_data import resident
from tests.domains.cases.test_rounds import TO_SOURCE, brought_in, line
from tests.support.cases import act, brought
from tests.support.street import AT, HOUR
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.actions.own_data import Correction, correct_contact
from xiuhuazhen.domains.cases.models import Case, ImportBatch
from xiuhuazhen.domains.cases.queries import contact_in, contact_now, opening_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

OTHER = {"联系人/电话": "李先生 13800002222"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def contact():
    matter = Matter.objects.get()
    found = contact_now(opening_step(matter))
    assert contact_in(steps_of(matter)) == found
    return found


def test_a_later_round_s_contact_and_address_count_and_the_former_stay_in_history(near):
    brought_in(near, line())
    [(result, message)] = brought_in(near, line(turn="2", 地址="银杏小区2号楼", **OTHER), at=AT + HOUR)
    assert (result, "联系方式、地址" in message) == ("updated", True)
    assert contact() == {"name": "李先生", "phone": "13800002222", "address": "银杏小区2号楼"}
    step = Step.objects.select_related("content").get(action="urge")
    assert step.facts["given"] == ["contact", "address"]
    assert "联系方式或地址" in step.content.text
    assert "13800002222" not in f"{step.content.text}{step.facts}{message}"
    assert chain.faults(Matter.objects.get()) == []
    assert brought_in(near, line(turn="2", 地址="银杏小区2号楼", **OTHER), at=AT + HOUR) == [("same", "")]
    assert brought_in(near, line(), at=AT + HOUR) == [("same", "")]


def test_only_what_differs_is_given_anew(near):
    brought_in(near, line(地址="银杏小区1号楼"))
    cell = {"联系人/电话": "13800002222"}
    assert brought_in(near, line(turn="2", 地址="银杏小区1号楼", **cell), at=AT + HOUR)[0][0] == "updated"
    assert contact() == {"name": "王女士", "phone": "13800002222", "address": "银杏小区1号楼"}
    assert Step.objects.get(action="urge").facts["given"] == ["contact"]


def test_the_same_contact_or_none_in_a_later_round_changes_nothing(near):
    brought_in(near, line())
    assert brought_in(near, line(turn="2"), at=AT + HOUR) == [("updated", "")]
    assert brought_in(near, line(turn="3", **{"联系人/电话": ""}), at=AT + HOUR) == [("updated", "")]
    assert contact() == {"name": "王女士", "phone": "13900000001"}


def test_what_the_reporter_put_right_is_not_undone_by_what_the_source_said_before(near):
    brought_in(near, line())
    matter, put_right = Matter.objects.get(), Correction(phone="13700003333")
    correct_contact(
        matter=matter, inputs=put_right, by=resident(matter), at=AT, command_id=new_id(), version=matter.version
    )
    brought_in(near, line(turn="2"), at=AT + HOUR)
    assert contact()["phone"] == "13700003333"
    brought_in(near, line(turn="3", **OTHER), at=AT + HOUR)
    assert contact()["phone"] == "13800002222"


def test_whoever_leaves_a_telephone_with_a_later_round_is_contacted_before_it_is_done(near):
    brought_in(near, line(**{"联系人/电话": ""}))
    brought(near, Matter.objects.get(), *TO_SOURCE)
    assert brought_in(near, line(turn="2", **OTHER), at=AT + HOUR)[0][0] == "reopened"
    assert Case.objects.get().has_contact
    with pytest.raises(Refusal, match="联系"):
        act(near, Matter.objects.get(), "finish")


def test_another_contact_in_the_same_round_is_told_in_the_line_and_on_the_matter_s_page(near, client):
    brought_in(near, line())
    [(result, message)] = brought_in(near, line(**OTHER), at=AT + HOUR)
    assert (result, "联系方式" in message, "李" in message) == ("differs", True, False)
    assert contact()["name"] == "王女士"
    client.force_login(near.accounts["dispatcher"])
    page = client.get(f"/matters/{Matter.objects.get().number}/").content.decode()
    assert message in page
    assert message in client.get(f"/imports/{ImportBatch.objects.latest('created_at').pk}/").content.decode()
    brought_in(near, line(), at=AT + 2 * HOUR)
    assert message not in client.get(f"/matters/{Matter.objects.get().number}/").content.decode()
