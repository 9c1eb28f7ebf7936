"""Searching with ten thousand and with a million matters in the database: a word that many have, one that few have,
two words, a part of a number, in one area and in all of the person's."""

import json

from bench._million import SELDOM, query
from bench._pages import Figures, measured

STREET = "630102005"

PAGES = {
    "search_two_characters": f"/matters/?{query(area=STREET, q='路灯')}",
    "search_everywhere": f"/matters/?{query(q='路灯')}",
    "search_seldom": f"/matters/?{query(area=STREET, q=SELDOM)}",
    "search_two_words": f"/matters/?{query(area=STREET, q='路灯 银杏')}",
    "search_number": f"/matters/?{query(area=STREET, q='0001')}",
}


def run() -> Figures:
    return measured(PAGES)


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
