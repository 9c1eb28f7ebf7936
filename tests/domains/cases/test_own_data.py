"""A reporter sees what is held of them, takes a copy, puts it right, and asks that it be erased."""

import pytest
from django.test import Client

from tests.support import cases
from tests.support.cases import NAME, PHONE, act, case_in, reported
from tests.support.complaints import SAID, WORKER, complaint
from tests.support.street import AT, BASIS, PASSWORD, SINCE, SYSTEM
from tests.support.visitors import OUTSIDERS, visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import Conflict, Forbidden
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.access import query_code, resident
from xiuhuazhen.core.procedures.models import Matter, StepContent, WorklistRow
from xiuhuazhen.domains.cases.actions.complaining import withdraw_complaint
from xiuhuazhen.domains.cases.actions.following import NewFollower, add_follower
from xiuhuazhen.domains.cases.actions.handling import Contact, Note
from xiuhuazhen.domains.cases.actions.own_data import Correction, Keeping, grant_erasure, refuse_erasure
from xiuhuazhen.domains.cases.choices import Consent, KeepGround, Means, Outcome, Relation
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import follower_code
from xiuhuazhen.domains.cases.telling import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts")]

ADDRESS = "银杏小区3号楼2单元501"
GIVEN = {"contact_name": NAME, "contact_phone": PHONE, "address": ADDRESS}


def page(matter):
    return f"/m/{matter.number}/data/"


def browser(matter, code=""):
    """A browser that has shown the query code."""
    client = Client()
    client.post(f"/m/{matter.number}/", {"code": code or query_code(matter)})
    return client


def sent(client, matter, do, **given):
    """A form of the page; with the right code unless another is given."""
    version = Matter.objects.values_list("version", flat=True).get(pk=matter.pk)
    fields = {f"{do}-{name}": value for name, value in {"code": query_code(matter), **given}.items()}
    return client.post(page(matter), {"do": do, "version": str(version), **fields})


def text(response):
    return response.content.decode()


def audit(action):
    return AuditRow.objects.filter(action=action).count()


class TestThePage:
    def test_it_says_what_is_held_without_showing_all_of_it(self, near):
        matter = reported(**GIVEN).matter
        shown = text(browser(matter).get(page(matter)))
        for sign in ("王**", "138****1234", ADDRESS, "富民路社区第一网格", "地图上的一个点", cases.TEXT):
            assert sign in shown, sign
        assert [secret in shown for secret in (PHONE, NAME)] == [False, False]

    def test_it_says_how_long_and_by_which_rule(self, world, near):
        norm = NormText("cases.keep", 36, "month", BASIS, "D")
        set_norm(norm=norm, area=world.county, valid_from=SINCE, by=SYSTEM, at=AT)
        open_matter, closed = reported(**GIVEN).matter, case_in(near, "closed", **GIVEN)
        assert "办结后保存 36 个月" in text(browser(open_matter).get(page(open_matter)))
        shown = text(browser(closed).get(page(closed)))
        assert ("2029年11月23日" in shown, BASIS in shown) == (True, True)

    def test_where_no_norm_is_set_it_says_so(self, near):
        matter = reported(**GIVEN).matter
        assert "这里还没有定保存期限" in text(browser(matter).get(page(matter)))

    def test_it_says_which_unit_opened_the_contact_when_and_why_and_never_who(self, client, near):
        matter = case_in(near, "handling", **GIVEN)
        client.force_login(near.accounts["handler"])
        client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD})
        shown = text(browser(matter).get(page(matter)))
        assert ("路灯队" in shown, "为办理这件事，打开过您的姓名、电话" in shown) == (True, True)
        assert near.accounts["handler"].person.name not in shown

    def test_looking_writes_nothing(self, near):
        matter = reported(**GIVEN).matter
        client, before = browser(matter), AuditRow.objects.count()
        client.get(page(matter))
        assert (AuditRow.objects.count(), Matter.objects.get().version) == (before, 1)

    def test_the_progress_page_leads_there(self, near):
        matter = reported(**GIVEN).matter
        assert f'href="{page(matter)}"' in text(browser(matter).get(f"/m/{matter.number}/"))

    def test_who_follows_it_is_named_masked(self, near):
        matter = reported(**GIVEN).matter
        follower(near, matter)
        shown = text(browser(matter).get(page(matter)))
        assert ("李**" in shown, "李四光" in shown) == (True, False)


