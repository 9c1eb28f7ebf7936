"""A job as an export of matters will be: as many lines as the largest, written as a spreadsheet."""

import io
from typing import Any

import openpyxl

from xiuhuazhen.core.jobs.execution import JobRun

LINES = 100_000
_CHECKPOINT_EVERY = 5000
_LINE = ("630102005-20261123-0001", "银杏小区3号楼门口路灯不亮", "处置中", "富民路社区第一网格", "市政设施", "路灯队")


def write_lines(run: JobRun, **_: Any) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(1, LINES + 1):
        sheet.append((number, *_LINE))
        if number % _CHECKPOINT_EVERY == 0:
            run.checkpoint({}, done=number, total=LINES)
    book.save(io.BytesIO())
