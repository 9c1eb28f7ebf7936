from django.urls import path

from xiuhuazhen.core.people import views

app_name = "people"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.sign_in_code, name="sign-in-code"),
    path("sign-in/as/", views.demo_sign_in, name="demo-sign-in"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
