"""Hostile photos, clips, documents and spreadsheets, always the same ones, at the doors that people use: each is taken
or refused in plain Chinese, and nothing stays behind. ``python -m bench fuzz_files`` takes a thousand, and their time.
"""

import pytest
from django.test import Client

from tests.support.hostile_doors import hand_in_files, hand_in_sheets, left_behind
from tests.support.hostile_files import hostile_files
from tests.support.hostile_sheets import hostile_sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts", "files_of_its_own", "near")]

MANY = 50


@pytest.fixture
def client(near):
    made = Client(raise_request_exception=False)
    made.force_login(near.accounts["dispatcher"])
    return made


def test_uploads(client):
    found = list(hand_in_files(client, hostile_files(MANY)))
    assert [(each.trick, each.fault) for each in found if each.fault] == []
    assert {each.taken for each in found} == {True, False}
    assert left_behind() == set()


def test_spreadsheets(client):
    found = list(hand_in_sheets(client, hostile_sheets(MANY)))
    assert [(each.trick, each.fault) for each in found if each.fault] == []
    assert {each.taken for each in found} == {True, False}
    assert left_behind() == set()
