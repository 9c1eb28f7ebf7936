"""The list of one street's matters with ten thousand and with a million in the database."""

import json

from bench._million import query
from bench._pages import Figures, measured

STREET = "630102005"

PAGES = {
    "area_list": f"/matters/?{query(area=STREET)}",
    "area_list_by_due": f"/matters/?{query(area=STREET, order='due')}",
    "area_list_open": f"/matters/?{query(area=STREET, state='open')}",
}


def run() -> Figures:
    return measured(PAGES)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
