"""The console command: what it writes is for its owner alone, but for what belongs to the program."""

import os
import sys

import pytest

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
