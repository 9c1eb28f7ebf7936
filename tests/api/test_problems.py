"""Every refusal of the API is a problem document with a stable type and a Chinese sentence."""

import json
import logging

import pytest
from django.test import Client

from tests.api.conftest import Caller, body_of, kind_of, problem
from xiuhuazhen.api import matters
from xiuhuazhen.api.messages import name, sentence
from xiuhuazhen.domains.cases.schemas import CaseIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/nothing", "/cases/", "/matters/", "/cases/1/2"])
def test_an_unknown_path_is_a_problem_404(anybody, path):
    assert kind_of(anybody.get(path)) == (404, "not-found")


def test_its_length_is_that_of_the_document_and_not_of_the_page(anybody):
    """A client would wait for the rest."""
    answer = anybody.client.get("/api/v1/nothing")
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_a_page_that_is_absent_stays_a_page():
    assert Client().get("/nothing/").headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_method_that_nobody_serves_is_a_problem_405(anybody):
    """The header says which are."""
    answer = anybody.client.put("/api/v1/cases", "{}", content_type="application/json")
    assert kind_of(answer) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b'{"id": ', "这不是正确的 JSON：第 1 行第 8 列。"),
        (b'{"text":\n"\x80"}', "文字不是完整的 UTF-8 编码。"),
        (b'{"text": "\\ud800"}', "文字不是完整的 UTF-8 编码。"),
        (b'{"point": NaN}', "这段 JSON 里有无法接收的内容。"),
        (b"[" * 100_000, "这段 JSON 里有无法接收的内容。"),
        (b"9" * 10_000, "这段 JSON 里有无法接收的内容。"),
    ],
    ids=["cut off", "not UTF-8", "half a character", "no JSON value", "too deep", "too long a number"],
)
def test_a_body_that_is_no_json_is_a_problem_400(anybody, content, detail):
    answer = anybody.post("/cases", content)
    assert kind_of(answer) == (400, "bad-request")
    assert problem(answer)["detail"] == detail


@pytest.mark.parametrize("content", ["[]", "3", '"text"', "null", ""])
def test_a_body_that_is_no_object_is_a_problem_422(anybody, content):
    answer = anybody.post("/cases", content)
    assert kind_of(answer) == (422, "invalid-input")
    assert set(problem(answer)["fields"]) == {"body"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_another_content_type_is_a_problem_415(anybody, content_type):
    assert kind_of(anybody.post("/cases", body_of(), content_type=content_type)) == (415, "wrong-content-type")


def test_json_with_a_charset_or_a_suffix_is_json(world, anybody):
    assert anybody.post("/cases", body_of(), content_type="application/json; charset=utf-8").status_code == 201
    assert anybody.post("/cases", body_of(), content_type="application/problem+json").status_code == 201


def test_a_file_that_is_no_form_is_a_problem_415(anybody):
    assert kind_of(anybody.post("/files", {"file": "abc"})) == (415, "wrong-content-type")
    broken = anybody.post("/files", b"abc", content_type="multipart/form-data; boundary=")
    assert kind_of(broken) == (400, "bad-request")


def test_a_body_that_is_too_large_is_a_problem_413(anybody, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert kind_of(anybody.post("/cases", body_of(text="长" * 1000))) == (413, "too-large")


def test_a_host_that_is_not_ours_is_a_problem_400(anybody):
    assert kind_of(anybody.client.get("/api/v1/areas/locate", headers={"Host": "elsewhere.example"})) == (
        400,
        "bad-request",
    )


def test_a_fault_of_the_server_says_nothing_of_itself(monkeypatch, program):
    """The log has the traceback, the sender a sentence."""

    def fail(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(matters, "visible_matters", fail)
    caller = program()
    caller.client.raise_request_exception = False
    logging.disable(logging.CRITICAL)
    answer = caller.get("/matters")
    logging.disable(logging.NOTSET)
    assert kind_of(answer) == (500, "fault")
    assert "secret" not in answer.content.decode()
    assert set(answer.json()) == {"type", "title", "status", "detail"}


def test_a_problem_is_chinese_for_people(anybody):
    """Title and detail; the type stays as it is."""
    assert Caller().get("/matters").json() == {
        "type": "urn:xiuhuazhen:problem:sign-in-required",
        "title": "没有登录",
        "status": 401,
        "detail": "请先登录，或附上有效的令牌。",
    }


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "text", "这一项必须填。"),
        ({"text": 3}, "text", "这里应是文字。"),
        ({"text": ""}, "text", "至少 1 个字。"),
        ({"text": "长" * 2001}, "text", "最多 2000 个字。"),
        ({"id": "x"}, "id", "这里应是 UUID，例如 0199b4e0-7c1a-7b3e-9a52-4d1f6c0e8a11。"),
        ({"reply_wanted": 5}, "reply_wanted", "这里应是 true 或 false。"),
        ({"occurred_at": "x"}, "occurred_at", "这里应是 ISO 8601 格式的时间，例如 2026-11-23T10:15:00+08:00。"),
        ({"files": 3}, "files", "这里应是一个列表。"),
        ({"files": ["x"] * 10}, "files", "最多 9 项。"),
        ({"point": 3}, "point", "这里应是一个 JSON 对象。"),
        ({"point": {"lng": "x", "lat": 0}}, "point.lng", "这里应是数字。"),
        ({"point": {"lng": -180.5, "lat": 0}}, "point.lng", "不能小于 -180。"),
        ({"point": {"lng": 180.5, "lat": 0}}, "point.lng", "不能大于 180。"),
        (
            {"point": {"lng": 0, "lat": 0, "crs": "x"}},
            "point.crs",
            "这里只能是下列之一：wgs84, cgcs2000, gcj02, bd09。",
        ),
    ],
)
def test_what_is_wrong_with_an_input_is_said_in_chinese(anybody, given, field, said):
    answer = anybody.post("/cases", json.dumps(given))
    assert problem(answer)["fields"][field] == said


def test_an_error_of_an_unknown_kind_has_a_sentence_too():
    assert sentence({"type": "never_heard_of"}) == "格式不对。"


def test_the_place_of_an_error_is_the_name_that_the_sender_knows():
    assert name(("body", "body", "point", "lng")) == "point.lng"
    assert name(("body", "body", "files", 0)) == "files.0"
    assert name(("query", "due_before")) == "due_before"
    assert name(("body", "body")) == "body"


def test_every_input_of_a_report_is_declared():
    """So that an unknown one can be told from a known one."""
    assert CaseIn.model_config["extra"] == "forbid"
