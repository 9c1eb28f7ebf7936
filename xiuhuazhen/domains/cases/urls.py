from django.urls import path

from xiuhuazhen.domains.cases.views import (
    codes,
    complaints,
    imports,
    instructed,
    pasting,
    place_codes,
    public,
    result_files,
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
    path("imports/results/", result_files.result_files, name="result-files"),
    path("imports/results/columns/", result_files.result_columns, name="result-columns"),
    path("imports/results/<str:file_id>/<str:part>/", result_files.result_file, name="result-file"),
    path("imports/<str:batch_id>/", imports.import_detail, name="import"),
    path("imports/<str:batch_id>/columns/", imports.import_columns, name="import-columns"),
    path("imports/<str:batch_id>/do/<str:act>/", imports.import_do, name="import-do"),
    path("imports/<str:batch_id>/to-mend/", imports.import_to_mend, name="import-to-mend"),
]
