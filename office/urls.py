"""The administrator's pages: who answers for what, people, areas, standards."""

from django.urls import path

from office.assigning import views as assigning
from office.feedback import views as feedback

app_name = "office"
urlpatterns = [
    path("tell-us/", feedback.tell, name="tell"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<int:pk>/answer/", feedback.answer, name="feedback_answer"),
    path("assign/", assigning.areas, name="assign"),
    path("assign/undo/<str:note>/", assigning.take_back, name="assign_take_back"),
    path("assign/<slug:code>/", assigning.assign, name="assign"),
    path("assign/<slug:code>/preview/", assigning.preview, name="assign_preview"),
    path("assign/<slug:code>/end/", assigning.end, name="assign_end"),
    path("assign/<slug:code>/drop/", assigning.drop, name="assign_drop"),
]
