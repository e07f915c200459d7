"""A leader's quota set, ended, and put back as it was (DOMAIN 4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cadres.editing import check_unchanged
from cadres.models import Cadre, Post, Role
from visits import credit
from visits.models import LeaderQuota, Period

QUOTA_FIELDS = ("period", "households", "enterprises", "from_on", "to_on")  # what a page shows

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class QuotaChange:
    """A post's quotas from a day on, before and after somebody set one: enough to take it back."""

    post_id: int
    from_on: date
    before: Rows
    after: Rows

    @property
    def is_none(self) -> bool:
        """Whether all stayed as it was."""
        return self.before == self.after


def standing(post: Post, *, on: date) -> LeaderQuota:
    """The quota that holds or is to hold last; an unsaved one where a post has none."""
    found: LeaderQuota | None = _from(post, on).last()
    return found or LeaderQuota(post=post, set_by=None)


@transaction.atomic
def set_quota(
    *,
    post: Post,
    period: str,
    households: int,
    enterprises: int,
    by: Cadre | None,
    on: date,
    from_on: date | None = None,
    seen: str | None = None,
) -> QuotaChange:
    """Let a quota hold for a leader's post from a day on, today if none is told.

    What was to begin on that day or later gives way; without a door there is no quota from then
    on. The same again changes nothing. Raises ValidationError: code "post" for a post that leads
    nobody, "period" for a period that is none, "past" for a day of a period that is over,
    "changed" when it is no longer what the page had shown.
    """
    post = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    day = from_on or on
    _check(post, period, day, on)
    if seen is not None:
        check_unchanged(standing(post, on=on), seen)
    before, told = _rows(post, day), (period, households, enterprises)
    now = [(row["period"], row["households"], row["enterprises"]) for row in before]
    if now == [told] and before[0]["from_on"] <= day and before[0]["to_on"] is None:
        return QuotaChange(post.pk, day, before, before)
    LeaderQuota.objects.filter(post=post, from_on__gte=day).delete()
    LeaderQuota.objects.on(day).filter(post=post).update(to_on=day)
    if households or enterprises:
        LeaderQuota.objects.create(
            post=post, period=period, households=households, enterprises=enterprises, set_by=by,
            from_on=day,
        )  # fmt: skip
    return QuotaChange(post.pk, day, before, _rows(post, day))


@transaction.atomic
def take_back(change: QuotaChange) -> None:
    """Put a post's quotas back as they were before a change.

    Raises ValidationError, code "changed", when somebody has set another one since.
    """
    post = Post.objects.select_for_update(no_key=True).get(pk=change.post_id)
    if _rows(post, change.from_on) != change.after:
        raise ValidationError(_("Somebody has set another quota since."), code="changed")
    LeaderQuota.objects.filter(post=post, from_on__gte=change.from_on).delete()
    for row in change.before:
        LeaderQuota.objects.update_or_create(pk=row["id"], defaults=row)


def _check(post: Post, period: str, day: date, on: date) -> None:
    if post.role != Role.LEADER:
        raise ValidationError(_("Only a leader's post has a quota."), code="post")
    if period not in Period.values:
        raise ValidationError(_("Choose a month, a quarter, a half-year or a year."), code="period")
    open_since = credit.Period(period).first_day(on)
    if day < open_since:
        told = _("What is over stays as it was: it may begin on %(day)s at the earliest.")
        raise ValidationError(told % {"day": open_since.isoformat()}, code="past")


def _from(post: Post, day: date) -> Any:
    ahead = Q(to_on__isnull=True) | Q(to_on__gt=day)
    return LeaderQuota.objects.filter(ahead, post=post).order_by("from_on")


def _rows(post: Post, day: date) -> Rows:
    """As rows are told in a note; one that ends on the day itself is among them."""
    touching = Q(to_on__isnull=True) | Q(to_on__gte=day)
    rows = LeaderQuota.objects.filter(touching, post=post).order_by("from_on")
    return [dict(row) for row in rows.values()]
