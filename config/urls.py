"""Every address of Doorstep. Each app adds one line."""

from allauth.account import views as accounts
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as spare_numbers
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from config import health, operating, typed, views
from config.api import api


def nothing_here(request: HttpRequest) -> HttpResponse:
    """django-allauth wants these names; the pages do not exist."""
    raise Http404


account_urls = [
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("reauthenticate/", accounts.reauthenticate, name="account_reauthenticate"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("two-steps/", second_step.index, name="mfa_index"),
    path("two-steps/log-in/", second_step.authenticate, name="mfa_authenticate"),
    path("two-steps/again/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("two-steps/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-steps/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("spare/", spare_numbers.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("spare/new/", spare_numbers.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("spare/file/", spare_numbers.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("password/set/", nothing_here, name="account_set_password"),
    path("signup/", nothing_here, name="account_signup"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include(account_urls)),
    path("again/<str:key>/", typed.again, name="again"),
    path("language/", set_language, name="set_language"),
    path("inbox/", include("reminders.urls")),
    path("operation/", operating.operation, name="operation"),
    path("operation/messages/<int:pk>/", operating.send_again, name="send_again"),
    path("api/v1/", api.urls),
    path("issues/", include("issues.urls")),
    path("photos/", include("photos.urls")),
    path("rosters/", include("households.urls")),
    path("", include("phone.urls")),
    path("", include("dashboards.urls")),
    path("", include("office.urls")),
]

handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"
