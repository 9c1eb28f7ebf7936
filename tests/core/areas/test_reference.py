"""What a process remembers of reference data is what the database says at this moment."""

import pytest
from django.db import transaction

from tests.core.areas.makers import AT, BASIS, BY, created
from xiuhuazhen.core.areas import actions, reference
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.models import Area, ReferenceVersion
from xiuhuazhen.core.areas.queries import place_by_code
from xiuhuazhen.core.kit.clock import local_date

CODE = "630102005"


def street() -> Area:
    return created(None, CODE, "火车站街道", Level.STREET)


def renamed(name: str) -> None:
    area = Area.objects.get()
    actions.rename_area(area=area, name=name, on=local_date(AT), basis=BASIS, by=BY, at=AT)


def name() -> str:
    return place_by_code(CODE).name


class Loader:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.mark.django_db
class TestOneProcess:
    def test_the_first_answer_stays_while_nothing_changes(self):
        street()
        load = Loader()
        assert [reference.remembered("test", load) for _ in range(3)] == [1, 1, 1]

    def test_a_change_makes_it_load_again(self):
        street()
        load = Loader()
        reference.remembered("test", load)
        reference.grow(reference.lock())
        assert reference.remembered("test", load) == 2

    def test_where_nothing_was_ever_changed_nothing_is_remembered(self):
        """There is no version that could tell of a change."""
        load = Loader()
        assert [reference.remembered("test", load) for _ in range(2)] == [1, 2]
        assert not ReferenceVersion.objects.exists()

    def test_each_answer_asks_for_the_version(self, django_assert_num_queries):
        street()
        name()
        with django_assert_num_queries(2):
            assert [name(), name()] == ["火车站街道", "火车站街道"]

    def test_a_block_asks_once(self, django_assert_num_queries):
        """Also with a block inside, as when an action calls another one."""
        street()
        name()
        with django_assert_num_queries(1), reference.one_version():
            name()
            with reference.one_version():
                name()
            name()

    def test_after_a_block_each_answer_asks_again(self, django_assert_num_queries):
        """Also where the block ended with a fault."""
        street()
        name()
        with pytest.raises(ZeroDivisionError), reference.one_version():
            raise ZeroDivisionError
        with django_assert_num_queries(2):
            assert [name(), name()] == ["火车站街道", "火车站街道"]

    def test_a_block_sees_its_own_changes(self):
        street()
        with reference.one_version():
            assert name() == "火车站街道"
            renamed("站前街道")
            assert name() == "站前街道"
            renamed("火车站街道办事处")
            assert name() == "火车站街道办事处"

    def test_a_change_that_was_taken_back_is_forgotten(self):
        street()
        with transaction.atomic():
            renamed("站前街道")
            assert name() == "站前街道"
            transaction.set_rollback(True)
        assert name() == "火车站街道"

    def test_also_inside_a_block(self):
        """A savepoint is rolled back and the block goes on."""
        street()
        with reference.one_version():
            assert name() == "火车站街道"
            with transaction.atomic():
                renamed("站前街道")
                assert name() == "站前街道"
                transaction.set_rollback(True)
            assert name() == "火车站街道"

    def test_what_is_not_there_is_not_remembered(self):
        """Nobody fills the memory by asking for codes that do not exist."""
        street()
        for code in ("630102999", "abc"):
            with pytest.raises(AreaNotFound):
                place_by_code(code)
        created(None, "630103001", "周家泉街道", Level.STREET)
        assert place_by_code("630103001").name == "周家泉街道"


class TestOtherConnections:
    def test_a_change_of_another_connection_holds_at_once(self, real_database):
        street()
        assert name() == "火车站街道"
        assert real_database.together(lambda: renamed("站前街道")) == [None]
        assert name() == "站前街道"

    def test_a_block_here_does_not_hold_for_other_threads(self, real_database):
        """And here it ends with the block."""
        street()
        with reference.one_version():
            assert name() == "火车站街道"
            assert real_database.together(lambda: renamed("站前街道")) == [None]
            assert real_database.together(name) == ["站前街道"]
        assert name() == "站前街道"

    def test_nobody_else_sees_a_change_before_it_is_committed(self, real_database):
        street()
        with transaction.atomic():
            renamed("站前街道")
            assert name() == "站前街道"
            assert real_database.together(name) == ["火车站街道"]
            assert name() == "站前街道"
        assert real_database.together(name) == ["站前街道"]

    def test_changes_at_the_same_moment_all_count(self, real_database):
        street()
        before = ReferenceVersion.objects.get().number
        aliases = [lambda text=text: alias(text) for text in ("站前", "老车站", "东站")]
        real_database.together(*aliases)
        assert ReferenceVersion.objects.get().number == before + 3


def alias(text: str) -> None:
    actions.add_alias(area=Area.objects.get(), text=text, basis=BASIS, by=BY, at=AT)
