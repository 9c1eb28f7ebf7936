from django.urls import include, path

from xiuhuazhen.api.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("xiuhuazhen.core.people.urls")),
    path("", include("xiuhuazhen.core.files.urls")),
    path("", include("xiuhuazhen.domains.cases.urls")),
    path("", include("xiuhuazhen.domains.duty.urls")),
    path("", include("xiuhuazhen.web.urls")),
]

handler404 = "xiuhuazhen.web.faults.not_found"
handler403 = "xiuhuazhen.web.faults.forbidden"
handler500 = "xiuhuazhen.web.faults.broken"
