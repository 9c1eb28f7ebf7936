from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Rank in the tree of places; a smaller number lies above."""

    PROVINCE = 1, _("province")
    CITY = 2, _("city or prefecture")
    COUNTY = 3, _("county or district")
    STREET = 4, _("street, town or township")
    COMMUNITY = 5, _("community or village")
    GRID = 6, _("grid")
    MICRO_GRID = 7, _("micro-grid")


class AreaKind(models.TextChoices):
    GENERAL = "general", _("general")
    DEDICATED = "dedicated", _("dedicated grid")
    JOINT = "joint", _("joint area")


class NameKind(models.TextChoices):
    """What the words are by which a place is found in a text."""

    OFFICIAL = "official", _("official name")
    BUILDING = "building", _("building")
    COMPOUND = "compound", _("compound")
    MARKET = "market", _("market or shop")
    SCHOOL = "school", _("school or hospital")
    ROAD = "road", _("road or lane")
    UNIT = "unit", _("unit")
    OTHER = "other", _("name that people use")


class Crs(models.TextChoices):
    """Coordinate systems in which positions arrive. Stored is always WGS-84."""

    WGS84 = "wgs84", "WGS-84"
    CGCS2000 = "cgcs2000", "CGCS2000"
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


class DivisionKind(models.TextChoices):
    """What a town or village code says about the unit (statistical division codes, segments of three digits)."""

    STREET = "street", _("street")
    TOWN = "town", _("town")
    TOWNSHIP = "township", _("township")
    LIKE_TOWN = "like_town", _("unit like a township")
    RESIDENTS = "residents", _("residents' committee")
    VILLAGERS = "villagers", _("villagers' committee")
    LIKE_RESIDENTS = "like_residents", _("unit like a residents' committee")
    LIKE_VILLAGERS = "like_villagers", _("unit like a villagers' committee")


class RowFault(models.TextChoices):
    """What can be wrong with a row of a list; the label is the sentence that people read."""

    BAD_CODE = "bad_code", _("“%(code)s” is no division code: it needs 2, 4, 6, 9 or 12 digits")
    NO_NAME = "no_name", _("%(code)s has no name")
    LONG_NAME = "long_name", _("the name of %(code)s is longer than 80 characters")
    REPEATED = "repeated", _("%(code)s stands here twice; the first time in row %(first)s")
    LEVEL_DIFFERS = "level_differs", _("%(code)s says level %(given)s, and its length says %(expected)s")
    PARENT_DIFFERS = "parent_differs", _("%(code)s says parent %(given)s, and its digits say %(expected)s")
    PARENT_UNKNOWN = (
        "parent_unknown",
        _("the place above %(code)s is neither in this file nor here already: %(parent)s"),
    )
    LATER_NAME = "later_name", _("%(code)s has had its name since %(since)s, which is not before this list")
    BAD_CHANGE = "bad_change", _("“%(given)s” is no change: write added, removed or renamed")
    UNKNOWN_CODE = "unknown_code", _("no place has the code %(code)s")
    NAME_DIFFERS = "name_differs", _("%(code)s is called %(present)s here, and this row speaks of %(given)s")
    LATER_BOUNDARY = (
        "later_boundary",
        _("%(code)s cannot end then: its boundary was drawn on %(since)s, which is not before"),
    )
    STILL_HOLDS = "still_holds", _("%(code)s cannot end: %(child)s still lies in it")


class BoundaryFault(models.TextChoices):
    """What can be wrong with a boundary; the label is the sentence that people read."""

    NO_CODE = "no_code", _("a feature has no property “code”")
    UNKNOWN_CODE = "unknown_code", _("no place has the code %(code)s")
    REPEATED = "repeated", _("%(code)s stands here twice")
    NOT_A_POLYGON = "not_a_polygon", _("%(code)s is not a polygon")
    BAD_POSITION = "bad_position", _("%(code)s has a position that is not two numbers")
    RING_TOO_SHORT = "ring_too_short", _("%(code)s has a ring of fewer than 4 points")
    RING_OPEN = "ring_open", _("%(code)s has a ring that does not end where it begins, at %(place)s")
    SWAPPED = "swapped", _("%(code)s has longitude and latitude swapped, at %(place)s")
    OUT_OF_RANGE = "out_of_range", _("%(code)s lies outside China, at %(place)s")
    SELF_INTERSECTION = "self_intersection", _("the border of %(code)s crosses or touches itself, at %(place)s")
    OVERLAP = "overlap", _("%(code)s overlaps %(other)s by %(size)s, near %(place)s")
    GAP = "gap", _("the parts of %(code)s leave a gap of %(size)s, near %(place)s")
    OUTSIDE_PARENT = (
        "outside_parent",
        _("%(code)s reaches %(size)s outside %(other)s, near %(place)s"),
    )
