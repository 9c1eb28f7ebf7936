"""Restarting and ending processes, with real ones that do little."""

import os
import signal
import sys
from pathlib import Path

import pytest

from xiuhuazhen.web.supervisor import STARTING_SECONDS, Child, Supervisor, restart_pause

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
    assert sample.died()
    assert not sample.died()
    sample.start_if_due()
    assert sample.process is None
    sample.start_at = 0.0
    sample.start_if_due()
    assert sample.process.pid != pid


def test_a_nice_child_leaves_the_processor_to_others_once_it_has_started(child):
    sample = child(FOR_EVER)
    sample.niceness = 10
    sample.start()
    sample.give_way_if_due(sample.started + STARTING_SECONDS - 0.1)
    assert os.getpriority(os.PRIO_PROCESS, sample.process.pid) == 0
    sample.give_way_if_due(sample.started + STARTING_SECONDS)
    assert os.getpriority(os.PRIO_PROCESS, sample.process.pid) == 10


def test_a_nice_child_leaves_it_to_other_sessions_too(child):
    """Linux may share the processor among sessions first; niceness would then count within one only."""
    sample = child(FOR_EVER)
    sample.niceness = 10
    sample.start()
    sample.give_way_if_due(sample.started + STARTING_SECONDS)
    group = Path(f"/proc/{sample.process.pid}/autogroup")
    if not group.exists():
        pytest.skip("this kernel does not group processes by session")
    assert group.read_text().endswith("nice 10\n")


def test_a_child_started_again_takes_its_full_share_again(child):
    sample = child(FOR_EVER)
    sample.niceness = 10
    sample.start()
    sample.give_way_if_due(sample.started + STARTING_SECONDS)
    sample.kill()
    sample.start()
    assert os.getpriority(os.PRIO_PROCESS, sample.process.pid) == 0


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

    def tick():
        ticks.append(sample.process.pid)
        os.kill(os.getpid(), signal.SIGTERM)
        return set()

    Supervisor([sample], tick=tick).run(when_started=lambda: True)
    assert len(ticks) == 1
    assert sample.process is None
    assert signal.getsignal(signal.SIGTERM) == former


@pytest.mark.parametrize(("alone", "answers"), [(60.0, True), (0.0, False)])
def test_the_others_begin_once_the_first_has_started_and_do_not_wait_for_ever(child, monkeypatch, alone, answers):
    monkeypatch.setattr("xiuhuazhen.web.supervisor.ALONE_SECONDS", alone)
    monkeypatch.setattr("xiuhuazhen.web.supervisor.TICK_SECONDS", 0.0)
    first, other = child(FOR_EVER), child(FOR_EVER)
    asked = []

    def when_started():
        asked.append((first.process is not None, other.process is not None))
        return answers and len(asked) == 3

    def tick():
        if other.process is not None:
            os.kill(os.getpid(), signal.SIGTERM)
        return set()

    Supervisor([first, other], tick=tick).run(when_started=when_started)
    assert asked == [(True, False)] * (3 if answers else 1)


def test_the_supervisor_makes_it_give_way(child, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.web.supervisor.STARTING_SECONDS", 0.0)
    sample, found = child(FOR_EVER), []
    sample.niceness = 10

    def tick():
        found.append(os.getpriority(os.PRIO_PROCESS, sample.process.pid))
        os.kill(os.getpid(), signal.SIGTERM)
        return set()

    Supervisor([sample], tick=tick).run(when_started=lambda: True)
    assert found == [10]


def test_the_ticker_is_called_at_once_when_a_child_died(child):
    """Its second call comes with the death, not two seconds after the first."""
    sample, ticks = child("raise SystemExit(3)"), []

    def tick():
        ticks.append(sample.process)
        if len(ticks) == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        return set()

    Supervisor([sample], tick=tick).run(when_started=lambda: True)
    assert None in ticks


def test_a_child_that_hangs_is_ended_and_started_again(child):
    """The ticker names it; a process that is none of the children is left alone."""
    sample, seen = child(FOR_EVER), []

    def tick():
        if sample.process.pid not in seen:
            seen.append(sample.process.pid)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGTERM)
            return set()
        return {sample.process.pid, os.getpid()}

    Supervisor([sample], tick=tick).run(when_started=lambda: True)
    assert len(set(seen)) == 2
