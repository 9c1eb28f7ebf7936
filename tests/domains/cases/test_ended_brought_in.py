"""Orders that were left out since their source had ended them are listed with the reason and can come in anyway."""

import io

import openpyxl
import pytest

from tests.domains.cases.test_rounds import brought_in
from tests.support.orders import HEADER, order
from tests.support.street import AT, HOUR
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.queries import blob_content
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.domains.cases.models import Case, ImportBatch, ImportRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

STATUS = (*HEADER, "工单状态")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def batch(near):
    brought_in(
        near,
        *([*order(number), state] for number, state in enumerate(("已办结", "办理中", "已撤单"), 1)),
        header=STATUS,
    )
    return ImportBatch.objects.get()


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


def numbers():
    return sorted(Case.objects.values_list("source_number", flat=True))


def test_they_are_listed_with_row_number_and_reason_on_the_page_and_in_the_file(desk, batch):
    page = desk.get(f"/imports/{batch.pk}/")
    rows = page.context["left_out"]["rows"]
    assert [(row["row"], row["number"]) for row in rows] == [(2, "QH000001"), (4, "QH000003")]
    assert ["已办结（已办结）" in row["message"] for row in rows] == [True, False]
    assert "已撤单" in rows[1]["message"]
    assert all(row["message"] in page.content.decode() for row in rows)
    assert "每一行都导入了" not in page.content.decode()
    assert (page.context["batch"]["ended"], page.context["batch"]["repeated"]) == (2, 0)
    kept = openpyxl.load_workbook(io.BytesIO(blob_content(batch.to_mend_id).content)).active
    lines = [[cell or "" for cell in line] for line in kept.iter_rows(min_row=2, values_only=True)]
    assert [(line[0], line[-1]) for line in lines] == [(row["number"], row["message"]) for row in rows]


def test_one_comes_in_and_then_all_others_and_twice_is_once(desk, batch):
    assert desk.post(f"/imports/{batch.pk}/ended/", {"line": "4"}).status_code == 302
    assert ImportRow.objects.get(line=4).result == "wanted"
    run_pending(at=AT + HOUR)
    assert numbers() == ["QH000002", "QH000003"]
    assert desk.post(f"/imports/{batch.pk}/ended/", {"line": "4"}).status_code == 302
    assert desk.post(f"/imports/{batch.pk}/ended/").status_code == 302
    run_pending(at=AT + 2 * HOUR)
    assert numbers() == ["QH000001", "QH000002", "QH000003"]
    assert set(ImportRow.objects.values_list("result", flat=True)) == {"created"}
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.total) == ("done", 3, 3)
    recorded = AuditRow.objects.filter(action="cases.import.ended_wanted").values_list("after", flat=True)
    assert sorted(row["lines"] for row in recorded) == [1, 1]


@pytest.mark.parametrize("change", [{"blob": None}, {"state": "running"}])
def test_nothing_comes_in_once_the_file_is_erased_or_while_it_is_on_its_way(desk, batch, change):
    ImportBatch.objects.filter(pk=batch.pk).update(**change)
    assert desk.get(f"/imports/{batch.pk}/").context["left_out"]["may_come"] is False
    assert desk.post(f"/imports/{batch.pk}/ended/").status_code == 302
    assert ImportRow.objects.filter(result="wanted").count() == 0


@pytest.mark.parametrize("line", ["3", "99", "x"])
def test_no_other_line_is_taken(desk, batch, line):
    desk.post(f"/imports/{batch.pk}/ended/", {"line": line})
    assert sorted(ImportRow.objects.values_list("result", flat=True)) == ["created", "left_out", "left_out"]


def test_only_whoever_brings_in_here_may_do_that(client, near, world, batch):
    """Not others of the street, nor the desk of the next one."""
    others = [near.accounts[who] for who in ("leader", "handler", "secretary", "administrator")]
    for account in (*others, world.far.accounts["dispatcher"]):
        client.force_login(account)
        assert client.post(f"/imports/{batch.pk}/ended/").status_code in (403, 404)
    assert ImportRow.objects.filter(result="wanted").count() == 0


def test_many_are_pages_away(desk, batch, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.domains.cases.views.ended._A_PAGE", 1)
    first = desk.get(f"/imports/{batch.pk}/").context["left_out"]
    second = desk.get(f"/imports/{batch.pk}/{first['next_url']}").context["left_out"]
    assert ([row["row"] for row in first["rows"] + second["rows"]], second["next_url"]) == ([2, 4], "")
