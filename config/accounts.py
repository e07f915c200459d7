"""How people log in: by account name, with no sign-up and no way to lock out somebody else."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from cadres.encryption import seal, unseal


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


class DoorstepSecondStep(DefaultMFAAdapter):
    """The secret of the second step is stored as identity numbers are: encrypted."""

    PLACE = "mfa_authenticator.data"

    def get_totp_label(self, user: Any) -> str:
        """How the app on the phone names the account."""
        return user.get_username()

    def encrypt(self, text: str) -> str:
        """Seal a secret for its JSON column."""
        return base64.b64encode(seal(text, place=self.PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` made."""
        return unseal(base64.b64decode(encrypted_text), place=self.PLACE)
