"""The registers of units and people: what is listed to whom, and how it is added, corrected and ended."""

from datetime import date

import pytest
from django.test import Client

from tests.support import cases, street
from tests.support.street import DAY, PASSWORD
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Account, Invitation, Person, Role, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.models import RoutingRule

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
VISITORS = [
    ("near-administrator", 200),
    ("far-administrator", 404),
    ("former-near-administrator", 403),
    ("coming-near-administrator", 403),
    ("near-leader", 403),
    ("near-dispatcher", 403),
    ("stranger", 403),
    ("anonymous", 302),
]


def unit_page(near, rest=""):
    return f"/manage/units/{near.units['lamps'].pk}/{rest}"


def person_page(near, rest="", office="handler"):
    return f"/manage/people/{near.accounts[office].person_id}/{rest}"


def sent(**given):
    return {"command_id": str(new_id()), **given}


def errors(answer):
    return dict(answer.context["form"].errors)


# who may


@pytest.mark.parametrize(("name", "status"), VISITORS)
def test_only_the_administrator_of_the_area(world, name, status):
    """Pages of one are absent for the neighbour; the lists of the neighbour name only what is theirs."""
    near, browser = world.near, visit(world, name, today=TODAY)
    held = Role.objects.get(person=near.accounts["handler"].person)
    forms = [unit_page(near, "correct/"), unit_page(near, "end/"), f"/manage/roles/{held.pk}/end/"]
    forms += [person_page(near, f"{rest}/") for rest in ("correct", "role", "deputy")]
    for page in (*forms, unit_page(near), person_page(near), person_page(near, "invitation/")):
        assert (page, browser.get(page).status_code) == (page, status)
    for page in forms:
        assert (page, browser.post(page, sent()).status_code) == (page, 422 if status == 200 else status)
    assert browser.post(person_page(near, "invitation/"), sent()).status_code == status
    assert Invitation.objects.exists() is (status == 200)
    list_status = 200 if status == 404 else status
    for page in ("units/", "people/", "units/new/", "people/new/", "units/sheet/", "people/sheet/"):
        assert (page, browser.get(f"/manage/{page}").status_code) == (page, list_status)


def test_lists_and_their_counts_name_ones_own_area_alone(world):
    browser = visit(world, "far-administrator", today=TODAY)
    units = browser.get("/manage/units/").context
    assert (len(units["rows"]), units["total_label"]) == (5, "5")
    assert not any("火车站" in row["name"] for row in units["rows"])
    people = browser.get("/manage/people/").context
    assert {row["name"][0] for row in people["rows"]} == {"八"}
    assert (len(people["rows"]), people["total_label"]) == (11, "11")
    assert browser.get("/manage/people/", {"q": "火己"}).context["rows"] == []
    assert world.near.areas["street"].code not in browser.get("/manage/units/").content.decode()


@pytest.mark.parametrize("page", ["units", "people", "roles"])
@pytest.mark.parametrize("odd", ["x", "0" * 32])
def test_nothing_is_absent(administrator, page, odd):
    assert administrator.get(f"/manage/{page}/{odd}/{'end/' if page == 'roles' else ''}").status_code == 404


def test_the_entry_stands_in_the_administrators_navigation_alone(world, administrator):
    assert "/manage/" in {door.url for door in administrator.get("/desk/").context["nav"]}
    assert "/manage/" not in {
        door.url for door in visit(world, "near-dispatcher", today=TODAY).get("/desk/").context["nav"]
    }


# lists


def test_units_are_found_by_name_kind_and_place(near, administrator):
    def names(**asked):
        return [row["name"] for row in administrator.get("/manage/units/", asked).context["rows"]]

    assert names(q="路灯") == ["火车站街道路灯队"]
    assert names(kind="community", area=near.areas["community"].code) == ["富民路社区居民委员会"]
    assert names(kind="community", q="\0无") == []
    assert names(state="past") == []
    assert names(area="630102006") == []


def test_pages_follow_one_another(near, administrator):
    for number in range(60):
        street.unit(f"联建单位{number:02}", UnitKind.PARTNER, near.areas["street"])
    first = administrator.get("/manage/units/", {"kind": "partner"}).context
    second = administrator.get("/manage/units/" + first["next_url"]).context
    assert [row["name"] for row in (*first["rows"], *second["rows"])] == [f"联建单位{n:02}" for n in range(60)]
    assert (first["total_label"], second["next_url"]) == ("60", "")
    assert administrator.get("/manage/units/", {"cursor": "nonsense"})["Location"] == "/manage/units/"


