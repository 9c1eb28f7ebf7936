"""The administrator sees how the installation is, what is wrong, and what to do."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE
from tests.support.waiting import until
from xiuhuazhen.core.jobs import leases
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.queries import pulse
from xiuhuazhen.core.kit import clock
from xiuhuazhen.web.models import Backup

pytestmark = pytest.mark.journey


def given_up():
    at = clock.now()
    with transaction.atomic():
        job_id = enqueue("jobs.prune", at=at)
        while job := leases.claim(job_id, at=at):
            at = leases.fail(job, "OSError: disk full", at=at) or at


def test_the_administrator_sees_what_is_wrong(arrives):
    until(lambda: pulse(clock.now()).beats)  # the server has just started, with what fell due before
    given_up()
    at = clock.now()
    place = "/mnt/backup/xiuhuazhen-20261123-020000"
    Backup.objects.create(taken_at=at, finished_at=at, place=place, bytes=3_221_225_472, files=12_046)
    desk, phone = arrives("高云", at=DESK), arrives("高云", at=PHONE)
    desk.follows("管理")
    desk.looks("health-0-administration")
    desk.follows("系统状况")
    desk.sees("项要处理", "没有办成的：1 个", "请到“后台任务”页看原因", place)
    desk.looks("health-1-desk")
    phone.opens("/health/")
    phone.looks("health-2-phone")


def test_nobody_else_finds_the_door(arrives):
    dispatcher = arrives("周敏", at=DESK)
    expect(dispatcher.page.get_by_role("link", name="系统状况")).to_have_count(0)
    assert dispatcher.opens("/health/") == 403
    dispatcher.looks("health-3-not-allowed")
