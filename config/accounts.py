"""How people log in: by account name, with no sign-up and no way to lock out somebody else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class DoorstepAccounts(DefaultAccountAdapter):
    """django-allauth, narrowed to what a county needs."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an administrator."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed log-ins count per address and account together.

        allauth counts per account alone: a stranger with five wrong guesses would keep a cadre
        out from every phone.
        """
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{self.get_client_ip(request)}:{account}"
