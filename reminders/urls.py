from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("snooze/", views.snooze, name="snooze"),
    path("snooze/<int:pk>/take-back/", views.wake, name="wake"),
    path("preferences/", views.preferences, name="preferences"),
]
