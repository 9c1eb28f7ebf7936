"""The worklist on its page: how much is counted over it, whether all of it is shown or the first ones."""

from datetime import timedelta

import pytest

from tests.support import cases
from tests.support.statements import statements
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter, WorklistRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(near):
    """Four that the desk owes: late since yesterday, due today, due tomorrow and come back, and without a limit."""
    dues = [AT - DAY, AT + timedelta(hours=1), AT + DAY, clock.NO_LIMIT]
    for due in dues:
        matter = cases.reported(at=AT - 2 * DAY).matter
        WorklistRow.objects.filter(matter=matter).update(due_at=due, returned=due == AT + DAY)


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("rows_a_page", [2, 4, 50], ids=["longer", "just one", "shorter"])
def test_the_counts_are_those_of_the_whole_worklist_however_much_is_shown(desk, monkeypatch, rows_a_page):
    monkeypatch.setattr("xiuhuazhen.web.views.desk._ROWS_A_PAGE", rows_a_page)
    first = desk.get("/desk/")
    assert first.context["counts"] == {"open": 4, "late": 1, "today": 1, "returned": 1}
    assert len(first.context["rows"]) == min(rows_a_page, 4)
    late = desk.get("/desk/", {"only": "late"})
    assert (late.context["counts"]["open"], len(late.context["rows"])) == (4, 1)


@pytest.mark.usefixtures("four")
def test_the_last_page_counts_what_came_before_it(desk, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.views.desk._ROWS_A_PAGE", 3)
    last = desk.get("/desk/" + desk.get("/desk/").context["next_url"])
    assert (last.context["counts"]["open"], len(last.context["rows"])) == (4, 1)


@pytest.mark.usefixtures("four")
def test_more_than_can_be_counted_says_so(desk, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.views.desk._ROWS_A_PAGE", 2)
    monkeypatch.setattr("xiuhuazhen.web.views.desk.COUNTED", 3)
    assert desk.get("/desk/").context["counts"]["open"] == "3+"


@pytest.mark.usefixtures("four")
def test_a_worklist_takes_the_same_statements_however_long_it_is(desk):
    with statements() as few:
        desk.get("/desk/")
    for _each in range(5):
        cases.reported()
    with statements() as more:
        desk.get("/desk/")
    assert len(few) == len(more)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (AT + DAY, ("现在没有要办的事。", "下一件到期的：")),
        (AT - DAY, ("现在没有等您办的事。", "别人手里已超期的：")),
        (clock.NO_LIMIT, ("现在没有要办的事。",)),
    ],
    ids=["to come", "late", "without a limit"],
)
def test_an_empty_worklist_says_what_is_late_with_others(browser, near, due, said):
    """Nothing waits for the leader; what the unit has is late or not."""
    matter = cases.case_in(near, "handling")
    Matter.objects.filter(pk=matter.pk).update(due_at=due)
    page = browser("leader").get("/desk/")
    text = page.content.decode()
    every = ("现在没有要办的事。", "现在没有等您办的事。", "下一件到期的：", "别人手里已超期的：")
    assert (page.context["rows"], tuple(each for each in every if each in text)) == ([], said)
