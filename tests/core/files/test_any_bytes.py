"""Whatever bytes come, the answer is a file or a refusal, never a fault of the server."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.files.papers import docx, group, pdf, xlsx
from tests.core.files.pictures import photo
from tests.core.files.recordings import CLIPS, fragmented_mp4, tagged_mp3, tagged_wav, tagged_webm
from xiuhuazhen.core.files.limits import limits
from xiuhuazhen.core.files.rules.faults import Unacceptable
from xiuhuazhen.core.files.rules.uploads import inspect

REAL = [
    *(make() for make in CLIPS.values()),
    *(fragmented_mp4(), tagged_mp3(), tagged_wav(), tagged_webm()),
    *(docx(), xlsx(), pdf(), pdf(group(b"4 0 <<>>"))),
    *(photo(), photo(form="PNG"), photo(form="WEBP")),
]
HEADS = sorted({content[:length] for content in REAL for length in (4, 12, 40)})


@st.composite
def altered(draw):
    """A real file, cut short, with some bytes exchanged, left out or put in between."""
    content = bytearray(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        content[at : at + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(content[: draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])


def answer(content, name):
    try:
        return inspect(content, name, limits())
    except Unacceptable as refused:
        return refused.fault


@settings(max_examples=600, deadline=None, derandomize=True)
@given(altered(), st.sampled_from(["", "a.jpg", "a.m4a", "a.pdf", "a.docx"]))
def test_altered_files(content, name):
    found = answer(content, name)
    if getattr(found, "kind", "") == "voice":
        assert answer(found.content, name) == found  # what is kept would be taken again


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.sampled_from(HEADS), st.binary(max_size=400), st.text(max_size=20))
def test_random_bytes_behind_the_head_of_a_real_file(head, rest, name):
    answer(head + rest, name)


@pytest.mark.parametrize("content", REAL)
def test_real_files_cut_short_anywhere(content):
    for length in {*range(min(200, len(content))), *range(0, len(content), 97)}:
        answer(content[:length], "")
