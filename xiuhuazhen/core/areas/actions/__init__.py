from xiuhuazhen.core.areas.actions.boundaries import BoundaryCount, import_boundaries, set_boundary
from xiuhuazhen.core.areas.actions.changes import ChangeCount, import_changes
from xiuhuazhen.core.areas.actions.codes import CodeCount, import_codes
from xiuhuazhen.core.areas.actions.ending import end_area
from xiuhuazhen.core.areas.actions.places import add_alias, agree_lead, create_area, end_alias, rename_area

__all__ = [
    "BoundaryCount",
    "ChangeCount",
    "CodeCount",
    "add_alias",
    "agree_lead",
    "create_area",
    "end_alias",
    "end_area",
    "import_boundaries",
    "import_changes",
    "import_codes",
    "rename_area",
    "set_boundary",
]
