from django.urls import path

from phone.views import door, mine, today, visit

app_name = "phone"

urlpatterns = [
    path("today/", today.today, name="today"),
    path("search/", today.search, name="search"),
    path("places/<int:pk>/", door.place, name="place"),
    path("places/<int:pk>/visits/", door.visits, name="visits"),
    path("places/<int:pk>/call/", door.call, name="call"),
    path("places/<int:pk>/visit/", visit.visit, name="visit"),
    path("visits/<uuid:pk>/take-back/", visit.take_back, name="take_back"),
    path("me/", mine.me, name="me"),
]
