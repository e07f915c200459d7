"""Leaving a place out: asked for by one person, decided by another (DOMAIN 4, 4.8, 4.13)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.models import Cadre
from households.models import Exclusion, Place
from households.placement import places_changed


@transaction.atomic
def ask(*, place: Place, reason: str, by: Cadre, at: datetime, note: str = "") -> Exclusion:
    """Ask that a place is left out; it stays in scope until somebody else says yes.

    One that waits already, or that is in force, is returned and stays as it is. Raises
    ValidationError, code "reason", for a reason that is none.
    """
    if reason not in Exclusion.Reason.values:
        raise ValidationError(_("Choose why this place should not count."), code="reason")
    place = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    asked = Exclusion.objects.filter(place=place)
    standing = asked.pending().first() or asked.in_force(on=_day(at)).first()
    if standing is not None:
        return standing
    told = note.replace("\x00", "").strip()[:200]
    row: Exclusion = Exclusion.objects.create(
        place=place, reason=reason, note=told, asked_by=by, asked_at=at
    )
    return row


@transaction.atomic
def approve(*, exclusion: Exclusion, by: Cadre, on: date) -> Exclusion:
    """Leave the place out from this day on (DOMAIN 4.8).

    Approving twice changes nothing. Raises ValidationError: code "own" for who asked (4.13),
    "decided" where somebody refused it meanwhile.
    """
    row = _locked(exclusion)
    if _approve(row, by, on):
        places_changed([row.place_id], on=on)
    return row


@transaction.atomic
def refuse(*, exclusion: Exclusion, by: Cadre, on: date, why: str) -> Exclusion:
    """Keep the place in scope, and say why; who asked may take it back in the same way.

    Refusing twice for one reason changes nothing. Raises ValidationError: code "why" without a
    reason, "decided" where somebody approved it, or gave another reason, meanwhile.
    """
    row = _locked(exclusion)
    _refuse(row, by, on, _told(why))
    return row


@transaction.atomic
def end(*, exclusion: Exclusion, by: Cadre, on: date) -> Exclusion:
    """Let the place count again from this day on, with the dates that it had (DOMAIN 4.13).

    One approved this very day was never out on any past day: its approval is taken back, and it
    waits again. Ending twice changes nothing.
    """
    row = _locked(exclusion)
    if row.approved_on is None or row.ended_on is not None:
        return row
    if row.approved_on >= on:
        return _take_back(row, on)
    row.ended_on, row.ended_by = on, by
    row.save(update_fields=["ended_on", "ended_by"])
    places_changed([row.place_id], on=on)
    return row


@transaction.atomic
def take_back(*, exclusion: Exclusion, by: Cadre, on: date) -> Exclusion:
    """Undo today's approval, refusal or end, for who made it.

    Raises ValidationError: code "late" on a later day, "not_own" for anybody else, "asked_again"
    where the place waits for an answer once more.
    """
    row = _locked(exclusion)
    if row.ended_on is not None:
        _check_mine(row.ended_by_id, row.ended_on, by, on)
        row.ended_on = row.ended_by = None
        row.save(update_fields=["ended_on", "ended_by"])
        places_changed([row.place_id], on=on)
        return row
    if row.is_pending:
        return row
    _check_mine(row.approved_by_id or row.refused_by_id, row.approved_on or row.refused_on, by, on)
    return _take_back(row, on)


@transaction.atomic
def approve_many(
    *, exclusions: Sequence[Exclusion], by: Cadre, on: date
) -> tuple[list[Exclusion], list[tuple[Exclusion, ValidationError]]]:
    """Approve each as `approve` does; those that are refused leave the others alone."""
    done, refused = _each(exclusions, lambda row: _approve(row, by, on))
    places_changed([row.place_id for row in done], on=on)
    return done, refused


@transaction.atomic
def refuse_many(
    *, exclusions: Sequence[Exclusion], by: Cadre, on: date, why: str
) -> tuple[list[Exclusion], list[tuple[Exclusion, ValidationError]]]:
    """Refuse each as `refuse` does. Raises ValidationError, code "why", without a reason."""
    told = _told(why)
    return _each(exclusions, lambda row: _refuse(row, by, on, told))


def _each(
    exclusions: Sequence[Exclusion], decide: Callable[[Exclusion], bool]
) -> tuple[list[Exclusion], list[tuple[Exclusion, ValidationError]]]:
    rows = Exclusion.objects.select_for_update(of=("self",)).select_related("place")
    done: list[Exclusion] = []
    refused: list[tuple[Exclusion, ValidationError]] = []
    for row in rows.filter(pk__in=[one.pk for one in exclusions]).order_by("pk"):
        try:
            if decide(row):
                done.append(row)
        except ValidationError as refusal:
            refused.append((row, refusal))
    return done, refused


def _approve(row: Exclusion, by: Cadre, on: date) -> bool:
    if row.approved_on is not None:
        return False
    _check_undecided(row)
    if row.asked_by_id == by.pk:
        raise ValidationError(_("You asked for this yourself. Somebody else decides."), code="own")
    row.approved_by, row.approved_on = by, on
    row.save(update_fields=["approved_by", "approved_on"])
    return True


def _refuse(row: Exclusion, by: Cadre, on: date, why: str) -> bool:
    if row.refused_on is not None and row.refused_why == why:
        return False
    _check_undecided(row)
    row.refused_by, row.refused_on, row.refused_why = by, on, why
    row.save(update_fields=["refused_by", "refused_on", "refused_why"])
    return True


def _check_undecided(row: Exclusion) -> None:
    if row.approved_on is not None:
        told: dict[str, Any] = {"name": row.approved_by, "day": row.approved_on}
        raise ValidationError(
            _("%(name)s has already approved this on %(day)s."), code="decided", params=told
        )
    if row.refused_on is not None:
        told = {"name": row.refused_by, "why": row.refused_why}
        raise ValidationError(
            _("%(name)s has already kept this in: %(why)s"), code="decided", params=told
        )


def _take_back(row: Exclusion, on: date) -> Exclusion:
    if Exclusion.objects.filter(place=row.place_id).pending().exclude(pk=row.pk).exists():
        raise ValidationError(_("This place waits for an answer once more."), code="asked_again")
    was_out = row.approved_on is not None
    row.approved_by = row.approved_on = row.refused_by = row.refused_on = None
    row.refused_why = ""
    row.save(
        update_fields=["approved_by", "approved_on", "refused_by", "refused_on", "refused_why"]
    )
    if was_out:
        places_changed([row.place_id], on=on)
    return row


def _check_mine(decider_id: int | None, day: date | None, by: Cadre, on: date) -> None:
    if decider_id != by.pk:
        raise ValidationError(_("Somebody else decided this."), code="not_own")
    if day != on:
        raise ValidationError(_("This can be taken back on the same day only."), code="late")


def _told(why: str) -> str:
    why = why.replace("\x00", "").strip()[:200]
    if not why:
        raise ValidationError(_("Say in a few words why."), code="why")
    return why


def _locked(exclusion: Exclusion) -> Exclusion:
    """The row as it stands, its place locked before it, as a visit does."""
    Place.objects.select_for_update(no_key=True).get(pk=exclusion.place_id)
    row: Exclusion = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    return row


def _day(at: datetime) -> date:
    return timezone.localdate(at)