def follower(near, matter):
    new = NewFollower(new_id(), "李四光", Relation.CHILD, Consent.COUNTER)
    return add_follower(matter=matter, new=new, by=near.actor("dispatcher"), at=AT)


class TestNobodyElse:
    @pytest.mark.parametrize("visitor", [*OUTSIDERS, "near-dispatcher", "near-handler", "near-secretary"])
    def test_without_the_code_one_is_asked_for_it(self, world, near, visitor):
        """Staff as well: they have their own page of the matter."""
        matter = case_in(near, "handling", **GIVEN)
        response = visit(world, visitor, today=local_date(AT)).get(page(matter))
        assert (response.status_code, response["Location"]) == (302, f"/m/{matter.number}/")

    def test_the_code_of_another_matter_opens_nothing(self, near):
        matter, other = reported(**GIVEN).matter, reported().matter
        assert browser(other).get(page(matter)).status_code == 302
        assert browser(matter, code=query_code(other)).get(page(matter)).status_code == 302

    def test_a_number_that_does_not_exist_looks_the_same(self, near):
        matter = reported(**GIVEN).matter
        unknown = matter.number[:-4] + "9999"
        assert browser(matter).get(f"/m/{unknown}/data/")["Location"] == f"/m/{unknown}/"

    def test_who_only_follows_it_does_not_see_it(self, near):
        matter = reported(**GIVEN).matter
        client = browser(matter, code=follower_code(follower(near, matter)))
        assert client.get(f"/m/{matter.number}/").status_code == 200
        assert client.get(page(matter)).status_code == 403
        assert sent(client, matter, "copy").status_code == 403

    @pytest.mark.parametrize("do", ["copy", "correct", "erase"])
    @pytest.mark.parametrize("wrong", ["", "AAAA-BBBB-CCCC", "another"])
    def test_the_code_is_asked_once_more(self, near, do, wrong):
        matter, other = reported(**GIVEN).matter, reported().matter
        code = query_code(other) if wrong == "another" else wrong
        response = sent(browser(matter), matter, do, code=code, name="王大明")
        assert (response.status_code in {404, 422}, PHONE in text(response)) == (True, False)
        assert Matter.objects.get(pk=matter.pk).version == 1

    def test_guessing_the_code_is_counted(self, near, settings):
        settings.PUBLIC_RATE = "3"
        matter = reported(**GIVEN).matter
        client = browser(matter)
        for _ in range(2):
            sent(client, matter, "copy", code="AAAA-BBBB-CCCC")
        response = sent(client, matter, "copy")
        assert (response.status_code, PHONE in text(response)) == (422, False)
        assert audit("cases.data.copied") == 0

    def test_forms_without_the_page_opened_do_nothing(self, near):
        matter = reported(**GIVEN).matter
        assert sent(Client(), matter, "copy").status_code == 302
        assert audit("cases.data.copied") == 0


class TestACopy:
    def test_it_holds_all_in_the_clear_and_is_on_record(self, near):
        matter = reported(**GIVEN).matter
        follower(near, matter)
        response = sent(browser(matter), matter, "copy")
        copy = text(response)
        assert response["Content-Disposition"] == f'attachment; filename="{matter.number}.txt"'
        assert "no-store" in response["Cache-Control"]
        for sign in (NAME, PHONE, ADDRESS, cases.TEXT, "李四光"):
            assert sign in copy, sign
        assert audit("cases.data.copied") == 1

    def test_it_names_nobody_of_the_staff(self, near):
        matter = case_in(near, "closed", **GIVEN)
        copy = text(sent(browser(matter), matter, "copy"))
        assert not [who for who in near.accounts.values() if who.person.name in copy]

    def test_of_a_confidential_case_its_reporter_has_it_too(self, near):
        matter = case_in(near, "handling", confidential=True, **GIVEN)
        assert PHONE in text(sent(browser(matter), matter, "copy"))


