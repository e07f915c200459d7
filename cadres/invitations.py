"""The link by which a person sets a password: once, for three days, without e-mail.

The key is told from the account itself: from when it was invited, its password and its epoch. So
nothing secret is stored, the administrator may look at the link again while it is good, and it
is dead as soon as it was used (there is a password), withdrawn or given anew.
"""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from cadres.models import Cadre

_SALT = "cadres.invitations"
_BYTES = 10  # 80 bits, 16 letters in four groups


class State(StrEnum):
    """What a link is good for."""

    GOOD = "good"
    LATE = "late"  # its days are over
    GONE = "gone"  # used, withdrawn, given anew, or never made by us


@dataclass(frozen=True)
class Invitation:
    """A key as it was found; `cadre` only where the key is truly that person's."""

    state: State
    cadre: Cadre | None = None


def key_of(cadre: Cadre) -> str:
    """The key of an open invitation, as `1K-7Q4M-K2XD-93TB-ABCD`; "" where there is none."""
    if cadre.invited_at is None or not cadre.is_active:
        return ""
    code = _code(cadre)
    groups = [code[at : at + 4] for at in range(0, len(code), 4)]
    return "-".join([int_to_base36(cadre.pk).upper(), *groups])


def good_until(cadre: Cadre) -> datetime | None:
    """When an open invitation runs out."""
    if cadre.invited_at is None:
        return None
    return cadre.invited_at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def find(key: str, *, at: datetime, is_locked: bool = False) -> Invitation:
    """Whose key this is, and whether it is still good. A wrong one tells nothing about anybody."""
    number, _dash, code = key.partition("-")
    try:
        pk = base36_to_int(number)
    except ValueError:
        return Invitation(State.GONE)
    rows = Cadre.objects.select_for_update() if is_locked else Cadre.objects.all()
    cadre = rows.filter(pk=pk, is_active=True, invited_at__isnull=False).first()
    if cadre is None or not constant_time_compare(code.replace("-", "").upper(), _code(cadre)):
        return Invitation(State.GONE)
    until = good_until(cadre)
    assert until is not None  # filtered above
    return Invitation(State.GOOD if at < until else State.LATE, cadre)


def _code(cadre: Cadre) -> str:
    invited = cadre.invited_at
    assert invited is not None
    told = f"{cadre.pk}:{invited.timestamp():.6f}:{cadre.password}:{cadre.session_epoch}"
    digest = salted_hmac(_SALT, told, algorithm="sha256").digest()[:_BYTES]
    return base64.b32encode(digest).decode()
