"""Facts become reminders, reminders become one digest a person and day; what people do with it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.editing import check_unchanged
from cadres.models import Cadre
from issues.models import Issue
from reminders import queries, reasons
from reminders.models import Channel, Digest, Preference, Reminder, Snooze

SNOOZED_FOR = 60  # days at most; whoever puts off longer means never


@transaction.atomic
def raise_due(*, at: datetime) -> int:
    """Write a reminder for every fact that asks for one; return how many are new.

    Set-wise, and idempotent by the outbox's natural keys: a second run, or two at once, writes
    nothing twice. The reasons are those of DOMAIN 7.
    """
    return (
        reasons.remind_of_places(at=at)
        + reasons.remind_of_promises(at=at)
        + reasons.remind_of_decisions(at=at)
        + reasons.remind_of_issues(at=at)
    )


def is_quiet(*, at: datetime) -> bool:
    """Whether nothing may be sent now (DOMAIN 7: never between 21:00 and 07:30)."""
    begins, ends = settings.REMINDER_HOURS
    return not begins <= timezone.localtime(at).time() < ends


@transaction.atomic
def send_digests(*, at: datetime) -> int:
    """Gather what waits into one digest a person and day, at the person's hour; return how many.

    What comes after the day's digest goes out tomorrow; of it, what is urgent singly and at once.
    In quiet hours nothing goes out. Two workers at once, or a second run, send nothing twice: the
    digest's unique keys decide. Whoever takes e-mail gets a row in that channel's outbox.
    """
    if is_quiet(at=at):
        return 0
    day = timezone.localdate(at)
    begins, ends = settings.REMINDER_HOURS
    with connection.cursor() as cursor:
        # One at a time: what goes into a day's digest here must not go out singly there.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GATHERING])
        ready = Reminder.objects.waiting(on=day).still_true(at=at).order_by()
        told: dict[str, Any] = {
            "people": list(ready.values_list("recipient", flat=True).distinct()),
            "day": day,
            "at": at,
            "clock": timezone.localtime(at).time(),
            "begins": begins,
            "ends": ends,
            "channel": Channel.EMAIL,
        }
        if not told["people"]:
            return 0
        cursor.execute(_DIGESTS, told)
        sent = int(cursor.fetchone()[0])
        urgent = ready.filter(issue__urgency=Issue.Urgency.URGENT, digest__isnull=True)
        cursor.execute(_SINGLES, told | {"urgent": list(urgent.values_list("pk", flat=True))})
        return sent + int(cursor.fetchone()[0])


_GATHERING = 0x52454D44  # advisory lock

_OUTBOX = """
outbox AS (
  INSERT INTO reminders_delivery (digest_id, channel, status, tries, next_try_at, last_error)
  SELECT fresh.id, %(channel)s, 'waiting', 0, %(at)s::timestamptz, ''
  FROM fresh
  JOIN cadres_cadre AS person ON person.id = fresh.recipient_id AND person.email <> ''
  LEFT JOIN reminders_preference AS wish ON wish.recipient_id = fresh.recipient_id
  WHERE coalesce(wish.by_email, true)
)
SELECT count(*) FROM fresh
"""

# An hour chosen before the house changed its hours counts as the first one. What is no longer
# true goes along in silence, so that it is not asked about every minute for ever.
_DIGESTS = f"""
WITH person AS (
  SELECT cadre.id AS recipient_id
  FROM cadres_cadre AS cadre
  LEFT JOIN reminders_preference AS wish ON wish.recipient_id = cadre.id
  WHERE cadre.id = ANY(%(people)s) AND cadre.is_active
    AND CASE WHEN wish.hour >= %(begins)s AND wish.hour < %(ends)s
             THEN wish.hour ELSE %(begins)s END <= %(clock)s
), fresh AS (
  INSERT INTO reminders_digest (recipient_id, day, sent_at)
  SELECT recipient_id, %(day)s::date, %(at)s::timestamptz FROM person
  ON CONFLICT DO NOTHING
  RETURNING id, recipient_id
), gathered AS (
  UPDATE reminders_reminder AS reminder SET digest_id = fresh.id, snooze_id = NULL
  FROM fresh
  WHERE reminder.recipient_id = fresh.recipient_id
    AND (reminder.digest_id IS NULL AND reminder.snooze_id IS NULL OR reminder.snooze_id IN (
      SELECT id FROM reminders_snooze WHERE until <= %(day)s))
), {_OUTBOX}"""

_SINGLES = f"""
WITH fresh AS (
  INSERT INTO reminders_digest (recipient_id, day, single_id, sent_at)
  SELECT reminder.recipient_id, %(day)s::date, reminder.id, %(at)s::timestamptz
  FROM reminders_reminder AS reminder
  JOIN cadres_cadre AS cadre ON cadre.id = reminder.recipient_id AND cadre.is_active
  WHERE reminder.id = ANY(%(urgent)s)
  ON CONFLICT DO NOTHING
  RETURNING id, recipient_id, single_id
), gathered AS (
  UPDATE reminders_reminder AS reminder SET digest_id = fresh.id, snooze_id = NULL
  FROM fresh WHERE reminder.id = fresh.single_id
), {_OUTBOX}"""


def mark_read(*, recipient: Cadre, at: datetime) -> None:
    """The person has opened the inbox: the badge goes."""
    Digest.objects.filter(recipient=recipient, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def snooze(*, recipient: Cadre, reminders: Sequence[int], until: date, on: date) -> Snooze:
    """Put reminders off to a day; that day they come again (改天再提).

    Raises ValidationError: code "day" for one that is not ahead or too far, "gone" where nothing
    is left to be put off.
    """
    if not on < until <= on + timedelta(days=SNOOZED_FOR):
        raise ValidationError(
            _("Choose a day from tomorrow on, at most %(days)d days ahead.")
            % {"days": SNOOZED_FOR},
            code="day",
        )
    own = Reminder.objects.of(recipient).filter(pk__in=reminders).select_for_update(of=("self",))
    rows = [row.pk for row in own.awake(on=on).order_by("pk")]
    if not rows:
        raise ValidationError(_("Nothing of this waits any more."), code="gone")
    put_off = Snooze.objects.create(recipient=recipient, until=until, made_on=on)
    Reminder.objects.filter(pk__in=rows).update(snooze=put_off)
    return put_off


@transaction.atomic
def wake(*, recipient: Cadre, snooze_id: int) -> bool:
    """Take a putting-off back: it stands in the inbox again. Twice changes nothing."""
    deleted, _rows = Snooze.objects.filter(recipient=recipient, pk=snooze_id).delete()
    return bool(deleted)


@transaction.atomic
def choose(
    *,
    recipient: Cadre,
    hour: time,
    by_email: bool,
    email: str,
    language: str,
    seen: str,
    seen_person: str,
) -> Preference:
    """Keep when and how somebody wants to be told.

    Raises ValidationError: code "hour" for one in the quiet hours, "email" for e-mail without an
    address, "changed" where another window changed it meanwhile.
    """
    begins, ends = settings.REMINDER_HOURS
    if not begins <= hour < ends:
        raise ValidationError(
            _("Nothing is sent at that hour. Choose one from %(from)s to %(until)s.")
            % {"from": begins.strftime("%H:%M"), "until": ends.strftime("%H:%M")},
            code="hour",
        )
    if by_email and not email:
        raise ValidationError(_("Write the address, or leave the e-mail out."), code="email")
    person = Cadre.objects.select_for_update().get(pk=recipient.pk)
    wish = queries.preference_of(person)
    check_unchanged(person, seen_person)
    check_unchanged(wish, seen)
    person.email, person.language = email, language
    person.save(update_fields=["email", "language"])
    wish.hour, wish.by_email = hour, by_email
    wish.save()
    return wish
