"""Below /categories/."""

from django.urls import path

from office.categories import views

urlpatterns = [
    path("", views.categories, name="categories"),
    path("places/add/", views.place_kind, name="categories_place_add"),
    path("places/<int:pk>/", views.place_kind, name="categories_place"),
    path("places/<int:pk>/remove/", views.remove_place_kind, name="categories_place_remove"),
    path("issues/add/", views.issue_kind, name="categories_issue_add"),
    path("issues/<int:pk>/", views.issue_kind, name="categories_issue"),
    path("issues/<int:pk>/remove/", views.remove_issue_kind, name="categories_issue_remove"),
    path("issues/<int:pk>/lead/", views.lead, name="categories_lead"),
    path(
        "issues/<int:pk>/lead/<int:lead_pk>/remove/",
        views.remove_lead,
        name="categories_lead_remove",
    ),
]
