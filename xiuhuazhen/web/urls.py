from django.urls import path

from xiuhuazhen.web.views import desk, matters, public, roster

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
    path("map/", matters.matters_map, name="map"),
    path("roster/", roster.roster, name="roster"),
    path("roster/new/", roster.new, name="roster-new"),
    path("roster/copy/", roster.copy, name="roster-copy"),
    path("roster/sheet/", roster.sheet, name="roster-sheet"),
    path("roster/<str:shift_id>/swap/", roster.swap, name="roster-swap"),
    path("roster/<str:shift_id>/cancel/", roster.cancel, name="roster-cancel"),
    path("map/points/", matters.points, name="points"),
]
