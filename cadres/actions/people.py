"""Persons and their accounts: made, invited by a link, switched off and on, logged out."""

import logging
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cadres.actions import tenures
from cadres.actions.keepers import KEEPERS, check_kept, take_turns
from cadres.editing import check_unchanged
from cadres.invitations import State, find
from cadres.models import Cadre, Post, Tenure

PERSON_FIELDS = ("name", "username")

log = logging.getLogger("doorstep.people")


@transaction.atomic
def add(
    *,
    name: str,
    username: str,
    phone: str,
    post: Post,
    from_on: date,
    by: Cadre | None,
    at: datetime,
) -> Cadre:
    """Make an account without a password, in a post from a day on, with a link that is open.

    Raises ValidationError: "account_taken", and what `tenures.begin` raises.
    """
    cadre = Cadre(username=username, name=name, phone=phone, invited_at=at)
    cadre.set_unusable_password()
    _save(cadre)
    tenures.begin(post=post, cadre=cadre, from_on=from_on)
    log.info("account %s made by %s", cadre.pk, by and by.pk)
    return cadre


@transaction.atomic
def change(
    *, cadre: Cadre, seen: str, name: str, username: str, phone: str | None, by: Cadre
) -> Cadre:
    """Another name, account name or phone; None leaves the phone as it is.

    Raises ValidationError: "changed" (somebody else did meanwhile), "account_taken".
    """
    cadre = _locked(cadre)
    check_unchanged(cadre, seen)
    cadre.name, cadre.username = name, username
    if phone is not None:
        cadre.phone = phone
    _save(cadre)
    log.info("account %s changed by %s", cadre.pk, by.pk)
    return cadre


@transaction.atomic
def invite(*, cadre: Cadre, by: Cadre, at: datetime) -> Cadre:
    """A new link: an older one is dead, the password no longer opens, all sessions end.

    Also how a forgotten password is set anew: nobody but the person ever knows one. Raises
    ValidationError: "own_account", "inactive".
    """
    cadre = _locked(cadre)
    _check_other(cadre, by, _("Your own password you change yourself, on the page of me."))
    if not cadre.is_active:
        raise ValidationError(
            _("The account of %(cadre)s is switched off.") % {"cadre": cadre}, code="inactive"
        )
    _shut(cadre)
    cadre.invited_at = at
    cadre.save(update_fields=["password", "session_epoch", "invited_at"])
    log.info("account %s got a link from %s", cadre.pk, by.pk)
    return cadre


@transaction.atomic
def withdraw_invitation(*, cadre: Cadre, by: Cadre) -> Cadre:
    """The link is dead at once. Withdrawing what was used or withdrawn changes nothing."""
    cadre = _locked(cadre)
    if cadre.invited_at is not None:
        cadre.set_unusable_password()
        cadre.invited_at = None
        cadre.save(update_fields=["password", "invited_at"])
        log.info("link of account %s withdrawn by %s", cadre.pk, by.pk)
    return cadre


@transaction.atomic
def join(*, key: str, password: str, at: datetime) -> Cadre:
    """The person sets the own password; the link is used up.

    The caller has held the password to the rules. Raises ValidationError: "late", "gone".
    """
    found = find(key, at=at, is_locked=True)
    if found.state != State.GOOD or found.cadre is None:
        raise ValidationError(_("This link opens no more."), code=str(found.state))
    cadre = found.cadre
    cadre.set_password(password)
    cadre.invited_at = None
    cadre.save(update_fields=["password", "invited_at"])
    log.info("account %s used its link", cadre.pk)
    return cadre


@transaction.atomic
def deactivate(*, cadre: Cadre, by: Cadre, on: date) -> Cadre:
    """The account opens nothing and its sessions end; posts held stay as they are.

    Raises ValidationError: "own_account", "last_administrator".
    """
    cadre = _locked(cadre)
    _check_other(cadre, by, _("Nobody switches off the own account. Ask another administrator."))
    if cadre.is_active:
        cadre.is_active = False
        cadre.invited_at = None
        cadre.session_epoch += 1
        cadre.save(update_fields=["is_active", "invited_at", "session_epoch"])
        _check_kept(cadre, on)
        log.info("account %s switched off by %s", cadre.pk, by.pk)
    return cadre


@transaction.atomic
def reactivate(*, cadre: Cadre, by: Cadre) -> Cadre:
    """The account opens again, with the password it had."""
    cadre = _locked(cadre)
    if not cadre.is_active:
        cadre.is_active = True
        cadre.save(update_fields=["is_active"])
        log.info("account %s switched on by %s", cadre.pk, by.pk)
    return cadre


@transaction.atomic
def end_sessions(*, cadre: Cadre, by: Cadre) -> Cadre:
    """Whoever is logged in under this account, anywhere, has to log in again."""
    cadre = _locked(cadre)
    cadre.session_epoch += 1
    cadre.save(update_fields=["session_epoch"])
    log.info("sessions of account %s ended by %s", cadre.pk, by.pk)
    return cadre


@transaction.atomic
def drop_second_step(*, cadre: Cadre, by: Cadre) -> Cadre:
    """For a lost phone: the password alone opens again; sessions end. Code "own_account"."""
    cadre = _locked(cadre)
    _check_other(cadre, by, _("Your own second step you take off on the page of me."))
    Authenticator.objects.filter(user=cadre).delete()
    log.info("second step of account %s dropped by %s", cadre.pk, by.pk)
    return end_sessions(cadre=cadre, by=by)


def _locked(cadre: Cadre) -> Cadre:
    return Cadre.objects.select_for_update(no_key=True).get(pk=cadre.pk)


def _check_kept(cadre: Cadre, on: date) -> None:
    take_turns()
    held = Tenure.objects.on(on).filter(cadre=cadre, post__role__in=KEEPERS)
    for tenure in held.select_related("post__area"):
        check_kept(tenure.post, on=on)


def _shut(cadre: Cadre) -> None:
    cadre.set_unusable_password()
    cadre.session_epoch += 1


def _check_other(cadre: Cadre, by: Cadre, refusal: str) -> None:
    if cadre.pk == by.pk:
        raise ValidationError(refusal, code="own_account")


def _save(cadre: Cadre) -> None:
    taken = ValidationError(
        _("The account name %(account)s is taken.") % {"account": cadre.username},
        code="account_taken",
    )
    # Capitals tell nobody apart, on a phone least of all.
    if Cadre.objects.filter(username__iexact=cadre.username).exclude(pk=cadre.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            cadre.save()
    except IntegrityError as twice:
        raise taken from twice
