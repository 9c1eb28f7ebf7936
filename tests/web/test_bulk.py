"""One action on many matters of the list."""

import pytest
from django.test import Client

from tests.support.cases import NAME, PHONE, act, case_in, reported
from tests.support.complaints import complaint
from tests.support.street import AT, former, give, unit
from tests.web.test_lists import exported, saved
from xiuhuazhen.core.areas.actions import add_alias
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.procedures.models import Bulk, Export, Matter, SavedFilter, Step
from xiuhuazhen.domains.cases.choices import Source

pytestmark = pytest.mark.django_db


def pick(matter):
    return f"{matter.pk}.{matter.version}"


def run_bulk(client, *matters, action="dispatch", **given):
    form = {"id": str(new_id()), "action": action, "pick": [pick(matter) for matter in matters], **given}
    answer = client.post("/matters/bulk/", form)
    run_pending(at=AT)
    return answer


def results(bulk):
    return [(row.matter_id, row.result, row.message) for row in bulk.rows.order_by("position")]


def test_many_are_dispatched_as_proposed(desk, near):
    """Each by itself; what has no proposal, was worked on meanwhile or is not new any more stays as it is, with why."""
    good, bare = reported().matter, reported(text="院里有人唱歌到半夜").matter
    gone, stale = case_in(near, "closed"), reported().matter
    seen = Matter.objects.get(pk=stale.pk)
    act(near, stale, "accept")
    asked = {"id": str(new_id())}
    answer = run_bulk(desk, good, bare, gone, seen, **asked)
    run_bulk(desk, good, bare, gone, seen, **asked)
    bulk = Bulk.objects.get()
    assert answer["Location"] == f"/matters/bulk/{bulk.pk}/"
    found = results(bulk)
    assert [row[0] for row in found] == [good.pk, bare.pk, gone.pk, stale.pk]
    assert [row[1] for row in found] == ["done", "refused", "refused", "refused"]
    assert "类别" in found[1][2]
    assert all(message for _pk, result, message in found if result == "refused")
    good.refresh_from_db()
    assert (good.state, good.holder_id) == ("dispatched", near.units["lamps"].pk)
    assert Step.objects.filter(action="dispatch", matter=good).count() == 1
    run = desk.get(answer["Location"]).context["run"]
    assert (run["done"], run["refused"], run["running"]) == (4, 3, False)


def assign(client, unit, *matters, **given):
    return run_bulk(client, *matters, action="assign", unit=str(unit.pk), **given)


def test_many_are_dispatched_to_one_unit(desk, near):
    """Whatever the dispatch table proposes; what has a category keeps it. Each case has one step, once."""
    lamp, bare = reported().matter, reported(text="院里有人唱歌到半夜").matter
    known, gone = reported(text="井盖", category="0102").matter, case_in(near, "closed")
    asked = {"id": str(new_id()), "category": "0201", "text": "请今天去看"}
    for _twice in range(2):
        assign(desk, near.units["water"], lamp, bare, known, gone, **asked)
    bulk = Bulk.objects.get()
    assert [row[1] for row in results(bulk)] == ["done", "done", "done", "refused"]
    assert results(bulk)[3][2].startswith("这件事现在的状态不能这样办")
    found = {each.pk: each for each in Matter.objects.all()}
    assert {found[each.pk].holder_id for each in (lamp, bare, known)} == {near.units["water"].pk}
    assert [found[each.pk].category for each in (lamp, bare, known)] == ["0201", "0201", "0102"]
    steps = Step.objects.filter(action="dispatch", matter__in=[lamp, bare, known]).select_related("content")
    assert [each.content.text for each in steps] == ["请今天去看"] * 3
    assert {each.actor_key for each in steps} == {near.actor("dispatcher").key}
    assert "text" not in bulk.given


def test_without_a_category_the_one_its_words_speak_for_is_taken(desk, near):
    lamp, bare = reported().matter, reported(text="院里有人唱歌到半夜").matter
    assign(desk, near.units["water"], lamp, bare)
    assert [row[1] for row in results(Bulk.objects.get())] == ["done", "refused"]
    assert "类别" in results(Bulk.objects.get())[1][2]
    lamp.refresh_from_db()
    assert (lamp.category, lamp.holder_id) == ("0101", near.units["water"].pk)


