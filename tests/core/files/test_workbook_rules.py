"""A small spreadsheet that would take minutes and gigabytes to read is not read."""

import pytest
from openpyxl import Workbook

from tests.core.files.papers import xlsx
from xiuhuazhen.core.files.rules import workbooks
from xiuhuazhen.core.files.rules.workbooks import TooMuch, weigh
from xiuhuazhen.core.files.spreadsheets import UnreadableSheet, read_lines

STRINGS = b"<sst>" + b"<si><t/></si>" * 600_000 + b"</sst>"
CELLS = b"<sheetData><row>" + b"<c/>" * 1_100_000 + b"</row></sheetData>"


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/sharedStrings.xml": STRINGS},
        {"xl/anything.bin": STRINGS},
        {"xl/sharedStrings.xml": STRINGS.replace(b"<si>", b"<x:si >")},
        {"xl/a.xml": STRINGS[: len(STRINGS) // 2], "xl/b.xml": STRINGS[: len(STRINGS) // 2]},
        {"xl/worksheets/sheet1.xml": CELLS},
        {"xl/styles.xml": b"<styleSheet>" + b"<xf/>" * 4_100_000},
        {"xl/sharedStrings.xml": "<sst><si/></sst>".encode("utf-16")},
        {"xl/sharedStrings.xml": "<sst><si/></sst>".encode("utf-16-be")},
        {"xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY a "<si/><si/>">]><sst>&a;</sst>'},
    ],
    ids=["strings", "elsewhere", "prefixed", "divided", "cells", "styles", "utf-16", "utf-16 without mark", "entities"],
)
def test_what_holds_too_much_is_refused_before_it_is_opened(parts):
    content = xlsx(parts)
    assert len(content) < 100_000
    with pytest.raises(TooMuch):
        weigh(content)
    with pytest.raises(UnreadableSheet, match=r"\S"):
        read_lines(content, most=20_000, above=10)


@pytest.mark.parametrize("chunk", [64, 65, 70, 71, 97])
def test_an_element_that_is_cut_in_two_counts_once(monkeypatch, chunk):
    monkeypatch.setattr(workbooks, "_CHUNK", chunk)
    monkeypatch.setattr(workbooks, "MOST_STRINGS", 500)
    weigh(xlsx({"xl/sharedStrings.xml": b"<sst>" + b"<si><t>words</t></si>" * 500 + b"</sst>"}))
    with pytest.raises(TooMuch):
        weigh(xlsx({"xl/sharedStrings.xml": b"<sst>" + b"<si><t>words</t></si>" * 501 + b"</sst>"}))


def test_an_honest_one_is_read(tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in range(500):
        sheet.append([f"{line}-{column}" for column in range(30)])
    book.save(tmp_path / "a.xlsx")
    lines = read_lines((tmp_path / "a.xlsx").read_bytes(), most=500, above=0)
    assert (len(lines), lines[-1][1][29]) == (500, "499-29")
