"""Below /standards/."""

from django.urls import path

from office.standards import views

urlpatterns = [
    path("", views.standards, name="standards"),
    path("add/", views.add, name="standard_add"),
    path("add/preview/", views.preview, name="standard_add_preview"),
    path("undo/<str:note>/", views.put_back, name="standards_put_back"),
    path("<int:pk>/", views.standards, name="standard"),
    path("<int:pk>/preview/", views.preview, name="standard_preview"),
    path("<int:pk>/end/", views.end, name="standard_end"),
    path("<int:pk>/drop/", views.drop, name="standard_drop"),
]