def test_what_was_chosen_for_many_has_to_fit_together(desk, near, world):
    """The unit is needed, is none of the neighbouring street and none that takes no cases, and is not left behind
    unnoticed where something else is chosen. What was typed stays."""
    matter = reported().matter
    missing = run_bulk(desk, matter, action="assign", text="请今天去看")
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["unit"])
    assert "请今天去看" in missing.content.decode()
    for wrong in (world.far.units["water"], near.units["desk"]):
        refused = assign(desk, wrong, matter)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["unit"])
    left = run_bulk(desk, matter, action="dispatch", unit=str(near.units["water"].pk))
    assert (left.status_code, list(left.context["form"].errors)) == (422, ["action"])
    offered = desk.get("/matters/bulk/", {"pick": pick(matter)}).context["form"].fields["unit"].choices
    assert str(near.units["water"].pk) in dict(offered)
    assert not {str(each.pk) for each in world.far.units.values()} & set(dict(offered))
    assert not Bulk.objects.exists()


def test_a_unit_is_refused_for_cases_of_the_street_beside(near, world, browser):
    """By who has both streets; who has one only does not touch the other's case."""
    here, there = reported().matter, reported(area="630102006", point=None, text="学院路灯不亮").matter
    assign(browser("dispatcher"), near.units["water"], here, there)
    assert [row[0] for row in results(Bulk.objects.get())] == [here.pk]
    account, here = near.accounts["dispatcher"], reported().matter
    give(account, RoleName.DISPATCHER, world.far.areas["street"], world.far.units["desk"])
    Bulk.objects.all().delete()
    assign(browser(account), near.units["water"], here, there)
    assert [row[1] for row in results(Bulk.objects.get())] == ["done", "refused"]
    assert results(Bulk.objects.get())[1][2] == "这个单位不管这个地点，请从列表中选。"
    there.refresh_from_db()
    assert (there.state, there.holder_id) == ("registered", None)


def test_a_complaint_is_never_dispatched_with_others(near, browser):
    """Not even by who sees it: nobody gives it to the unit that it is about."""
    supervisors, account = unit("督查室", UnitKind.SUPERVISOR, near.areas["street"]), near.accounts["dispatcher"]
    give(near.accounts["inspector"], RoleName.SUPERVISOR, near.areas["street"], supervisors)
    about, case = complaint(near.units["lamps"]), reported().matter
    assign(browser(account), near.units["lamps"], about, case)
    assert [row[0] for row in results(Bulk.objects.get())] == [case.pk]
    Bulk.objects.all().delete()
    give(account, RoleName.SUPERVISOR, near.areas["street"], supervisors)
    case = reported().matter
    assign(browser(account), near.units["lamps"], about, case)
    assert [row[:2] for row in results(Bulk.objects.get())] == [(about.pk, "refused"), (case.pk, "done")]
    about.refresh_from_db()
    assert (about.version, about.holder_id) == (1, supervisors.pk)


def test_a_confidential_case_is_dispatched_as_it_is_alone(desk, near, browser):
    """It goes to the unit, which still does not learn who the reporter is; the step says no more than alone."""
    secrets = [reported(confidential=True, contact_name=NAME, contact_phone=PHONE).matter for _ in range(2)]
    water, alone = str(near.units["water"].pk), secrets[0]
    inputs = {"unit": water, "category": "0101", "version": 1, "command_id": str(new_id())}
    assert desk.post(f"/matters/{alone.number}/do/dispatch/", inputs).status_code == 302
    assign(desk, near.units["water"], secrets[1])
    assert [row[1] for row in results(Bulk.objects.get())] == ["done"]
    steps = Step.objects.filter(action="dispatch").select_related("content", "matter")
    assert [{**each.facts, "limit": ""} for each in steps] == [
        {"unit": water, "category": "0101", "urgency": "ordinary", "limit": ""}
    ] * 2
    assert [each.content.text for each in steps] == [""] * 2
    for each in secrets:
        page = browser("other-handler").get(f"/matters/{each.number}/")
        assert page.status_code == 200
        assert NAME not in page.content.decode()
        assert PHONE[-4:] not in page.content.decode()
        assert browser("other-handler").get(f"/cases/{each.number}/contact/").status_code == 403


