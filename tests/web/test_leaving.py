"""Somebody leaves a post: who may end it, what moves, what is told, and that nothing stays behind."""

from datetime import date

import pytest
from django.contrib.messages import get_messages

from tests.support import cases, street
from tests.support.roster import china, put, second_dispatcher
from tests.support.street import AT, DAY
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.actions.waking import TICKER, release_matter
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import left_behind
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.grid.models import Post

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def address(near, office="handler"):
    return f"/leaving/{near.accounts[office].person_id}/"


def role_of(near, office):
    return Role.objects.get(person=near.accounts[office].person)


def form(near, *matters, office="handler", **given):
    """What the page sends when nothing was changed on it."""
    seen = {f"seen-{matter.pk}": f"{matter.version}/{matter.holder_id}" for matter in matters}
    usual = {"roles": [str(role_of(near, office).pk)], "last_day": "2026-11-23", "command_id": str(new_id())}
    sent = {**usual, **seen, **given}
    shown = [*sorted(sent["roles"]), *sorted(sent.get("posts", ())), sent["last_day"]]
    return {"confirmed": "|".join(shown), **sent}


def to_colleague(near):
    return {f"to-{near.units['lamps'].pk}": str(near.accounts["colleague"].person_id)}


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


# what is asked first


def unconfirmed(near, *matters, **given):
    return {**form(near, *matters, **given), "confirmed": ""}


def test_nothing_ends_before_it_was_confirmed(near, administrator):
    """The page says what follows; the same form sent again does it."""
    second_dispatcher(near)
    matter = cases.case_in(near, "handling")
    asked = administrator.post(address(near), unconfirmed(near, matter, **to_colleague(near)))
    page = asked.content.decode()
    assert (
        asked.status_code,
        role_of(near, "handler").valid_to,
        AuditRow.objects.filter(action="people.role.ended").count(),
    ) == (200, None, 0)
    assert "请再看一眼，再结束岗位。" in page
    assert "1 件马上交给接手人。" in page
    assert f'name="confirmed" value="{form(near)["confirmed"]}"' in page
    again = {**form(near, matter, **to_colleague(near)), "confirmed": asked.context["confirming"]}
    assert administrator.post(address(near), again).status_code == 302
    assert role_of(near, "handler").valid_to == TODAY + DAY


def test_a_day_that_has_passed_is_refused_before_anything_is_to_be_confirmed(near, administrator):
    answer = administrator.post(address(near), unconfirmed(near, last_day="2020-01-01"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["last_day"] == ["请选今天或以后的日子。"]
    assert answer.context["follows"] is None


def test_what_was_confirmed_for_another_day_or_role_is_asked_again(near, administrator):
    confirmed = form(near)["confirmed"]
    answer = administrator.post(address(near), {**form(near, last_day="2026-11-30"), "confirmed": confirmed})
    assert (answer.status_code, role_of(near, "handler").valid_to) == (200, None)


@pytest.mark.parametrize(("others", "warned"), [(False, True), (True, False)])
def test_who_is_the_only_one_is_named(near, administrator, others, warned):
    if others:
        second_dispatcher(near)
    page = administrator.post(address(near, "dispatcher"), unconfirmed(near, office="dispatcher")).content.decode()
    assert (f"{near.units['desk'].name}再没有别的派遣员" in page) is warned


def test_a_day_that_cannot_be_is_answered_with_a_sentence(near, administrator):
    Role.objects.filter(pk=role_of(near, "handler").pk).update(valid_to=date(2026, 11, 26))
    answer = administrator.post(address(near), form(near, last_day="2026-11-30"))
    assert dict(answer.context["form"].errors) == {"last_day": ["这个岗位原定结束得更早，不能往后推。"]}


# who may


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("near-administrator", 200),
        ("far-administrator", 404),
        ("former-near-administrator", 403),
        ("coming-near-administrator", 403),
        ("near-leader", 403),
        ("near-dispatcher", 403),
        ("near-handler", 403),
        ("stranger", 403),
        ("anonymous", 302),
    ],
)
def test_the_administrator_of_the_area_ends_posts(world, name, status):
    browser, matter = visit(world, name, today=TODAY), cases.case_in(world.near, "handling")
    assert browser.get(address(world.near)).status_code == status
    sent = form(world.near, matter, **to_colleague(world.near))
    assert browser.post(address(world.near), sent).status_code == (302 if status in {200, 302} else status)
    left = name == "near-administrator"
    assert (role_of(world.near, "handler").valid_to == TODAY + DAY) is left
    matter.refresh_from_db()
    assert (matter.assignee == world.near.accounts["colleague"].person) is left


