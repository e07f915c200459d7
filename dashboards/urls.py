"""The supervisors' pages."""

from django.urls import path

from dashboards import views
from dashboards.assigning import views as assigning

app_name = "dashboards"
urlpatterns = [
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/rule/", views.rule, name="rule"),
    path("coverage/<slug:code>/", views.coverage, name="coverage"),
    path("uncovered/", views.uncovered, name="uncovered"),
    path("assign/", assigning.areas, name="assign"),
    path("assign/undo/<str:note>/", assigning.take_back, name="assign_take_back"),
    path("assign/<slug:code>/", assigning.assign, name="assign"),
    path("assign/<slug:code>/preview/", assigning.preview, name="assign_preview"),
    path("assign/<slug:code>/end/", assigning.end, name="assign_end"),
    path("assign/<slug:code>/drop/", assigning.drop, name="assign_drop"),
]
