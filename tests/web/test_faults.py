"""Pages for what went wrong answer with the right status and say what to do next."""

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from tests.support import cases
from xiuhuazhen.core.kit import errors
from xiuhuazhen.web import faults


def test_our_own_fault_needs_neither_context_nor_database() -> None:
    """Whatever is broken, this page can still be shown (a database query fails this test)."""
    answer = faults.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "系统出了问题" in answer.content.decode()


class Recorded:
    """Stands for ``render``, so that the choice of page is seen without the pages' addresses."""

    def __init__(self) -> None:
        self.page = ""

    def __call__(self, request: HttpRequest, page: str, context: object = None, status: int = 200) -> int:
        self.page = page
        return status


def test_refusals_choose_their_page_by_status(monkeypatch) -> None:
    """Absent, forbidden and too many have pages of their own; every other refusal is shown with its sentence."""
    recorded = Recorded()
    monkeypatch.setattr(faults, "render", recorded)
    request = RequestFactory().get("/")
    seen = {}
    for refusal in (errors.NotFound("x"), errors.Forbidden("x"), errors.TooMany("x"), errors.Conflict("x")):
        status = faults.refused(request, refusal)
        seen[refusal.status] = (status, recorded.page)
    assert seen == {
        404: (404, "web/faults/404.html"),
        403: (403, "web/faults/403.html"),
        429: (429, "web/faults/too_many.html"),
        409: (409, "web/faults/refused.html"),
    }


def test_absent_pages_answer_404(monkeypatch) -> None:
    """The handler of Django answers with our page and the right status."""
    recorded = Recorded()
    monkeypatch.setattr(faults, "render", recorded)
    assert faults.not_found(RequestFactory().get("/"), Http404()) == 404
    assert recorded.page == "web/faults/404.html"


@pytest.mark.django_db
def test_who_works_here_keeps_the_navigation(client, near) -> None:
    """A resident gets the public frame."""
    matter = cases.reported().matter
    for address in ("/matters/0/", "/nothing/"):
        assert 'class="rail"' not in client.get(address, follow=True).content.decode()
    client.force_login(near.accounts["handler"])
    absent = [client.get(address) for address in ("/matters/0/", "/nothing/", f"/matters/{matter.number}/")]
    assert [answer.status_code for answer in absent] == [404, 404, 404]
    assert all('class="rail"' in answer.content.decode() for answer in absent)
    forbidden = client.get("/routes/")
    assert (forbidden.status_code, 'class="rail"' in forbidden.content.decode()) == (403, True)


@pytest.mark.django_db
def test_what_cannot_be_done_any_more_leads_back_to_the_matter(client, near) -> None:
    matter = cases.case_in(near, "handling")
    client.force_login(near.accounts["handler"])
    answer = client.get(f"/matters/{matter.number}/do/sign_for/")
    page = answer.content.decode()
    assert (answer.status_code, f'href="/matters/{matter.number}/">回到这件事' in page) == (409, True)