def test_who_has_left_is_among_the_past(near, administrator):
    street.former(near, "handler", today=TODAY)

    def names(**asked):
        return {row["name"] for row in administrator.get("/manage/people/", asked).context["rows"]}

    assert "前任某" not in names() and "前任某" in names(state="all")  # noqa: PT018 - one list
    assert names(state="past") == {"前任某"}
    assert names(role="dispatcher") == {"火乙"}


# units


def test_a_unit_is_entered_corrected_and_ended(near, administrator):
    given = {"name": "绿化队", "kind": "department", "area": "630102005", "valid_from": "2026-11-23"}
    answer = administrator.post("/manage/units/new/", sent(**given, work_telephone="0971-0000099"))
    unit = Unit.objects.get(name="绿化队")
    page = f"/manage/units/{unit.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    administrator.post(f"{page}correct/", sent(name="园林队", work_telephone="0971-0000098", version="1"))
    administrator.post(f"{page}end/", sent(last_day="2026-11-30"))
    unit.refresh_from_db()
    assert (unit.name, unit.version, unit.valid_to) == ("园林队", 2, date(2026, 12, 1))
    shown = administrator.get(page).context["changes"]
    assert [(each["who"], each["what"], each["words"]) for each in shown] == [
        ("火寅", "撤销了单位", "到2026年11月30日止"),
        ("火寅", "更正了单位信息", "名称：原为绿化队，现为园林队 · 工作电话：原为0971-0000099，现为0971-0000098"),
        ("火寅", "新增了一个单位", "绿化队 · 部门"),
    ]


def test_what_was_typed_stays_when_the_name_is_taken(near, administrator):
    given = {"name": "火车站街道路灯队", "kind": "department", "area": "630102005", "valid_from": "2026-11-23"}
    answer = administrator.post("/manage/units/new/", sent(**given, work_telephone="0971-1"))
    assert (answer.status_code, errors(answer)) == (409, {"name": ["这里已经有同名的单位。"]})
    assert 'value="0971-1"' in answer.content.decode()


def test_a_name_that_is_known_in_the_street_is_asked_about(world, near, administrator):
    """Two communities may both have a service station; the same unit entered twice is told. Not the neighbour's."""
    unit = street.unit("物业服务站", UnitKind.PARTNER, near.areas["second"])
    street.unit("邻街物业", UnitKind.PARTNER, world.far.areas["street"])
    given = {"kind": "partner", "valid_from": "2026-11-23", "work_telephone": ""}
    place = {"area": "630102005006", "name": "物业服务站"}
    assert "another" not in administrator.get("/manage/units/new/").context["form"].fields
    first = administrator.post("/manage/units/new/", sent(**given, **place))
    said = {"another": ["车站社区已有单位“物业服务站”。如果是另一个单位，请勾选。"]}
    assert (first.status_code, errors(first), Unit.objects.filter(name="物业服务站").count()) == (422, said, 1)
    assert administrator.post("/manage/units/new/", sent(**given, **place, another="on")).status_code == 302
    same = administrator.post("/manage/units/new/", sent(**given, **place, another="on"))
    assert errors(same) == {"name": ["这里已经有同名的单位。"]}
    for name, area in (("邻街物业", "630102005006"), ("新物业", "630102005006")):
        answer = administrator.post("/manage/units/new/", sent(**given, name=name, area=area))
        assert (name, answer.status_code) == (name, 302)
    assert unit.valid_to is None


def test_a_unit_that_ended_gives_its_name_back(near, administrator):
    unit = street.unit("物业服务站", UnitKind.PARTNER, near.areas["second"])
    Unit.objects.filter(pk=unit.pk).update(valid_to=TODAY)
    given = {"name": "物业服务站", "kind": "partner", "area": "630102005006", "valid_from": "2026-11-23"}
    assert administrator.post("/manage/units/new/", sent(**given)).status_code == 302


def test_of_two_who_correct_at_once_the_second_is_told(near, administrator):
    """What they typed is kept, what the first changed is shown, and sent again it holds."""
    page = unit_page(near, "correct/")
    administrator.post(page, sent(name="火车站街道路灯队", work_telephone="0971-1", version="1"))
    late = administrator.post(page, sent(name="火车站街道照明队", work_telephone="", version="1"))
    text = late.content.decode()
    assert late.status_code == 409
    assert "火寅 · 更正了单位信息 · 工作电话：原为空，现为0971-1" in text
    assert 'value="火车站街道照明队"' in text
    assert Unit.objects.get(pk=near.units["lamps"].pk).name == "火车站街道路灯队"
    again = sent(name="火车站街道照明队", work_telephone="", version=late.context["form"]["version"].value())
    assert administrator.post(page, again).status_code == 302
    assert Unit.objects.get(pk=near.units["lamps"].pk).name == "火车站街道照明队"


