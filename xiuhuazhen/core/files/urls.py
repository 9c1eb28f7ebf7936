from django.urls import path

from xiuhuazhen.core.files import views

app_name = "files"

urlpatterns = [
    path("files/<uuid:attachment_id>/", views.file, name="file"),
    path("files/<uuid:attachment_id>/open/", views.open_file, name="open"),
    path("files/<uuid:attachment_id>/preview/", views.preview, name="preview"),
]