def test_a_note_for_many_is_forgotten_when_they_are_stopped(desk, near):
    form = {"id": str(new_id()), "action": "assign", "unit": str(near.units["water"].pk), "text": "请今天去看"}
    desk.post("/matters/bulk/", {**form, "pick": [pick(reported().matter)]})
    bulk = Bulk.objects.get()
    assert bulk.given["text"] == "请今天去看"
    desk.post(f"/matters/bulk/{bulk.pk}/stop/")
    assert Bulk.objects.get().given == {"unit": str(near.units["water"].pk)}


def test_many_are_given_to_a_colleague(browser, near):
    matters = [case_in(near, "handling") for _ in range(2)]
    handler, colleague = browser("handler"), near.accounts["colleague"].person
    missing = run_bulk(handler, *matters, action="reassign")
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["person"])
    run_bulk(handler, *matters, action="reassign", person=str(colleague.pk))
    assert set(Matter.objects.values_list("assignee_id", flat=True)) == {colleague.pk}


def test_all_that_fit_are_offered_up_to_the_most(desk, settings):
    settings.BULK_MAX_MATTERS = 2
    for _ in range(3):
        reported()
    reported(text="井盖松动")
    page = desk.get("/matters/bulk/", {"all": "1", "q": "路灯"})
    assert (len(page.context["rows"]), page.context["count"]) == (2, 2)
    assert "这是 2 件" in page.content.decode()
    assert [row["title"] for row in desk.get("/matters/bulk/", {"all": "1", "q": "井盖"}).context["rows"]] == [
        "井盖松动"
    ]
    assert desk.get("/matters/bulk/").context["rows"] == []


def test_all_are_meant_of_which_the_first_are_named(desk, monkeypatch):
    """They are sent on as one field: of thousands no form may have one each."""
    monkeypatch.setattr("xiuhuazhen.web.views.bulk._NAMED", 2)
    matters = [reported().matter for _ in range(3)]
    page = desk.get("/matters/bulk/", {"all": "1"}).context
    assert (len(page["rows"]), page["count"]) == (2, 3)
    form = {"id": str(new_id()), "action": "dispatch", "picks": page["picks"]}
    desk.post("/matters/bulk/", form)
    assert set(Bulk.objects.get().rows.values_list("matter", flat=True)) == {each.pk for each in matters}


