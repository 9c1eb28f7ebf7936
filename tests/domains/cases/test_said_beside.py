"""What a hotline knows beside the text of an order: how it classes it, and what it wants the unit to do."""

import pytest

from tests.domains.cases.test_rounds import brought_in
from tests.support.cases import act
from tests.support.orders import HEADER, order
from tests.support.street import AT, HOUR
from tests.support.visitors import visit
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.facts import facts
from xiuhuazhen.domains.cases.queries import contact_now, opening_step
from xiuhuazhen.domains.cases.rules import category_named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = clock.local_date(AT)
WIDE = (*HEADER, "轮次", "工单分类", "转办意见")
WANTED = "请市政养护所三日内到场查看，联系13900001111"
SHOWN = "请市政养护所三日内到场查看，联系139****1111"
NAMES = {"0101": "路灯照明", "0102": "井盖", "0505": "路面塌陷"}
KEYWORDS = {"0101": ("路灯", "灯不亮"), "0102": ("井盖",), "0505": ("塌陷",)}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def line(turn="", category="", instruction="", **given):
    return [*order(1, **given), turn, category, instruction]


def shown(by):
    """The facts of the matter page, by their names."""
    matter = Matter.objects.get()
    return {str(fact.label): fact.value for fact in facts(matter, steps_of(matter), by, TODAY)}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("路灯照明", "0101"),
        ("井盖类", "0102"),
        ("市政公用/路灯照明", "0101"),
        ("市政公用 - 道路设施 - 井 盖", "0102"),
        ("城市管理＞路面塌陷", "0505"),
        ("路灯照明/井盖", "0102"),
        ("路灯故障", "0101"),
        ("路面塌陷及井盖", "0102"),
        ("物业管理", ""),
        ("类", ""),
        ("", ""),
    ],
)
def test_a_category_is_known_by_its_name_from_the_narrowest_on_else_by_its_keywords(said, code):
    assert category_named(said, NAMES, KEYWORDS) == code


def test_what_the_source_calls_it_is_the_category_whatever_the_text_speaks_of(near):
    [(result, _message)] = brought_in(near, line(category="供水/漏水"), header=WIDE)
    matter = Matter.objects.get()
    assert (result, matter.category) == ("created", "0201")
    assert shown(near.actor("dispatcher"))["来源单位的类别"] == "供水/漏水"


def test_where_its_words_are_none_of_these_the_text_speaks_as_before_and_they_stay_to_read(near):
    brought_in(near, line(category="其他／民生诉求"), header=WIDE)
    assert Matter.objects.get().category == ""
    assert shown(near.actor("dispatcher"))["来源单位的类别"] == "其他／民生诉求"


def test_a_text_that_is_urgent_stays_so_in_another_category(near):
    brought_in(near, line(category="路灯", 问题描述="银杏小区门口井盖没了"), header=WIDE)
    matter = Matter.objects.get()
    assert (matter.category, matter.urgency) == ("0101", Urgency.URGENT)


def test_what_is_wanted_of_the_unit_reaches_the_desk_and_the_unit_with_numbers_masked(world):
    brought_in(world.near, line(category="路灯", instruction=WANTED), header=WIDE)
    matter = Matter.objects.get()
    pages = [visit(world, "near-dispatcher", today=TODAY).get(f"/matters/{matter.number}/")]
    act(world.near, matter, "dispatch")
    pages.append(visit(world, "near-handler", today=TODAY).get(f"/matters/{matter.number}/"))
    assert [(page.status_code, SHOWN in page.content.decode()) for page in pages] == [(200, True)] * 2
    assert "13900001111" not in "".join(page.content.decode() for page in pages)


def test_nobody_else_reads_it(world):
    """Near misses, a resident's page of the matter, and what is sent to programs."""
    brought_in(world.near, line(category="路灯", instruction=WANTED), header=WIDE)
    number = Matter.objects.get().number
    for visitor in ("anonymous", "stranger", "far-dispatcher", "near-handler", "former-near-dispatcher"):
        client = visit(world, visitor, today=TODAY)
        for address in (f"/matters/{number}/", f"/m/{number}/", f"/api/v1/matters/{number}"):
            assert "养护所" not in client.get(address, follow=True).content.decode()


def test_it_is_sealed_and_is_no_part_of_what_the_reporter_said_or_left(near):
    brought_in(near, line(category="路灯", instruction=WANTED), header=WIDE)
    opening = opening_step(Matter.objects.get())
    assert set(contact_now(opening)) == {"name", "phone"}
    assert "养护所" not in f"{opening.content.text}{opening.facts}{Matter.objects.get().title}"
    assert "养护所" in opening.content.personal.open()
    assert chain.faults(Matter.objects.get()) == []


def test_the_unit_reads_it_of_a_confidential_order_too_and_nothing_of_the_reporter(near):
    brought_in(near, line(instruction=WANTED, 是否保密="是"), header=WIDE)
    act(near, Matter.objects.get(), "dispatch")
    said = shown(near.actor("handler"))
    assert (said["来源单位要求"], "王女士" in str(said)) == (SHOWN, False)


def test_a_later_round_says_it_anew_and_the_same_round_otherwise_is_told(near):
    brought_in(near, line(instruction="先查看"), header=WIDE)
    [(result, message)] = brought_in(near, line(instruction="先停电再查看"), header=WIDE, at=AT + HOUR)
    assert (result, "来源单位" in message) == ("differs", True)
    assert brought_in(near, line(), header=WIDE, at=AT + HOUR) == [("same", "")]
    brought_in(near, line(turn="2", instruction="三日内换灯"), header=WIDE, at=AT + HOUR)
    assert shown(near.actor("dispatcher"))["来源单位要求"] == "三日内换灯"
    assert "换灯" not in Step.objects.select_related("content").get(action="urge").content.text
    again = line(turn="2", instruction="三日内换灯")
    assert brought_in(near, again, header=WIDE, at=AT + HOUR) == [("same", "")]


def test_an_order_that_came_without_it_is_the_same_when_a_column_is_added(near):
    """Otherwise every order that is open would be told every day."""
    brought_in(near, line(), header=WIDE)
    assert brought_in(near, line(instruction="先查看"), header=WIDE, at=AT + HOUR) == [("same", "")]
