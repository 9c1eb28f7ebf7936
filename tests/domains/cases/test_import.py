"""A spreadsheet of hotline orders comes in line by line: twice is once, and a crash in the middle doubles nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.support.orders import HEADER, order, orders, sheet
from tests.support.street import AT, HOUR
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import jobs
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.models import Case, ImportBatch, ImportRow, SourceTemplate
from xiuhuazhen.domains.cases.queries import contact_of, opening_step, report_text

pytestmark = pytest.mark.django_db

HOTLINE = "12345热线"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture(autouse=True)
def street(near, monday):
    return near


def handed_in(street, content, *, source=HOTLINE, at=AT):
    return start_import(
        content=content,
        file_name="工单.xlsx",
        source_name=source,
        area=street.areas["street"],
        by=street.actor("dispatcher"),
        at=at,
    )


def taken_in(street, content, *, at=AT, **given):
    batch = handed_in(street, content, at=at, **given)
    run_pending(at=at)
    batch.refresh_from_db()
    return batch


def results(batch):
    return list(ImportRow.objects.filter(batch=batch).order_by("line").values_list("line", "result"))


def test_each_order_becomes_a_case_of_its_source(street):
    batch = taken_in(street, orders(3))
    assert (batch.state, batch.total, batch.done, batch.problem) == ("done", 3, 3, "")
    assert results(batch) == [(2, "created"), (3, "created"), (4, "created")]
    case = Case.objects.select_related("matter").get(source_number="QH000002")
    assert (case.source, case.source_name, case.reply_wanted, case.notice_version) == ("hotline", HOTLINE, True, "")
    assert f"{case.occurred_at:%Y-%m-%d %H:%M}" == "2026-11-22 02:30"
    assert (case.placed_by, case.matter.area.code) == ("text", "630102005006001")
    assert contact_of(opening_step(case.matter)) == {"name": "王女士", "phone": "13900000002"}
    step = Step.objects.get(matter=case.matter)
    assert (step.actor_key, step.at) == (street.actor("dispatcher").key, AT)


def given_in(street, crs):
    """Somebody has said before in which system the hotline gives its positions."""
    said = {"changed_at": AT, "changed_by_name": "陈敏"}
    SourceTemplate.objects.create(area=street.areas["street"], source_name=HOTLINE, crs=crs, **said)


@pytest.mark.parametrize(("lng", "lat"), [("101.825", "36.605"), ("116.4", "39.9")])
def test_a_position_outside_does_not_keep_an_order_out(street, lng, lat):
    """The next street, or the other end of the country: its words say where it is."""
    given_in(street, "wgs84")
    content = sheet([[*order(1), lng, lat]], header=(*HEADER, "经度", "纬度"))
    assert results(taken_in(street, content)) == [(2, "created")]
    case = Case.objects.select_related("matter__area").get()
    assert (case.placed_by, case.matter.area.code, case.matter.lng_e7) == ("text", "630102005006001", None)
    assert ImportRow.objects.get().message == "坐标在辖区外，没有采用。"


def test_positions_are_not_taken_at_once_before_somebody_said_in_which_system_they_are(street):
    """Those of another system lie half a kilometre away, in another grid; without positions nothing is to be said."""
    content = sheet([[*order(1), "101.816854", "36.601856"]], header=(*HEADER, "经度", "纬度"))
    batch = taken_in(street, content)
    assert (batch.state, Matter.objects.count()) == ("columns", 0)
    given_in(street, "gcj02")
    assert taken_in(street, content).state == "done"
    lng, lat = Matter.objects.values_list("lng_e7", "lat_e7").get()
    assert max(abs(lng - 1_018_150_000), abs(lat - 366_020_000)) < 1_000
    half = sheet([[*order(2), "101.8"]], header=(*HEADER, "经度"))
    assert taken_in(street, half, source="另一条热线").state == "done"


def test_a_source_is_the_same_whatever_the_blanks_in_its_name(street):
    taken_in(street, orders(2), source="热线甲")
    again = taken_in(street, orders(2), source=" 热线 甲 ")
    assert again.source_name == "热线甲"
    assert {result for _line, result in results(again)} == {"same"}


def test_a_workbook_without_a_line_is_over_and_says_so(street):
    batch = taken_in(street, sheet([], header=()))
    assert (batch.state, batch.problem) == ("failed", "这张工作表是空的。")


def test_columns_that_were_told_by_contents_alone_are_not_taken_at_once(street):
    """A source that nobody described, with titles of its own: somebody looks first."""
    strange = ("流水", "标题", "说明", "时间", "联系人/电话", "地址", "是否保密", "是否回复")
    batch = taken_in(street, sheet([order(1), order(2)], header=strange))
    assert (batch.state, Matter.objects.count()) == ("columns", 0)


def test_it_is_kept_sealed_and_recorded_once(street):
    batch = handed_in(street, orders(1))
    (line,) = AuditRow.objects.filter(action="cases.import.started")
    assert (line.subject_id, line.area_code, line.after) == (str(batch.pk), "630102005", {"source": HOTLINE})
    assert b"QH000001" not in b"".join(path.read_bytes() for path in _sealed_files())
    assert SealedBlob.objects.get().expires_at == AT + timedelta(days=30)


def _sealed_files():
    return [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]


def test_the_same_file_again_takes_in_nothing_new(street):
    taken_in(street, orders(3))
    before = list(Step.objects.values())
    again = taken_in(street, orders(3), at=AT + HOUR)
    assert results(again) == [(2, "same"), (3, "same"), (4, "same")]
    assert (again.state, Matter.objects.count()) == ("done", 3)
    assert list(Step.objects.values()) == before


def test_an_order_that_stands_twice_in_one_file_comes_in_once(street):
    batch = taken_in(street, sheet([order(1), order(1), order(1, 工单编号=" QH000001 ")]))
    assert results(batch) == [(2, "created"), (3, "same"), (4, "same")]
    assert Matter.objects.count() == 1


def test_an_order_that_comes_again_with_other_contents_is_reported_and_left_alone(street):
    taken_in(street, orders(1))
    batch = taken_in(street, sheet([order(1, 问题描述="井盖也坏了")]))
    row = ImportRow.objects.get(batch=batch)
    assert (row.result, row.matter) == ("differs", Matter.objects.get())
    assert row.message
    assert report_text(Matter.objects.get()) == "银杏小区1号楼门口路灯不亮"


def test_the_same_number_of_another_hotline_is_another_order(street):
    taken_in(street, orders(1))
    assert results(taken_in(street, orders(1), source="12319城管热线")) == [(2, "created")]


def test_lines_that_cannot_be_taken_in_say_why_and_hold_up_nobody(street):
    rows = [
        order(1, 工单编号=""),
        order(2, 问题描述=""),
        order(4, 问题描述="路" * 2001),
        order(6, 接收时间="2030-01-01 08:00"),
        order(7, 工单编号="Q" * 61),
        order(8),
    ]
    batch = taken_in(street, sheet(rows))
    assert [result for _line, result in results(batch)] == ["failed"] * 5 + ["created"]
    messages = ImportRow.objects.filter(batch=batch, result="failed").values_list("message", flat=True)
    assert all(messages)
    assert Matter.objects.count() == 1


def contact_after(street, row):
    taken_in(street, sheet([row]))
    return contact_of(opening_step(Matter.objects.get()))


@pytest.mark.parametrize("cell", ["王女士 110119120", "王女士 13800001234 转8 或 13900001234"])
def test_an_order_whose_telephone_is_none_is_taken_in_all_the_same(street, cell):
    """What stands there is kept word for word with the name, and sealed with it."""
    contact = contact_after(street, order(1, **{"联系人/电话": cell}))
    digits = [sign for sign in cell if sign.isdigit()]
    kept = contact["name"] + contact.get("phone", "")
    assert contact["name"].startswith("王女士")
    assert sorted(sign for sign in kept if sign.isdigit()) == sorted(digits)
    assert not Step.objects.filter(content__text__contains="王女士").exists()


def test_what_is_no_number_stands_with_the_name(street):
    assert contact_after(street, order(1, **{"联系人/电话": "王女士 110119120"})) == {"name": "王女士 110119120"}


def test_long_addresses_and_names_are_cut_and_hold_up_nobody(street):
    row = order(1, 地址="银杏小区" + "路" * 300, **{"联系人/电话": "王" * 150 + " 13900001111"})
    assert contact_after(street, row) == {
        "name": "王" * 100,
        "phone": "13900001111",
        "address": "银杏小区" + "路" * 196,
    }


@pytest.mark.parametrize("words", [55, 50, 48])
def test_a_number_in_a_title_is_masked_before_the_title_is_cut(street, words):
    """Half a number would no longer be known for one."""
    taken_in(street, sheet([order(1, 标题="路" * words + "13800001234")]))
    title = Matter.objects.get().title
    assert title == ("路" * words + "138****1234")[:60]


@pytest.mark.parametrize(("cell", "confidential"), [("是", True), ("请保密", True), ("否", False), ("", False)])
def test_an_order_is_taken_in_as_confidential_as_its_line_says(street, cell, confidential):
    taken_in(street, sheet([order(3, 是否保密=cell)]))
    assert ImportRow.objects.get().result == "created"
    assert Case.objects.get().confidential is confidential


def test_orders_without_a_place_stay_in_the_street_that_brought_them(world):
    """Not with the desk that takes in what residents could not place."""
    far = world.far
    batch = start_import(
        content=sheet([order(1, 问题描述="路灯不亮")]),
        file_name="a.xlsx",
        source_name=HOTLINE,
        area=far.areas["street"],
        by=far.actor("dispatcher"),
        at=AT,
    )
    run_pending(at=AT)
    assert results(batch) == [(2, "created")]
    assert Matter.objects.get().street == far.areas["street"]


@pytest.mark.parametrize("content", [b"", b"no sheet", "工单编号,问题描述".encode()])
def test_what_is_no_spreadsheet_is_refused_at_once(street, content):
    with pytest.raises(InvalidInput) as refused:
        handed_in(street, content)
    assert list(refused.value.fields) == ["file"]
    assert (ImportBatch.objects.count(), Job.objects.count(), _sealed_files()) == (0, 0, [])


@pytest.mark.parametrize("source", ["", "  ", "热" * 61])
def test_the_hotline_has_a_name(street, source):
    with pytest.raises(InvalidInput) as refused:
        handed_in(street, orders(1), source=source)
    assert list(refused.value.fields) == ["source_name"]


def test_a_spreadsheet_without_the_columns_waits_for_a_person_to_say_what_they_mean(street):
    batch = taken_in(street, sheet([["a", "b"]], header=("甲", "乙")))
    assert (batch.state, batch.total, batch.finished_at) == ("columns", 0, None)
    assert Matter.objects.count() == 0


def test_a_spreadsheet_with_a_header_alone_is_done_at_once(street):
    batch = taken_in(street, sheet([]))
    assert (batch.state, batch.total, batch.problem) == ("done", 0, "")


class Crash(Exception):  # noqa: N818 - not an error of the code
    """The process was gone at this point."""


class Machine:
    """Takes in lines, and crashes at the calls it was told: before, within or after the line's transaction."""

    def __init__(self, take_in, crashes):
        self.take_in, self.crashes, self.calls = take_in, dict(crashes), 0

    def __call__(self, **given):
        self.calls += 1
        moment = self.crashes.pop(self.calls, None)
        if moment == "before":
            raise Crash
        if moment == "within":
            with transaction.atomic():
                self.take_in(**given)
                raise Crash
        row = self.take_in(**given)
        if moment == "after":
            raise Crash
        return row