def test_a_unit_with_people_lines_or_matters_does_not_end(near, administrator):
    matter = cases.case_in(near, "handling")

    def refused():
        return str(errors(administrator.post(unit_page(near, "end/"), sent(last_day="2026-11-30"))))

    assert "还有没办完的事" in refused()
    Matter.objects.filter(pk=matter.pk).update(holder=near.units["water"])
    assert "派遣规则仍把事派给这个单位" in refused()
    RoutingRule.objects.filter(unit=near.units["lamps"]).update(unit=near.units["water"])
    assert "请先结束他们的角色" in refused()
    assert Unit.objects.get(pk=near.units["lamps"].pk).valid_to is None


# people


def new_person(near, **given):
    usual = {
        "name": "新来的",
        "username": "xin.lai",
        "role": "unit_handler",
        "unit": str(near.units["lamps"].pk),
        "area": "630102005",
        "valid_from": "2026-11-23",
    }
    return sent(**{**usual, **given})


def token_of(answer):
    return answer.context["link"].rstrip("/").rpartition("/")[2]


def test_somebody_new_comes_in_by_their_link(near, administrator):
    """The link is shown once, and used once; the administrator types no password."""
    given = new_person(near)
    answer = administrator.post("/manage/people/new/", given)
    account = Account.objects.get(username="xin.lai")
    token = token_of(answer)
    assert not account.has_usable_password()
    assert token not in str(list(Invitation.objects.values())) + str(list(AuditRow.objects.values()))
    assert administrator.post("/manage/people/new/", given).context["link"] == ""
    assert Person.objects.filter(name="新来的").count() == 1
    own = Client()
    page = own.get(f"/invitation/{token}/")
    assert (page.status_code, "xin.lai" in page.content.decode()) == (200, True)
    short = own.post(f"/invitation/{token}/", {"password": "12345678", "again": "12345678"})
    unlike = own.post(f"/invitation/{token}/", {"password": "gold-bee-29", "again": "gold-bee-92"})
    assert (short.status_code, errors(unlike)) == (422, {"again": ["两次填的不一样。"]})
    done = own.post(f"/invitation/{token}/", {"password": "gold-bee-29", "again": "gold-bee-29"})
    assert (done.status_code, done["Location"]) == (302, "/sign-in/")
    assert own.get(f"/invitation/{token}/").status_code == 404
    assert own.post("/sign-in/", {"username": "xin.lai", "password": "gold-bee-29"}).status_code == 302
    assert [grant.role for grant in own.get("/desk/").wsgi_request._xhz_actor.grants] == ["unit_handler"]


def test_an_account_name_is_taken_once_and_nothing_is_left_behind(near, administrator):
    answer = administrator.post("/manage/people/new/", new_person(near, username="near-handler"))
    assert (answer.status_code, errors(answer)) == (409, {"username": ["请换一个名称。"]})
    assert not Person.objects.filter(name="新来的").exists()


def test_a_role_above_leaves_nothing_behind(near, administrator):
    """The supervisor is named from above: the whole entry is refused, the person too."""
    answer = administrator.post("/manage/people/new/", new_person(near, role="supervisor"))
    assert answer.status_code == 422
    assert not Person.objects.filter(name="新来的").exists()
    assert "supervisor" not in dict(answer.context["form"].fields["role"].choices)


NUMBERS = ["13900001234", "张三13900001234", "139 0000 1234", "１３９００００１２３４"]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_no_name(near, administrator, name):
    """Neither of somebody new nor as a correction; what was typed stays."""
    said = {"name": ["这是号码，不是姓名。请填姓名；工作电话另有一栏。"]}
    answer = administrator.post("/manage/people/new/", new_person(near, name=name))
    assert (answer.status_code, errors(answer), Person.objects.filter(name=name).exists()) == (422, said, False)
    page = person_page(near, "correct/")
    answer = administrator.post(page, sent(name=name, work_telephone="", version="1"))
    assert (answer.status_code, errors(answer)) == (422, said)
    assert Person.objects.get(pk=near.accounts["handler"].person_id).name != name


def test_a_name_may_hold_a_few_digits(near, administrator):
    assert administrator.post("/manage/people/new/", new_person(near, name="值班员 1024")).status_code == 200


