"""What a voice clip must be, and what of it is kept."""

import struct

import pytest

from tests.core.files import recordings
from tests.core.files.recordings import (
    CLIPS,
    OPEN,
    SECRET,
    amr,
    box,
    chunk,
    element,
    fragmented_mp4,
    mp3,
    mp4,
    ogg,
    ogg_page,
    ogg_sum,
    tagged_mp3,
    tagged_wav,
    tagged_webm,
    track,
    wav,
    webm,
)
from xiuhuazhen.core.files.limits import limits
from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault
from xiuhuazhen.core.files.rules.uploads import inspect


def seen(content, filename=""):
    return inspect(content, filename, limits())


def fault_of(content, filename=""):
    with pytest.raises(Unacceptable) as refused:
        seen(content, filename)
    return refused.value.fault


def endless(kind):
    """A clip of a few bytes a part that goes on and on."""
    return {
        "webm": webm(0) + b"\x1f\x43\xb6\x75" + OPEN + b"\xa3\x84\x81\0\0\0" * 90_000,
        "ogg": ogg() + ogg_page(3, bytes(3), 0) * 90_000,
        "mp4": mp4(extra=box(b"free") * 90_000),
        "amr": b"#!AMR\n" + bytes([15 << 3]) * 90_000,
        "mp3": mp3(700),
    }[kind]


@pytest.mark.parametrize("kind", ["webm", "ogg", "mp4", "amr", "mp3"])
def test_a_clip_of_more_parts_than_five_minutes_have_is_too_long(kind):
    """Nobody waits until all of them are read."""
    assert fault_of(endless(kind)) == UploadFault.TOO_LONG


@pytest.mark.parametrize(
    "content", [amr(300), mp3(300), ogg(300), fragmented_mp4(300), webm(300)], ids=["amr", "mp3", "ogg", "mp4", "webm"]
)
def test_five_minutes_are_taken(content):
    assert seen(content).seconds == 300


@pytest.mark.parametrize(
    ("content", "mime", "seconds"),
    [
        (wav(3), "audio/wav", 3),
        (wav(0.1), "audio/wav", 1),
        (amr(3), "audio/amr", 3),
        (amr(3, wide=True), "audio/amr-wb", 3),
        (mp3(9), "audio/mpeg", 9),
        (ogg(3), "audio/ogg", 3),
        (mp4(3), "audio/mp4", 3),
        (mp4(tracks=[track(codec=b"Opus")]), "audio/mp4", 1),
        (fragmented_mp4(3), "audio/mp4", 3),
        (webm(3), "audio/webm", 3),
        (webm(1, info=element("4489", struct.pack(">d", 4000))), "audio/webm", 4),
        (webm(1, info=element("4489", struct.pack(">f", 4000))), "audio/webm", 4),
        (webm(1, info=element("4489", struct.pack(">d", float("nan")))), "audio/webm", 1),
        (webm(1, info=element("4489", struct.pack(">d", float("inf")))), "audio/webm", 1),
    ],
)
def test_type_and_length_are_read_from_the_container(content, mime, seconds):
    found = seen(content)
    assert (found.kind, found.mime, found.seconds) == ("voice", mime, seconds)


@pytest.mark.parametrize("name", ["", "录音", "a.M4A", "a.webm", "a.opus", "a.3gp", "a.mp4"])
def test_the_name_need_not_fit_the_container(name):
    assert seen(ogg(), name).mime == "audio/ogg"


@pytest.mark.parametrize("make", CLIPS.values(), ids=CLIPS)
def test_a_clip_without_metadata_comes_out_as_it_came_in_or_smaller(make):
    """And a clip that was cleaned once stays as it is."""
    once = seen(make()).content
    assert seen(once).content == once
    assert len(once) <= len(make())


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (tagged_wav(), len(wav())),
        (tagged_mp3(), len(mp3())),
        (ogg(comment=SECRET), len(ogg(comment=SECRET))),
        (mp4(extra=box(b"uuid", SECRET)), len(mp4(extra=box(b"uuid", SECRET)))),
        (tagged_webm(), len(tagged_webm())),
    ],
    ids=["wav", "mp3", "ogg", "mp4", "webm"],
)
def test_what_a_clip_tells_beside_the_sound_is_gone(content, size):
    """Taken out where the file is only frames, blanked in place where tables point into it."""
    assert SECRET in content
    kept = seen(content).content
    assert SECRET not in kept
    assert b"Chrome" not in kept
    assert b"Lavf" not in kept
    assert len(kept) == size


def test_when_an_mp4_was_recorded_is_gone():
    assert struct.pack(">I", 3_900_000_001) in mp4()
    kept = seen(mp4()).content
    assert struct.pack(">I", 3_900_000_001) not in kept
    assert struct.pack(">I", 3_900_000_002) not in kept