def test_an_id_that_somebody_else_s_has_is_refused_at_every_door(desk, browser, world, near):
    """It is neither taken for theirs nor a fault of the server."""
    saved(desk)
    exported(desk)
    run_bulk(desk, reported().matter)
    far = browser(world.far.accounts["dispatcher"])
    ids = {each.__name__: str(each.objects.get().pk) for each in (SavedFilter, Export, Bulk)}
    own = reported(area="630102006", point=None, text="学院路灯不亮").matter
    answers = [
        saved(far, name="别的", id=ids["SavedFilter"]),
        exported(far, id=ids["Export"]),
        run_bulk(far, own, id=ids["Bulk"]),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert [each.objects.count() for each in (SavedFilter, Export, Bulk)] == [1, 1, 1]


def test_many_orders_are_noted_as_reported_back(desk, near):
    """Each with what its own form proposes to tell the source; what was not through here stays as it is."""
    through = reported(source=Source.HOTLINE, source_name="热线", source_number="A1").matter
    open_ = reported(source=Source.HOTLINE, source_name="热线", source_number="A2").matter
    act(near, through, "decline")
    through.refresh_from_db()
    run_bulk(desk, through, open_, action="report_back")
    assert [row[1] for row in results(Bulk.objects.get())] == ["done", "refused"]
    through.refresh_from_db()
    assert through.state == "at_source"
    told = through.steps.select_related("content").get(action="report_back").content.text
    assert told == "不予受理，已告知去处：属于铁路部门，请拨12306"


def test_many_are_placed_where_their_words_say(desk, near):
    """What names no place, or several, stays where it is."""
    named = [reported(text="鹤鸣里的灯坏了", point=None).matter for _ in range(2)]
    unnamed = reported(text="灯坏了", point=None).matter
    add_alias(area=near.areas["grid"], text="鹤鸣里", basis="居民说法", by=SYSTEM, at=AT)
    page = desk.get("/cases/unplaced/").context
    assert len(page["sure"]) == 2
    run_bulk(desk, *named, unnamed, action="place")
    assert [row[1] for row in results(Bulk.objects.get())] == ["done", "done", "refused"]
    assert {Matter.objects.get(pk=each.pk).area_id for each in named} == {near.areas["grid"].pk}


def test_what_could_not_be_done_is_shown_first_and_page_by_page(desk, near, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.views.bulk._RESULTS_A_PAGE", 1)
    done, bare = reported().matter, [reported(text="院里有人唱歌到半夜").matter for _ in range(2)]
    address = run_bulk(desk, done, *bare)["Location"]
    first = desk.get(address).context
    second = desk.get(address + first["next_url"]).context
    assert [row["number"] for row in (*first["rows"], *second["rows"])] == [each.number for each in bare]
    assert (first["only_refused"], second["next_url"]) == (True, "")
    every = desk.get(address, {"show": "all", "after": "0"}).context
    assert (every["rows"][0]["number"], every["only_refused"]) == (done.number, False)


def test_what_was_not_reached_when_somebody_stops_it_stays_as_it_was(desk, browser, near):
    matters = [reported().matter for _ in range(2)]
    form = {"id": str(new_id()), "action": "dispatch", "pick": [pick(matter) for matter in matters]}
    desk.post("/matters/bulk/", form)
    bulk = Bulk.objects.get()
    assert browser("leader").post(f"/matters/bulk/{bulk.pk}/stop/").status_code == 404
    for _twice in range(2):
        assert desk.post(f"/matters/bulk/{bulk.pk}/stop/").status_code == 302
    run_pending(at=AT)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.problem != "") == ("failed", True)
    assert {row[1] for row in results(bulk)} == {"waiting"}
    assert AuditRow.objects.filter(action="procedures.bulk.stopped").count() == 1
    assert not Step.objects.filter(action="dispatch").exists()


def test_matters_of_others_are_not_even_named(browser, world, near):
    matter = reported().matter
    far = browser(world.far.accounts["dispatcher"])
    assert far.get("/matters/bulk/", {"pick": pick(matter)}).context["rows"] == []
    answer = run_bulk(far, matter)
    assert answer.status_code == 422
    assert not Bulk.objects.exists()
    assert Matter.objects.get().version == 1


def test_who_may_do_nothing_with_many_has_no_door(browser, near, world):
    matter = reported().matter
    for who in ("inspector", world.stranger, former(near, "dispatcher", today=AT.date())):
        assert browser(who).get("/matters/bulk/").status_code == 403
        assert run_bulk(browser(who), matter).status_code == 403
    assert Client().get("/matters/bulk/").status_code == 302


def test_only_who_asked_sees_what_became_of_it(desk, browser, near):
    run_bulk(desk, reported().matter)
    bulk = Bulk.objects.get()
    assert browser("leader").get(f"/matters/bulk/{bulk.pk}/").status_code == 404
    assert desk.get("/matters/bulk/x/").status_code == 404


def test_the_role_counts_that_holds_when_it_is_done(desk, near):
    """A dispatcher whose role ends before the job begins does nothing any more."""
    matter = reported().matter
    form = {"id": str(new_id()), "action": "dispatch", "pick": [pick(matter)]}
    desk.post("/matters/bulk/", form)
    near.accounts["dispatcher"].person.roles.update(valid_to=AT.date())
    run_pending(at=AT)
    assert [row[1] for row in results(Bulk.objects.get())] == ["refused"]
    assert Matter.objects.get().version == 1


def test_a_matter_that_is_seen_no_more_is_its_number_alone(desk, near, world, monkeypatch):
    matter = reported(title="井盖松动").matter
    address = run_bulk(desk, matter)["Location"]
    assert "井盖松动" in desk.get(address).content.decode()
    account = near.accounts["dispatcher"]
    account.person.roles.update(valid_to=AT.date())
    give(account, RoleName.DISPATCHER, world.far.areas["street"], world.far.units["desk"])
    page = desk.get(address).content.decode()
    assert matter.number in page
    assert "井盖松动" not in page
    assert f"/matters/{matter.number}/" not in page
