"""What a map shows of 20,000 grids in 50 communities: a street, and the whole city."""

import json
import time

import numpy as np
from shapely.geometry import mapping

from bench.locate import COLUMNS, ROWS, SOUTH, STEP, WEST, tree
from xiuhuazhen.core.areas.rules.sights import Box, Sights
from xiuhuazhen.web.listing.sight import InSight

_TIMES = 20

_LOOKS: dict[str, tuple[Box, int]] = {
    "street": ((WEST + 40 * STEP, SOUTH + 40 * STEP, WEST + 52 * STEP, SOUTH + 52 * STEP), 15),
    "city": ((WEST, SOUTH, WEST + COLUMNS * STEP, SOUTH + ROWS * STEP), 11),
}


def run() -> dict[str, dict[str, object]]:
    places, outlines = tree(np.random.default_rng(20_261_123))
    start = time.perf_counter()
    sights = Sights(places, outlines)
    figures: dict[str, dict[str, object]] = {"sights_index": _milliseconds(time.perf_counter() - start)}
    for name, (box, zoom) in _LOOKS.items():
        taken = []
        for _ in range(_TIMES):
            start = time.perf_counter()
            seen = sights.seen(box, finest=InSight(box, zoom).pixel)
            text = json.dumps([mapping(each.shape) for each in seen])
            taken.append(time.perf_counter() - start)
        figures[f"sights_{name}"] = _milliseconds(max(taken))
        figures[f"sights_{name}_shapes"] = {"value": len(seen), "unit": "shapes"}
        figures[f"sights_{name}_kilobytes"] = {"value": round(len(text) / 1024, 1), "unit": "KB"}
    return figures


def _milliseconds(seconds: float) -> dict[str, object]:
    return {"value": round(1000 * seconds, 1), "unit": "ms"}


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
