"""The source's own call-back, rating and closing come in as a sheet and move the cases; twice is once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.cases import act, case_in, reported
from tests.support.orders import RESULT_HEADER, result, sheet
from tests.support.street import AT, DAY, HOUR, give
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Account, Role
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases import jobs
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.choices import BatchKind, Source, SourceRating
from xiuhuazhen.domains.cases.models import Case, ImportRow
from xiuhuazhen.domains.cases.rules import source_rating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

HOTLINE = "12345热线"
TO_SOURCE = ("dispatch", "sign_for", "finish", "reply", "confirm", "report_back")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def order_at_source(street, number=1, *, steps=TO_SOURCE):
    given = {"source": Source.HOTLINE, "source_name": HOTLINE, "source_number": f"QH{number:06d}"}
    matter = reported(**given).matter
    for action in steps:
        act(street, matter, action)
    return matter


def handed_in(street, rows, *, source=HOTLINE, by=None, at=AT, header=RESULT_HEADER):
    return start_import(
        content=sheet(rows, header=header),
        file_name="回访.xlsx",
        source_name=source,
        area=street.areas["street"],
        by=by or street.actor("dispatcher"),
        at=at,
        kind=BatchKind.RESULTS,
    )


def brought_in(street, *rows, **given):
    batch = handed_in(street, rows, **given)
    run_pending(at=given.get("at", AT))
    batch.refresh_from_db()
    return batch


def rows_of(batch):
    return [(row.line, row.result) for row in ImportRow.objects.filter(batch=batch).order_by("line")]


def now(matter):
    return Matter.objects.get(pk=matter.pk)


@pytest.mark.parametrize(
    ("found", "reason", "solved"),
    [("已解决", "solved", True), ("未解决", "unsolved", False), ("已解释", "explained", None), ("", "unrated", None)],
)
def test_what_the_source_closed_is_closed_with_its_reason(near, found, reason, solved):
    matter = order_at_source(near)
    batch = brought_in(near, result(1, 回访结果=found))
    assert (batch.state, batch.done, rows_of(batch)) == ("done", 1, [(2, "created")])
    assert (now(matter).state, now(matter).close_reason, Case.objects.get().solved) == ("closed", reason, solved)
    assert chain.faults(now(matter)) == []


def test_the_step_is_the_persons_who_imported_it_and_keeps_the_rating_as_it_came(near):
    matter = order_at_source(near)
    brought_in(near, result(1, 满意度="基本满意", 回访时间="2026-11-23 08:30", 回访意见="已修好，电话13800001234"))
    step = Step.objects.select_related("content").get(matter=matter, action="source_closed")
    assert (step.actor_key, step.facts["source_rating"]) == (near.actor("dispatcher").key, "fairly_satisfied")
    assert step.unit_id == near.units["desk"].pk
    assert step.content.text == "来源单位评价：基本满意\n回访时间：2026-11-23 08:30\n已修好，电话13800001234"


@pytest.mark.parametrize("words", ["王小明说还行", "13800001234", ""])
def test_a_mark_in_other_words_stands_in_the_erasable_text_alone(near, words):
    matter = order_at_source(near)
    brought_in(near, result(1, 满意度=words))
    step = Step.objects.select_related("content").get(matter=matter, action="source_closed")
    assert "source_rating" not in step.facts
    assert not [value for value in step.facts.values() if words and words in str(value)]
    assert words in step.content.text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("非常满意", "very_satisfied"), ("满意", "satisfied"), ("基本满意 ", "fairly_satisfied"), ("一般", "neutral"),
        ("不满意", "dissatisfied"), ("很不满意", "very_dissatisfied"), ("未评价", "not_rated"), ("还行", ""),
    ],
)  # fmt: skip
def test_the_usual_marks_have_codes(words, code):
    assert source_rating(words) == code
    assert not code or SourceRating(code)


def test_what_the_source_sent_back_is_worked_on_again(near):
    matter = order_at_source(near)
    brought_in(near, result(1, 办结状态="", 回访结果="", 退回重办="是", 重办原因="灯还是不亮"))
    assert now(matter).state == "handling"
    assert Step.objects.select_related("content").get(action="source_returned").content.text == "灯还是不亮"


@pytest.mark.parametrize(
    "row", [result(1), result(1, 退回重办="是", 重办原因="灯还是不亮")], ids=["closed", "returned"]
)
def test_twice_is_once(near, row):
    matter = order_at_source(near)
    brought_in(near, row, row)
    version = now(matter).version
    again = brought_in(near, row, at=AT + HOUR)
    assert rows_of(again) == [(2, "same")]
    assert now(matter).version == version


def test_somebody_elses_import_of_the_same_sheet_is_the_same_too(near):
    matter = order_at_source(near)
    brought_in(near, result(1))
    Step.objects.get(matter=matter, action="source_closed")
    give(near.accounts["leader"], RoleName.DISPATCHER, near.areas["street"], near.units["desk"])
    assert rows_of(brought_in(near, result(1), by=near.actor("leader"))) == [(2, "same")]


def test_the_same_words_after_another_round_are_left_to_a_person(near):
    """They may be of the first round or of the second."""
    matter, row = order_at_source(near), result(1, 退回重办="是", 重办原因="灯还是不亮")
    brought_in(near, row)
    for action in TO_SOURCE[2:]:
        act(near, matter, action)
    assert rows_of(brought_in(near, row, at=AT + HOUR)) == [(2, "differs")]
    assert now(matter).state == "at_source"
    assert rows_of(brought_in(near, result(1), at=AT + HOUR)) == [(2, "created")]


def message(near, row, **given):
    batch = brought_in(near, row, **given)
    return ImportRow.objects.get(batch=batch)


def test_a_case_that_is_not_with_its_source_stays_and_the_row_says_what_to_do(near):
    matter = order_at_source(near, steps=TO_SOURCE[:-1])
    row = message(near, result(1))
    assert (row.result, row.matter_id) == ("failed", matter.pk)
    assert "待回单" in row.message
    assert now(matter).state == "reporting_back"


def test_a_case_that_was_closed_otherwise_stays(near):
    matter = order_at_source(near, steps=("void", "report_back", "source_closed"))
    assert message(near, result(1)).result == "failed"
    assert now(matter).close_reason == "void"


@pytest.mark.parametrize("given", [{"工单编号": "QH999999"}, {"工单编号": ""}])
def test_an_unknown_number_says_so(near, given):
    order_at_source(near)
    row = message(near, result(1, **given))
    assert (row.result, row.matter, row.message != "") == ("failed", None, True)


def test_another_source_with_the_same_number_is_not_meant(near):
    matter = order_at_source(near)
    assert message(near, result(1), source="12319城管热线").result == "failed"
    assert now(matter).state == "at_source"


@pytest.mark.parametrize("given", [{"办结状态": "办理中"}, {"办结状态": "挂起"}, {"回访结果": "部分解决"}])
def test_what_is_not_plain_moves_nothing(near, given):
    matter = order_at_source(near)
    assert message(near, result(1, **given)).result == "failed"
    assert now(matter).state == "at_source"


class TestWhoMayNot:
    def test_the_neighbouring_streets_desk_sees_no_such_number(self, world):
        matter = order_at_source(world.near)
        row = message(world.far, result(1))
        assert (row.result, row.matter) == ("failed", None)
        assert now(matter).state == "at_source"

    def test_whose_role_ended_before_the_job_ran_moves_nothing(self, near):
        matter, by = order_at_source(near), near.actor("dispatcher")
        batch = handed_in(near, [result(1)], by=by)
        for role in Role.objects.filter(person_id=by.person_id):
            end_role(role=role, last_day=clock.local_date(AT) - DAY, by=SYSTEM, at=AT)
        run_pending(at=AT)
        batch.refresh_from_db()
        assert (batch.state, batch.problem != "", rows_of(batch)) == ("failed", True, [])
        assert now(matter).state == "at_source"

    def test_who_sees_it_and_may_not_report_back_moves_nothing(self, near):
        matter = order_at_source(near)
        batch = brought_in(near, result(1), by=near.actor("secretary"))
        assert (batch.state, rows_of(batch)) == ("failed", [])
        assert now(matter).state == "at_source"

    def test_a_closed_account_fails_the_batch_with_a_sentence(self, near):
        batch = handed_in(near, [result(1)])
        Account.objects.filter(person_id=near.actor("dispatcher").person_id).update(is_active=False)
        run_pending(at=AT)
        batch.refresh_from_db()
        assert (batch.state, batch.problem != "") == ("failed", True)


class Crash(Exception):  # noqa: N818 - not an error of the code
    """The process was gone at this point."""


def test_after_a_crash_it_goes_on_and_notes_nothing_twice(near, monkeypatch):
    matters = [order_at_source(near, number) for number in (1, 2, 3)]
    real, calls = jobs.take_in_line, []

    def crashing(**given):
        row = real(**given)
        calls.append(row)
        if len(calls) == 2:
            raise Crash
        return row

    monkeypatch.setattr(jobs, "take_in_line", crashing)
    batch = handed_in(near, [result(1), result(2), result(3)])
    run_pending(at=AT)
    run_pending(at=AT + 24 * HOUR)
    batch.refresh_from_db()
    assert (batch.state, batch.done, rows_of(batch)) == ("done", 3, [(2, "created"), (3, "created"), (4, "created")])
    assert [Step.objects.filter(matter=matter, action="source_closed").count() for matter in matters] == [1, 1, 1]


def test_a_sheet_of_orders_is_none_of_results(near):
    batch = brought_in(near, ["QH1", "路灯"], header=("工单编号", "问题描述"))
    assert (batch.state, batch.layout) == ("columns", {})


def test_on_the_page_one_says_what_the_sheet_holds(client, near):
    matter = order_at_source(near)
    client.force_login(near.accounts["dispatcher"])
    content = sheet([result(1)], header=RESULT_HEADER)
    upload = SimpleUploadedFile("回访.xlsx", content)
    response = client.post("/imports/", {"kind": "results", "source_name": HOTLINE, "sheet": upload, "at_once": "on"})
    assert response.status_code == 302
    run_pending(at=AT)
    assert now(matter).state == "closed"
    page = client.get(response["Location"]).content.decode()
    assert "已记下结果" in page
    assert "新增事项" not in page


def test_looked_over_first_it_says_what_would_be_noted_and_not_what_would_be_new(client, near):
    for number, noted in ((1, True), (2, False), (3, False)):
        order_at_source(near, number, steps=TO_SOURCE if number < 3 else TO_SOURCE[:-1])
        brought_in(near, *([result(number)] if noted else []))
    client.force_login(near.accounts["dispatcher"])
    upload = SimpleUploadedFile("回访.xlsx", sheet(map(result, (1, 2, 3)), header=RESULT_HEADER))
    told = client.post("/imports/", {"kind": "results", "source_name": HOTLINE, "sheet": upload})
    run_pending(at=AT)
    form = client.get(f"{told['Location']}columns/").context["form"]
    client.post(f"{told['Location']}columns/", {name: form[name].value() or "" for name in form.fields})
    run_pending(at=AT)
    page = client.get(told["Location"])
    assert [line["result"] for line in page.context["lines"]] == ["以前已记", "将记到事项上", "要改"]
    assert [word in page.content.decode() for word in ("将记下结果", "已记下结果", "将新增")] == [True, False, False]


def test_a_residents_own_case_has_no_source_to_close_it(near):
    matter = case_in(near, "rating")
    assert message(near, result(1)).result == "failed"
    assert now(matter).state == "rating"
