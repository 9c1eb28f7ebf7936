"""Results go back to their source as a file in its own columns, with the pictures that prove them."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from PIL import Image

from tests.core.files import papers, recordings
from tests.core.files.pictures import photo
from tests.support.cases import PHONE, WAY, act, brought, reported
from tests.support.orders import orders
from tests.support.street import AT, DAY, HOUR
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.domains.cases import answers, rules
from xiuhuazhen.domains.cases.actions.handling import Contact, Note
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.actions.result_files import ask_result_file, set_result_columns
from xiuhuazhen.domains.cases.choices import Means, Outcome, RequestKind, Source
from xiuhuazhen.domains.cases.models import ResultFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

SECOND = timedelta(seconds=1)
HOTLINE = "12345热线"
TODAY = clock.local_date(AT)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def ended(street, number, *, text="已更换灯泡", at=AT, with_photo=False, more=(), **given):
    """An order that is handled, answered, checked: ready to be reported back."""
    named = {"source": Source.HOTLINE, "source_name": HOTLINE, "source_number": f"QH/{number}", **given}
    matter = reported(contact_name="王小明", contact_phone=PHONE, **named).matter
    by = street.actor("handler")
    act(street, matter, "dispatch", at=at)
    act(street, matter, "sign_for", at=at)
    called = "reach" if given.get("confidential") else "contact"
    act(street, matter, called, Contact(Means.VISIT, Outcome.REACHED), at=at)
    uploads = (receive_upload(content=photo(), filename="a.jpg", by=by, at=at).pk,) if with_photo else ()
    act(street, matter, "finish", Note(text, (*uploads, *more)), by=by, at=at)
    act(street, matter, "reply", Note(text), at=at)
    act(street, matter, "confirm", at=at)
    run_pending(at=at)
    return matter


def made(street, *, at=AT + HOUR, **given):
    area, by = street.areas["street"], street.actor("dispatcher")
    file = ask_result_file(source_name=HOTLINE, area=area, by=by, at=at, **given)
    run_pending(at=at)
    file.refresh_from_db()
    return file


def taken_along(client, file, part="sheet"):
    return b"".join(client.post(f"/imports/results/{file.pk}/{part}/").streaming_content)


def rows_in(content):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


def test_each_order_that_ended_here_has_a_line_in_the_usual_columns(desk, near):
    ended(near, 1, text="已更换灯泡，联系13800001234")
    reported(source=Source.HOTLINE, source_name=HOTLINE, source_number="QH/2")
    ended(near, 3, source_name="12319热线")
    file = made(near)
    assert (file.state, file.count, file.pictures) == ("done", 1, 0)
    head, line = rows_in(taken_along(desk, file))
    assert head == [
        "工单编号",
        "承办单位",
        "答复人",
        "答复时间",
        "答复方式",
        "是否解决",
        "办理结果",
        "办结时间",
        "附件",
    ]
    assert line[:8] == [
        *("QH/1", near.units["lamps"].name, near.actor("handler").name, "2026-11-23 09:00", "上门", "是"),
        *("已更换灯泡，联系138****1234", "2026-11-23 09:00"),
    ]


def test_no_name_and_no_number_of_a_reporter_stands_in_it(desk, near):
    ended(near, 1, confidential=True)
    said = " ".join(str(cell) for row in rows_in(taken_along(desk, made(near))) for cell in row)
    assert not [word for word in ("王小明", PHONE) if word in said]


def test_one_that_ended_otherwise_says_so(desk, near):
    ended(near, 1)
    other = reported(source=Source.HOTLINE, source_name=HOTLINE, source_number="QH/2").matter
    act(near, other, "decline", Note("属于铁路部门"))
    lines = {row[0]: row for row in rows_in(taken_along(desk, made(near)))}
    assert (lines["QH/1"][5], lines["QH/2"][5], lines["QH/2"][6]) == ("是", "否", "属于铁路部门")


@pytest.mark.parametrize("ends", ["answer", "decline", "void", "record_withdrawal"])
def test_of_what_no_unit_ever_had_it_says_who_at_the_desk_ended_it_and_when(desk, near, ends):
    """Also of what came back from a unit before."""
    for number, before in ((1, ()), (2, ("dispatch", "recall"))):
        given = {"source_name": HOTLINE, "source_number": f"QH/{number}", "request": RequestKind.CONSULT}
        matter = brought(near, reported(source=Source.HOTLINE, **given).matter, *before)
        act(near, matter, ends, at=AT + HOUR)
    lines = [line[1:4] for line in rows_in(taken_along(desk, made(near, at=AT + 2 * HOUR)))[1:]]
    assert lines == [[near.units["desk"].name, near.actor("dispatcher").name, "2026-11-23 10:00"]] * 2


def test_of_what_its_reporter_took_back_before_anybody_had_it_it_names_nobody(desk, near):
    order = reported(source=Source.HOTLINE, source_name=HOTLINE, source_number="QH/1").matter
    act(near, order, "withdraw")
    assert rows_in(taken_along(desk, made(near)))[1][1:4] == [None, None, None]


def test_what_a_unit_had_and_somebody_else_ended_says_which_unit_had_it_and_who_ended_it(desk, near):
    order = reported(source=Source.HOTLINE, source_name=HOTLINE, source_number="QH/1").matter
    brought(near, order, *WAY["shelved"])
    act(near, order, "close_shelved", at=AT + HOUR)
    line = rows_in(taken_along(desk, made(near, at=AT + 2 * HOUR)))[1]
    assert line[1:4] == [near.units["lamps"].name, near.actor("leader").name, "2026-11-23 10:00"]


def test_the_next_file_has_what_ended_since_the_last_and_a_case_that_is_worked_on_again_is_left_out(near):
    ended(near, 1)
    assert made(near).count == 1
    later = ended(near, 2, at=AT + 2 * HOUR)
    assert made(near, at=AT + 3 * HOUR).count == 1
    act(near, later, "report_back", at=AT + 4 * HOUR)
    act(near, later, "source_returned", at=AT + 4 * HOUR)
    assert made(near, at=AT + 5 * HOUR).count == 0


def test_what_was_on_its_way_when_a_file_was_made_is_in_the_next_one_and_in_no_other(desk, near, monkeypatch):
    """Its time is read before it is there for others to see."""
    ended(near, 1)
    ended(near, 2, at=AT + HOUR - SECOND)
    with monkeypatch.context() as patch:
        patch.setattr(answers, "_answer", without("QH/2", answers._answer))
        assert in_file(desk, made(near)) == ["QH/1"]
    assert in_file(desk, made(near, at=AT + HOUR + SECOND)) == ["QH/2"]
    assert in_file(desk, made(near, at=AT + HOUR + 2 * SECOND)) == []


def test_one_that_ends_again_at_once_is_in_the_next_file_too(desk, near):
    matter = ended(near, 1)
    assert in_file(desk, made(near, at=AT)) == ["QH/1"]
    for action in ("report_back", "source_returned", "recall", "void"):
        act(near, matter, action)
    assert in_file(desk, made(near, at=AT + SECOND)) == ["QH/1"]


def test_after_a_file_of_which_nobody_kept_what_was_in_it_nothing_comes_twice(desk, near):
    ended(near, 1)
    made(near, at=AT)
    ResultFile.objects.update(ends=None)
    for number in (2, 3):
        ended(near, number, at=AT + number * SECOND)
        assert in_file(desk, made(near, at=AT + number * SECOND)) == [f"QH/{number}"]


def without(number, answer):
    def seen(matter, *given):
        return None if matter.case.source_number == number else answer(matter, *given)

    return seen


def in_file(desk, file):
    return [row[0] for row in rows_in(taken_along(desk, file))[1:]]


def test_what_the_desk_wrote_for_the_source_stands_in_the_file(desk, near):
    act(near, ended(near, 1), "report_back", Note("已更换灯泡，另约物业每月巡查"), at=AT + HOUR)
    assert rows_in(taken_along(desk, made(near)))[1][6] == "已更换灯泡，另约物业每月巡查"


@pytest.mark.parametrize("anew", [("source_returned",), ("source_closed", "reopen")])
def test_of_an_order_that_came_again_the_file_says_and_shows_the_last_time_alone(desk, near, anew):
    matter = ended(near, 1, with_photo=True)
    for action in ("report_back", *anew):
        act(near, matter, action, at=AT + HOUR)
    act(near, matter, "recall" if anew == ("source_returned",) else "accept", at=AT + HOUR)
    act(near, matter, "decline", Note("属于铁路部门"), at=AT + HOUR)
    file = made(near, at=AT + 2 * HOUR)
    line = rows_in(taken_along(desk, file))[1]
    assert (line[4], line[6], line[8], file.pictures) == (None, "属于铁路部门", None, 0)


def test_where_nothing_ended_that_is_said_and_there_is_nothing_to_take_along(desk, near):
    ended(near, 1)
    made(near)
    made(near, at=AT + HOUR)
    page = desk.get("/imports/results/").content.decode()
    assert page.count("/sheet/") == 1
    assert "上次之后没有新办结的工单" in page


def test_the_orders_of_one_spreadsheet_can_be_had_by_themselves(near):
    batch = start_import(
        content=orders(2),
        file_name="工单.xlsx",
        source_name=HOTLINE,
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=AT,
    )
    run_pending(at=AT)
    ended(near, 9)
    act(near, batch.rows.first().matter, "void")
    assert made(near, batch=batch).count == 1


def test_it_has_the_sources_own_columns_and_the_text_within_its_length(desk, near):
    ended(near, 1, text="第一句话说到这里。第二句话比较长，一直说到放不下为止。第三句。")
    area, by = near.areas["street"], near.actor("dispatcher")
    given = {"source_name": HOTLINE, "area": area, "by": by, "at": AT}
    set_result_columns(columns=[("结果", "text"), ("备注", ""), ("单号", "number")], text_max=20, **given)
    head, line = rows_in(taken_along(desk, made(near)))
    assert head == ["结果", "备注", "单号"]
    assert line == ["第一句话说到这里。…（余下未列）", None, "QH/1"]
    with pytest.raises(InvalidInput):
        set_result_columns(columns=[("结果", "text")], text_max=0, **given)


def test_the_photos_that_prove_it_lie_beside_it(desk, near):
    ended(near, 1, with_photo=True)
    file = made(near)
    assert (file.count, file.pictures) == (1, 1)
    with zipfile.ZipFile(io.BytesIO(taken_along(desk, file, "pictures"))) as package:
        assert package.namelist() == ["QH_1/1.jpg"]
    assert rows_in(taken_along(desk, file))[1][8] == "QH_1/1.jpg"


def test_each_order_has_a_folder_of_its_own_under_the_name_in_its_line(desk, near):
    """Whatever signs a folder cannot have, and where capitals alone tell two apart, which Windows takes for one."""
    numbers = ("QH/1", "QH_1", "QH:1", "qh_1", "QH_1-2")
    wide = {number: 60 + place for place, number in enumerate(numbers)}
    for number, width in wide.items():
        by = near.actor("handler")
        shown = receive_upload(content=photo((width, 48)), filename="a.jpg", by=by, at=AT)
        ended(near, 0, source_number=number, more=(shown.pk,))
    file = made(near)
    lines = rows_in(taken_along(desk, file))[1:]
    with zipfile.ZipFile(io.BytesIO(taken_along(desk, file, "pictures"))) as package:
        widths = {line[0]: Image.open(io.BytesIO(package.read(line[8]))).width for line in lines}
        folders = [name.split("/")[0].casefold() for name in package.namelist()]
    assert widths == wide
    assert len(set(folders)) == len(folders) == 5


def test_a_number_that_came_again_after_its_case_was_archived_has_a_folder_for_each_time(desk, near):
    first = ended(near, 1, with_photo=True)
    for action in ("report_back", "source_closed", "archive"):
        act(near, first, action)
    ended(near, 1, with_photo=True, source_round=2)
    file = made(near)
    with zipfile.ZipFile(io.BytesIO(taken_along(desk, file, "pictures"))) as package:
        assert package.namelist() == ["QH_1/1.jpg", "QH_1-2/1.jpg"]
    assert [line[8] for line in rows_in(taken_along(desk, file))[1:]] == ["QH_1/1.jpg", "QH_1-2/1.jpg"]


def test_documents_and_recordings_lie_there_too_under_the_names_in_the_line(desk, near):
    """Of a confidential order as well: it is the unit's work, not the reporter's."""
    by = near.actor("handler")
    proof = receive_upload(content=papers.pdf(), filename="整改通知 13900000000.pdf", by=by, at=AT)
    heard = receive_upload(content=recordings.ogg(), filename="回访.ogg", by=by, at=AT)
    ended(near, 1, with_photo=True, more=(proof.pk, heard.pk), confidential=True)
    file = made(near)
    assert file.pictures == 3
    with zipfile.ZipFile(io.BytesIO(taken_along(desk, file, "pictures"))) as package:
        assert package.namelist() == ["QH_1/1.jpg", "QH_1/2.pdf", "QH_1/3.ogg"]
        assert package.read("QH_1/2.pdf") == papers.pdf()
    assert rows_in(taken_along(desk, file))[1][8] == "QH_1/1.jpg；QH_1/2.pdf；QH_1/3.ogg"


def test_what_would_make_the_pictures_too_large_is_left_out_and_said(desk, near, settings):
    settings.RESULT_PICTURES_MAX_BYTES = 10
    ended(near, 1, with_photo=True)
    file = made(near)
    assert (file.pictures, file.attachments) == (0, None)
    assert rows_in(taken_along(desk, file))[1][8] == "1 个没有附上：太大"


def test_it_is_sealed_leaves_after_30_days_and_whoever_takes_it_along_is_recorded(desk, near, settings):
    ended(near, 1)
    file = made(near)
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file() and path.read_bytes()[:2] == b"PK"]
    assert file.blob.expires_at == AT + 30 * DAY
    taken_along(desk, file)
    (row,) = AuditRow.objects.filter(action="cases.result_file.opened")
    assert (row.subject_id, row.actor_key, row.after) == (
        str(file.pk), near.actor("dispatcher").key, {"part": "spreadsheet"},
    )  # fmt: skip


def test_a_file_that_was_erased_is_made_anew(desk, near):
    ended(near, 1)
    file = made(near)
    ResultFile.objects.update(blob=None)
    assert desk.post(f"/imports/results/{file.pk}/sheet/")["Location"] == "/imports/results/"
    assert "满 30 天已删除" in desk.get("/imports/results/").content.decode()


def test_a_job_that_is_given_up_says_so(near, monkeypatch):
    from xiuhuazhen.domains.cases import jobs

    monkeypatch.setattr(jobs, "written", lambda *_given: 1 / 0)
    file = made(near)
    for attempt in range(10):
        run_pending(at=AT + attempt * DAY)
    file.refresh_from_db()
    assert (file.state, file.problem != "") == ("failed", True)


def test_on_the_pages_one_asks_for_it_and_says_its_columns(desk, near):
    start_import(
        content=orders(1), file_name="a.xlsx", source_name=HOTLINE, area=near.areas["street"],
        by=near.actor("dispatcher"), at=AT,
    )  # fmt: skip
    run_pending(at=AT)
    assert desk.post("/imports/results/", {"source_name": HOTLINE}).status_code == 302
    assert ResultFile.objects.get().source_name == HOTLINE
    address = f"/imports/results/columns/?source={HOTLINE}"
    assert desk.post(address, {"title_0": "结果", "means_0": "text"}).status_code == 422
    assert desk.post(address, {"title_0": "单号", "means_0": "number", "text_max": "300"}).status_code == 302
    assert "单号" in desk.get(address).content.decode()
    assert desk.get("/imports/results/columns/?source=别处").status_code == 404


def test_above_the_columns_it_says_which_is_the_title_and_which_what_stands_below_it(desk, near):
    """Seen alone: each box has a label of its own for who hears the page."""
    start_import(
        content=orders(1), file_name="a.xlsx", source_name=HOTLINE, area=near.areas["street"],
        by=near.actor("dispatcher"), at=AT,
    )  # fmt: skip
    run_pending(at=AT)
    page = desk.get(f"/imports/results/columns/?source={HOTLINE}").content.decode()
    assert '<p class="answer-heads" aria-hidden="true"><span>列名</span><span>填什么</span></p>' in page
    assert "附件文件名" in page


def test_from_a_spreadsheets_orders_one_sets_the_columns_and_goes_back_to_these(desk, near):
    given = {"content": orders(1), "file_name": "a.xlsx", "source_name": HOTLINE, "area": near.areas["street"]}
    batch = start_import(**given, by=near.actor("dispatcher"), at=AT)
    run_pending(at=AT)
    own = f"/imports/results/?batch={batch.pk}"
    [(_source, columns)] = desk.get(own).context["sources"]
    assert own in desk.get(columns).content.decode()
    assert desk.post(columns, {"title_0": "单号", "means_0": "number", "text_max": "300"})["Location"] == own
    assert desk.get(f"/imports/results/columns/?source={HOTLINE}&batch=x").status_code == 404


@pytest.mark.parametrize(
    ("visitor", "listed"),
    [("anonymous", 302), ("stranger", 403), ("far-dispatcher", 200), ("near-leader", 403), ("near-handler", 403),
     ("former-near-dispatcher", 403), ("coming-near-dispatcher", 403)],
)  # fmt: skip
def test_nobody_else_sees_asks_for_or_takes_along(world, visitor, listed):
    ended(world.near, 1)
    file, before = made(world.near), AuditRow.objects.filter(action__startswith="cases.").count()
    client = visit(world, visitor, today=TODAY)
    page = client.get("/imports/results/")
    assert (page.status_code, HOTLINE in page.content.decode()) == (listed, False)
    refused = 302 if visitor == "anonymous" else 404
    assert [client.post(f"/imports/results/{file.pk}/{part}/").status_code for part in ("sheet", "pictures")] == [
        refused, refused,
    ]  # fmt: skip
    assert client.post("/imports/results/", {"source_name": HOTLINE}).status_code in (302, 403, 422)
    assert ResultFile.objects.count() == 1
    assert AuditRow.objects.filter(action__startswith="cases.").count() == before


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [("短", 20, "短"), ("一二三四五。六七八九十一二三", 13, "一二三四五。…（余下未列）"),
     ("一" * 30, 20, "一" * 13 + "…（余下未列）"),
     ("一" * 30, 0, "一" * 30)],
)  # fmt: skip
def test_a_text_is_cut_at_the_end_of_a_sentence_and_marked(text, most, kept):
    assert rules.shortened(text, most) == kept
    assert not most or len(kept) <= most


@pytest.mark.parametrize(
    ("number", "taken", "folder"),
    [("QH-2026.11", (), "QH-2026.11"), ("QH/1", (), "QH_1"), ("QH/1", ("qh_1",), "QH_1-2"),
     ("QH/1", ("qh_1", "qh_1-2"), "QH_1-3"), ("..", (), "_"), ("..", ("_",), "_-2"),
     ("信〔2026〕1号", (), "信_2026_1号")],
)  # fmt: skip
def test_a_folder_is_named_after_the_number_and_counted_on_where_the_name_is_taken(number, taken, folder):
    assert rules.folder_of(number, taken) == folder
