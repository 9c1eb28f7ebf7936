"""People in front of a screen, and what they do there. A story calls them by name and says what they see.

Labels are those on the page. ``looks`` saves a screenshot and holds the page against WCAG 2.2 AA; a page of a kind that
was opened and never looked at fails the story at its end (``conftest``).
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import screenshot
from tests.support.waiting import until

_AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_HOW = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
# Pins of a map may stand close together: the list beside the map has the same matters.
_BUT_PINS = """axe.configure({rules: [{id: 'target-size', selector: '*:not(.leaflet-marker-icon)'}]})"""
_FINDINGS = """async how => (await axe.run(document, how)).violations.map(
    rule => `${rule.id}: ${rule.help}\\n  ` + rule.nodes.map(node => node.target.join(' ')).join('\\n  '))"""
_SENTENCES = "said => said.map(each => each.lastChild.textContent.trim())"
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

_REACHED = """() => { const at = document.activeElement;
    const label = at.labels && at.labels[0] ? at.labels[0].innerText : '';
    return at === document.body ? ['', ''] : [label || at.innerText || at.ariaLabel || '', at.localName]; }"""
_MOST_TABS = 120

NUMBER = re.compile(r"\d{9}-\d{8}-\d{4}")


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    page: Page
    name: str = ""
    opened: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", lambda frame: self.opened.add(kind_of(frame.url)))

    # what they do

    def opens(self, address: str) -> int:
        """Type an address; gives the status of the answer."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    def signs_in(self, name: str, *, then: str = "/desk/") -> "Visitor":
        """One tap on the demonstration's card of this person."""
        self.opens(f"/sign-in/?next={then}")
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url(f"**{then}")
        self.looked |= {kind_of("/sign-in/"), kind_of("/desk/")}  # these two have stories of their own
        self.name = name
        return self

    def walks(self) -> "Visitor":
        """From here on they use what stands on the pages alone: an address that is typed, or the browser's own way
        back, fails the story."""
        self.page.goto = self.page.go_back = self.page.go_forward = _refused
        return self

    def goes_to(self, door: str) -> None:
        """Through the navigation: the rail of a wide screen; on a phone the bar at its foot, or under 我的."""
        self.page.wait_for_load_state()
        frame = self.page.locator("nav.rail ul, header.top, nav.bar")
        link = frame.get_by_role("link", name=re.compile(f"^{door}")).filter(visible=True)
        if not link.count():
            self.opens_menu()
        with self.page.expect_event("load"):
            link.first.click()

    def opens_menu(self) -> None:
        """Their own menu: at the top of a wide screen, in the bar of a phone."""
        self.page.wait_for_load_state()
        self.page.locator("header.top details.me > summary, nav.bar summary").filter(visible=True).click()

    def signs_out(self) -> None:
        """Through their menu, to the first page."""
        self.opens_menu()
        with self.page.expect_event("load"):
            self.presses("退出登录")
        expect(self.page.get_by_role("link", name="工作人员登录")).to_be_visible()

    def sees_to(self, number: str) -> None:
        """Go to a matter's own page."""
        assert self.opens(f"/matters/{number}/") == 200

    def follows(self, link: str) -> None:
        """Follow a link to another page."""
        with self.page.expect_event("load"):
            self.page.get_by_role("link", name=link).filter(visible=True).first.click()

    def picks(self, title: str) -> None:
        """Choose a row of the worklist, whose matter opens beside it; on a phone in its place."""
        self.page.locator("[data-work]", has_text=title).click()
        expect(self.page.locator(".matter-head")).to_contain_text(title)

    def tabs_to(self, name: str, *, tag: str = "") -> None:
        """Go on with the tab key to the control of this name, and of this kind where several have it."""
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            reached, kind = self.page.evaluate(_REACHED)
            if name in reached and tag in {"", kind}:
                return
        raise AssertionError(f"the tab key does not reach {name}")

    def opens_sealed(self, label: str, *ticks: str) -> None:
        """Show what stands masked in this row of a matter, with the password that the demonstration tells them."""
        row = self.page.locator("dt", has_text=re.compile(f"^{label}$")).locator("+ dd")
        with self.page.expect_event("load"):
            row.get_by_role("link", name="查看").click()
        for choice in ticks:
            self.ticks(choice)
        self.page.get_by_label("密码").fill(self.page.locator(".form-hint b.number").inner_text())
        self.submits("查看")

    def searches(self, text: str) -> None:
        """Search from the top of any page of the desk."""
        self.page.get_by_role("searchbox").fill(text)
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")

    def presses(self, button: str, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=button, exact=exact).click()

    def writes(self, label: str, text: str) -> None:
        self.box(label).fill(text)

    def fills(self, label: str, text: str) -> None:
        """Fill in what may be a text, a number or a day."""
        self.page.locator("main form").get_by_label(label).fill(text)

    def chooses(self, label: str, option: str) -> None:
        self.page.locator("select").and_(self.page.get_by_label(label)).select_option(label=option)

    def ticks(self, choice: str) -> None:
        self.page.get_by_label(choice, exact=True).check()

    def adds_photos(self, *photos: Path) -> None:
        """Choose photos and wait until each was sent."""
        with self.page.expect_file_chooser() as chooser:
            self.presses("拍照或选照片")
        chooser.value.set_files([str(photo) for photo in photos])
        states = self.page.locator(".photo-state")
        expect(states.filter(has_text="正在传")).to_have_count(0)
        expect(states.filter(has_text="已传好"), f"{states.all_text_contents()}").to_have_count(len(photos))

    def acts(self, action: str, submit: str = "", *, ticks: Sequence[str] = (), look: str = "", **fields: str) -> None:
        """Take the matter's next action, fill in its form, submit; a label's words are the name of its argument."""
        self.begins(action)
        for choice in ticks:
            self.ticks(choice)
        for label, text in fields.items():
            self.fills(label, text)
        if look:
            self.looks(look)
        self.submits(submit or action)

    def begins(self, action: str) -> None:
        """Open the form of an action, from the bar or from under 更多."""
        link = self.page.get_by_role("link", name=action, exact=True)
        if not link.is_visible():
            self.page.locator("summary", has_text="更多").click()
        link.click()
        expect(self.page.get_by_role("heading", name=action, level=2)).to_be_visible()

    def dispatches(self, number: str, category: str, unit: str) -> None:
        self.sees_to(number)
        self.begins("派给…")
        self.chooses("类别", category)
        self.chooses("单位", unit)
        self.submits("派遣")

    def submits(self, button: str) -> None:
        """Press the button of the form and wait for the page that follows."""
        with self.page.expect_event("load"):
            self.page.locator("main form").get_by_role("button", name=button, exact=True).click()

    # what they see

    def box(self, label: str) -> Locator:
        return self.page.get_by_role("textbox", name=label)

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    def has_no(self, link: str) -> None:
        """No such action is offered, in the bar or under 更多."""
        expect(self.page.locator("[data-act]", has_text=link)).to_have_count(0)

    def is_first(self, action: str) -> None:
        """This is the one action that is offered first."""
        expect(self.page.locator(".matter-first")).to_have_text(action)

    def menu(self) -> list[str]:
        """What lies under 更多, in order."""
        return self.page.locator(".matter-bar .menu-sheet [data-act]").all_text_contents()

    def owes(self, title: str) -> Locator:
        """The row of a matter on their worklist."""
        self.opens("/desk/")
        return self.page.locator("[data-work]", has_text=title)

    def stitches(self) -> list[str]:
        """The sentences of the thread, first to last."""
        return self.page.locator(".stitch-said").evaluate_all(_SENTENCES)

    def sees_photos(self, count: int) -> Locator:
        """Photos appear when a job has made them anew, so the page is asked again, for half a minute at most."""
        photos = self.page.locator(".evidence img")

        def shown() -> bool:
            self.page.reload()
            return photos.count() == count

        if photos.count() != count:
            until(shown)
        for photo in photos.all():
            photo.scroll_into_view_if_needed()
            expect(photo).to_have_js_property("complete", value=True)
        return photos

    def looks(self, name: str) -> None:
        """A screenshot, nothing that sticks out at the side, and nothing that axe finds."""
        self.page.wait_for_load_state()
        screenshot(self.page, name)
        self.fits()
        self.is_accessible(name)
        self.looked.add(kind_of(self.page.url))

    def fits(self) -> None:
        """Nothing sticks out at the side of the page."""
        wider = self.page.evaluate(_WIDER)
        assert wider <= 0, f"{self.page.url}: {wider} px wider than the screen"

    def is_accessible(self, name: str = "") -> None:
        """Nothing that axe finds."""
        with self.all_in_sight():
            self.page.evaluate(_axe())
            self.page.evaluate(_BUT_PINS)
            found = self.page.evaluate(_FINDINGS, _HOW)
        assert not found, f"{name} ({self.page.url}):\n" + "\n".join(found)

    @contextmanager
    def all_in_sight(self) -> Iterator[None]:
        """A screen as high as the page, so that the bar at its foot covers nothing by half."""
        size = self.page.viewport_size
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        yield
        self.page.set_viewport_size(size)


def _refused(*_args: object, **_options: object) -> None:
    raise AssertionError("whoever walks types no address and goes back by the page alone")


def kind_of(address: str) -> str:
    """The name of the page, whatever matter it shows; empty for what is no page of ours."""
    parts = urlsplit(address)
    if parts.scheme not in {"", "http"}:
        return ""
    try:
        found = resolve(parts.path)
    except Resolver404:
        return "404"
    return f"{found.view_name} {json.dumps(found.kwargs.get('action', ''))}"
