"""What somebody may do with many matters at once."""

from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds


def bulk_offers(by: StaffActor) -> dict[str, kinds.BulkOffer]:
    """What the person may do with many at once somewhere."""
    found: dict[str, kinds.BulkOffer] = {}
    for kind in kinds.all_kinds():
        held = {each.action for each in kind.procedure.transitions if by.may_somewhere(each.permission)}
        found |= {name: offer for name, offer in kind.bulk.items() if (offer.action or name) in held}
    return found
