"""A spreadsheet whose rows end with a fault is thrown away quietly."""

import gc
import sys

import pytest

from xiuhuazhen.core.files.workbooks import workbook


def test_what_stops_the_rows_is_all_that_is_heard(monkeypatch):
    """Stopped half way, the file that was begun must not complain later, when nobody knows any more why."""
    complaints = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)

    def rows():
        yield ["第一行"]
        raise InterruptedError

    with pytest.raises(InterruptedError):
        workbook("事项", rows())
    gc.collect()
    assert complaints == []
