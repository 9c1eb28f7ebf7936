from django.urls import include, path

from bench._bare.views import report

urlpatterns = [path("bare", report), path("", include("xiuhuazhen.config.urls"))]
