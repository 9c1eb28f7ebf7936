"""Spreadsheets of registers as an office sends them, and what it is told."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhuazhen.core.kit.ids import new_id

MAY_BRING_IN = [
    ("near-administrator", 200),
    ("former-near-administrator", 403),
    ("coming-near-administrator", 403),
    ("near-leader", 403),
    ("stranger", 403),
    ("anonymous", 302),
]
"""Who may open the page on which any register is brought in, and the status for the others."""


def file_of(*rows, name="登记.xlsx"):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def send(browser, page, *rows, command_id=None, **more):
    return browser.post(page, {"command_id": command_id or str(new_id()), "sheet": file_of(*rows, **more)})


def faults(answer):
    return list(answer.context["form"].non_field_errors())


def lines_of(answer):
    """The spreadsheet that was answered, line by line; what is empty is an empty text."""
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    return [[cell or "" for cell in row] for row in sheet.values]
