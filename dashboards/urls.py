"""The supervisors' pages."""

from django.urls import path

from dashboards import views
from dashboards.exclusions import views as approving

app_name = "dashboards"
urlpatterns = [
    path("coverage/", views.coverage, name="coverage"),
    path("coverage/rule/", views.rule, name="rule"),
    path("coverage/<slug:code>/", views.coverage, name="coverage"),
    path("coverage/<slug:code>/export/", views.coverage_export, name="coverage_export"),
    path("uncovered/", views.uncovered, name="uncovered"),
    path("uncovered/export/", views.uncovered_export, name="uncovered_export"),
    path("uncovered/give/", views.give, name="give"),
    path("uncovered/give/undo/<str:note>/", views.give_take_back, name="give_take_back"),
    path("exclusions/", approving.exclusions, name="exclusions"),
    path("exclusions/sheet/", approving.exclusions_sheet, name="exclusions_sheet"),
    path("exclusions/take-back/<str:token>/", approving.take_back, name="exclusions_take_back"),
]
