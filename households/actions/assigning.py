"""Single places given to a post (包户): they beat the area they stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cadres.access import ANSWERING
from cadres.models import Duty, Post
from households.models import Place, PlaceAssignment

Days = tuple[date, date | None]


@dataclass(frozen=True)
class PlaceChange:
    """One responsible assignment of a single place before and after."""

    assignment_id: int
    post_id: int
    place_id: int
    before: Days | None
    after: Days | None


def last_event(place_ids: Iterable[int] | None = None) -> int:
    """The number of the last thing that happened to the assignments of these places, or of all.

    A page keeps it, and hands it back as `seen`, so that nobody overwrites what they did not see.
    """
    events = PlaceAssignment.pgh_event_model  # type: ignore[attr-defined]  # by pghistory.track
    history = events.objects.all()
    if place_ids is not None:
        history = history.filter(place__in=place_ids)
    return history.aggregate(last=Max("pgh_id"))["last"] or 0


@transaction.atomic
def give(
    *, places: Sequence[Place], post: Post, on: date, seen: int | None = None
) -> list[PlaceChange]:
    """Let `post` answer for each of these places from today on, whoever has their area.

    The same again changes nothing. Returns what changed, for `take_back`. Raises
    ValidationError: "role" for a post that visits no doors, "changed" where somebody else gives
    one of them at the same moment, has planned to, or has done so since the page was `seen`.
    """
    if post.role not in ANSWERING:
        raise ValidationError(_("%(post)s visits no doors.") % {"post": post}, code="role")
    ids = _locked(place.pk for place in places)
    if seen is not None and last_event(ids) > seen:
        raise _changed()
    held = PlaceAssignment.objects.on(on).filter(place__in=ids, duty=Duty.RESPONSIBLE)
    now = {row.place_id: row for row in held}
    changes: list[PlaceChange] = []
    try:
        with transaction.atomic():
            for place_id in ids:
                changes += _give(place_id, now.get(place_id), post, on)
    except IntegrityError as overlap:
        raise _changed() from overlap
    return changes


def _give(place_id: int, now: PlaceAssignment | None, post: Post, on: date) -> list[PlaceChange]:
    if now is not None and now.post_id == post.pk and now.to_on is None:
        return []
    changes = [_end(now, on)] if now is not None else []
    made = PlaceAssignment.objects.create(place_id=place_id, post=post, from_on=on)
    return [*changes, PlaceChange(made.pk, post.pk, place_id, None, (on, None))]


def _end(row: PlaceAssignment, on: date) -> PlaceChange:
    pk, before = row.pk, (row.from_on, row.to_on)
    if row.from_on == on:
        row.delete()
        return PlaceChange(pk, row.post_id, row.place_id, before, None)
    row.to_on = on
    row.save(update_fields=["to_on"])
    return PlaceChange(pk, row.post_id, row.place_id, before, (row.from_on, on))


@transaction.atomic
def take_back(*, changes: Sequence[PlaceChange], on: date) -> None:
    """Make everything as it was before `changes`, on the day they were made; twice is once.

    Raises ValidationError: "past" on a later day, "changed" when something changed since.
    """
    _locked(change.place_id for change in changes)
    rows = PlaceAssignment.objects.in_bulk([change.assignment_id for change in changes])
    stand = {pk: (row.from_on, row.to_on) for pk, row in rows.items()}
    if all(stand.get(change.assignment_id) == change.before for change in changes):
        return
    if any(change.before is None and change.after and change.after[0] < on for change in changes):
        raise ValidationError(
            _("What has gone by cannot be changed any more. Choose today or a later day."),
            code="past",
        )
    if any(stand.get(change.assignment_id) != change.after for change in changes):
        raise _changed()
    try:
        with transaction.atomic():
            for change in reversed(changes):
                _restore(change)
    except IntegrityError as overlap:
        raise _changed() from overlap


def _restore(change: PlaceChange) -> None:
    if change.before is None:
        PlaceAssignment.objects.filter(pk=change.assignment_id).delete()
        return
    days = dict(zip(("from_on", "to_on"), change.before, strict=True))
    PlaceAssignment.objects.update_or_create(
        pk=change.assignment_id,
        defaults=days,
        create_defaults={**days, "post_id": change.post_id, "place_id": change.place_id},
    )


def _locked(place_ids: Iterable[int]) -> list[int]:
    """Lock the places in one order, so that two administrators take turns."""
    rows = Place.objects.filter(pk__in=list(place_ids)).order_by("pk")
    return list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _changed() -> ValidationError:
    return ValidationError(
        _("Somebody else has just given one of these away. Look again, then decide."),
        code="changed",
    )
