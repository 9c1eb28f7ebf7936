"""What lies under every map: tiles of a source that the operator chose, and a quiet ground of one's own."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.checks import CheckMessage, Error
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

_PLACEHOLDERS = ("{z}", "{x}", "{y}")


def words() -> dict[str, str]:
    """What a page with a map tells its script; empty where there is nothing of the kind."""
    return {
        "tiles": settings.TILE_URL,
        "tiles_by": settings.TILE_ATTRIBUTION,
        "tiles_nearest": str(settings.TILE_NEAREST),
        "url": reverse("web:ground") if _file().is_file() else "",
    }


def _file() -> Path:
    return Path(settings.GROUND_FILE)


def _etag(request: HttpRequest) -> str | None:  # noqa: ARG001 - as Django calls it
    try:
        found = _file().stat()
    except FileNotFoundError:
        return None
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}"'


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
@condition(etag_func=_etag)
def ground(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The file ``ground.geojson`` of the data directory: lines and areas in WGS-84 with a ``kind``, which is water,
    green, road or rail."""
    try:
        content = _file().read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type="application/geo+json")


def check_tiles(**_: object) -> list[CheckMessage]:
    """A source that could not be drawn, or that nobody is named for, stops start-up."""
    url = settings.TILE_URL
    if not url:
        return []
    faults: list[CheckMessage] = []
    if not url.startswith("https://") or any(part not in url for part in _PLACEHOLDERS):
        faults.append(Error("XHZ_TILE_URL must begin with https:// and have {z}, {x} and {y} in it", id="xhz.E030"))
    if not settings.TILE_ATTRIBUTION:
        faults.append(Error("XHZ_TILE_ATTRIBUTION must say whose map it is", id="xhz.E031"))
    return faults
