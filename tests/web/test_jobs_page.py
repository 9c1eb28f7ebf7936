"""The page of jobs, through the door: who may open it, what it says, and what an administrator may do there."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.support import street
from tests.support.street import AT, give
from tests.support.visitors import INSIDERS, OUTSIDERS, visit
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.jobs import actions, leases, registry
from xiuhuazhen.core.jobs.execution import execute
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName

pytestmark = pytest.mark.django_db

JOBS = "/jobs/"


@pytest.fixture(autouse=True)
def queue(settings, monkeypatch):
    """The real task tables, and jobs of the test's own that are forgotten after it."""
    settings.TASKS = base.TASKS
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(registry, "_schedules", {})
    monkeypatch.setattr(clock, "now", lambda: AT)
    registry.register("sample.import", lambda run: None, label="导入样表", called_off=registry.nothing_else)
    registry.register("sample.erase", broken, label="清除样本", max_attempts=1)


def broken(run):
    raise OSError("disk full, call 13900001111")


@pytest.fixture
def world(db):
    return street.build()


def administrator(world, side="near", *, ended=False):
    """An administrator of this street, whose role perhaps ended yesterday."""
    place = getattr(world, side)
    account = create_account(person=NewPerson("高云", f"{side}-admin", street.PASSWORD), by=SYSTEM, at=AT)
    role = give(account, RoleName.ADMINISTRATOR, place.areas["street"], place.units["office"])
    if ended:
        end_role(role=role, last_day=clock.local_date(AT) - street.DAY, by=SYSTEM, at=AT)
    return signed_in(account)


def signed_in(account):
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(world):
    return administrator(world)


def queued(name="sample.import", **given):
    return Job.objects.get(pk=actions.enqueue(name, at=AT, **given))


def given_up():
    job = queued("sample.erase")
    execute(job.pk, clock=lambda: AT)
    return Job.objects.get(pk=job.pk)


def press(client, job, what, *, command_id=None):
    address = reverse(f"web:job-{what}", args=[job.pk])
    return client.post(address, {"command_id": str(command_id or uuid4()), "state": ""})


def state_of(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def told(answer):
    return [str(message) for message in answer.wsgi_request._messages]


@pytest.mark.parametrize("name", sorted({*OUTSIDERS, *INSIDERS} - {"anonymous"}))
def test_no_other_office_opens_it(world, name):
    client, job = visit(world, name, today=clock.local_date(AT)), given_up()
    assert client.get(JOBS).status_code == 403
    assert press(client, job, "begin-anew").status_code == 403
    assert JOBS not in client.get("/desk/").content.decode()
    assert (state_of(job), AuditRow.objects.filter(subject_type="jobs.job").count()) == ("failed", 0)


@pytest.mark.parametrize(("side", "ended"), [("far", False), ("near", True)])
def test_neither_does_an_administrator_of_elsewhere_or_of_yesterday(world, side, ended):
    """Jobs are those of the whole installation, which is run for the near street."""
    client, job = administrator(world, side, ended=ended), given_up()
    assert client.get(JOBS).status_code == 403
    assert press(client, job, "begin-anew").status_code == 403
    assert JOBS not in client.get("/desk/").content.decode()
    assert state_of(job) == "failed"


def test_whoever_is_not_signed_in_is_asked_to(world):
    assert Client().get(JOBS).headers["Location"] == "/sign-in/?next=/jobs/"
    assert press(Client(), given_up(), "begin-anew").status_code == 302


def test_the_administrator_finds_the_door_and_an_empty_list(admin):
    assert f'href="{JOBS}"' in admin.get("/manage/").content.decode()
    page = admin.get(JOBS).content.decode()
    assert "还没有办过后台任务。" in page
    assert "后台正常：该办的都有人在办。" in page
    assert "hx-get" not in page


def test_a_row_says_what_who_how_far_and_what_went_wrong(world, admin):
    """Numbers of persons in an error are masked; what waits for another attempt says when."""
    dispatcher = world.near.actor("dispatcher")
    running = queued(by_key=dispatcher.key)
    claimed = leases.claim(running.pk, at=AT)
    leases.renew(claimed, at=AT, lease=timedelta(minutes=1), progress_done=200, progress_total=4326, note="读取表格")
    registry.register("sample.again", broken, label="再试样本")
    execute(queued("sample.again").pk, clock=lambda: AT)
    given_up()
    page = admin.get(JOBS).content.decode()
    for words in (
        *("导入样表", "正在处理", "4326 条中的 200 条", "读取表格", dispatcher.name),
        *("再试样本", "排队中", "第 1 次，最多 5 次", "今天 09:00 再试"),
        *("清除样本", "没有办成", "OSError: disk full, call 139****1111", "系统"),
    ):
        assert words in page
    assert page.count("再办一次") == 1


def test_it_asks_for_news_only_while_something_moves(admin):
    job = queued()
    assert 'hx-get="/jobs/?state=active" hx-trigger="every 3s"' in admin.get(f"{JOBS}?state=active").content.decode()
    board = admin.get(JOBS, headers={"HX-Target": "jobs-board"}).content.decode()
    assert board.lstrip().startswith('<div id="jobs-board" hx-get="/jobs/"')
    execute(job.pk, clock=lambda: AT)
    assert "hx-get" not in admin.get(JOBS).content.decode()


def test_the_list_is_filtered_and_comes_page_by_page(admin):
    jobs = [queued() for _ in range(51)]
    given_up()
    rows = admin.get(f"{JOBS}?state=active").context["rows"]
    assert len(rows) == 50
    rest = admin.get(JOBS + admin.get(f"{JOBS}?state=active").context["next_url"]).context
    assert [row["id"] for row in rest["rows"]] == [str(jobs[0].pk)]
    assert [row["label"] for row in admin.get(f"{JOBS}?state=failed").context["rows"]] == ["清除样本"]
    assert "没有处于这个状态的任务。" in admin.get(f"{JOBS}?state=cancelled").content.decode()
    assert admin.get(f"{JOBS}?cursor=nonsense")["Location"] == JOBS


def test_it_says_when_nobody_is_at_work_and_what_to_do(admin, monkeypatch):
    queued()
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=5))
    page = admin.get(JOBS).content.decode()
    assert "从今天 09:00 起，该办的后台任务没有人办。" in page
    assert "xiuhuazhen run" in page
    assert "hx-get" not in page


