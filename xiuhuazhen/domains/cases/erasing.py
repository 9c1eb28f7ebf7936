"""What a case's own rows hold of people."""

from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.models import Case, Follower


def erase_case(matter: Matter) -> None:
    """The words by which it was placed, the point that was kept back, and who followed it. Part of the transaction
    that erases its contents."""
    Case.objects.filter(pk=matter.pk).update(place_reason="", place_candidates=[], lng_e7=None, lat_e7=None)
    Follower.objects.filter(matter=matter).delete()
