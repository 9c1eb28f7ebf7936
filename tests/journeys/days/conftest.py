"""Whole days: somebody comes in by their card and uses only what stands on the pages, until they sign out."""

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.visitors import Visitor
from tests.support.browsers import DESK
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.web.demo.playing import matter_id, play
from xiuhuazhen.web.demo.seed import begun, timetable_of
from xiuhuazhen.web.demo.story import Story

Comes = Callable[..., Visitor]
Happens = Callable[[Story], str]

_LOOKED_AT_IN_OTHER_STORIES = {
    "cases": (
        "code complain contact find import import-columns imports instructed own-data patrol place-codes "
        "place-codes-sheet progress report result-columns result-files routes unplaced unrouted"
    ),
    "duty": "hand-over hand-overs prepare",
    "people": "invitation sign-in",
    "web": (
        "account act area area-counts area-names audit bulk bulk-run calendar catalogue category-new desk "
        "exports grid-notice health jobs leaving manage map matter matters message-dead message-settings "
        "messages norm norm-set norms parties party-link person person-new place-register portal retention "
        "role-new roster stuck unit unit-new units units-import wording wording-set wordings"
    ),
}
"""Pages by app; a day looks at what is new in it alone."""


@pytest.fixture
def comes(arrives) -> Iterator[Comes]:
    """``comes("周敏")``: somebody of the street on their way from the first page to their worklist; without a name a
    resident on the first page. From there on they walk."""
    there: list[Visitor] = []

    def come(name: str = "", *, at: dict[str, int] = DESK, **options: object) -> Visitor:
        visitor = arrives(at=at, **options)
        there.append(visitor)
        visitor.opens("/")
        visitor.walks()
        if name:
            visitor.follows("工作人员登录")
            visitor.presses(name, exact=False)
            visitor.page.wait_for_url("**/desk/")
            visitor.name = name
        return visitor

    yield come
    known = {f"{app}:{page}" for app, pages in _LOOKED_AT_IN_OTHER_STORIES.items() for page in pages.split()}
    for visitor in there:
        visitor.looked |= {kind for kind in visitor.opened if kind.split(" ")[0] in known}


@pytest.fixture
def happens(demo_server) -> Happens:
    """A matter of the day's own that came as far as its story says; gives its number."""

    def tell(story: Story) -> str:
        base = begun()
        assert base is not None
        play(story, timetable_of(base))
        return Matter.objects.get(pk=matter_id(story)).number

    return tell
