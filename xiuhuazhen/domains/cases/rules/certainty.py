"""How sure one may be of a place that nobody looked at.

| What is known | How sure |
|---|---|
| a position inside one area, away from its border; an area that a person chose | certain |
| a position near a border, where the lowest code won | likely |
| the official name of one area in the words | certain |
| one name that people use, or that of a unit there | likely: a text may speak of it and mean another place |
| names of several places that do not lie in one another | unsure: none is chosen |
| nothing, or the street alone, with which addresses begin | unknown |
"""

from collections.abc import Sequence

from xiuhuazhen.core.areas.choices import NameKind
from xiuhuazhen.domains.cases.choices import Confidence


def of_position(*, near_border: bool) -> Confidence:
    return Confidence.LIKELY if near_border else Confidence.CERTAIN


def of_words(named: Sequence[NameKind]) -> Confidence:
    """``named`` says of each place that the words speak of what these words are."""
    if len(named) != 1:
        return Confidence.UNSURE if named else Confidence.UNKNOWN
    return Confidence.CERTAIN if named[0] == NameKind.OFFICIAL else Confidence.LIKELY
