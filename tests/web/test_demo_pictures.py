"""Pictures of the demonstration: none is taken for one that was used in another matter."""

import io
from itertools import combinations

from PIL import Image

from xiuhuazhen.core.files.pictures import look_of
from xiuhuazhen.core.files.rules.looks import SAME_LOOK, difference
from xiuhuazhen.web.demo.pictures import drawn
from xiuhuazhen.web.demo.playing import EVERYDAY_STREETS
from xiuhuazhen.web.demo.stories import STORIES
from xiuhuazhen.web.demo.years.troubles import TROUBLES


def shown():
    """Every picture, by its name and street."""
    for story in STORIES:
        acts = (act.photo for act in story.path.acts)
        yield from ((name, story.key) for name in {story.photo, *acts} if name)
    everyday = {trouble.photo for trouble in TROUBLES if trouble.photo}
    yield from ((name, f"everyday {street}") for name in everyday for street in range(EVERYDAY_STREETS))


def test_no_two_look_the_same():
    looks = {each: look_of(Image.open(io.BytesIO(drawn(*each)))) for each in shown()}
    assert len(looks) > 100
    alike = [(a, b) for a, b in combinations(sorted(looks), 2) if difference(looks[a], looks[b]) <= SAME_LOOK]
    assert alike == []


def test_a_picture_is_the_same_in_every_run():
    first = drawn("clean", "a")
    drawn.cache_clear()
    assert (drawn("clean", "a") == first, drawn("clean", "b") == first) == (True, False)
