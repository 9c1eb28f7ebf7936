"""The administrator watches what runs in the background, and lets a job that was given up begin anew."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.jobs import leases
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id

pytestmark = pytest.mark.journey

LEASE = timedelta(minutes=10)
LONG_REASON = "OSError: [Errno 28] No space left on device: '/var/lib/xiuhuazhen/files/quarantine/" + "a1b2" * 16 + "'"


def given_up():
    """A job that failed until nobody tried any more; no worker sees it before that."""
    at = clock.now()
    with transaction.atomic():
        job_id = enqueue("jobs.prune", at=at)
        while job := leases.claim(job_id, at=at):
            at = leases.fail(job, LONG_REASON, at=at) or at
    return job_id


def under_way():
    """A worker elsewhere is a third through; this server leaves it alone."""
    at = clock.now()
    with transaction.atomic():
        job = leases.claim(enqueue("cases.import_sheet", at=at, batch_id=str(new_id())), at=at)
        Job.objects.filter(pk=job.pk).update(lease_owner="elsewhere/x:1:attempt")
        job.lease_owner = "elsewhere/x:1:attempt"
        leases.renew(job, at=at, lease=LEASE, progress_done=1442, progress_total=4326, checkpoint={"done": 1442})
    return job


def rows(visitor, label):
    return visitor.page.locator("table.jobs tbody tr", has_text=label)


def test_the_administrator_watches_and_lets_a_job_begin_anew(arrives):
    """The page follows by itself what moves, and stands still when nothing does."""
    given_up()
    running = under_way()
    desk, phone = arrives("高云", at=DESK), arrives("高云", at=PHONE)
    desk.follows("管理")
    desk.looks("jobs-0-entries")
    desk.follows("后台任务")
    desk.sees("后台正常：该办的都有人在办。", "4326 条中的 1442 条", "没有办成", "每天 02:30")
    desk.looks("jobs-1-desk")
    phone.opens("/jobs/")
    phone.looks("jobs-2-phone")

    leases.finish(running, at=clock.now())
    expect(desk.page.locator("#jobs-board[hx-get]")).to_have_count(0, timeout=60_000)
    expect(rows(desk, "导入热线表格")).to_contain_text("已完成")

    desk.submits("再办一次")
    desk.sees("任务已重新排队。")
    expect(rows(desk, "删掉后台任务的旧记录").first).to_contain_text("已完成", timeout=60_000)
    desk.looks("jobs-3-done")
    desk.page.get_by_role("link", name=re.compile("已取消")).click()
    desk.sees("没有处于这个状态的任务。")
    desk.looks("jobs-4-empty")


def test_nobody_else_finds_the_door(arrives):
    dispatcher = arrives("周敏", at=DESK)
    expect(dispatcher.page.get_by_role("link", name="后台任务")).to_have_count(0)
    assert dispatcher.opens("/jobs/") == 403
    dispatcher.looks("jobs-5-not-allowed")
