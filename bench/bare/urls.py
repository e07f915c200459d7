from django.urls import include, path

from bench.bare.views import keep

urlpatterns = [path("bare/", keep), path("", include("config.urls"))]
