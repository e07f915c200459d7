"""A message leaves the house: taken by one worker, handed over once, told what became of it.

At most once. What a worker that died had only taken is taken again after the lease; what it was
just handing over is left unsure, for a person to decide (DOMAIN 7: whatever crashes or restarts).
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from reminders import mail
from reminders.actions import is_quiet
from reminders.faults import first_line
from reminders.models import Delivery

LEASE = timedelta(minutes=5)  # longer than a mail server may keep us waiting
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
MOST_TRIES = len(PAUSES) + 1

log = logging.getLogger("doorstep.delivery")


class Refused(Exception):
    """The other side said no, or was not reached: nothing went out. `for_good`: ask no more."""

    def __init__(self, problem: Exception, *, for_good: bool = False) -> None:
        super().__init__(first_line(problem))
        self.for_good = for_good


def deliver_next(*, at: datetime) -> bool:
    """Send one message that waits; False where none does, or nothing may be sent now."""
    if is_quiet(at=at):
        return False
    delivery = take(at=at)
    if delivery is None:
        return False
    try:
        message = mail.message_of(delivery, at=at)
        if message is None:
            _settle(delivery, status=Delivery.Status.NEEDLESS)
            return True
        _hand_over(delivery, message, at)
    except Refused as no:
        _try_later(delivery, no, at)
    except Exception as problem:  # what is wrong with one message stops no other
        log.exception("message %s did not go out", delivery.pk)
        if delivery.status == Delivery.Status.SENDING:
            _settle(delivery, status=Delivery.Status.UNSURE, last_error=first_line(problem))
        else:
            _try_later(delivery, Refused(problem), at)
    return True


def _hand_over(delivery: Delivery, message: EmailMessage, at: datetime) -> None:
    """Hand one message to the mail server, and say so before and after."""
    channel = get_connection()
    try:
        channel.open()
    except (OSError, SMTPException) as problem:
        raise Refused(problem) from problem
    try:
        if not _settle(delivery, status=Delivery.Status.SENDING, taken_until=at + LEASE):
            return  # the lease ran out and another has it
        channel.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException) as problem:
        raise Refused(problem, for_good=_is_final(problem)) from problem
    # Anything else, as a line that was cut while the server held it: perhaps it went out.
    finally:
        _close(channel)
    _settle(delivery, status=Delivery.Status.SENT, sent_at=at, last_error="")


@transaction.atomic
def take(*, at: datetime) -> Delivery | None:
    """The next message that waits, for this worker alone; others pass over it."""
    waiting = Delivery.objects.due(at=at).select_for_update(skip_locked=True)
    delivery = waiting.order_by("next_try_at", "pk").first()
    if delivery is None:
        return None
    delivery.status, delivery.taken_until = Delivery.Status.TAKEN, at + LEASE
    delivery.tries += 1
    delivery.save(update_fields=["status", "taken_until", "tries"])
    return delivery


def waiting(*, at: datetime) -> int:
    """How many messages are due; none in quiet hours."""
    return 0 if is_quiet(at=at) else Delivery.objects.due(at=at).count()


def pick_up(*, at: datetime) -> int:
    """What dead workers left behind: taken waits again, half handed over is unsure."""
    lost = Delivery.objects.filter(taken_until__lt=at)
    error = _("the worker ended meanwhile")
    unsure = lost.filter(status=Delivery.Status.SENDING).update(
        status=Delivery.Status.UNSURE, last_error=error
    )
    taken = lost.filter(status=Delivery.Status.TAKEN)
    given_up = taken.filter(tries__gte=MOST_TRIES).update(
        status=Delivery.Status.FAILED, last_error=error
    )
    return unsure + given_up + taken.update(status=Delivery.Status.WAITING, next_try_at=at)


@transaction.atomic
def send_again(*, delivery: Delivery, at: datetime) -> Delivery:
    """The operator sends what was given up or is unsure once more.

    Raises ValidationError, code "changed", where it has gone out or waits already.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.status not in {Delivery.Status.FAILED, Delivery.Status.UNSURE}:
        raise ValidationError(_("Somebody was quicker: this waits already."), code="changed")
    delivery.status, delivery.tries, delivery.next_try_at = Delivery.Status.WAITING, 0, at
    delivery.save(update_fields=["status", "tries", "next_try_at"])
    return delivery


def _try_later(delivery: Delivery, no: Refused, at: datetime) -> None:
    if no.for_good or delivery.tries >= MOST_TRIES:
        _settle(delivery, status=Delivery.Status.FAILED, last_error=str(no))
        return
    pause = PAUSES[delivery.tries - 1]
    _settle(delivery, status=Delivery.Status.WAITING, next_try_at=at + pause, last_error=str(no))


def _settle(delivery: Delivery, **told: Any) -> bool:
    """Compare and set: only while it is still this worker's, at this try."""
    ours = Delivery.objects.filter(pk=delivery.pk, status=delivery.status, tries=delivery.tries)
    if not ours.update(**told):
        return False
    delivery.status = told["status"]
    return True


def _is_final(problem: Exception) -> bool:
    """5xx: the server will say the same tomorrow."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in problem.recipients.values())
    return isinstance(problem, SMTPResponseException) and problem.smtp_code >= 500


def _close(channel: Any) -> None:
    try:
        channel.close()
    except (OSError, SMTPException):  # it was said already what became of the message
        log.info("the mail server was gone when we wanted to say goodbye")
