"""Photos that look the same, however they were sent."""

import random
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from tests.core.files.conftest import AT, WANG
from tests.core.files.pictures import encoded, photo
from tests.core.files.recordings import webm
from tests.support.statements import statements
from xiuhuazhen.core.files import actions, processing, queries
from xiuhuazhen.core.files.models import StoredFile
from xiuhuazhen.core.files.pictures import look_of, reencode
from xiuhuazhen.core.files.rules.looks import SAME_LOOK, difference
from xiuhuazhen.core.jobs.actions import run_pending


def street(seed, size=(1200, 900)):
    """A drawn view of sky, ground and things that stand about."""
    lots = random.Random(seed)
    image = Image.new("RGB", size, tuple(lots.randrange(120, 240) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 2 // 3, *size), fill=tuple(lots.randrange(40, 120) for _ in range(3)))
    for _ in range(25):
        x, y = lots.randrange(size[0]), lots.randrange(size[1])
        wide, high = lots.randrange(40, 320), lots.randrange(40, 320)
        draw.rectangle((x, y, x + wide, y + high), fill=tuple(lots.randrange(256) for _ in range(3)))
    return image


def again(image, **options):
    return Image.open(BytesIO(encoded(image, "JPEG", **options)))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "changed",
    [
        lambda image: again(image, quality=30),
        lambda image: image.resize((320, 240)),
        lambda image: again(image.resize((800, 600)), quality=60),
        lambda image: ImageEnhance.Brightness(image).enhance(1.12),
        lambda image: ImageEnhance.Brightness(image).enhance(0.88),
        lambda image: again(ImageEnhance.Contrast(image).enhance(1.15), quality=50),
    ],
    ids=["compressed", "small", "small and compressed", "brighter", "darker", "contrast"],
)
def test_the_same_picture_stays_the_same(seed, changed):
    image = street(seed)
    assert difference(look_of(image), look_of(changed(image))) <= SAME_LOOK


def test_different_pictures_are_far_apart():
    looks = [look_of(street(seed)) for seed in range(40)]
    nearest = min(difference(a, b) for place, a in enumerate(looks) for b in looks[:place])
    assert nearest > 2 * SAME_LOOK


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (120, 122, 121)])
def test_what_is_all_one_shade_looks_like_nothing(colour):
    assert look_of(Image.new("RGB", (400, 300), colour)) is None


def test_a_look_fits_into_the_database():
    looks = [look_of(street(seed)) for seed in range(40)]
    assert all(-(2**63) <= look < 2**63 for look in looks)
    assert min(looks) < 0 < max(looks)


@pytest.mark.django_db
class TestEarlierPhotos:
    def given(self, content, owner_id, *, owner_type="step", at=AT):
        left = actions.receive_upload(content=content, filename="", by=WANG, at=at)
        run_pending(at=at)
        (one,) = actions.claim_uploads(ids=[left.pk], owner_type=owner_type, owner_id=owner_id, by=WANG, at=at)
        return one.id

    def similar(self, *ids):
        found = queries.similar_photos(ids, owner_type="step")
        return {pk: [(row.id, row.owner_id) for row in rows] for pk, rows in found.items()}

    def test_the_job_keeps_how_a_photo_looks(self):
        self.given(encoded(street(1)), "1")
        raw = encoded(street(1))
        assert StoredFile.objects.get().look == reencode(raw, max_pixels=60_000_000).look

    def test_earlier_ones_are_found_newest_first(self):
        first = self.given(encoded(street(1)), "1")
        second = self.given(encoded(street(1).resize((600, 450)), quality=50), "2", at=AT + timedelta(hours=1))
        self.given(encoded(street(2)), "3")
        third = self.given(encoded(ImageEnhance.Brightness(street(1)).enhance(1.1)), "4", at=AT + timedelta(hours=2))
        assert self.similar(third) == {third: [(second, "2"), (first, "1")]}
        assert self.similar(second, first) == {second: [(first, "1")]}

    def test_the_own_step_and_other_kinds_of_owners_do_not_count(self):
        self.given(encoded(street(1)), "1", owner_type="notice")
        self.given(encoded(street(1)), "7")
        mine = self.given(encoded(street(1)), "7")
        assert self.similar(mine) == {}

    def test_plain_photos_and_clips_are_like_nothing(self):
        plain = [self.given(photo(), owner) for owner in "12"]
        clips = [self.given(webm(), owner) for owner in "34"]
        assert self.similar(*plain, *clips) == {}

    def test_which_was_given_first_counts_and_not_which_was_prepared_first(self):
        early, late = (
            actions.receive_upload(content=encoded(street(1)), filename="", by=WANG, at=AT) for _ in range(2)
        )
        run_pending(at=AT)
        (first,) = actions.claim_uploads(ids=[late.pk], owner_type="step", owner_id="1", by=WANG, at=AT)
        (second,) = actions.claim_uploads(ids=[early.pk], owner_type="step", owner_id="2", by=WANG, at=AT)
        assert self.similar(first.id, second.id) == {second.id: [(first.id, "1")]}

    def test_the_newest_twenty_are_noted(self):
        look = reencode(encoded(street(1)), max_pixels=60_000_000).look
        same = [
            StoredFile(state="ready", sha256=str(n), mime="image/jpeg", look=look, created_at=AT) for n in range(25)
        ]
        StoredFile.objects.bulk_create(same)
        self.given(encoded(street(1)), "1")
        newest = StoredFile.objects.latest("pk")
        assert set(newest.alike.values_list("pk", flat=True)) == {file.pk for file in same[5:]}

    def test_noting_again_changes_nothing_and_what_is_erased_is_like_nothing(self):
        first, second = self.given(encoded(street(1)), "1"), self.given(encoded(street(1)), "2")
        for file in StoredFile.objects.all():
            processing.note_alike(file.pk)
        assert self.similar(second) == {second: [(first, "1")]}
        actions.erase_attachments(owner_type="step", owner_id="1", by=WANG, at=AT)
        assert self.similar(second) == {}

    def test_no_look_is_read_where_photos_are_shown(self):
        """However many there are; they are compared once, by the job."""
        self.given(encoded(street(1)), "1")
        mine = self.given(encoded(street(1)), "2")
        with statements() as found:
            assert len(queries.similar_photos([mine], owner_type="step")) == 1
        assert [sql.count('"look"') for sql in found if "alike" in sql] == [0]

    def test_many_are_asked_for_in_two_statements(self, django_assert_num_queries):
        for owner in "12":
            self.given(encoded(street(1)), owner)
        ids = [self.given(encoded(street(1)), owner) for owner in "345"]
        with django_assert_num_queries(2):
            assert len(queries.similar_photos(ids, owner_type="step")) == 3
