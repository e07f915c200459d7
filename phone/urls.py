from django.urls import path

from phone import views

app_name = "phone"

urlpatterns = [
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("places/<int:pk>/", views.place, name="place"),
    path("places/<int:pk>/visits/", views.visits, name="visits"),
    path("places/<int:pk>/call/", views.call, name="call"),
    path("places/<int:pk>/visit/", views.visit, name="visit"),
    path("visits/<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("me/", views.me, name="me"),
]
