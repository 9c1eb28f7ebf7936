"""A real browser for journeys: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

from tests.support.servers import Server
from tests.support.sources import SCREENSHOTS

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PATIENCE = 30_000
"""Milliseconds that a step in the browser, and what it shows, may take on a machine that does much else. Bounds, not
measures: nothing waits longer than it has to."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
"""The microphone is one that beeps; pages may use it when the context has the permission."""

NewPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the journeys of a module. It ends with the module, because Playwright keeps an event loop
    running in this thread, in which tests that come after could not start their own."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed, so nothing was tried in a browser")
    former = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # For that loop Django would refuse its database to the test, though nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        expect.set_options(timeout=PATIENCE)
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            yield opened
            opened.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if former is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = former


@pytest.fixture
def running_server(request) -> Server | None:
    """The test's ``server`` or ``demo_server``, where it has one."""
    name = next((name for name in ("server", "demo_server") if name in request.fixturenames), None)
    return request.getfixturevalue(name) if name else None


@pytest.fixture
def new_page(browser, running_server) -> Iterator[NewPage]:
    """``new_page(viewport=PHONE, base_url=server.url)``: a page in a session of its own, for each person of a story.

    The test fails at its end when a page asked for anything beyond this machine, or a script failed on one. The server
    outlives the pages, whatever order a test names the two in: what a page still asks for then is no fault.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def new(*, viewport: dict[str, int] = DESK, base_url: str | None = None, **options: object) -> Page:
        narrow = viewport["width"] < 600
        context = browser.new_context(
            viewport=viewport,
            base_url=base_url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=narrow,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.route("**/*", lambda route: _only_this_machine(route, faults))
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script failed on {page.url}: {error}"))
        page.on("console", lambda message: _note(message, page, faults))
        return page

    yield new
    for context in contexts:
        context.close()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture
def page(new_page, running_server) -> Page:
    """A desk-sized page that knows the address of the test's server."""
    return new_page(base_url=running_server.url if running_server else None)


def screenshot(page: Page, name: str) -> Path:
    """Keep the whole page as ``tests/journeys/out/<name>.png``."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def _only_this_machine(route: Route, faults: list[str]) -> None:
    address = urlsplit(route.request.url)
    if address.scheme in {"data", "blob"} or address.hostname in {"127.0.0.1", "localhost"}:
        route.continue_()
        return
    faults.append(f"asked for {route.request.url}")
    route.abort()


def _note(message: ConsoleMessage, page: Page, faults: list[str]) -> None:
    """A refusal (status 4xx) or a cut network that a story provokes is noted as an error by the browser; it is none."""
    provoked = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    if message.type == "error" and not any(sign in message.text for sign in provoked):
        faults.append(f"console of {page.url}: {message.text}")