class TestPuttingItRight:
    def test_the_contact_that_others_open_is_the_right_one(self, client, near):
        matter = case_in(near, "handling", **GIVEN)
        response = sent(browser(matter), matter, "correct", name="王大明", phone="139 0000 5678")
        assert response.status_code == 302
        client.force_login(near.accounts["handler"])
        opened = text(client.post(f"/cases/{matter.number}/contact/", {"password": PASSWORD}))
        assert ("王大明 13900005678" in opened, PHONE in opened) == (True, False)
        assert address_of(str(matter.pk)).phone == "13900005678"
        assert chain.faults(Matter.objects.get(pk=matter.pk)) == []

    def test_what_is_left_empty_stays(self, near):
        matter = reported(**GIVEN).matter
        sent(browser(matter), matter, "correct", name="王大明")
        copy = text(sent(browser(matter), matter, "copy"))
        assert ("王大明" in copy, PHONE in copy) == (True, True)

    def test_a_telephone_that_is_not_to_be_held_is_called_no_more(self, near):
        matter = case_in(near, "handling", **GIVEN)
        sent(browser(matter), matter, "correct", no_phone="on")
        assert (address_of(str(matter.pk)).phone, Case.objects.get().has_contact) == ("", False)
        assert act(near, matter, "finish").to_state == "answering"

    def test_a_telephone_that_was_added_is_called_first(self, near):
        matter = case_in(near, "handling", contact_name=NAME)
        sent(browser(matter), matter, "correct", phone=PHONE)
        with pytest.raises(Conflict) as refused:
            act(near, matter, "finish")
        assert refused.value.extra["code"] == "not-contacted"
        act(near, matter, "contact", Contact(Means.CALL, Outcome.NOT_REACHED))
        assert act(near, matter, "finish").to_state == "answering"

    @pytest.mark.parametrize("given", [{"phone": "12"}, {"name": "王" * 101}, {}, {"name": NAME}])
    def test_what_is_wrong_or_nothing_new_is_said_and_nothing_changes(self, near, given):
        matter = reported(**GIVEN).matter
        response = sent(browser(matter), matter, "correct", **given)
        assert (response.status_code, Matter.objects.get().version) == (422, 1)

    def test_sent_twice_it_is_one_step(self, near):
        matter = reported(**GIVEN).matter
        client = browser(matter)
        form = {"do": "correct", "version": "1", "correct-code": query_code(matter), "correct-name": "王大明"}
        assert [client.post(page(matter), form).status_code for _ in range(2)] == [302, 302]
        assert Matter.objects.get().version == 2


def asked(near, state, **given):
    matter = case_in(near, state, **{**GIVEN, **given})
    assert sent(browser(matter), matter, "erase", text="不想再留着").status_code == 302
    return Matter.objects.select_related("area").get(pk=matter.pk)


def decided(matter, by, *, refuse=False):
    common = {"by": by, "at": AT, "command_id": new_id(), "version": matter.version, "matter": matter}
    if refuse:
        return refuse_erasure(inputs=Keeping(KeepGround.DUTY, "档案规定保存三年"), **common)
    return grant_erasure(inputs=None, **common)


