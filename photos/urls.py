from django.urls import path

from photos import views

app_name = "photos"

urlpatterns = [
    path("<uuid:pk>/", views.photo, name="photo"),
]
