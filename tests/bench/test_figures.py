"""``python -m bench``: figures are found, chosen by name, written and kept."""

import json
import platform
import sqlite3
import sys
from types import ModuleType

import pytest

from bench import __main__ as bench
from bench._machine import facts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two benchmarks: ``reading`` with two figures and ``writing`` with one."""
    figures = {
        "reading": {"page": {"value": 12, "unit": "statements"}, "list": {"value": 80.5, "unit": "ms"}},
        "writing": {"report": {"value": 0.4, "unit": "ratio", "ratio_to": "a bare view"}},
    }
    for name, found in figures.items():
        (tmp_path / f"{name}.py").write_text(f"def run():\n    return {json.dumps(found)}\n")
        module = ModuleType(f"bench.{name}")
        module.run = lambda found=found: found
        monkeypatch.setitem(sys.modules, f"bench.{name}", module)
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(bench, "LATEST", tmp_path / "out" / "latest.json")
    return tmp_path


def test_all_figures_are_written_and_printed(folder, capsys):
    assert bench.main() == 0
    assert json.loads(bench.LATEST.read_text()) == {
        "list": {"value": 80.5, "unit": "ms"},
        "page": {"value": 12, "unit": "statements"},
        "report": {"value": 0.4, "unit": "ratio", "ratio_to": "a bare view"},
    }
    assert "report             0.4 ratio  (ratio to a bare view)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("only", "figures"), [("reading", {"page", "list"}), ("list", {"list"}), ("report", {"report"})]
)
def test_one_module_or_figure_is_chosen_by_name(folder, only, figures):
    assert bench.main(only) == 0
    assert set(json.loads(bench.LATEST.read_text())) == figures


def test_a_run_of_one_leaves_the_other_figures(folder):
    bench.main("writing")
    bench.main("page")
    assert set(json.loads(bench.LATEST.read_text())) == {"report", "page"}


def test_each_figure_has_beside_it_on_what_it_was_measured(folder, monkeypatch):
    """A run of one leaves what is told of the others. Nothing names the machine."""
    monkeypatch.setattr(bench, "facts", lambda: {"day": "2026-11-27"})
    bench.main()
    monkeypatch.setattr(bench, "facts", lambda: {"day": "2026-11-28"})
    bench.main("page")
    told = json.loads((folder / "out" / "measured_on.json").read_text())
    assert {name: each["day"] for name, each in told.items()} == {
        "list": "2026-11-27",
        "page": "2026-11-28",
        "report": "2026-11-27",
    }


def test_what_is_told_of_the_machine():
    told = facts()
    assert list(told) == ["day", "cores", "processor", "memory_gib", "python", "django", "sqlite", "postgresql"]
    assert (told["python"], told["sqlite"]) == (platform.python_version(), sqlite3.sqlite_version)
    assert told["cores"] >= 1
    assert platform.node() not in told.values()


def test_an_unknown_name_is_refused(folder, capsys):
    assert bench.main("nothing") == 1
    assert capsys.readouterr().out == "There is no benchmark or figure called nothing.\n"


def test_a_figure_of_another_shape_is_refused(folder, monkeypatch):
    """Programs read the figures: a value comes with its unit and nothing that they do not know."""
    monkeypatch.setattr(sys.modules["bench.writing"], "run", lambda: {"report": {"value": 1}})
    with pytest.raises(SystemExit, match="report must have value, unit"):
        bench.main("writing")