class TestErasing:
    def test_it_becomes_work_of_the_desk_which_is_told(self, near):
        matter = asked(near, "closed")
        rows = WorklistRow.objects.filter(matter=matter)
        assert list(rows.values_list("unit_id", "permission", "reason")) == [
            (near.units["desk"].pk, "cases.erase", "erasure")
        ]
        expand_due(AT)
        told = Message.objects.filter(subject__contains="申请删除个人信息").values_list("recipient", flat=True)
        assert f"person:{near.accounts['dispatcher'].person_id}" in set(told)

    def test_until_when_is_a_norm(self, world, near):
        norm = NormText("cases.limit.erasure", 30, "day", BASIS, "D")
        set_norm(norm=norm, area=world.county, valid_from=SINCE, by=SYSTEM, at=AT)
        matter = asked(near, "closed")
        leader = {("cases.erase", near.units["office"].pk), ("cases.erase", near.units["desk"].pk)}
        assert set(WorklistRow.objects.filter(matter=matter).values_list("permission", "unit_id")) == leader
        assert "12月23日" in text(browser(matter).get(page(matter)))

    def test_granted_all_of_it_is_gone_and_the_chain_proves(self, near):
        matter = asked(near, "closed")
        decided(matter, near.actor("dispatcher"))
        matter.refresh_from_db()
        assert (matter.state, matter.title, matter.erased_at) == ("archived", "事件（内容已清除）", AT)
        kept = StepContent.objects.filter(step__matter=matter)
        assert [(each.step.action, each.text, bool(each.personal)) for each in kept] == [("grant_erasure", "", False)]
        assert (chain.faults(matter), WorklistRow.objects.filter(matter=matter).count()) == ([], 0)
        client = browser(matter)
        shown = text(client.get(page(matter)))
        assert ("已删除" in shown, "申请删除" in shown.split("<main")[1].split("</main")[0]) == (True, False)
        assert [sign in shown + text(client.get(f"/m/{matter.number}/")) for sign in (ADDRESS, cases.TEXT)] == [
            False
        ] * 2

    def test_sent_twice_it_is_erased_once(self, near):
        matter = asked(near, "closed")
        same = {"by": near.actor("dispatcher"), "at": AT, "command_id": new_id(), "version": matter.version}
        steps = [grant_erasure(matter=matter, inputs=None, **same) for _ in range(2)]
        assert [step.replayed for step in steps] == [False, True]
        assert audit("procedures.contents.erased") == 1

    def test_what_is_worked_on_is_not_erased_and_may_be_kept_for_that(self, near):
        matter = asked(near, "handling")
        with pytest.raises(Conflict):
            decided(matter, near.actor("dispatcher"))
        matter.refresh_from_db()
        assert (matter.erased_at, StepContent.objects.filter(step__matter=matter).count()) == (None, matter.version)
        assert decided(matter, near.actor("dispatcher"), refuse=True).to_state == "handling"

    def test_the_reporter_reads_ground_and_reason_and_may_ask_again(self, near):
        matter = asked(near, "closed")
        decided(matter, near.actor("dispatcher"), refuse=True)
        client = browser(matter)
        shown = text(client.get(page(matter)))
        assert ("法律法规要求的保存期还没有到" in shown, "档案规定保存三年" in shown) == (True, True)
        assert sent(client, matter, "erase").status_code == 302

    def test_it_outlasts_the_archive(self, near):
        matter = asked(near, "closed")
        act(near, matter, "archive")
        matter.refresh_from_db()
        assert (matter.state, list(matter.requests)) == ("archived", ["erasure"])
        decided(matter, near.actor("leader"))
        assert Matter.objects.get(pk=matter.pk).erased_at == AT

    @pytest.mark.parametrize("office", ["handler", "head", "secretary", "grid-worker", "inspector", "administrator"])
    @pytest.mark.parametrize("refuse", [True, False])
    def test_nobody_else_decides(self, near, office, refuse):
        matter = asked(near, "closed")
        with pytest.raises(Forbidden):
            decided(matter, near.actor(office), refuse=refuse)
        assert Matter.objects.get(pk=matter.pk).erased_at is None

    @pytest.mark.parametrize("visitor", ["far-dispatcher", "former-near-dispatcher", "coming-near-dispatcher"])
    def test_nor_the_desk_elsewhere_or_at_another_time(self, world, near, visitor):
        matter = asked(near, "closed")
        client = visit(world, visitor, today=local_date(AT))
        given = {"id": str(new_id()), "version": str(matter.version), "sure": "on"}
        response = client.post(f"/matters/{matter.number}/do/grant_erasure/", given)
        assert response.status_code in {403, 404}
        assert Matter.objects.get(pk=matter.pk).erased_at is None

    def test_nothing_is_erased_that_nobody_asked_to_erase(self, near):
        matter = case_in(near, "closed", **GIVEN)
        with pytest.raises(Conflict):
            decided(matter, near.actor("dispatcher"))
        assert Matter.objects.get(pk=matter.pk).erased_at is None

    def test_asked_again_while_it_waits_it_is_said_to_wait(self, near):
        """From the same page or from one that was opened later; once it is refused it can be asked for anew."""
        matter = asked(near, "closed")
        again = sent(browser(matter), matter, "erase", text="再催一次")
        assert (again.status_code, "您已经申请过了，正在等答复。" in text(again)) == (422, True)
        assert matter.steps.filter(action="ask_erasure").count() == 1
        decided(matter, near.actor("dispatcher"), refuse=True)
        matter.refresh_from_db()
        assert sent(browser(matter), matter, "erase", text="还是想删").status_code == 302
        assert matter.steps.filter(action="ask_erasure").count() == 2

    def test_what_is_erased_is_neither_put_right_nor_asked_for_again(self, near):
        matter = asked(near, "closed")
        decided(matter, near.actor("dispatcher"))
        for action, inputs in (("correct", Correction("王大明")), ("ask_erasure", Note())):
            with pytest.raises(Conflict):
                act(near, matter, action, inputs, by=resident(matter))


