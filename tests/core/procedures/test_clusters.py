"""Matters counted for a map: each once, with those that lie near it, and only those that somebody may see."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.cases import case_in, reported
from tests.support.street import AT, DAY
from xiuhuazhen.core.procedures import clusters as counting
from xiuhuazhen.core.procedures.clusters import Span, clusters, within
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters

pytestmark = pytest.mark.django_db

EVERYWHERE = (
    (1_018_050_000, 366_020_000),
    (1_018_050_009, 366_020_009),
    (1_018_051_000, 366_020_000),
    (1_018_250_000, 366_050_000),
    (-1_799_999_999, -899_999_999),
    (-5, -5),
    (5, 5),
    (1_800_000_000, 900_000_000),
)


@pytest.fixture
def spread(near):
    """A matter at each point and one without, all of one street: where a point lies is not asked here."""
    for number, point in enumerate(EVERYWHERE):
        reported(text=f"路灯{number}不亮")
        last = Matter.objects.order_by("number").last()
        Matter.objects.filter(pk=last.pk).update(lng_e7=point[0], lat_e7=point[1])
    reported(text="不知道在哪里")
    return Matter.objects.all()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wide=st.integers(1, 4_000_000_000), high=st.integers(1, 2_000_000_000))
def test_every_matter_with_a_point_is_in_one_cluster(spread, wide, high):
    """As counting them by hand gives it, for cells of any size on either side of the zero meridian."""
    by_hand = defaultdict(list)
    for matter in spread.filter(lng_e7__isnull=False):
        cell = ((matter.lng_e7 + 1_800_000_000) // wide, (matter.lat_e7 + 900_000_000) // high)
        by_hand[cell].append(matter)
    found, more = clusters(spread, wide=wide, high=high, at=AT)
    assert not more
    assert sorted(map(told, found)) == sorted(
        (
            len(cell),
            min(each.number for each in cell),
            *(edge(getattr(each, axis) for each in cell) for edge in (min, max) for axis in ("lng_e7", "lat_e7")),
        )
        for cell in by_hand.values()
    )
    for each in found:
        assert each.span.west <= each.lng_e7 <= each.span.east
        assert each.span.south <= each.lat_e7 <= each.span.north


def told(cluster):
    span = cluster.span
    return (cluster.count, cluster.number, span.west, span.south, span.east, span.north)


def test_what_stands_on_an_edge_is_within(spread):
    west, south = EVERYWHERE[0]
    east, north = EVERYWHERE[1]
    found = within(spread, Span(west, south, east, north))
    assert sorted(found.values_list("lng_e7", flat=True)) == [west, east]
    assert within(spread, Span(west + 1, south, east - 1, north)).count() == 0


def test_late_ones_are_counted(near):
    for state in ("handling", "closed"):
        case_in(near, state)
    Matter.objects.update(lng_e7=1, lat_e7=1)
    at = max(Matter.objects.filter(is_open=True).values_list("due_at", flat=True)) + DAY
    assert [(each.count, each.late) for each in clusters(Matter.objects.all(), wide=10, high=10, at=at)[0]] == [(2, 1)]
    assert [each.late for each in clusters(Matter.objects.all(), wide=10, high=10, at=AT)[0]] == [0]


def test_beyond_the_most_the_largest_are_kept(spread, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 1)
    found, more = clusters(spread, wide=2000, high=2000, at=AT)
    assert (len(found), found[0].count, more) == (1, 3, True)


def test_a_neighbour_is_not_counted(world, near, spread):
    far = world.far.actor("dispatcher")
    assert clusters(visible_matters(near.actor("dispatcher")), wide=4_000_000_000, high=2_000_000_000, at=AT)[0]
    assert clusters(visible_matters(far), wide=4_000_000_000, high=2_000_000_000, at=AT) == ([], False)
