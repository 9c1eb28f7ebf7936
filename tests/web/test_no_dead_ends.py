"""Whoever somebody is, no link of any page that they can reach leads nowhere."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.web.conftest import DEMONSTRATED
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.web.demo.ground import STREET

_LINK = re.compile(r'<a\s[^>]*?href="(/[^"#]*)', re.ASCII)
_TRAIL = '<a href="/manage/">'
OFFICES = {
    "dispatcher": "zhou.diaodu",
    "leader": "li.zhuren",
    "secretary": "ma.shuji",
    "community worker": "wang.shequ",
    "grid worker": "zhang.wangge",
    "handler": "liu.yanghu",
    "head of a unit": "qian.jingli",
    "inspector": "zhao.ducha",
    "administrator": "gao.guanli",
    "supervisor": "lin.jiandu",
    "whose role has ended": "yang.diaodu",
}


@pytest.fixture
def afternoon(demonstration, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: DEMONSTRATED)


@pytest.mark.parametrize("username", OFFICES.values(), ids=OFFICES)
def test_every_link_leads_somewhere(afternoon, username):
    """One page of each kind, by links from the first one: all answer, and what is a page has a title and a heading."""
    browser = Client()
    browser.force_login(Account.objects.get(username=username))
    assert faults(browser, "/desk/") == []


def test_every_link_of_the_public_pages_leads_somewhere(afternoon):
    assert faults(Client(), "/") == []


def test_each_page_of_the_administration_leads_back_to_it(afternoon, settings):
    """From the head of the page, not the navigation alone."""
    settings.HOME_AREA = STREET
    browser = Client()
    browser.force_login(Account.objects.get(username=OFFICES["administrator"]))
    entries = browser.get("/manage/").context["entries"]
    pages = {entry.url: browser.get(entry.url).content.decode() for entry in entries}
    assert len(pages) == 12
    assert [url for url, page in pages.items() if _TRAIL not in page.partition("<main")[2].partition("<h1")[0]] == []


def faults(browser, first):
    """What is wrong, with the page from which one came."""
    found, seen, ahead = [], set(), deque([(first, "")])
    while ahead:
        address, before = ahead.popleft()
        kind = resolve(urlsplit(address).path).view_name
        if kind in seen:
            continue
        seen.add(kind)
        answer = browser.get(address, follow=True)
        if answer.status_code != 200:
            found.append((answer.status_code, address, before))
        elif answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            found += [(what, address, before) for what in wrong_in(page)]
            ahead += [(link.replace("&amp;", "&"), address) for link in _LINK.findall(page)]
    assert len(seen) > 3
    return found


def wrong_in(page):
    headings, titles = len(re.findall(r"<h1[\s>]", page)), re.findall(r"<title>([^<]*)</title>", page)
    if headings != 1:
        yield f"{headings} headings"
    if len(titles) != 1 or not titles[0].strip():
        yield f"titles {titles}"
