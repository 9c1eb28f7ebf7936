"""Fifteen times ``kill -9`` at a random moment under load: what was acknowledged is there, once, and all ends well.

``XHZ_CAMPAIGN_KILLS`` sets how many moments there are, in rounds of five; ``-s`` shows what came of them.
"""

import os
import random
import time
from collections import Counter
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.core.files.pictures import photo
from tests.support import street
from tests.support.insisting import Load, form, insist, send
from tests.support.killing import Product
from tests.support.orders import order, sheet
from tests.support.servers import manage
from tests.support.waiting import until
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.files.models import Attachment, StoredFile
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import create_token
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Case, ImportBatch, ImportRow

pytestmark = pytest.mark.campaign

KILLS_A_ROUND = 5
ROUNDS = int(os.environ.get("XHZ_CAMPAIGN_KILLS", "15")) // KILLS_A_ROUND
LONGEST_LIFE_SECONDS = 0.8
ROWS = 120


class Town:
    """Everybody who works with the product at the same time, and what they were told."""

    def __init__(self, world, port):
        self.near, self.port = world.near, port
        self.numbers, self.acts, self.photos, self.batches, self.orders = [], [], [], [], []
        self._to_act_on = []
        self._desk, self._lamps = self._token("dispatcher"), self._token("handler")
        self._cookies = self._signed_in()

    def _token(self, office):
        (grant,) = self.near.actor(office, on=clock.local_date(clock.now())).grants
        area, unit = self.near.areas["street"], self.near.units[street.OFFICES[office][2]]
        given = {"name": office, "wanted": sorted(grant.permissions), "area": area, "unit": unit}
        at = clock.now()
        return create_token(**given, valid_to=clock.local_date(at) + street.DAY, by=SYSTEM, at=at)[1]

    def _signed_in(self):
        client = Client()
        client.force_login(self.near.accounts["dispatcher"], backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        return {"Cookie": f"sessionid={session}; csrftoken={'x' * 32}", "X-CSRFToken": "x" * 32}

    def report(self, **more):
        """Afterwards the same command once more: whatever happened in between, the answer is the same."""
        command = {"id": str(uuid4()), "text": "银杏小区3号楼门口路灯不亮", "area": "630102005006001", **more}
        first, again = send(self.port, "/api/v1/cases", command), send(self.port, "/api/v1/cases", command)
        assert (first.status, again.status) in {(201, 200), (200, 200)}, first.body
        assert again.json() == first.json()
        self.numbers.append(first.json()["number"])
        self._to_act_on.append(first.json()["number"])

    def report_with_photo(self):
        body, kind = form({}, "file", "a.jpg", photo(colour=tuple(random.randbytes(3))), "image/jpeg")
        sent = insist(self.port, "/api/v1/files", body, {"Content-Type": kind})
        assert sent.status == 201, sent.body
        self.photos.append(sent.json()["id"])
        self.report(files=[sent.json()["id"]])

    def act(self):
        """The desk dispatches, the lamp unit signs for it."""
        if self._to_act_on:
            number = self._to_act_on.pop()
            lamps = str(self.near.units["lamps"].pk)
            self._do(number, "dispatch", self._desk, version=1, unit=lamps, category="0101")
            self._do(number, "sign_for", self._lamps, version=2)

    def _do(self, number, action, token, **inputs):
        command = {"id": str(uuid4()), "note": "", **inputs}
        answer = send(self.port, f"/api/v1/matters/{number}/actions/{action}", command, token)
        assert (answer.status, answer.json()["version"]) == (200, inputs["version"] + 1), answer.body
        self.acts.append((number, action))

    def bring_in(self):
        """One sheet after the other. One that was not acknowledged is handed in again; its orders come in once."""
        until(lambda: not ImportBatch.objects.exclude(state__in=["done", "failed"]).exists(), seconds=120)
        first = len(self.batches) * ROWS
        rows = [order(number) for number in range(first + 1, first + ROWS + 1)]
        fields = {"source_name": "12345热线", "at_once": "on"}
        body, kind = form(fields, "sheet", "orders.xlsx", sheet(rows), "application/octet-stream")
        answer = insist(self.port, "/imports/", body, {"Content-Type": kind, **self._cookies})
        assert answer.status == 302, answer.body
        self.batches.append(answer.headers["Location"].rstrip("/").rpartition("/")[2])
        self.orders += [row[0] for row in rows]

    def works(self):
        return [self.report, self.report, self.report_with_photo, self.act, self.bring_in]


@pytest.fixture
def world(real_database, settings):
    settings.TASKS = base.TASKS
    settings.FILES_DIR = real_database.data_dir / "files"
    return street.build()


@pytest.fixture
def product(real_database):
    running = Product(real_database)
    running.start()
    yield running
    running.stop()


def kill_at_random(product, load, seed):
    """Five in a round, in a random order, each a random while after the last answer. Returns how many it were.

    Once a round everything starts anew, before the supervisor takes its children for broken and waits for long.
    """
    chance, parts = random.Random(seed), []
    for number in range(ROUNDS):
        around = ["web", "web", "jobs", "jobs", ("all", "supervisor")[number % 2]]
        chance.shuffle(around)
        parts += around
    for part in parts:
        seen = load.done
        until(lambda seen=seen: load.done > seen or bool(load.faults), seconds=60)
        assert load.faults == []
        ready = time.monotonic() + chance.uniform(0, LONGEST_LIFE_SECONDS)
        until(lambda ready=ready: time.monotonic() >= ready)
        product.kill(part)
    return len(parts)


@pytest.mark.race
def test_kills_under_load_lose_nothing_and_double_nothing(real_database, world, product):
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - shown when it fails
    began = time.monotonic()
    town = Town(world, product.port)
    load = Load(town.works())
    load.start()
    try:
        assert kill_at_random(product, load, seed) == ROUNDS * KILLS_A_ROUND
    finally:
        load.stop()
    until(lambda: not Job.objects.filter(state__in=["queued", "running"]).exists(), seconds=120)
    product.stop()

    told = (len(town.numbers), len(town.acts), len(town.photos), len(town.orders))
    print(f"acknowledged reports, acts, photos, orders: {told}")  # noqa: T201 - shown when it fails
    print(f"{ROUNDS * KILLS_A_ROUND} kills, {time.monotonic() - began:.0f} s")  # noqa: T201 - shown when it fails
    assert min(told) > 0
    assert_every_report_is_there_once(town)
    assert_every_act_is_there_once(town)
    assert_every_order_is_there_once(town)
    assert_every_photo_is_there(town, real_database)
    assert_all_is_whole(real_database)


def assert_every_report_is_there_once(town):
    reported = Matter.objects.filter(case__source=Source.RESIDENT).values_list("number", flat=True)
    assert sorted(reported) == sorted(town.numbers)
    assert len(set(town.numbers)) == len(town.numbers)


def assert_every_act_is_there_once(town):
    done = Step.objects.filter(action__in=["dispatch", "sign_for"]).values_list("matter__number", "action")
    assert sorted(done) == sorted(town.acts)


def assert_every_order_is_there_once(town):
    """Every sheet that was acknowledged is through, line for line; every order is one matter."""
    batches = ImportBatch.objects.filter(pk__in=town.batches)
    assert set(batches.values_list("state", "total", "done")) == {("done", ROWS, ROWS)}
    lines = Counter(ImportRow.objects.filter(batch__in=town.batches).values_list("batch_id", flat=True))
    assert sorted(lines.values()) == [ROWS] * len(town.batches)
    assert set(ImportRow.objects.values_list("result", flat=True)) <= {"created", "same"}
    assert sorted(Case.objects.exclude(source_number="").values_list("source_number", flat=True)) == town.orders


def assert_every_photo_is_there(town, database):
    """Prepared, with its bytes on the disk, in the hands of one report."""
    held = Attachment.objects.filter(upload__in=town.photos).select_related("file")
    assert sorted(str(each.upload_id) for each in held) == sorted(town.photos)
    assert set(StoredFile.objects.values_list("state", flat=True)) == {"ready"}
    names = {path.name for path in (database.data_dir / "files").rglob("*") if path.is_file()}
    assert {each.file.sha256 for each in held} <= {name.partition(".")[0] for name in names}


def assert_all_is_whole(database):
    assert [fault for matter in Matter.objects.all() for fault in chain.faults(matter)] == []
    assert Matter.objects.filter(is_open=True, worklist__isnull=True).count() == 0
    assert WorklistRow.objects.filter(matter__is_open=False).count() == 0
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    manage("verify", database=database)
    assert "Traceback" not in (database.data_dir.parent / "server.log").read_text(errors="replace")
