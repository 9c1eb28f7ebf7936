"""What a first visit costs a phone: with everything that the page loads, at most 150 KB over the air."""

import pytest

from tests.support.browsers import PHONE

pytestmark = pytest.mark.journey

MOST = 150_000


@pytest.mark.parametrize("address", ["/", "/report/", "/sign-in/"])
def test_a_first_page_is_light(demo_server, new_page, address):
    page, loaded = new_page(viewport=PHONE, base_url=demo_server.url), []
    page.on("requestfinished", lambda request: loaded.append((request.url, carried(request))))
    page.goto(address, wait_until="networkidle")
    assert sum(size for _url, size in loaded) <= MOST, sorted(loaded, key=lambda each: -each[1])


def test_the_first_page_after_signing_in_is_light(demo_server, new_page):
    """Nothing of it was there before: the page is opened with an empty cache."""
    page, loaded = new_page(viewport=PHONE, base_url=demo_server.url), []
    page.goto("/sign-in/")
    page.get_by_role("button", name="陈小梅").click()
    fresh = page.context.browser.new_context(storage_state=page.context.storage_state(), viewport=PHONE).new_page()
    fresh.on("requestfinished", lambda request: loaded.append((request.url, carried(request))))
    fresh.goto(f"{demo_server.url}/desk/", wait_until="networkidle")
    fresh.context.close()
    assert sum(size for _url, size in loaded) <= MOST, sorted(loaded, key=lambda each: -each[1])


def carried(request):
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
