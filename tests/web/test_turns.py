"""Requests are answered in turn, pages beside what changes something, and a slow sender holds up nobody but itself."""

import threading
from io import BytesIO

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from xiuhuazhen.web.turns import InTurn


def echo(environ, start_response):
    start_response("200 OK", [("X-Thread", threading.current_thread().name)])
    return HttpResponse(environ["wsgi.input"].read())


def call(application, body, length=None, method="POST"):
    told = []
    length = len(body) if length is None else length
    environ = {"wsgi.input": BytesIO(body) if isinstance(body, bytes) else body, "CONTENT_LENGTH": str(length)}
    environ["REQUEST_METHOD"] = method
    content = application(environ, lambda *parts: told.append(parts))
    return told[0][0], dict(told[0][1]), b"".join(content)


class SlowBody:
    """The first piece comes at once, the second when the sender feels like it."""

    def __init__(self):
        self.waiting, self.go_on = threading.Event(), threading.Event()
        self.pieces = [b"sl", b"ow"]

    def read(self, size):
        if len(self.pieces) == 1:
            self.waiting.set()
            assert self.go_on.wait(30)
        return self.pieces.pop(0)


def test_others_are_answered_while_a_slow_body_arrives():
    application, slow, answers = InTurn(echo), SlowBody(), []
    sender = threading.Thread(target=lambda: answers.append(call(application, slow, length=4)))
    sender.start()
    assert slow.waiting.wait(30)
    assert call(application, b"quick")[2] == b"quick"
    assert answers == []
    slow.go_on.set()
    sender.join(30)
    assert [answer[2] for answer in answers] == [b"slow"]


def test_a_page_is_answered_while_what_changes_something_waits():
    waiting, go_on = threading.Event(), threading.Event()

    def locked(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            waiting.set()
            assert go_on.wait(30)
        return echo(environ, start_response)

    application, answers = InTurn(locked), []
    sender = threading.Thread(target=lambda: answers.append(call(application, b"form")))
    sender.start()
    assert waiting.wait(30)
    assert call(application, b"", method="GET")[0] == "200 OK"
    assert answers == []
    go_on.set()
    sender.join(30)
    assert [answer[2] for answer in answers] == [b"form"]


@pytest.mark.parametrize(
    ("method", "thread"),
    [
        ("GET", "reading_0"),
        ("HEAD", "reading_0"),
        ("OPTIONS", "reading_0"),
        ("POST", "changing_0"),
        ("PUT", "changing_0"),
    ],
)
def test_two_threads_answer_all_requests(method, thread):
    application = InTurn(echo)
    assert {call(application, b"", method=method)[1]["X-Thread"] for _ in range(5)} == {thread}


def test_a_body_beyond_every_cap_is_refused_unread(settings):
    settings.PHOTO_MAX_BYTES = settings.VOICE_MAX_BYTES = settings.DOCUMENT_MAX_BYTES = 10
    settings.SHEET_MAX_BYTES = 20
    longest = 20 + 1024 * 1024
    assert call(InTurn(echo), b"", length=longest + 1)[0] == "413 Content Too Large"
    assert call(InTurn(echo), bytes(longest))[0] == "200 OK"


def test_a_sender_that_left_in_the_middle_reaches_no_view():
    assert call(InTurn(echo), b"abc", length=9)[0] == "400 Bad Request"


def test_streams_pass_through():
    def stream(environ, start_response):
        start_response("200 OK", [])
        return StreamingHttpResponse([b"a", b"b"])

    assert call(InTurn(stream), b"")[2] == b"ab"


def test_a_fault_of_the_application_reaches_the_server():
    def broken(environ, start_response):
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        call(InTurn(broken), b"")
