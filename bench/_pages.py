"""Measuring pages on worlds of both sizes: how long one person waits, and how many statements it takes."""

from collections.abc import Mapping

from bench import _million

FEW, MANY = 10_000, 1_000_000
TIMES = 40

Figures = dict[str, dict[str, object]]


def measured(pages: Mapping[str, str], *, sizes: tuple[int, ...] = (FEW, MANY)) -> Figures:
    """For each page (a name and its address) and database: p95 with many matters, its ratio to that with few, and the
    statements with many."""
    figures: Figures = {}
    for vendor in _million.vendors():
        found = {size: _looked(vendor, size, pages) for size in sizes}
        statements = _million.world(vendor, sizes[-1]).statements(*pages.values())
        for name, count in zip(pages, statements, strict=True):
            few, many = found[sizes[0]][name], found[sizes[-1]][name]
            figures[f"{name}_{vendor}_p95_ms"] = {"value": round(many, 1), "unit": "ms"}
            figures[f"{name}_10k_{vendor}_p95_ms"] = {"value": round(few, 1), "unit": "ms"}
            ratio = {"value": round(many / few, 2), "unit": "ratio", "ratio_to": f"{name}_10k_{vendor}_p95_ms"}
            figures[f"{name}_{vendor}_ratio"] = ratio
            figures[f"{name}_{vendor}_statements"] = {"value": count, "unit": "statements"}
    return figures


def _looked(vendor: str, size: int, pages: Mapping[str, str]) -> dict[str, float]:
    world = _million.world(vendor, size)
    with world.serving() as port:
        return {name: world.look(port, address, times=TIMES).p95_ms() for name, address in pages.items()}
