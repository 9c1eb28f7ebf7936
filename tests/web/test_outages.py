"""Disk full, disk or database read-only, database gone and back, under the running product: what was acknowledged
stays, what was not is done once when it is sent again, people read what to do, and all goes on without a restart."""

import json
import re
import subprocess
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, connections

from tests.core.files.pictures import photo
from tests.support import street
from tests.support.databases import RealDatabase, connected_to, copy_of, drop
from tests.support.insisting import Unheard, ask, form
from tests.support.killing import Product
from tests.support.outages import fill, small_disk
from tests.support.postgres import DURABLE, binaries, running_cluster
from tests.support.servers import _command, _environment
from tests.support.waiting import until
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.files.models import StoredFile, Upload
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter

pytestmark = [pytest.mark.campaign, pytest.mark.race]

TEXT = "银杏小区3号楼门口路灯不亮，晚上看不见"
PLACE = "630102005006001"
ATTEMPTS = 400
"""Small writes still find room where a file of the database has some to spare."""


class Outside:
    """Somebody outside who reports, and keeps what they were told."""

    def __init__(self, port):
        self.port, self.told, self.refused = port, {}, []

    def report(self, command_id=None):
        command_id = command_id or str(uuid4())
        body = json.dumps({"id": command_id, "text": TEXT, "area": PLACE}).encode()
        answer = raw(self.port, "/api/v1/cases", body, {"Content-Type": "application/json"})
        if answer.status in (200, 201):
            self.told[command_id] = answer.json()["number"]
        else:
            self.refused.append(command_id)
        return answer

    def report_until_refused(self):
        for _attempt in range(ATTEMPTS):
            answer = self.report()
            if answer.status >= 500:
                return answer
        pytest.fail("it was never refused")

    def leave_photo(self):
        body, kind = form({}, "file", "a.jpg", photo(colour=(7, 9, 11)), "image/jpeg")
        return raw(self.port, "/api/v1/files", body, {"Content-Type": kind})

    def report_on_page(self, command_id):
        token = "x" * 32
        own = {"id": command_id, "text": TEXT, "area": PLACE[:12], "contact_name": "王<b>"}
        fields = {"csrfmiddlewaretoken": token, **own}
        body, kind = form(fields, "nothing", "", b"", "text/plain")
        headers = {"Content-Type": kind, "Cookie": f"csrftoken={token}"}
        answer = raw(self.port, "/report/", body, headers)
        if answer.status in (200, 201):
            self.told[command_id] = re.findall(r"630102005-[0-9]{8}-[0-9]{4}", answer.body.decode())[0]
        return answer

    def again(self):
        """Everything that was refused, word for word."""
        refused, self.refused = self.refused, []
        answers = [self.report(each) for each in refused]
        assert {answer.status for answer in answers} <= {200, 201}


def raw(port, path, body=None, headers=None):
    """Whatever is answered, faults of the server too."""
    try:
        return ask(port, path, body, headers)
    except Unheard as unheard:
        if unheard.answer is None:
            pytest.fail(f"nobody answered {path}")
        return unheard.answer


def readiness(port):
    answer = raw(port, "/readyz")
    return answer.status, answer.body.decode()


def is_ready(port):
    """Asked so often that each process of the web answers."""
    return {readiness(port) for _ in range(12)} == {(200, "ok")}


