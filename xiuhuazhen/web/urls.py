from django.urls import path

from xiuhuazhen.web.views import desk, jobs, matters, public

app_name = "web"

urlpatterns = [
    path("", public.portal, name="portal"),
    path("privacy/", public.privacy, name="privacy"),
    path("boundaries/", public.boundaries, name="boundaries"),
    path("healthz", public.healthz, name="healthz"),
    path("readyz", public.readyz, name="readyz"),
    path("desk/", desk.desk, name="desk"),
    path("matters/", matters.matters, name="matters"),
    path("matters/<str:number>/", desk.matter, name="matter"),
    path("matters/<str:number>/do/<str:action>/", desk.act, name="act"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<str:job_id>/call-off/", jobs.call_off, name="job-call-off"),
    path("jobs/<str:job_id>/begin-anew/", jobs.begin_anew, name="job-begin-anew"),
    path("map/", matters.matters_map, name="map"),
    path("map/points/", matters.points, name="points"),
]