def test_the_list_names_those_of_ones_area_and_not_oneself(world, near, administrator):
    names = {each["name"] for each in administrator.get("/leaving/").context["people"]}
    assert "火己" in names
    assert "火寅" not in names and "路人甲" not in names and "八己" not in names  # noqa: PT018 - one list
    found = administrator.get("/leaving/", {"q": "火己"}).context["people"]
    assert [(each["name"], each["url"]) for each in found] == [("火己", address(near))]
    assert "没有这个名字" in administrator.get("/leaving/", {"q": "\0无"}).content.decode()


@pytest.mark.parametrize("person", ["x", "0" * 32])
def test_nobody_is_absent(administrator, person):
    assert administrator.get(f"/leaving/{person}/").status_code == 404


def test_nobody_ends_their_own_post(near, administrator):
    assert administrator.get(address(near, "administrator")).status_code == 404


def test_whose_role_ended_yesterday_has_none_to_end(near, administrator):
    gone = street.former(near, "handler", today=TODAY)
    assert administrator.get(f"/leaving/{gone.person_id}/").status_code == 404


def test_the_door_stands_in_the_administration_alone(world, near, administrator):
    def doors(browser):
        return [entry.url for entry in browser.get("/manage/").context["entries"]]

    assert "/leaving/" in doors(administrator)
    assert "/leaving/" not in doors(visit(world, "near-leader", today=TODAY))


# what the page shows


def test_the_page_shows_what_hangs_on_the_post(near, administrator):
    """Late first; never a matter that lies outside the administrator's area."""
    soon = cases.case_in(near, "handling")
    late = cases.case_in(near, "dispatched", at=AT)
    cases.act(near, late, "sign_for", at=AT)
    Matter.objects.filter(pk=late.pk).update(due_at=AT - DAY)
    others = cases.case_in(near, "handling")
    Matter.objects.filter(pk=others.pk).update(assignee=near.accounts["colleague"].person)
    page = administrator.get(address(near))
    assert [line["number"] for line in page.context["lines"]] == [late.number, soon.number]
    assert "路灯队 · 火车站街道 · 2020年1月1日起" in page.content.decode()
    assert "火庚" in page.content.decode()


def test_a_matter_of_the_neighbouring_area_is_not_shown(world, near, administrator):
    matter = cases.case_in(near, "handling")
    far = world.far.areas
    Matter.objects.filter(pk=matter.pk).update(area=far["grid"], street=far["street"], community=far["community"])
    assert administrator.get(address(near)).context["lines"] == []
    administrator.post(address(near), form(near, matter, **to_colleague(near)))
    matter.refresh_from_db()
    assert matter.assignee == near.accounts["handler"].person


def test_shifts_to_come_are_shown_so_that_somebody_is_found(near, administrator):
    second_dispatcher(near)
    put(near, "second", china(24, 18), china(25, 8))
    page = administrator.get(address(near, "second"))
    (shift,) = page.context["shifts"]
    assert shift["said"] == "2026年11月24日 18:00至2026年11月25日 08:00"
    assert shift["url"] == f"/roster/?unit={near.units['desk'].pk}&day=2026-11-24"


def test_more_than_fit_on_the_page_are_told(near, administrator, settings):
    settings.LEAVING_MATTERS_MAX = 1
    for _ in range(2):
        cases.case_in(near, "handling")
    page = administrator.get(address(near))
    assert (len(page.context["lines"]), page.context["more"]) == (1, True)