def doctor(database):
    """The checks that find something wrong, in a process of its own, as the operator asks."""
    command = _command("doctor", "--quick", "--json")
    done = subprocess.run(command, env=_environment(database, {}), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    found = [each for each in json.loads(done.stdout) if each["level"] == "wrong"]
    assert all(each["to_do"] for each in found)
    return {each["check"] for each in found}


def lines(product):
    """What the log says besides that there was a request, of which each has its line."""
    said = product.log.read_text(errors="replace").splitlines()
    return [line for line in said if "xiuhuazhen.requests request" not in line]


def assert_says_what_to_do(answer):
    problem = answer.json()
    assert (answer.status, problem["type"]) == (503, "urn:xiuhuazhen:problem:unavailable")
    assert "暂时" in problem["detail"]
    assert answer.headers["Retry-After"] == "30"


def assert_page_keeps_what_was_typed(answer, command_id):
    page = answer.body.decode()
    assert answer.status == 503
    assert "暂时保存不了" in page
    assert "再提交一次" in page
    assert re.findall(r'<textarea name="id" hidden>\n(.*)</textarea>', page) == [command_id]
    assert re.findall(r'<textarea name="text" hidden>\n(.*)</textarea>', page) == [TEXT]
    assert "王&lt;b&gt;" in page


def assert_nothing_is_lost_doubled_or_half_done(outside, database):
    until(lambda: not Job.objects.filter(state__in=["queued", "running"]).exists(), seconds=60)
    numbers = sorted(Matter.objects.values_list("number", flat=True))
    assert numbers == sorted(outside.told.values())
    assert [fault for matter in Matter.objects.all() for fault in chain.faults(matter)] == []
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert set(StoredFile.objects.values_list("state", flat=True)) <= {"ready"}
    lying = {path.name.partition(".")[0] for path in (database.data_dir / "files").rglob("*") if path.is_file()}
    assert lying == set(StoredFile.objects.values_list("sha256", flat=True))


@pytest.fixture
def town(settings, database):
    settings.TASKS = base.TASKS
    settings.FILES_DIR = database.data_dir / "files"
    return street.build()


@pytest.fixture
def product(database, town):
    running = Product(database, folder=database.data_dir.parent.parent)
    running.start()
    yield running
    running.stop()


class TestFullDisk:
    """On SQLite the database lies on it too; with PostgreSQL the files of people."""

    @pytest.fixture
    def database(self, database_template, django_db_blocker, tmp_path):
        with django_db_blocker.unblock(), small_disk(tmp_path / "disk", 48):
            found = copy_of(database_template, tmp_path / "disk" / "data")
            with connected_to(found):
                yield found
            drop(found)

    def test_people_are_told_and_all_goes_on_once_there_is_room(self, database, product):
        outside = Outside(product.port)
        assert (outside.report().status, outside.leave_photo().status) == (201, 201)
        until(lambda: not Job.objects.filter(state__in=["queued", "running"]).exists())
        parts = product.parts()
        ballast = fill(database.data_dir.parent)

        assert outside.leave_photo().status == 503
        own = str(uuid4())
        if connection.vendor == "sqlite":
            assert_says_what_to_do(outside.report_until_refused())
            assert_page_keeps_what_was_typed(outside.report_on_page(own), own)
        else:
            assert outside.report().status == 201
        assert raw(product.port, "/report/").status == 200
        assert raw(product.port, "/healthz").status == 200
        assert readiness(product.port) == (503, "disk-full")
        assert doctor(database) >= {"saving", "disk"}
        said = len(lines(product))
        for _ in range(20):
            outside.leave_photo()
        assert len(lines(product)) - said <= 5
        assert product.parts() == parts

        ballast.unlink()
        outside.again()
        assert [outside.report_on_page(own).status for _ in range(2)] == [201, 200]
        assert outside.leave_photo().status == 201
        assert readiness(product.port) == (200, "ok")
        assert_nothing_is_lost_doubled_or_half_done(outside, database)
        assert Upload.objects.count() == 2
        assert product.parts() == parts
        assert "Traceback" not in "\n".join(lines(product))


@contextmanager
def moved_to(cluster, database):
    """The template's tables in a cluster of their own, and the default connection there."""
    source = connection.settings_dict
    dump = ["pg_dump", "-h", source["HOST"], "-U", source["USER"], "--no-owner", database.name]
    tables = subprocess.run([binaries() / dump[0], *dump[1:]], capture_output=True, check=True).stdout
    load = [binaries() / "psql", "-q", "-h", cluster.folder, "-U", source["USER"], "-d", "postgres"]
    subprocess.run(load, input=tables, stdout=subprocess.DEVNULL, check=True)
    former = connections.settings
    connections.settings = {**former, "default": {**former["default"], "HOST": str(cluster.folder)}}
    try:
        with connected_to(RealDatabase("postgres", database.data_dir)):
            yield
    finally:
        connections.settings = former


class TestDatabaseOfItsOwn:
    """A server that goes away, comes back, and can only be read for a while."""

    @pytest.fixture
    def cluster(self):
        if connection.vendor != "postgresql":
            pytest.skip("SKIPPED: SQLite has no server that could go away")
        with running_cluster(binaries(), DURABLE) as running:
            yield running

    @pytest.fixture
    def database(self, cluster, database_template, django_db_blocker, tmp_path):
        with django_db_blocker.unblock(), moved_to(cluster, database_template):
            (tmp_path / "data").mkdir(mode=0o700)
            yield RealDatabase("postgres", tmp_path / "data")

    def test_read_only_for_a_while_then_gone_and_back(self, cluster, database, product):
        outside, own, other = Outside(product.port), str(uuid4()), str(uuid4())
        assert (outside.report().status, outside.leave_photo().status) == (201, 201)
        parts, said = product.parts(), len(lines(product))

        set_read_only("on")
        until(lambda: readiness(product.port) == (503, "read-only"))
        assert_says_what_to_do(outside.report())
        assert_page_keeps_what_was_typed(outside.report_on_page(own), own)
        assert raw(product.port, "/report/").status == 200
        assert doctor(database) >= {"answering"}
        set_read_only("off")
        until(lambda: is_ready(product.port))
        self.goes_on(outside, own, database)

        connections.close_all()
        cluster.stop("immediate")
        try:
            assert_says_what_to_do(outside.report())
            assert_page_keeps_what_was_typed(outside.report_on_page(other), other)
            assert "暂时打不开" in raw(product.port, "/report/").body.decode()
            assert raw(product.port, "/healthz").status == 200
            assert readiness(product.port) == (503, "database-away")
            assert doctor(database) == {"answering"}
        finally:
            cluster.start()
        until(lambda: is_ready(product.port))
        self.goes_on(outside, other, database)

        assert product.parts() == parts
        assert len(lines(product)) - said <= 20
        assert "Traceback" not in "\n".join(lines(product))

    @staticmethod
    def goes_on(outside, own, database):
        outside.again()
        assert [outside.report_on_page(own).status for _ in range(2)] == [201, 200]
        assert outside.leave_photo().status == 201
        enqueue("jobs.prune", at=clock.now())
        assert_nothing_is_lost_doubled_or_half_done(outside, database)


def set_read_only(value):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
        cursor.execute("SELECT pg_reload_conf()")
