"""Rules about the sources that a linter does not know."""

import ast
import re

import pytest
from django.template.loader import get_template

from tests.support.sources import (
    PACKAGE,
    PROJECT,
    action_modules,
    named,
    own_labels,
    python_files,
    templates,
    tree,
)

LONGEST_FILE = 500
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
SHOWN_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
CLOCK = PACKAGE / "core" / "kit" / "clock.py"
ASKS_THE_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}


def loose_actions(module: ast.Module) -> list[str]:
    """Public functions that take something by position, or are not told who acts and when."""
    found = []
    for function in module.body:
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
            given = function.args
            keywords = {argument.arg for argument in given.kwonlyargs}
            if given.posonlyargs or given.args or given.vararg or not {"by", "at"} <= keywords:
                found.append(function.name)
    return found


def times_asked(module: ast.Module) -> list[int]:
    """Lines that ask what time it is."""
    lines = []
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in ASKS_THE_TIME:
                lines.append(node.lineno)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            lines.append(node.value.lineno)
    return lines


@pytest.mark.parametrize("path", action_modules(), ids=named)
def test_actions_are_told_everything_by_name(path):
    """A public function of ``actions`` takes keywords alone, among them ``by`` (who) and ``at`` (when)."""
    assert loose_actions(tree(path)) == []


def test_a_loose_action_would_be_found():
    source = "def close(case, *, by, at): ...\ndef open(*, by): ...\ndef good(*, by, at): ...\ndef _own(x): ...\n"
    assert loose_actions(ast.parse(source)) == ["close", "open"]


@pytest.mark.parametrize("path", [path for path in python_files() if path != CLOCK], ids=named)
def test_only_the_clock_asks_what_time_it_is(path):
    """Time is passed in; the doors get it from ``xiuhuazhen.core.kit.clock``."""
    assert times_asked(tree(path)) == []


def test_asking_the_time_would_be_found():
    source = (
        "a = datetime.now(UTC)\nb = timezone.now()\nc = datetime.datetime.utcnow()\nd = F(auto_now=True)\ne = now()\n"
    )
    assert times_asked(ast.parse(source)) == [1, 2, 3, 4]


def test_there_are_no_drawers():
    """A thing has a home named after it; files called utils collect what nobody placed."""
    assert [named(path) for path in python_files() if DRAWERS & {*path.parts, path.stem}] == []


@pytest.mark.parametrize("path", python_files(PACKAGE, PROJECT / "tests", PROJECT / "bench"), ids=named)
def test_files_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_tests_do_not_sleep():
    """Tests wait for what happens, not for time to pass. Only the harness polls."""
    support = PROJECT / "tests" / "support"
    others = [path for path in python_files(PROJECT / "tests") if support not in path.parents]
    found = [
        f"{named(path)}:{node.lineno}"
        for path in others
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"sleep", "wait_for_timeout"}
    ]
    assert found == []


@pytest.mark.parametrize("path", templates(), ids=named)
def test_every_template_is_used_and_compiles(path):
    """Some Python file or other template names it, and Django can read it."""
    name = path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix()
    get_template(name)
    sources = [other for other in (*python_files(), *templates()) if other != path]
    quoted = re.compile(rf"""["']{re.escape(name)}["'#]""")
    assert name in SHOWN_BY_DJANGO or any(quoted.search(other.read_text(encoding="utf-8")) for other in sources)


def test_every_template_that_is_named_exists():
    named_templates = {
        name
        for path in (*python_files(), *templates())
        for name in re.findall(r"""["']([\w-]+/[\w/-]+\.html)["'#]""", path.read_text(encoding="utf-8"))
    }
    known = {path.as_posix().split("/templates/", 1)[1] for path in templates()}
    assert named_templates - known == set()


@pytest.mark.parametrize("path", templates(), ids=named)
def test_templates_hold_no_chinese(path):
    """Texts go through gettext with English msgids, so that another language is another catalogue."""
    source = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"[\u3400-\u9fff]+", source) == []


def test_every_app_keeps_to_its_own_templates():
    """An app's templates lie in a folder with its name, so that none hides another's."""
    folders = {path.as_posix().split("/templates/", 1)[1].split("/")[0] for path in templates()}
    assert folders - SHOWN_BY_DJANGO <= set(own_labels())
