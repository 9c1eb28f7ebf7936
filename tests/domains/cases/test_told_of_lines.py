"""What is told of the lines of a spreadsheet quotes nobody's name, and goes when the file does."""

from datetime import timedelta

import pytest

from tests.domains.cases.test_rounds import brought_in
from tests.support.orders import HEADER, RESULT_HEADER, order, result, sheet
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.choices import BatchKind
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.mark.parametrize("column", ["办结时限", "轮次", "催办次数", "是否重办"])
@pytest.mark.parametrize("cell", ["王建国", "王建国 13900001111", "Wang Jianguo", "请月底前联系王女士"])
def test_a_cell_that_cannot_be_read_is_not_quoted_where_it_may_name_somebody(near, column, cell):
    [(result_, message)] = brought_in(near, [*order(1), cell], header=(*HEADER, column))
    assert (result_, f"{column}" in message, "…" in message) == ("failed", True, True)
    assert not any(part in message for part in (*cell.split(), "王"))


@pytest.mark.parametrize("cell", ["2026-13-40", "第 3 日上午", "12:61", "2.5E+17"])
def test_one_of_figures_and_words_of_time_is_quoted(cell):
    assert rules.quoted(cell) == cell


def test_nor_is_a_time_that_was_left_out_or_what_stands_behind_the_state_that_ended_it(near):
    header = (*HEADER, "工单状态")
    rows = [[*order(1, 接收时间="王建国来电"), "办理中"], [*order(2), "已办结（王建国撤回）"]]
    (_created, said), (left_out, why) = brought_in(near, *rows, header=header)
    assert (left_out, "王" in f"{said}{why}", "接收时间" in said, "已办结" in why) == ("left_out", False, True, True)


def test_nor_is_a_result_that_is_not_clear(near):
    batch = start_import(
        content=sheet([result(1, 办结状态="王建国说再看")], header=RESULT_HEADER),
        file_name="a.xlsx",
        source_name="12345热线",
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=AT,
        kind=BatchKind.RESULTS,
    )
    run_pending(at=AT)
    row = ImportRow.objects.get(batch=batch)
    assert (row.result, "王" in row.message, "办结状态" in row.message) == ("failed", False, True)


def test_what_was_told_goes_after_30_days_and_what_became_of_the_line_stays(near, monkeypatch):
    brought_in(near, order(1, 问题描述=""), header=HEADER)
    brought_in(near, order(2, 问题描述=""), header=HEADER, at=AT + DAY)
    first, second = ImportBatch.objects.order_by("created_at")
    for at, left in ((AT + timedelta(days=30) - HOUR, 2), (AT + timedelta(days=30), 1)):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        enqueue("cases.erase_told", at=at)
        run_pending(at=at)
        assert ImportRow.objects.exclude(message="").count() == left
    assert ImportRow.objects.get(batch=second).message
    row = ImportRow.objects.get(batch=first)
    assert (row.message, row.result, row.source_number) == ("", "failed", "QH000001")
    assert registry.schedules()["cases.erase_told"].job_name == "cases.erase_told"
