"""The administrator's pages: who answers for what, people, areas, standards."""

from django.urls import include, path

from office.areas import views as areas
from office.assigning import views as assigning
from office.feedback import views as feedback
from office.start import views as start

app_name = "office"
urlpatterns = [
    path("", include("office.people.urls")),
    path("standards/", include("office.standards.urls")),
    path("categories/", include("office.categories.urls")),
    path("topics/", include("office.topics.urls")),
    path("tell-us/", feedback.tell, name="tell"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<int:pk>/answer/", feedback.answer, name="feedback_answer"),
    path("start/", start.start, name="start"),
    path("start/calendar/", start.calendar, name="calendar"),
    path("areas/", areas.areas, name="areas"),
    path("areas/undo/<str:note>/", areas.take_back, name="areas_take_back"),
    path("areas/<slug:code>/", areas.area, name="areas"),
    path("areas/<slug:code>/change/", areas.change, name="areas_change"),
    path("areas/<slug:code>/add/", areas.add, name="areas_add"),
    path("areas/<slug:code>/remove/", areas.remove, name="areas_remove"),
    path("areas/<slug:code>/load/", areas.load, name="areas_load"),
    path("assign/", assigning.areas, name="assign"),
    path("assign/undo/<str:note>/", assigning.take_back, name="assign_take_back"),
    path("assign/<slug:code>/", assigning.assign, name="assign"),
    path("assign/<slug:code>/preview/", assigning.preview, name="assign_preview"),
    path("assign/<slug:code>/end/", assigning.end, name="assign_end"),
    path("assign/<slug:code>/drop/", assigning.drop, name="assign_drop"),
]
