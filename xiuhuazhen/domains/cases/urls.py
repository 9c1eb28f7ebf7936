from django.urls import path

from xiuhuazhen.domains.cases.views import (
    codes,
    complaints,
    imports,
    instructed,
    pasting,
    place_codes,
    public,
    routes,
    staff,
    unplaced,
)

app_name = "cases"

urlpatterns = [
    path("report/", public.report, name="report"),
    path("complain/", complaints.complaint, name="complain"),
    path("find/", public.find, name="find"),
    path("m/<str:number>/", public.progress, name="progress"),
    path("cases/new/", staff.new, name="new"),
    path("cases/unplaced/", unplaced.unplaced, name="unplaced"),
    path("cases/instructed/", instructed.instructed, name="instructed"),
    path("cases/paste/", pasting.paste, name="paste"),
    path("cases/<str:number>/reply/", pasting.reply, name="reply"),
    path("patrol/", staff.patrol, name="patrol"),
    path("cases/<str:number>/contact/", staff.contact, name="contact"),
    path("cases/<str:number>/code/", codes.code, name="code"),
    path("cases/<str:number>/followers/", codes.followers, name="followers"),
    path("cases/<str:number>/followers/<str:follower_id>/end/", codes.follower_end, name="follower-end"),
    path("routes/", routes.routes, name="routes"),
    path("routes/new/", routes.new, name="route-new"),
    path("routes/waiting/", routes.waiting, name="unrouted"),
    path("routes/<str:line_id>/end/", routes.end, name="route-end"),
    path("places/codes/", place_codes.place_codes, name="place-codes"),
    path("places/codes/sheet/", place_codes.sheet, name="place-codes-sheet"),
    path("places/codes/<str:token>/withdraw/", place_codes.withdraw, name="place-code-withdraw"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<str:batch_id>/", imports.import_detail, name="import"),
]