def test_schedules_show_their_last_and_next_time(admin):
    registry.schedule("sample.nightly", at_time=time(2, 30), job_name="sample.erase")
    registry.schedule("sample.often", every=timedelta(minutes=5), job_name="sample.import")
    registry.schedule("sample.needed", every=timedelta(seconds=2), job_name="sample.import", when=lambda at: False)
    ScheduledRun.objects.create(name="sample.nightly", last_at=AT, has_run=False)
    ScheduledRun.objects.create(name="sample.often", last_at=AT)
    turns = admin.get(JOBS).context["turns"]
    assert [(turn["how_often"], turn["last_at"]) for turn in turns] == [
        ("每 2 秒", None),
        ("每天 02:30", None),
        ("每 5 分钟", AT),
    ]
    page = admin.get(JOBS).content.decode()
    for words in ("明天 02:30", "今天 09:05", "有事要办时", "还没有"):
        assert words in page


def test_a_waiting_job_is_called_off_once(admin):
    """The same command again changes nothing and is no complaint; another one comes too late."""
    job, command = queued(), uuid4()
    for _ in range(2):
        answer = press(admin, job, "call-off", command_id=command)
        assert (answer.status_code, answer.headers["Location"]) == (302, JOBS)
        assert "任务已取消。" in admin.get(JOBS).content.decode()
    assert state_of(job) == "cancelled"
    press(admin, job, "call-off")
    assert "这个任务现在不能取消了，请看它的状态。" in admin.get(JOBS).content.decode()
    row = AuditRow.objects.get(subject_type="jobs.job")
    assert (row.action, row.actor_name, row.at, row.subject_id) == ("jobs.job.called_off", "高云", AT, str(job.pk))
    assert row.command_id == command


def test_a_job_that_was_given_up_is_tried_again_once(admin):
    job, command = given_up(), uuid4()
    for _ in range(2):
        press(admin, job, "begin-anew", command_id=command)
    assert state_of(job) == "queued"
    row = AuditRow.objects.get(subject_type="jobs.job")
    assert (row.action, row.after["error"]) == ("jobs.job.begun_anew", "OSError: disk full, call 139****1111")


def test_what_must_be_done_or_has_begun_cannot_be_called_off(admin):
    erase, running = queued("sample.erase"), queued()
    leases.claim(running.pk, at=AT)
    for job in (erase, running):
        press(admin, job, "call-off")
    assert [state_of(erase), state_of(running)] == ["queued", "running"]
    assert "取消任务" not in admin.get(JOBS).content.decode()
    assert not AuditRow.objects.filter(subject_type="jobs.job").exists()


def test_one_command_is_for_one_job(admin):
    first, second, command = queued(), queued(), uuid4()
    press(admin, first, "call-off", command_id=command)
    press(admin, second, "call-off", command_id=command)
    assert [state_of(first), state_of(second)] == ["cancelled", "queued"]
    assert "这次操作已用于别的任务，请刷新页面再试。" in admin.get(JOBS).content.decode()


def test_nothing_happens_by_looking_or_without_a_command(admin):
    job = queued()
    assert admin.get(reverse("web:job-call-off", args=[job.pk])).status_code == 405
    assert admin.post(reverse("web:job-call-off", args=[job.pk])).status_code == 422
    assert admin.post(reverse("web:job-call-off", args=[uuid4()]), {"command_id": str(uuid4())}).status_code == 404
    assert admin.post(reverse("web:job-call-off", args=["nonsense"])).status_code == 404
    assert state_of(job) == "queued"
