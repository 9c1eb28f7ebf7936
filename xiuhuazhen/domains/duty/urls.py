from django.urls import path

from xiuhuazhen.domains.duty import views

app_name = "duty"

urlpatterns = [
    path("handover/", views.hand_overs, name="hand-overs"),
    path("handover/new/", views.prepare, name="prepare"),
    path("handover/<str:hand_over_id>/", views.hand_over, name="hand-over"),
    path("handover/<str:hand_over_id>/take/", views.take, name="take"),
]
