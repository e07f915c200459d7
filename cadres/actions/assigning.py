"""Every change of who answers for an area (DOMAIN 8): given from a day on, ended, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.access import ANSWERING
from cadres.models import Area, Assignment, Cadre, Duty, Post

Days = tuple[date, date | None]


@dataclass(frozen=True)
class Change:
    """One assignment before and after: its days, or None where there was or is none."""

    assignment_id: int
    post_id: int
    area_id: int
    before: Days | None
    after: Days | None
    duty: str = Duty.RESPONSIBLE

    @property
    def begins_on(self) -> date:
        """The first day that is told otherwise."""
        if self.before is None or self.after is None:
            days = self.after or self.before
            assert days is not None
            return days[0]
        return min(day for day in (self.before[1], self.after[1]) if day is not None)


def last_event(areas: Iterable[Area]) -> int:
    """The number of the last thing that happened to the assignments of these areas.

    A page keeps it, and hands it back as `seen`, so that nobody overwrites what they did not see.
    """
    events = Assignment.pgh_event_model  # type: ignore[attr-defined]  # by pghistory.track
    history = events.objects.filter(area__in=areas)
    return history.aggregate(last=Max("pgh_id"))["last"] or 0


@transaction.atomic
def assign(
    *,
    post: Post,
    starts: Sequence[tuple[Area, date]],
    to_on: date | None = None,
    by: Cadre | None,
    on: date,
    seen: int | None = None,
    duty: str = Duty.RESPONSIBLE,
) -> list[Change]:
    """Let `post` answer for each area from its day on, up to `to_on` (the first day without).

    Whoever was responsible until then ends on that day, so that no day has two and none is empty;
    supporting and paired posts stand beside, any number of them. The same post again changes
    nothing but the last day. Returns what changed, for `take_back`.
    Raises ValidationError, worded for the person: "role", "past" (facts never take effect before
    the day they are recorded, DOMAIN 4.8), "order", "planned" where another post begins on a later
    day, "changed" where somebody else assigned meanwhile.
    """
    if post.role not in ANSWERING:
        raise ValidationError(_("%(post)s visits no doors.") % {"post": post}, code="role")
    areas = _locked([area for area, _from in starts], seen)
    changes: list[Change] = []
    for area, from_on in starts:
        _check_days(from_on, to_on, on)
        changes += _give(areas[area.pk], post, duty, (from_on, to_on), by)
    return changes


@transaction.atomic
def unassign(
    *, areas: Sequence[Area], from_on: date, on: date, seen: int | None = None
) -> list[Change]:
    """From that day on nobody answers for these areas themselves; what is planned later stays.

    Raises ValidationError: "past", "changed", and "begins_then" where an assignment begins on
    that very day.
    """
    _check_days(from_on, None, on)
    changes: list[Change] = []
    for area in _locked(areas, seen).values():
        held = _overlapping(area, from_on, None)
        if held and held[0].from_on == from_on:
            raise ValidationError(
                _("%(post)s only begins in %(area)s on that day; take that back instead.")
                % {"post": held[0].post, "area": area},
                code="begins_then",
            )
        if held and held[0].from_on < from_on:
            changes.append(_end(held[0], from_on))
    return changes


@transaction.atomic
def cancel(*, assignment: Assignment, on: date) -> list[Change]:
    """Drop an assignment that has not begun before today; what it cut stays cut.

    Raises ValidationError, code "past", for one that has. A second time changes nothing.
    """
    _locked([assignment.area], None)
    there = Assignment.objects.filter(pk=assignment.pk).select_related("post__unit").first()
    if there is None:
        return []
    days = (there.from_on, there.to_on)
    change = Change(there.pk, there.post_id, there.area_id, days, None, there.duty)
    _check_days(change.begins_on, None, on)
    there.delete()
    return [change]


@transaction.atomic
def end_beside(*, assignment: Assignment, on: date) -> list[Change]:
    """From today on a post no longer supports an area, or is no longer paired with it.

    One that was to begin today or later never comes. Raises ValidationError, code "responsible",
    for the one that answers: that is for `unassign`. A second time changes nothing.
    """
    _locked([assignment.area], None)
    there = Assignment.objects.filter(pk=assignment.pk).first()
    if there is None or (there.to_on is not None and there.to_on <= on):
        return []
    if there.duty == Duty.RESPONSIBLE:
        raise ValidationError(_("This post answers for the area."), code="responsible")
    return [_end(there, on)] if there.from_on < on else cancel(assignment=there, on=on)


@transaction.atomic
def take_back(*, changes: Sequence[Change], by: Cadre | None, on: date) -> None:
    """Make everything as it was before `changes`; a second time changes nothing.

    Raises ValidationError: "past" once the first changed day lies behind, "changed" when the
    assignments are no longer as `changes` left them.
    """
    _locked(Area.objects.filter(pk__in={change.area_id for change in changes}), None)
    rows = Assignment.objects.in_bulk([change.assignment_id for change in changes])
    stand = {pk: (row.from_on, row.to_on) for pk, row in rows.items()}
    if all(stand.get(change.assignment_id) == change.before for change in changes):
        return
    for change in changes:
        _check_days(change.begins_on, None, on)
        if stand.get(change.assignment_id) != change.after:
            raise _changed()
    # Backwards, so that a row makes room before its predecessor grows into it.
    try:
        with transaction.atomic():
            for change in reversed(changes):
                _restore(change, by)
    except IntegrityError as overlap:
        raise _changed() from overlap


def _restore(change: Change, by: Cadre | None) -> None:
    if change.before is None:
        Assignment.objects.filter(pk=change.assignment_id).delete()
        return
    from_on, to_on = change.before
    Assignment.objects.update_or_create(
        pk=change.assignment_id,
        defaults={"from_on": from_on, "to_on": to_on},
        create_defaults={
            "from_on": from_on,
            "to_on": to_on,
            "area_id": change.area_id,
            "post_id": change.post_id,
            "duty": change.duty,
            "made_by": by,
        },
    )


def _locked(areas: Iterable[Area], seen: int | None) -> dict[int, Area]:
    """Lock the areas in one order, so that two administrators take turns."""
    ids = [area.pk for area in areas]
    rows = Area.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    locked = {area.pk: area for area in rows}
    if seen is not None and last_event(locked.values()) > seen:
        raise _changed()
    return locked


def _give(area: Area, post: Post, duty: str, days: Days, by: Cadre | None) -> list[Change]:
    from_on, to_on = days
    held = _overlapping(area, from_on, to_on)
    if duty != Duty.RESPONSIBLE:  # beside others; only the post itself is in its own way
        held = _overlapping(area, from_on, to_on, duty=duty, post=post)
    changes: list[Change] = []
    now = held[0] if held and held[0].from_on <= from_on else None
    later = [row for row in held if row is not now]
    if now is not None and now.post_id != post.pk and now.from_on == from_on:
        later = [now]
    if later:
        raise ValidationError(
            _("From %(day)s on %(area)s is already given to %(post)s. Take that back first.")
            % {"day": _spoken(later[0].from_on), "area": area, "post": later[0].post},
            code="planned",
        )
    if now is not None and now.post_id == post.pk:
        return [_end(now, to_on)] if now.to_on != to_on else []
    try:
        with transaction.atomic():
            if now is not None:
                changes.append(_end(now, from_on))
            made = Assignment.objects.create(
                area=area, post=post, duty=duty, from_on=from_on, to_on=to_on, made_by=by
            )
    except IntegrityError as overlap:  # somebody who did not lock: an import, a command
        raise _changed() from overlap
    return [*changes, Change(made.pk, post.pk, area.pk, None, (from_on, to_on), duty)]


def _overlapping(
    area: Area,
    from_on: date,
    to_on: date | None,
    *,
    duty: str = Duty.RESPONSIBLE,
    post: Post | None = None,
) -> list[Assignment]:
    held = Assignment.objects.filter(area=area, duty=duty)
    if post is not None:
        held = held.filter(post=post)
    held = held.filter(Q(to_on__isnull=True) | Q(to_on__gt=from_on))
    if to_on is not None:
        held = held.filter(from_on__lt=to_on)
    return list(held.select_related("post__unit").order_by("from_on"))


def _end(row: Assignment, to_on: date | None) -> Change:
    before = (row.from_on, row.to_on)
    row.to_on = to_on
    row.save(update_fields=["to_on"])
    return Change(row.pk, row.post_id, row.area_id, before, (row.from_on, to_on), row.duty)


def _check_days(from_on: date, to_on: date | None, on: date) -> None:
    if from_on < on:
        raise ValidationError(
            _("What has gone by cannot be changed any more. Choose today or a later day."),
            code="past",
        )
    if to_on is not None and to_on <= from_on:
        raise ValidationError(_("The last day lies before the first one."), code="order")


def _changed() -> ValidationError:
    return ValidationError(
        _("Somebody else has just assigned one of these areas. Look again, then decide."),
        code="changed",
    )


def _spoken(day: date) -> str:
    return dateformat.format(day, pgettext("day of another year", "j M Y"))
