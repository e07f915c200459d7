"""Below /topics/."""

from django.urls import path

from office.topics import views

urlpatterns = [
    path("", views.topics, name="topics"),
    path("add/", views.add, name="topics_add"),
    path("<int:pk>/", views.change, name="topics_change"),
]