moments = st.sampled_from(["before", "within", "after"])
crash_points = st.dictionaries(st.integers(1, 9), moments, max_size=3)


@hypothesis_settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(crashes=crash_points, every=st.integers(1, 4))
def test_wherever_it_crashes_it_goes_on_and_doubles_nothing(street, crashes, every):
    """Any three crashes in six lines, with a checkpoint every so many lines."""
    source = str(new_id())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "take_in_line", Machine(jobs.take_in_line, crashes))
        patch.setattr(jobs, "_CHECKPOINT_EVERY", every)
        batch, numbers = handed_in(street, orders(6), source=source), Matter.objects.count()
        for attempt in range(len(crashes) + 1):
            run_pending(at=AT + attempt * 24 * HOUR)
    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.done) == ("done", 6, 6)
    assert [result for _line, result in results(batch)] == ["created"] * 6
    cases = Case.objects.filter(source_name=source).select_related("matter")
    assert sorted(case.source_number for case in cases) == [f"QH{number:06d}" for number in range(1, 7)]
    assert Matter.objects.count() == numbers + 6
    assert [fault for case in cases for fault in chain.faults(case.matter)] == []


def test_a_job_that_is_given_up_says_so_on_its_batch(street, monkeypatch):
    """Nobody waits for ever before a bar that does not move."""

    def broken(**_given):
        raise Crash

    monkeypatch.setattr(jobs, "take_in_line", broken)
    batch = handed_in(street, orders(2))
    for attempt in range(20):
        run_pending(at=AT + attempt * 24 * HOUR)
    batch.refresh_from_db()
    assert Job.objects.get(name="cases.import_sheet").state == "failed"
    assert batch.state == "failed"
    assert batch.problem


def test_a_batch_whose_file_was_erased_before_it_was_read_says_so(street):
    batch = handed_in(street, orders(2))
    ImportBatch.objects.filter(pk=batch.pk).update(blob=None)
    run_pending(at=AT)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert batch.problem
