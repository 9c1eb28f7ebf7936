from django.db import models
from django.db.models import Q

from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level, NameKind
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.periods import Dated, DatedQuerySet


class AreaQuerySet(DatedQuerySet["Area"]):
    def under(self, area: "Area") -> "AreaQuerySet":
        """The area itself and everything in its subtree."""
        return self.filter(path__startswith=area.path)

    def present(self) -> "AreaQuerySet":
        return self.filter(valid_to__isnull=True)


class Area(Dated):
    """A place in the tree. Its id is stable; ``code`` and ``name`` are the present designation
    (earlier ones are :class:`Designation` rows)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    kind = models.CharField(max_length=10, choices=AreaKind.choices, default=AreaKind.GENERAL)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(
        max_length=300, db_index=True, help_text="ids from the root down to this area, each ending in /"
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)

    objects = AreaQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to__isnull=True), name="areas_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Designation(Dated):
    """The code and name that an area had for a period, and where that is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="designations")
    code = models.CharField(max_length=20, db_index=True)
    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()


class Boundary(Dated):
    """Where an area lay for a period: WKB of a (multi)polygon in WGS-84."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="boundaries")
    wkb = models.BinaryField()
    square_metres = models.BigIntegerField()
    source_crs = models.CharField(max_length=10, choices=Crs.choices, default=Crs.WGS84)
    basis = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["area"], condition=Q(valid_to__isnull=True), name="areas_one_present_boundary"
            ),
        ]


class ReferenceVersion(models.Model):
    """One row. It grows with every change of reference data, and each process compares it before it answers from
    memory (see :mod:`xiuhuazhen.core.areas.reference`).

    ``stamp`` is new each time: after a roll-back or a restored backup the same number can mean something else.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    stamp = models.UUIDField(default=new_id)


class Alias(Dated):
    """A name by which people call a place inside an area (a building, a market, a unit), for finding it in text. One
    that was taken back has ended. The point, where somebody gave one, is in 1e-7 degrees of WGS-84."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=10, choices=NameKind.choices, default=NameKind.OTHER)
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    basis = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["area", "text"], condition=Q(valid_to__isnull=True), name="areas_alias_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def point(self) -> tuple[int, int] | None:
        return (self.lng_e7, self.lat_e7) if self.lng_e7 is not None and self.lat_e7 is not None else None


class Lead(Dated):
    """Which of the areas that share a joint area has the work there, by agreement, for a period."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    joint = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="leads")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="led")
    basis = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["joint"], condition=Q(valid_to__isnull=True), name="areas_one_present_lead"
            ),
        ]
