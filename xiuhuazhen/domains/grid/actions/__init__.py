from xiuhuazhen.domains.grid.actions.grids import (
    CORRECTED,
    POST_ENDED,
    Counts,
    correct_counts,
    create_grid,
    end_post,
    give_post,
)
from xiuhuazhen.domains.grid.actions.links import ENDED, FACTS, LINKED, Facts, end_link, link_unit, set_facts

__all__ = [
    "CORRECTED",
    "ENDED",
    "FACTS",
    "LINKED",
    "POST_ENDED",
    "Counts",
    "Facts",
    "correct_counts",
    "create_grid",
    "end_link",
    "end_post",
    "give_post",
    "link_unit",
    "set_facts",
]
