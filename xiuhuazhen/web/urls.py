from django.urls import path

from xiuhuazhen.web.views import calendar, desk, jobs, matters, messages, public

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
    path("messages/", messages.inbox, name="messages"),
    path("messages/read/", messages.read_all, name="messages-read"),
    path("messages/settings/", messages.settings, name="message-settings"),
    path("messages/dead/", messages.dead, name="message-dead"),
    path("messages/dead/<uuid:message_id>/resend/", messages.resend, name="message-resend"),
    path("messages/dead/<uuid:message_id>/drop/", messages.drop, name="message-drop"),
    path("messages/groups/", messages.groups, name="message-groups"),
    path("messages/groups/<uuid:unit_id>/", messages.group, name="message-group"),
    path("messages/<uuid:message_id>/follow/", messages.follow, name="message-follow"),
    path("messages/<uuid:message_id>/read/", messages.read, name="message-read"),
    path("map/", matters.matters_map, name="map"),
    path("map/points/", matters.points, name="points"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar, name="calendar-year"),
    path("calendar/import/", calendar.notice, name="calendar-import"),
    path("calendar/local/", calendar.new_local_day, name="calendar-local"),
    path("calendar/local/<uuid:day_id>/remove/", calendar.remove_local_day, name="calendar-local-remove"),
    path("calendar/hours/", calendar.office_hours, name="calendar-hours"),
    path("calendar/hours/<uuid:norm_id>/withdraw/", calendar.withdraw_office_hours, name="calendar-hours-withdraw"),
]
