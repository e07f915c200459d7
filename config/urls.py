"""Every address of Doorstep. Each app adds one line."""

from allauth.account import views as accounts
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from config import health, views


def nothing_here(request: HttpRequest) -> HttpResponse:
    """django-allauth wants these names; the pages do not exist."""
    raise Http404


account_urls = [
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("password/set/", nothing_here, name="account_set_password"),
    path("signup/", nothing_here, name="account_signup"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include(account_urls)),
    path("language/", set_language, name="set_language"),
    path("inbox/", include("reminders.urls")),
    path("photos/", include("photos.urls")),
    path("rosters/", include("households.urls")),
    path("", include("phone.urls")),
    path("", include("dashboards.urls")),
    path("", include("office.urls")),
]

handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"
