"""A photo that is to show that work was done, and looks like one of another matter, says so to staff."""

from datetime import timedelta

import pytest

from tests.core.files.pictures import encoded
from tests.core.files.test_looks import street as drawn
from tests.support.cases import act, case_in
from tests.support.statements import statements
from tests.support.street import AT
from xiuhuazhen.core.files.actions import receive_upload
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.domains.cases.actions.handling import Note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

SAID = "照片很像"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def finished(street, seed, *, later=0):
    """A case whose unit shows this picture as its result."""
    place = {"point": None, "area": street.areas["street"].code}
    matter, by, at = case_in(street, "handling", **place), street.actor("handler"), AT + timedelta(minutes=later)
    left = receive_upload(content=encoded(drawn(seed)), filename="", by=by, at=at)
    act(street, matter, "finish", Note("已修好", (left.pk,)), at=at)
    run_pending(at=at)
    return matter


def page(client, street, matter, office="dispatcher"):
    client.force_login(street.accounts[office])
    return client.get(f"/matters/{matter.number}/").content.decode()


def test_the_later_of_two_names_the_earlier(client, near):
    first, second = finished(near, 1), finished(near, 1, later=5)
    shown = page(client, near, second)
    assert f'和 <a href="/matters/{first.number}/">{first.number}</a> 的{SAID}' in shown
    assert "可能用过，也可能只是像，请看一看。" in shown
    assert (SAID in page(client, near, first), "可能用过" in page(client, near, first)) == (False, False)


def test_of_many_only_some_are_named(client, near):
    """Three lines at most, however often a photo was used."""
    earlier = [finished(near, 1, later=minutes) for minutes in range(5)]
    shown = page(client, near, finished(near, 1, later=10))
    assert [matter.number in shown for matter in earlier] == [True, True, False, False, False]
    assert f"还和另外 3 件的{SAID}。" in shown


def test_another_picture_is_like_nothing(client, near):
    finished(near, 1)
    assert SAID not in page(client, near, finished(near, 2, later=5))


def test_a_matter_that_one_may_not_see_is_only_counted(client, world):
    first, second = finished(world.far, 1), finished(world.near, 1, later=5)
    shown = page(client, world.near, second)
    assert first.number not in shown
    assert "另有 1 处" in shown


def test_the_same_matters_own_photos_do_not_count(client, near):
    matter = finished(near, 1)
    by, at = near.actor("handler"), AT + timedelta(minutes=5)
    left = receive_upload(content=encoded(drawn(1)), filename="", by=by, at=at)
    act(near, matter, "reply", Note("已修好", (left.pk,)), at=at)
    run_pending(at=at)
    assert SAID not in page(client, near, matter)


def test_the_reporter_is_told_nothing_of_it(client, near):
    finished(near, 1)
    second = finished(near, 1, later=5)
    client.post(f"/m/{second.number}/", {"code": query_code(second)})
    shown = client.get(f"/m/{second.number}/").content.decode()
    assert (SAID in shown, "另有" in shown, second.number in shown) == (False, False, True)


def test_it_takes_one_statement_more_where_there_are_photos(client, near):
    place = {"point": None, "area": near.areas["street"].code}
    without, plain = case_in(near, "answering", **place), finished(near, 2)
    counts = []
    for matter in (without, without, plain):
        with statements() as found:
            page(client, near, matter)
        counts.append(len(found))
    assert counts[2] - counts[1] == 1
