"""The console command: what it writes is for its owner alone, but for what belongs to the program."""

import os
import subprocess
import sys

import pytest

from tests.support.sources import PROJECT
from xiuhuazhen.config import command


@pytest.mark.parametrize(
    ("words", "mask"),
    [(["messages", "--compile"], 0o022), (["backup", "/x"], 0o077), (["migrate"], 0o077), ([], 0o077)],
)
def test_only_the_program_is_for_everybody_to_read(monkeypatch, words, mask):
    before = os.umask(0o027)
    try:
        monkeypatch.setattr(sys, "argv", ["xiuhuazhen", *words])
        monkeypatch.setattr(command, "execute_from_command_line", lambda argv: None)
        command.main()
        assert os.umask(0) == mask
    finally:
        os.umask(before)


@pytest.mark.parametrize("words", [["doctor"], ["run"], ["migrate"]])
def test_a_setting_that_is_wrong_is_told_in_one_sentence(tmp_path, words):
    """And in a traceback for whoever asks for one."""
    own = {"DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.local", "XHZ_DATA_DIR": str(tmp_path)}

    def said(*more):
        done = subprocess.run(
            [sys.executable, "manage.py", *words, *more],
            cwd=PROJECT,
            env=os.environ | own | {"XHZ_PUBLIC_RATE": "many"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        return done.stderr

    assert said().startswith("XHZ_PUBLIC_RATE cannot be read: 'many'. Write how many")
    assert said().count("\n") == 1
    assert said("--traceback").startswith("Traceback")
