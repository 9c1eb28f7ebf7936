"""The doors of this app alone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import NinjaAPI

from xiuhuazhen.core.files.api import router
from xiuhuazhen.core.kit.errors import Refusal

api = NinjaAPI(urls_namespace="files-test")
api.add_router("", router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = {"type": refusal.type, "fields": refusal.fields}
    return api.create_response(request, body, status=refusal.status)


open_to_everybody = api.urls
for pattern in open_to_everybody[0]:
    pattern.callback = login_not_required(pattern.callback)

urlpatterns = [path("", include("xiuhuazhen.core.files.urls")), path("api/v1/", open_to_everybody)]