def test_the_sum_of_the_page_of_comments_fits_again():
    kept = bytearray(seen(ogg(comment=SECRET)).content)
    start = kept.index(b"OggS", 4)
    end = kept.index(b"OggS", start + 4)
    page = kept[start:end]
    told = struct.unpack("<I", page[22:26])[0]
    page[22:26] = bytes(4)
    assert told == ogg_sum(page)


def test_sound_keeps_its_place():
    """Tables in MP4 and the index of WebM say where each piece of sound lies."""
    content = mp4(extra=box(b"uuid", SECRET))
    assert seen(content).content.index(b"mdat") == content.index(b"mdat")
    content = tagged_webm()
    assert seen(content).content.index(b"\x1f\x43\xb6\x75") == content.index(b"\x1f\x43\xb6\x75")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (mp4(tracks=[track(), track(b"vide", b"avc1")]), UploadFault.VIDEO),
        (webm(track_type=b"\1", codec=b"V_VP8"), UploadFault.VIDEO),
        (mp4(tracks=[track(), track()]), UploadFault.BROKEN),
        (mp4(tracks=[]), UploadFault.BROKEN),
        (mp4(tracks=[track(codec=b"alac")]), UploadFault.BROKEN),
        (mp4(tracks=[track(b"text", b"tx3g")]), UploadFault.BROKEN),
        (webm(codec=b"A_VORBIS"), UploadFault.BROKEN),
        (webm(doc_type=b"matroska"), UploadFault.BROKEN),
        (webm(tracks=2), UploadFault.BROKEN),
        (ogg() + ogg(stream=8), UploadFault.BROKEN),
        (ogg_page(0, b"\x01vorbis" + bytes(30), 0) + ogg_page(1, bytes(30), 0), UploadFault.BROKEN),
        (ogg_page(0, b"\x80theora" + bytes(30), 0), UploadFault.BROKEN),
        (ogg(comment=bytes(66_000 - 255 * 4))[:-10], UploadFault.BROKEN),
        (ogg()[:100], UploadFault.BROKEN),
        (wav().replace(b"\1\0\1\0", b"\x55\0\1\0", 1), UploadFault.BROKEN),
        (wav()[:-100], UploadFault.BROKEN),
        (wav(0), UploadFault.BROKEN),
        (b"RIFF\0\0\0\0WAVE" + chunk(b"LIST", b"x"), UploadFault.BROKEN),
        (amr()[:-1], UploadFault.BROKEN),
        (amr() + b"\xff" * 40, UploadFault.BROKEN),
        (b"#!AMR\n", UploadFault.BROKEN),
        (b"#!AMR\n" + bytes([9 << 3]) * 50, UploadFault.BROKEN),
        (mp3(after=b"<script>alert(1)</script>"), UploadFault.BROKEN),
        (b"ID3\4\0\0\0\0\0\x05hello" + bytes(500), UploadFault.BROKEN),
        (mp4()[:-20], UploadFault.BROKEN),
        (webm()[:-10], UploadFault.BROKEN),
    ],
)
def test_what_is_no_clip_that_can_be_played_gets_its_fault(content, fault):
    assert fault_of(content) == fault


def test_a_last_frame_that_was_cut_off_is_left_out():
    """Phones end an MP3 anywhere."""
    assert seen(mp3()[:-100]).content == mp3()[:-288]


@pytest.mark.parametrize("name", ["a.html", "a.webm.exe", "a.pdf", "a.jpg", "a.svg"])
def test_a_name_of_another_kind_contradicts(name):
    assert fault_of(webm(), name) == UploadFault.WRONG_TYPE


@pytest.mark.parametrize("make", [amr, mp4, webm, lambda seconds: wav(seconds, rate=200)])
def test_a_clip_may_last_five_minutes(make):
    assert seen(make(300)).seconds == 300
    assert fault_of(make(302)) == UploadFault.TOO_LONG


def test_a_clip_of_more_bytes_than_allowed_is_refused(settings):
    settings.VOICE_MAX_BYTES = len(webm())
    assert seen(webm()).kind == "voice"
    settings.VOICE_MAX_BYTES -= 1
    assert fault_of(webm()) == UploadFault.TOO_MANY_BYTES


@pytest.mark.parametrize(
    "content",
    [
        b"#!AMR\n" + bytes([15 << 3]) * 2_000_000,
        webm() + b"\xec\x80" * 1_000_000,
        mp4(extra=box(b"free") * 500_000),
        wav(extra=chunk(b"junk", b"") * 500_000),
        ogg() + ogg_page(3, b"x", 0) * 150_000,
    ],
    ids=["amr", "webm", "mp4", "wav", "ogg"],
)
def test_a_file_of_countless_small_parts_is_left_alone(content):
    """Reading stops at a number of parts that no clip has."""
    assert fault_of(content) in (UploadFault.BROKEN, UploadFault.TOO_LONG)


def test_the_harness_makes_clips_of_every_type():
    assert {seen(make()).mime for make in recordings.CLIPS.values()} == set(recordings.CLIPS)
