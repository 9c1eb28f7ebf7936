"""The worklist, pages of a matter and of a place, the map, of one street: with ten thousand and a million matters."""

import json

from bench._million import query
from bench._pages import Figures, measured

STREET = "630102005"
_BOX = "101.795,36.595,101.825,36.615"

PAGES = {
    "worklist": "/desk/",
    "worklist_late": f"/desk/?{query(only='late')}",
    "matter_page": "/matters/{number}/",
    "area_page": f"/areas/{STREET}/",
    "map_page": "/map/",
    "map_points": f"/map/points/?{query(bbox=_BOX, zoom='15')}",
    "map_points_search": f"/map/points/?{query(bbox=_BOX, zoom='15', q='路灯')}",
}


def run() -> Figures:
    return measured(PAGES)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
