"""The page of the installation's health, through the door."""

import shutil

import pytest
from django.test import Client

from tests.support import street
from tests.support.statements import statements
from tests.support.street import AT, DAY, give
from tests.support.visitors import INSIDERS, OUTSIDERS, visit
from xiuhuazhen import VERSION
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating.health import quick as checks

pytestmark = pytest.mark.django_db

HEALTH = "/health/"


@pytest.fixture
def world(db, monkeypatch, settings, tmp_path):
    """Monday, 9:00, in a data folder of the test's own with room enough."""
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o700)
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(checks, "database_now", lambda: AT)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 0, 10**11))
    return street.build()


def administrator(world, side="near", *, ended=False):
    place = getattr(world, side)
    account = create_account(person=NewPerson("高云", f"{side}-admin", street.PASSWORD), by=SYSTEM, at=AT)
    role = give(account, RoleName.ADMINISTRATOR, place.areas["street"], place.units["office"])
    if ended:
        end_role(role=role, last_day=clock.local_date(AT) - DAY, by=SYSTEM, at=AT)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def backed_up(**given):
    usual = {"taken_at": AT, "finished_at": AT, "place": "/mnt/backup/xiuhuazhen-20261123-090000", "files": 1204}
    return Backup.objects.create(**{**usual, "bytes": 3_221_225_472, **given})


@pytest.mark.parametrize("name", sorted({*OUTSIDERS, *INSIDERS} - {"anonymous"}))
def test_no_other_office_opens_it(world, name):
    client = visit(world, name, today=clock.local_date(AT))
    answer = client.get(HEALTH)
    assert (answer.status_code, "备份" in answer.content.decode()) == (403, False)
    assert HEALTH not in client.get("/desk/").content.decode()


@pytest.mark.parametrize(("side", "ended"), [("far", False), ("near", True)])
def test_neither_does_an_administrator_of_elsewhere_or_of_yesterday(world, side, ended):
    client = administrator(world, side, ended=ended)
    assert client.get(HEALTH).status_code == 403
    assert HEALTH not in client.get("/desk/").content.decode()


def test_whoever_is_not_signed_in_is_asked_to(world):
    assert Client().get(HEALTH).headers["Location"] == "/sign-in/?next=/health/"


def test_it_is_only_read(world):
    assert administrator(world).post(HEALTH).status_code == 405


def test_it_says_that_all_is_well(world):
    backed_up()
    client = administrator(world)
    assert f'href="{HEALTH}"' in client.get("/manage/").content.decode()
    page = client.get(HEALTH).content.decode()
    assert "没有发现问题。" in page
    assert f"版本 {VERSION}。" in page
    assert "/mnt/backup/xiuhuazhen-20261123-090000" in page


def test_it_says_what_is_wrong_and_what_to_do(world):
    page = administrator(world).get(HEALTH).content.decode()
    assert "有 1 项要处理。" in page
    assert "还没有做过备份。" in page
    assert "请每晚运行 `xiuhuazhen backup`" in page


def test_it_shows_the_newest_backups(world):
    for day in range(9):
        backed_up(taken_at=AT - day * DAY, place=f"/mnt/b{day}")
    page = administrator(world).get(HEALTH).content.decode()
    assert [day for day in range(9) if f"/mnt/b{day}" in page] == [0, 1, 2, 3, 4, 5, 6]


def test_it_asks_little(world):
    """Whatever there is in the tables, a bounded number of statements."""
    client = administrator(world)
    client.get(HEALTH)
    with statements() as made:
        client.get(HEALTH)
    assert len(made) <= 40