# what moves


def test_all_matters_of_a_unit_go_to_one_successor(near, administrator):
    matters = [cases.case_in(near, state) for state in ("handling", "paused", "checking")]
    answer = administrator.post(address(near), form(near, *matters, **to_colleague(near)))
    assert (answer.status_code, answer["Location"]) == (302, "/leaving/")
    assert told(answer) == ["火己的岗位到 2026年11月23日为止。", "转交了 3 件。"]
    person = near.accounts["colleague"].person
    assert {matter.assignee for matter in Matter.objects.all()} == {person}
    steps = Step.objects.filter(action="hand_over")
    assert {step.actor_key for step in steps} == {near.actor("administrator").key}
    assert {matter.state for matter in Matter.objects.all()} == {"handling", "paused", "checking"}


def test_one_matter_goes_elsewhere_than_the_others(near, administrator):
    first, second = (cases.case_in(near, "handling") for _ in range(2))
    sent = form(near, first, second, **to_colleague(near), **{f"matter-{second.pk}": "unit"})
    administrator.post(address(near), sent)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.assignee == near.accounts["colleague"].person
    assert second.assignee == near.accounts["handler"].person


def test_one_matter_alone_goes_to_somebody(near, administrator):
    matter = cases.case_in(near, "handling")
    sent = form(near, matter, **{f"matter-{matter.pk}": str(near.accounts["colleague"].person_id)})
    administrator.post(address(near), sent)
    matter.refresh_from_db()
    assert matter.assignee == near.accounts["colleague"].person


@pytest.mark.parametrize("state", [state for state in cases.WAY if state not in {"registered", "accepted", "closed"}])
@pytest.mark.parametrize("way", ["unit", "successor"])
def test_nothing_stays_with_somebody_who_left(near, administrator, state, way):
    """In each state in which a unit has the matter, by either way."""
    matter = cases.case_in(near, state)
    sent = form(near, matter, **(to_colleague(near) if way == "successor" else {}))
    administrator.post(address(near), sent)
    tomorrow = AT + DAY
    for each in left_behind(tomorrow):
        release_matter(matter_id=each.pk, by=TICKER, at=tomorrow)
    assert not left_behind(tomorrow).exists()
    matter.refresh_from_db()
    assert matter.assignee_id != near.accounts["handler"].person_id
    assert (matter.state, matter.holder) == (state, near.units["lamps"])


def test_an_order_that_came_back_from_the_source_has_nobody_who_left(near, administrator):
    """Also where it waits to be reported back, and for the source."""
    matter = cases.case_in(near, "checking", source=Source.HOTLINE, source_name="12345热线", source_number="1")
    for action in ("confirm", "report_back"):
        cases.act(near, matter, action)
        matter.refresh_from_db()
        administrator.post(address(near), form(near, matter))
        assert [each.pk for each in left_behind(AT + DAY)] == [matter.pk]
    release_matter(matter_id=matter.pk, by=TICKER, at=AT + DAY)
    matter.refresh_from_db()
    assert (matter.state, matter.assignee) == ("at_source", None)


def test_before_the_last_day_what_goes_back_stays(near, administrator):
    matter = cases.case_in(near, "handling")
    administrator.post(address(near), form(near, matter, last_day="2026-11-30"))
    assert not left_behind(AT + 7 * DAY).exists()
    assert left_behind(AT + 8 * DAY).exists()


def test_the_post_in_a_grid_ends_as_well(near, administrator):
    (post,) = Post.objects.filter(person=near.accounts["grid-worker"].person)
    page = administrator.get(address(near, "grid-worker"))
    assert "富民路社区第一网格" in page.content.decode()
    administrator.post(address(near, "grid-worker"), form(near, office="grid-worker", posts=[str(post.pk)]))
    post.refresh_from_db()
    assert post.valid_to == TODAY + DAY
    rows = AuditRow.objects.filter(action__in=["people.role.ended", "grid.post.ended"], command_id__isnull=False)
    assert {row.action for row in rows} == {"people.role.ended", "grid.post.ended"}


