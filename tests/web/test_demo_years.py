"""Two years of everyday matters in the demonstration: always the same, in their seasons, lived through by actions."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from tests.support.databases import connected_to, copy_of, drop
from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.execution import execute
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.clock import CHINA, local_date
from xiuhuazhen.core.messages.models import Message, OutboxRow
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.choices import CloseReason, Source
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.rules import suggest_category
from xiuhuazhen.web.demo import duties, seed
from xiuhuazhen.web.demo.ground import STATION_COMMUNITY
from xiuhuazhen.web.demo.playing import matter_id
from xiuhuazhen.web.demo.years import filling, rhythm
from xiuhuazhen.web.demo.years.troubles import TROUBLES

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=CHINA)


@pytest.fixture(scope="module")
def two_years():
    return [each for month in range(1, rhythm.MONTHS + 1) for each in filling.everyday(NOW, month)]


def test_there_are_at_least_1_500_in_24_months_and_some_in_each(two_years):
    months = Counter((each.story.at.year, each.story.at.month) for each in two_years)
    assert len(two_years) >= 1500
    assert (len(months), min(months.values()) > 40) == (rhythm.MONTHS, True)
    assert max(each.story.at for each in two_years) < NOW - timedelta(days=30)


def test_they_are_the_same_on_every_run_whenever_it_is_run(two_years):
    """What happened in a month does not depend on when the demonstration is made."""
    later = filling.everyday(NOW + timedelta(days=40), 4)
    september = [each.story for each in two_years if (each.story.at.year, each.story.at.month) == (2026, 9)]
    assert [each.story for each in later] == september


def test_each_trouble_has_its_season(two_years):
    def share(category, months):
        found = [each.story.at.month for each in two_years if each.life.trouble.category == category]
        return sum(month in months for month in found) / len(found)

    assert share("9901", {10, 11, 12, 1, 2, 3}) == 1
    assert share("0184", {4, 5, 6, 7, 8, 9, 10, 3}) == 1
    assert share("0405", {5, 6, 7, 8, 9}) > 0.6


def test_the_hours_and_the_days_of_the_week_are_people_s(two_years):
    hours = Counter(each.story.at.hour for each in two_years)
    week = Counter(each.story.at.weekday() for each in two_years)
    assert sum(hours[hour] for hour in range(1, 5)) < 0.03 * len(two_years)
    assert sum(hours[hour] for hour in (*range(8, 12), *range(17, 21))) > 0.5 * len(two_years)
    assert max(week[5], week[6]) < min(week[day] for day in range(5))
    rounds = {each.story.at.hour for each in two_years if each.story.source is Source.PATROL}
    assert rounds <= {8, 9, 10, 11, 14, 15, 16, 17}


def test_what_people_say_is_seldom_said_twice_and_speaks_for_its_category(two_years):
    texts = [each.story.text for each in two_years]
    assert len(set(texts)) > 0.9 * len(texts)
    assert not [text for text in texts if "{" in text or "，，" in text or "。。" in text]
    keywords = {code: words for code, _name, words, _basis in duties.CATALOGUE if len(code) == 4}
    told = [each for each in two_years if each.life.ending == "mended"]
    right = [
        each
        for each in told
        if (found := suggest_category(each.story.text, keywords)) and found.code == each.life.trouble.category
    ]
    assert len(right) > 0.6 * len(told)


def test_every_trouble_occurs(two_years):
    assert {each.life.trouble.category for each in two_years} == {trouble.category for trouble in TROUBLES}


@pytest.fixture(scope="module")
def filled(database_template, django_db_blocker, tmp_path_factory):
    """The demonstration with the latest month that is filled in."""
    with django_db_blocker.unblock():
        database = copy_of(database_template, tmp_path_factory.mktemp("years") / "data")
        own = {"DATA_DIR": database.data_dir, "FILES_DIR": database.data_dir / "files", "DEMO": True}
        with override_settings(**own), connected_to(database):
            seed.seed(at=NOW)
            filling.offer()
            filling.begin(at=NOW)
            filling.begin(at=NOW)
            execute(Job.objects.get(name=filling.FILL).pk, clock=lambda: NOW)
            yield database
        registry._kinds.pop(filling.FILL)
        drop(database)


def ids():
    return [matter_id(each.story) for each in filling.everyday(NOW, 1)]


def test_a_month_is_lived_by_actions_and_ends_as_such_matters_do(filled):
    found = Matter.objects.filter(pk__in=ids())
    assert found.count() == len(ids())
    assert not found.filter(is_open=True).exists()
    assert {*found.values_list("close_reason", flat=True)} >= {CloseReason.SOLVED, CloseReason.UNRATED}
    assert not Step.objects.filter(at__gt=NOW).exists()
    assert Case.objects.filter(pk__in=found, placed_by="").count() == 0
    assert [fault for matter in found for fault in chain.faults(matter)] == []


def test_the_month_before_it_follows_once_and_is_visible(filled):
    jobs = Job.objects.filter(name=filling.FILL).order_by("kwargs__month")
    assert [job.kwargs["month"] for job in jobs] == [1, 2]
    first = jobs[0]
    assert (first.state, first.progress_done, first.progress_total) == ("done", first.progress_total, len(ids()))
    assert "2026-10" in first.note


def test_nobody_is_told_old_news(filled):
    old = NOW - timedelta(days=2)
    assert not OutboxRow.objects.filter(claimed_at__isnull=True, posted_at__lt=old).exists()
    assert not Message.objects.filter(channel="inbox", read_at__isnull=True, created_at__lt=old).exists()


def test_what_is_there_is_not_lived_twice(filled):
    before = Step.objects.count()
    filling.fill(_Run(), month=1)
    assert Step.objects.count() == before
    assert Job.objects.filter(name=filling.FILL).count() == 2


def test_where_a_grid_was_ended_the_rest_is_filled_in_all_the_same(filled):
    """What had happened there is left out, and the month before it follows."""
    grid = area_by_code(f"{STATION_COMMUNITY}003")
    month = filling.everyday(NOW, 2)
    everywhere = {matter_id(each.story) for each in month}
    there = {matter_id(each.story) for each in month if each.story.area == grid.code}
    with transaction.atomic():
        Area.objects.filter(pk=grid.pk).update(valid_to=local_date(NOW))
        reference.grow(reference.lock())
        filling.fill(_Run(), month=2)
        lived = set(Matter.objects.filter(pk__in=everywhere).values_list("pk", flat=True))
        assert there
        assert lived == everywhere - there
        assert Job.objects.filter(name=filling.FILL, kwargs__month=3).exists()
        transaction.set_rollback(True)


class _Run:
    at = NOW

    def give_way(self, **_given):
        pass

    def checkpoint(self, *_given, **_told):
        pass


def test_a_month_begins_on_its_first_day():
    assert rhythm.month_before(date(2026, 1, 31), 1) == (date(2025, 12, 1), date(2026, 1, 1))
    assert rhythm.month_before(date(2026, 11, 24), 24) == (date(2024, 11, 1), date(2024, 12, 1))