@pytest.mark.parametrize(
    ("role", "unit", "area", "field"),
    [
        ("community_secretary", "lamps", "630102005006", "unit"),
        ("community_staff", "desk", "630102005006", "unit"),
        ("street_leader", "community", "630102005", "unit"),
        ("street_leader", "office", "630102005006001", "area"),
        ("community_secretary", "community", "630102005006", ""),
        ("street_leader", "office", "630102005", ""),
    ],
)
def test_an_office_is_held_for_the_units_that_have_it(near, administrator, role, unit, area, field):
    given = {"role": role, "unit": str(near.units[unit].pk), "area": area, "valid_from": "2026-11-23"}
    answer = administrator.post(person_page(near, "role/"), sent(**given))
    assert (answer.status_code, list(errors(answer)) if field else []) == ((422, [field]) if field else (302, []))
    held = Role.objects.filter(person_id=near.accounts["handler"].person_id, name=role)
    assert held.exists() is not bool(field)


def test_a_link_ends_with_its_time_or_with_the_next(near, administrator, monkeypatch):
    first = token_of(administrator.post(person_page(near, "invitation/"), sent()))
    second = token_of(administrator.post(person_page(near, "invitation/"), sent()))
    assert Client().get(f"/invitation/{first}/").status_code == 404
    assert Client().get(f"/invitation/{second}/").status_code == 200
    monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: street.AT + 7 * DAY)
    assert Client().get(f"/invitation/{second}/").status_code == 404
    assert near.accounts["handler"].check_password(PASSWORD)


def test_a_person_is_corrected_and_history_keeps_no_name(near, administrator):
    page = person_page(near, "correct/")
    assert administrator.post(page, sent(name="火己己", work_telephone="0971-2", version="1")).status_code == 302
    late = administrator.post(page, sent(name="火巳", work_telephone="", version="1"))
    assert late.status_code == 409
    row = AuditRow.objects.get(action="people.person.corrected")
    assert (row.before, row.after["changed"]) == ({}, ["name", "work_telephone"])
    assert "火己" not in str(row.after)
    assert Person.objects.get(pk=near.accounts["handler"].person_id).name == "火己己"


def test_roles_are_given_stood_in_for_and_ended(near, administrator):
    given = {"role": "inspector", "unit": str(near.units["office"].pk), "area": "630102005006"}
    past = administrator.post(person_page(near, "role/"), sent(**given, valid_from="2026-11-22"))
    assert errors(past) == {"valid_from": ["请选今天或以后的日子。"]}
    assert administrator.post(person_page(near, "role/"), sent(**given, valid_from="2026-11-23")).status_code == 302
    held = Role.objects.get(person=near.accounts["handler"].person, name=RoleName.UNIT_HANDLER)
    other = near.accounts["inspector"].person
    stands = {"role": str(held.pk), "person": str(other.pk), "valid_from": "2026-11-23", "last_day": "2026-11-27"}
    answer = administrator.post(person_page(near, "deputy/"), sent(**stands))
    assert (answer.status_code, answer["Location"]) == (302, f"/manage/people/{other.pk}/")
    page = administrator.get(answer["Location"])
    assert "代理火己" in page.content.decode()
    deputy = Role.objects.get(person=other, name=RoleName.UNIT_HANDLER)
    assert (deputy.deputy_for, deputy.valid_to) == (held.person, date(2026, 11, 28))
    administrator.post(f"/manage/roles/{deputy.pk}/end/", sent(last_day="2026-11-23"))
    deputy.refresh_from_db()
    assert deputy.valid_to == TODAY + DAY
    words = [each["what"] for each in administrator.get(f"/manage/people/{other.pk}/").context["changes"]]
    assert words[:2] == ["结束了一个角色", "授予了一个角色"]


def test_past_roles_are_shown(near, administrator):
    gone = street.former(near, "handler", today=TODAY)
    page = administrator.get(f"/manage/people/{gone.person_id}/").context
    assert (len(page["roles"]), len(page["past"]), page["works"]) == (0, 1, False)


def test_ones_own_roles_are_for_another_administrator(near, administrator):
    page = administrator.get(person_page(near, office="administrator")).context
    assert [role["end_url"] for role in page["roles"]] == [""]
    given = {"role": "dispatcher", "unit": str(near.units["desk"].pk), "area": "630102005", "valid_from": "2026-11-23"}
    answer = administrator.post(person_page(near, "role/", "administrator"), sent(**given))
    assert errors(answer) == {"__all__": ["谁都不能改自己的角色，请找别的管理员。"]}


def test_a_person_who_also_works_elsewhere_gets_no_link_here(world, near, administrator):
    """Who could use it would act in the neighbouring street as well."""
    handler = near.accounts["handler"]
    street.give(handler, RoleName.UNIT_HANDLER, world.far.areas["street"], world.far.units["lamps"])
    page = administrator.get(person_page(near))
    assert page.context["account"]["may"] is False
    assert "八一路" not in page.content.decode()
    assert administrator.post(person_page(near, "invitation/"), sent()).status_code == 422
    assert not Invitation.objects.exists()
