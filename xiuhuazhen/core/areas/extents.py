"""How large something is, as people say it."""

from typing import Final

from django.utils.translation import gettext as _

_LARGE: Final = 100_000
"""Square metres from which an extent is told in square kilometres."""
_SMALL: Final = 100
_TO_HUNDREDS: Final = 1000


def extent(square_metres: int) -> str:
    """Nobody reads single square metres of a grid; of a small spot they do."""
    if square_metres < _SMALL:
        return _("%(count)s m²") % {"count": square_metres}
    if square_metres < _LARGE:
        rounded = round(square_metres, -1 if square_metres < _TO_HUNDREDS else -2)
        return _("about %(count)s m²") % {"count": f"{rounded:,}"}
    return _("about %(count)s km²") % {"count": f"{square_metres / 1_000_000:.2f}"}