class TestAComplaint:
    @pytest.fixture
    def matter(self, people, near):
        return complaint(near.units["lamps"])

    def test_the_complainant_sees_what_is_held_and_has_a_copy(self, matter):
        client = browser(matter)
        shown, copy = text(client.get(page(matter))), text(sent(client, matter, "copy"))
        assert (SAID in shown, PHONE in shown) == (True, False)
        assert [sign in copy for sign in (NAME, PHONE, SAID, WORKER)] == [True] * 4

    def test_the_supervising_unit_alone_decides(self, people, near, matter):
        sent(browser(matter), matter, "erase")
        matter = Matter.objects.select_related("area").get(pk=matter.pk)
        rows = WorklistRow.objects.filter(matter=matter, reason="erasure").values_list("unit_id", flat=True)
        assert list(rows) == [matter.holder_id]
        for office in ("dispatcher", "leader", "handler", "head"):
            with pytest.raises(Forbidden):
                decided(matter, near.actor(office), refuse=True)

    def test_granted_it_is_gone(self, people, near, matter):
        withdraw_complaint(
            matter=matter, inputs=Note(), by=resident(matter), at=AT, command_id=new_id(), version=matter.version
        )
        sent(browser(matter), matter, "erase")
        matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
        by = actor_for(people["county"], on=local_date(AT))
        decided(matter, by)
        matter.refresh_from_db()
        assert (matter.state, matter.erased_at, chain.faults(matter)) == ("withdrawn", AT, [])
        assert SAID not in text(browser(matter).get(page(matter)))

    def test_those_complained_about_hear_nothing_of_it(self, people, near, matter):
        sent(browser(matter), matter, "erase")
        expand_due(AT)
        concerned = {f"person:{near.accounts[who].person_id}" for who in ("handler", "colleague")}
        lamps = f"unit:{Unit.objects.get(pk=near.units['lamps'].pk).pk}"
        told = set(Message.objects.values_list("recipient", flat=True))
        assert not told & {*concerned, lamps}
