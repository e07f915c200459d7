from django.urls import path

from households import views

app_name = "households"
urlpatterns = [
    path("", views.rosters, name="rosters"),
    path("blank/<slug:kind>/", views.blank, name="blank"),
    path("<int:pk>/", views.preview, name="preview"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/mend/", views.mend, name="mend"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/faults/", views.faults, name="faults"),
]
