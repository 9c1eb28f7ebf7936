"""In which states a source is through with an order: by the usual words, and as people say for its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.orders import HEADER, order, sheet
from tests.support.street import AT
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.models import Case, ImportBatch, ImportRow, SourceTemplate
from xiuhuazhen.domains.cases.rules import says_ended, says_goes_on, source_outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

STATUS = (*HEADER, "工单状态")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


@pytest.mark.parametrize(
    "state",
    [
        *(
            "已回访",
            "已完结",
            "已评价",
            "已解决",
            "自动关闭",
            "系统自动关闭",
            "已审核归档",
            "Archived",
            "已回访（满意）",
        ),
        *("已办结-超期", "已办结（超期）", "已办结 逾期", "已办结—按期", "超期办结", "已办结_已回访", "Auto-closed"),
        *("不予受理", "不受理", "不予受理（不属于本平台）", "无效工单", "无效", "已终止", "终止办理", "已取消"),
    ],
)
def test_the_usual_words_of_a_source_that_is_through(state):
    assert (says_ended(state), says_goes_on(state)) == (True, False)


@pytest.mark.parametrize(
    "state",
    [
        *("已答复", "已处置", "已审核", "已受理", "已派单", "已签收", "已回复", "已回访（不满意）", "已回访不满意"),
        *(
            "已办结-待回访",
            "待审核归档",
            "申请终止",
            "终止申请未通过",
            "延期办结",
            "未受理",
            "待评价",
            "挂起",
            "Archiving",
        ),
    ],
)
def test_what_may_be_the_units_word_only_or_is_still_to_come_is_left_to_people(state):
    assert not says_ended(state)


@pytest.mark.parametrize("state", ["", "待签收", "未办结", "办理中", "重办", "二次催办", "Open", "In Progress"])
def test_usual_words_that_it_is_not_through(state):
    assert says_goes_on(state)


def test_what_ended_without_being_done_is_no_result():
    assert source_outcome(status="已办结-超期", solved="已解决", rework="", why="") == "solved"
    for state in ("不予受理", "无效工单", "已终止"):
        with pytest.raises(ValueError, match="status"):
            source_outcome(status=state, solved="", rework="", why="")


def hands_in(desk, *states, **given):
    """Each state stands in an order of its own."""
    rows = [[*order(number), state] for number, state in enumerate(states, start=1)]
    sent = {"source_name": "12345热线", "sheet": SimpleUploadedFile("a.xlsx", sheet(rows, header=STATUS)), **given}
    assert desk.post("/imports/", sent).status_code == 302
    run_pending(at=AT)
    return ImportBatch.objects.latest("created_at", "id")


def asked(desk, batch):
    """The states that are listed, and those that are ticked."""
    form = desk.get(f"/imports/{batch.pk}/columns/").context["form"]
    return [shown for _state, shown in form.fields["ended"].choices], form["ended"].value()


def says(desk, batch, *ended, **means):
    form = desk.get(f"/imports/{batch.pk}/columns/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "ended"}
    response = desk.post(f"/imports/{batch.pk}/columns/", {**sent, **means, "ended": ended})
    run_pending(at=AT)
    batch.refresh_from_db()
    return response


def test_states_are_listed_the_usual_ones_ticked_and_said_otherwise(desk):
    """已答复 is the end at this source, 已评价 is not: so it is looked over, so it comes in, so the next sheet does."""
    batch = hands_in(desk, "已答复", "已评价", "办理中", "已办结", "办理中")
    assert asked(desk, batch) == (["已答复", "已评价", "办理中", "已办结"], ["已评价", "已办结"])
    assert says(desk, batch, "已答复", "已办结").status_code == 302
    assert (batch.state, batch.counts) == ("ready", {"created": 3, "left_out": 2})
    assert SourceTemplate.objects.get().words == {"ended": ["已答复"], "goes_on": ["已评价"]}
    desk.post(f"/imports/{batch.pk}/do/bring-in/")
    run_pending(at=AT)
    assert sorted(Case.objects.values_list("source_number", flat=True)) == ["QH000002", "QH000003", "QH000005"]
    again = hands_in(desk, "已答复", "已评价", at_once="on")
    rows = ImportRow.objects.filter(batch=again).order_by("line")
    assert [row.result for row in rows] == ["left_out", "same"]
    assert "已答复" in rows[0].message


def test_what_was_said_is_shown_again_and_can_be_taken_back(desk):
    says(desk, hands_in(desk, "已答复", "已评价"), "已答复")
    batch = hands_in(desk, "已处置")
    assert asked(desk, batch) == (["已答复", "已评价", "已处置"], ["已答复"])
    says(desk, batch, "已评价")
    assert SourceTemplate.objects.get().words == {"goes_on": ["已答复", "已处置"]}


def test_another_source_has_words_of_its_own(desk):
    says(desk, hands_in(desk, "已答复"), "已答复")
    assert asked(desk, hands_in(desk, "已答复", source_name="别的热线")) == (["已答复"], [])


def test_states_further_down_that_nobody_knows_are_told_and_can_be_ticked(desk):
    """Only the first lines were seen when the columns were said."""
    batch = hands_in(desk, *["办理中"] * 25, "已处置", "已处置", "待签收", "已办结")
    says(desk, batch)
    assert batch.counts == {"created": 28, "left_out": 1, "states": {"已处置": 2}}
    assert batch.total == 29
    page = desk.get(f"/imports/{batch.pk}/")
    assert page.context["states"] == [("已处置", 2)]
    assert "已处置" in page.content.decode()
    assert asked(desk, batch) == (["办理中", "已处置"], [])
    says(desk, batch, "已处置")
    assert batch.counts == {"created": 26, "left_out": 3}
    assert desk.get(f"/imports/{batch.pk}/").context["states"] == []


def test_what_is_no_state_is_not_listed_and_of_confidential_orders_nothing(desk):
    """A column of whole sentences, or with a number of somebody in it, is not kept among a source's words."""
    rows = [
        [*order(1), "来电人13900001111"],
        [*order(2), "这里写着办理的经过而不是一个什么状态之类的词语"],
        [*order(3, 是否保密="是"), "已转办"],
        [*order(4), "已转派"],
    ]
    sent = {"source_name": "12345热线", "sheet": SimpleUploadedFile("a.xlsx", sheet(rows, header=STATUS))}
    desk.post("/imports/", sent)
    run_pending(at=AT)
    batch = ImportBatch.objects.get()
    assert asked(desk, batch) == (["已转派"], [])
    says(desk, batch)
    assert "states" not in batch.counts


def test_where_another_column_is_the_state_nothing_is_said_of_words_that_were_not_listed(desk):
    says(desk, hands_in(desk, "已答复"), "已答复")
    batch = hands_in(desk, "已评价")
    says(desk, batch, means_8="", means_1="status")
    assert SourceTemplate.objects.get().words == {"ended": ["已答复"]}


def test_a_sheet_without_states_asks_nothing(desk):
    sent = {"source_name": "12345热线", "sheet": SimpleUploadedFile("a.xlsx", sheet([order(1)]))}
    desk.post("/imports/", sent)
    run_pending(at=AT)
    page = desk.get(f"/imports/{ImportBatch.objects.get().pk}/columns/")
    assert (page.context["asks_states"], "ended" in page.context["form"].fields) == (False, False)
    assert not Matter.objects.exists()