def test_a_post_that_is_not_ticked_stays(near, administrator):
    (post,) = Post.objects.filter(person=near.accounts["grid-worker"].person)
    administrator.post(address(near, "grid-worker"), form(near, office="grid-worker"))
    post.refresh_from_db()
    assert post.valid_to is None


# what was sent twice, and what changed meanwhile


def test_what_was_sent_twice_is_done_once(near, administrator):
    matter = cases.case_in(near, "handling")
    sent = form(near, matter, **to_colleague(near))
    answers = [administrator.post(address(near), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert told(answers[1])[-2:] == told(answers[0])[-2:]
    assert Step.objects.filter(matter=matter, action="hand_over").count() == 1
    assert AuditRow.objects.filter(action="people.role.ended").count() == 1


def test_the_same_command_with_another_day_is_refused(near, administrator):
    sent = form(near, last_day="2026-11-30")
    administrator.post(address(near), sent)
    other = form(near, last_day="2026-11-29", command_id=sent["command_id"])
    assert administrator.post(address(near), other).status_code == 409
    assert role_of(near, "handler").valid_to == date(2026, 12, 1)


def test_the_same_command_with_another_successor_is_refused(near, administrator):
    third = street._account("third", "车丑丑")
    street.give(third, RoleName.UNIT_HANDLER, near.areas["street"], near.units["lamps"])
    matter = cases.case_in(near, "handling")
    sent = form(near, matter, **to_colleague(near))
    administrator.post(address(near), sent)
    other = {f"to-{near.units['lamps'].pk}": str(third.person_id)}
    assert administrator.post(address(near), {**sent, **other}).status_code == 409
    matter.refresh_from_db()
    assert matter.assignee == near.accounts["colleague"].person


def test_a_matter_that_somebody_worked_on_is_told_and_the_others_move(near, administrator):
    still, changed, gone = (cases.case_in(near, "handling") for _ in range(3))
    sent = form(near, still, changed, gone, **to_colleague(near))
    cases.act(near, changed, "finish")
    cases.act(near, gone, "recall")
    answer = administrator.post(address(near), sent)
    assert (answer.status_code, answer["Location"]) == (302, address(near))
    said = told(answer)
    assert said[1] == "转交了 1 件。"
    assert {line.split(" ")[0] for line in said[2:]} == {changed.number, gone.number}
    assert all("请再看" in line for line in said[2:])
    still.refresh_from_db()
    assert still.assignee == near.accounts["colleague"].person
    assert role_of(near, "handler").valid_to == TODAY + DAY


@pytest.mark.parametrize("office", ["other-handler", "handler", "administrator"])
def test_a_successor_works_for_the_unit_and_is_somebody_else(near, administrator, office):
    matter = cases.case_in(near, "handling")
    sent = form(near, matter, **{f"matter-{matter.pk}": str(near.accounts[office].person_id)})
    assert matter.number in told(administrator.post(address(near), sent))[-1]
    matter.refresh_from_db()
    assert matter.assignee == near.accounts["handler"].person


@pytest.mark.parametrize(
    ("given", "field"),
    [({"last_day": "2026-11-22"}, "last_day"), ({"last_day": "x"}, "last_day"), ({"roles": []}, "roles"),
     ({"roles": ["x"]}, "roles")],
)  # fmt: skip
def test_what_cannot_be_is_corrected_on_the_page(near, administrator, given, field):
    matter = cases.case_in(near, "handling")
    answer = administrator.post(address(near), form(near, matter, **{**to_colleague(near), **given}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    matter.refresh_from_db()
    assert (matter.assignee, role_of(near, "handler").valid_to) == (near.accounts["handler"].person, None)


def test_an_end_that_was_set_can_be_made_earlier_and_not_later(near, administrator):
    for last_day, status in (("2026-11-30", 302), ("2026-12-01", 422), ("2026-11-25", 302)):
        assert administrator.post(address(near), form(near, last_day=last_day)).status_code == status
    assert role_of(near, "handler").valid_to == date(2026, 11, 26)
