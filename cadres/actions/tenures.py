"""Who holds a post from-to (DOMAIN 8): begun, ended, handed on, taken back. Access follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.actions.keepers import KEEPERS, check_kept, take_turns
from cadres.editing import check_unchanged
from cadres.models import Cadre, Post, Tenure

Days = tuple[date, date | None]
TENURE_FIELDS = ("to_on",)


@dataclass(frozen=True)
class TenureChange:
    """One tenure before and after: its days, or None where there was or is none."""

    tenure_id: int
    post_id: int
    cadre_id: int
    before: Days | None
    after: Days | None


@transaction.atomic
def begin(*, post: Post, cadre: Cadre, from_on: date) -> list[TenureChange]:
    """Let a person hold a post from a day on.

    A day gone by may be named where nobody held the post since: what a post opens is asked of
    today only. Raises ValidationError: "inactive", "held" where somebody holds it on that day,
    "planned" where somebody is to begin later.
    """
    _lock(post)
    if not cadre.is_active:
        raise ValidationError(
            _("The account of %(cadre)s is switched off.") % {"cadre": cadre}, code="inactive"
        )
    ahead = _on_or_after(post, from_on)
    if ahead and ahead[0].from_on <= from_on:
        raise ValidationError(
            _("%(cadre)s holds %(post)s on that day. End that first.")
            % {"cadre": ahead[0].cadre, "post": post},
            code="held",
        )
    if ahead:
        raise ValidationError(
            _("From %(day)s on %(cadre)s holds %(post)s. Take that back first.")
            % {"day": spoken(ahead[0].from_on), "cadre": ahead[0].cadre, "post": post},
            code="planned",
        )
    return [_begun(post, cadre, from_on)]


@transaction.atomic
def end(
    *,
    tenure: Tenure,
    last_on: date,
    successor: Cadre | None,
    by: Cadre,
    on: date,
    seen: str,
) -> list[TenureChange]:
    """The person holds the post up to `last_on`; from the day after the successor, or nobody.

    One that has not begun by then never comes. Raises ValidationError: "past" (the earliest last
    day is yesterday: then it ends at once), "changed", "same", "own_last" for an administrator's
    own last post, "last_administrator", and what `begin` raises for the successor.
    """
    post = _lock(tenure.post)
    there = Tenure.objects.filter(pk=tenure.pk).select_related("cadre", "post").first()
    if there is None:
        raise _changed()
    tenure = there
    check_unchanged(tenure, seen)
    to_on = last_on + timedelta(days=1)
    if to_on < on:
        raise ValidationError(
            _("What has gone by cannot be changed any more. Yesterday is the earliest last day."),
            code="past",
        )
    if successor is not None and successor.pk == tenure.cadre_id:
        raise ValidationError(_("This person holds the post already."), code="same")
    is_keeper = post.role in KEEPERS
    if is_keeper:
        take_turns()
        _check_own_last(tenure, by, on)
    changes = [_shorten(tenure, to_on)]
    if successor is not None:
        changes += begin(post=post, cadre=successor, from_on=max(to_on, tenure.from_on))
    if is_keeper:
        check_kept(post, on=max(to_on, on))
    return changes


@transaction.atomic
def take_back(*, changes: Sequence[TenureChange], on: date) -> None:
    """Put tenures back as they were; a second time changes nothing.

    Raises ValidationError: "changed" when they are no longer as `changes` left them or somebody
    else holds the post by now, "last_administrator".
    """
    posts = [_lock(Post(pk=pk)) for pk in sorted({change.post_id for change in changes})]
    kept = [post for post in posts if post.role in KEEPERS]
    if kept:
        take_turns()
    rows = Tenure.objects.in_bulk([change.tenure_id for change in changes])
    stand = {pk: (row.from_on, row.to_on) for pk, row in rows.items()}
    if all(stand.get(change.tenure_id) == change.before for change in changes):
        return
    if any(stand.get(change.tenure_id) != change.after for change in changes):
        raise _changed()
    try:
        with transaction.atomic():
            for change in reversed(changes):
                _restore(change)
    except IntegrityError as overlap:
        raise _changed() from overlap
    for post in kept:
        check_kept(post, on=on)


def spoken(day: date) -> str:
    """A day in a sentence, with its year."""
    return dateformat.format(day, pgettext("day of another year", "j M Y"))


def keeps_people(cadre: Cadre, *, on: date, without: int) -> bool:
    """Whether the person administers under another tenure than `without`."""
    own = Tenure.objects.on(on).filter(cadre=cadre, post__role__in=KEEPERS)
    return own.exclude(pk=without).exists()


def _check_own_last(tenure: Tenure, by: Cadre, on: date) -> None:
    if tenure.cadre_id == by.pk and not keeps_people(by, on=on, without=tenure.pk):
        raise ValidationError(
            _(
                "This is your own last post as administrator; you would lock yourself out. "
                "Another administrator ends it."
            ),
            code="own_last",
        )


def _lock(post: Post) -> Post:
    """Two administrators at one post take turns."""
    return (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit", "area")
        .get(pk=post.pk)
    )


def _on_or_after(post: Post, day: date) -> list[Tenure]:
    held = Tenure.objects.filter(post=post).filter(Q(to_on__isnull=True) | Q(to_on__gt=day))
    return list(held.select_related("cadre").order_by("from_on"))


def _begun(post: Post, cadre: Cadre, from_on: date) -> TenureChange:
    try:
        with transaction.atomic():
            made = Tenure.objects.create(post=post, cadre=cadre, from_on=from_on)
    except IntegrityError as overlap:  # somebody who did not lock: a command
        raise _changed() from overlap
    return TenureChange(made.pk, post.pk, cadre.pk, before=None, after=(from_on, None))


def _shorten(tenure: Tenure, to_on: date) -> TenureChange:
    before = (tenure.from_on, tenure.to_on)
    pk = tenure.pk
    after: Days | None = None
    if to_on > tenure.from_on:
        tenure.to_on = to_on
        tenure.save(update_fields=["to_on"])
        after = (tenure.from_on, to_on)
    else:
        tenure.delete()
    return TenureChange(pk, tenure.post_id, tenure.cadre_id, before=before, after=after)


def _restore(change: TenureChange) -> None:
    if change.before is None:
        Tenure.objects.filter(pk=change.tenure_id).delete()
        return
    from_on, to_on = change.before
    days = {"from_on": from_on, "to_on": to_on}
    Tenure.objects.update_or_create(
        pk=change.tenure_id,
        defaults=days,
        create_defaults={**days, "post_id": change.post_id, "cadre_id": change.cadre_id},
    )


def _changed() -> ValidationError:
    return ValidationError(
        _("Somebody else has just changed who holds this post. Look again, then decide."),
        code="changed",
    )
