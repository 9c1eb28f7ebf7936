"""Restarting and ending processes, with real ones that do little."""

import os
import signal
import sys

import pytest

from xiuhuazhen.web.supervisor import Child, Supervisor, restart_pause

FOR_EVER = "import sys, signal\nprint('up', flush=True)\nsignal.pause()\n"


@pytest.fixture
def child(tmp_path, monkeypatch):
    """``child(code)``: a process that runs this code as a module."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = []

    def make(code):
        (tmp_path / "sample_child.py").write_text(code)
        made.append(Child("sample", ["sample_child"]))
        return made[-1]

    yield make
    for each in made:
        each.kill()


@pytest.mark.parametrize(("deaths", "seconds"), [(1, 0.5), (2, 1.0), (3, 2.0), (7, 30.0), (900, 30.0)])
def test_pauses_between_restarts_double_up_to_half_a_minute(deaths, seconds):
    assert restart_pause(deaths) == seconds


def test_a_child_that_died_is_told_once_and_started_again_later(child):
    sample = child("raise SystemExit(3)")
    sample.start()
    pid = sample.process.pid
    sample.process.wait(30)
    assert sample.died() == pid
    assert sample.died() is None
    sample.start_if_due()
    assert sample.process is None
    sample.start_at = 0.0
    sample.start_if_due()
    assert sample.process.pid != pid


def test_with_a_child_its_own_children_end(child, capfd):
    """The grandchild holds the pipe open as long as it lives."""
    reading, writing = os.pipe()
    sample = child(
        "import subprocess, sys, signal\n"
        f"subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'], pass_fds=[{writing}])\n"
        f"import os; os.write({writing}, b'up'); signal.pause()\n"
    )
    os.set_inheritable(writing, True)
    sample.start = _starting_with(sample, writing)
    sample.start()
    os.close(writing)
    assert os.read(reading, 2) == b"up"
    sample.kill()
    assert os.read(reading, 1) == b""
    os.close(reading)


def _starting_with(sample, handle):
    import subprocess

    def start():
        command = [sys.executable, "-m", "xiuhuazhen.web.child", *sample.command]
        sample.process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True, pass_fds=[handle])

    return start


def test_the_supervisor_ends_its_children_when_it_is_told_to_stop(child):
    """It ticks before it stops, and puts the former signal handlers back."""
    ticks, former = [], signal.getsignal(signal.SIGTERM)
    sample = child(FOR_EVER)

    def tick(dead):
        ticks.append(dead)
        os.kill(os.getpid(), signal.SIGTERM)

    Supervisor([sample], tick=tick).run(when_started=lambda: True)
    assert ticks == [None]
    assert sample.process is None
    assert signal.getsignal(signal.SIGTERM) == former


def test_a_dead_child_is_reported_to_the_ticker(child):
    sample, ticks = child("raise SystemExit(3)"), []

    def tick(dead):
        ticks.append(dead)
        if dead is not None:
            os.kill(os.getpid(), signal.SIGTERM)

    Supervisor([sample], tick=tick).run(when_started=lambda: True)
    assert [dead for dead in ticks if dead is not None] != []
