"""A resident who would rather speak than write, and what the desk hears of it."""

import re

import pytest
from playwright.sync_api import expect

from tests.core.files.papers import docx, pdf
from tests.support.browsers import DESK

pytestmark = pytest.mark.journey

TEXT = "我们院子的事，都说在录音里了。"


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "院落照明申请.pdf"
    path.write_bytes(pdf())
    return path


@pytest.fixture
def paper_with_macros(tmp_path):
    path = tmp_path / "申请表.docx"
    path.write_bytes(docx({"word/vbaProject.bin": b"x"}))
    return path


def begins_to_speak(visitor):
    """Until the page's own clock says that a second has gone by."""
    visitor.presses("录音")
    expect(visitor.page.locator("[data-photos-time]")).to_have_text(re.compile("0:0[1-9]"))


def ends(visitor):
    visitor.page.get_by_role("button", name="说完了").click()
    visitor.sees("已传好")


def sends_paper(visitor, path):
    with visitor.page.expect_file_chooser() as chooser:
        visitor.presses("选文件")
    chooser.value.set_files(str(path))


def asks_how_far(visitor):
    number = visitor.page.locator(".given-number").inner_text()
    code = visitor.page.locator(".given-code").inner_text()
    visitor.opens(f"/m/{number}/")
    visitor.writes("查询码", code)
    visitor.submits("看进度")
    return number


def plays(visitor):
    """Play the first recording of the thread and move on in it. Returns how many seconds were heard."""
    bar = visitor.page.locator(".evidence audio").first
    bar.scroll_into_view_if_needed()
    return bar.evaluate(
        """async (audio) => {
          audio.muted = true;
          await audio.play();
          await new Promise((heard) => { audio.onended = heard; });
          return audio.currentTime;
        }"""
    )


def test_a_report_by_voice_is_heard_at_the_desk(arrives, works, paper, wall):
    """Recorded on the page, heard before it is sent, sent with a document, and played in the thread."""
    resident = arrives(permissions=["microphone"])
    resident.opens("/report/")
    resident.looks("voice-01-ways")
    resident.writes("什么事", TEXT)
    begins_to_speak(resident)
    resident.looks("voice-02-recording")
    ends(resident)
    sends_paper(resident, paper)
    expect(resident.page.get_by_text("已传好", exact=True)).to_have_count(2)
    resident.sees("院落照明申请.pdf")
    with resident.page.expect_file_chooser() as chooser:
        resident.presses("拍照或选照片")
    chooser.value.set_files(str(wall))
    expect(resident.page.get_by_text("已传好", exact=True)).to_have_count(3)
    resident.looks("voice-03-ready")
    resident.submits("提交")
    resident.sees("街道收到了")
    resident.looks("voice-04-sent")
    number = asks_how_far(resident)
    resident.sees("录音", "院落照明申请.pdf")
    resident.sees_photos(1)
    resident.looks("voice-05-progress")
    assert plays(resident) > 1

    desk = works("周敏")
    desk.opens(f"/matters/{number}/")
    desk.sees(re.compile(r"录音 · \d+ 秒"), re.compile(r"院落照明申请\.pdf · \d+"))
    assert plays(desk) > 1
    desk.looks("voice-06-desk")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="院落照明申请.pdf").click()
    assert download.value.suggested_filename == "院落照明申请.pdf"


def test_pressing_submit_while_speaking_sends_what_was_said(arrives):
    resident = arrives(permissions=["microphone"])
    resident.opens("/report/")
    resident.writes("什么事", TEXT)
    begins_to_speak(resident)
    resident.looks("voice-10-still-speaking")
    resident.submits("提交")
    resident.sees("街道收到了")
    resident.looks("voice-11-sent-all-the-same")


def test_a_recording_can_be_taken_back(arrives):
    resident = arrives(permissions=["microphone"], at=DESK)
    resident.opens("/report/")
    begins_to_speak(resident)
    ends(resident)
    resident.looks("voice-07-desk-size")
    resident.presses("删除这一个")
    expect(resident.page.locator(".photos-list li")).to_have_count(0)
    expect(resident.page.locator("input[name=files]")).to_have_count(0)


def test_a_document_with_macros_says_what_to_do(arrives, paper_with_macros):
    resident = arrives()
    resident.opens("/report/")
    sends_paper(resident, paper_with_macros)
    resident.sees("这份文件里带有宏或脚本。请打印成新的 PDF 再传。")
    resident.looks("voice-08-refused")


def test_elder_mode_and_a_page_without_script(arrives, paper):
    """One way under the other in large type; without script one plain field takes everything."""
    resident = arrives(permissions=["microphone"])
    resident.opens("/report/")
    resident.presses("大字版")
    begins_to_speak(resident)
    ends(resident)
    resident.looks("voice-09-elder")

    plain = arrives(java_script_enabled=False)
    plain.page.goto("/report/")
    plain.writes("什么事", TEXT)
    plain.page.get_by_label("照片、录音、文件").set_input_files(str(paper))
    plain.submits("提交")
    plain.sees("街道收到了")
    plain.looked |= plain.opened  # what looks at pages needs script; these have stories of their own
