"""Every page that a role can come to by links, on a phone and at a desk: none is a dead end or a fault."""

from collections import deque
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Error, Page, Response

from tests.journeys.visitors import Visitor, kind_of
from tests.support.browsers import DESK, PHONE

_PEOPLE = ("", "陈小梅", "王海燕", "马秀兰", "周敏", "韩立", "钱伟", "李国栋", "赵慧", "林静", "高云")
"""A resident, and one of each role of the demonstration."""

_LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href.split('#')[0])"


@pytest.mark.journey
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_every_link_of_every_role_leads_to_a_page_that_fits(demo_server, new_page, screen):
    """One page of each kind for each of them, whatever matter or grid it shows; axe looks at each kind once."""
    known: set[str] = set()
    for name in _PEOPLE:
        visitor = Visitor(new_page(viewport=screen, base_url=demo_server.url))
        start = "/desk/" if name else "/"
        if name:
            visitor.signs_in(name)
        seen = set()
        for address in _every_kind(visitor, demo_server.url, start):
            visitor.fits()
            kind = kind_of(address)
            seen.add(kind)
            if kind not in known:
                visitor.is_accessible()
        assert len(seen) > 3, f"{name} comes to no more than {seen}"
        known |= seen


def _every_kind(visitor: Visitor, site: str, start: str) -> Iterator[str]:
    """Open one page of each kind, the nearest first; what is sent as a file is only asked for."""
    page, due, met = visitor.page, deque([(f"{site}{start}", "")]), set()
    while due:
        address, where = due.popleft()
        if kind_of(address) in met or not address.startswith(f"{site}/"):
            continue
        met.add(kind_of(address))
        answer = _answer(page, address)
        assert answer.ok, f"{visitor.name}: {address} ({answer.status}), offered by {where}"
        if answer.headers.get("content-type", "").startswith("text/html"):
            due.extend((link, address) for link in page.evaluate(_LINKS))
            yield address


def _answer(page: Page, address: str) -> Response | APIResponse:
    """The page is opened; what is sent as a file is only asked for: a browser does not go to it."""
    try:
        answer = page.goto(address)
    except Error:
        return page.request.get(address)
    assert answer is not None
    return answer
