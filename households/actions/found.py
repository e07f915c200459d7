"""册上没有的一户: told by whoever stood at the door, brought in by somebody else (DOMAIN 5, 11)."""

import re
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from cadres.models import Area, Cadre, Post
from households.initials import initials
from households.models import (
    FoundHousehold,
    Household,
    Place,
    PlaceStay,
    Residence,
    ResidenceSpell,
    Resident,
)
from households.placement import places_changed
from households.rosters import numbers
from households.standing import phone_index
from households.walking import plate, walk_key

_OURS = re.compile(r"F(\d{4,8})")  # numbers given here; rosters have their own
WHERE = (Area.Level.VILLAGE, Area.Level.GRID)


@transaction.atomic
def report(
    *,
    id: UUID | None,
    area: Area,
    address: str,
    name: str,
    by: Cadre,
    under: Post,
    at: datetime,
    kind: str = FoundHousehold.Kind.NOT_ON_ROSTER,
    at_place: Place | None = None,
    people: int | None = None,
    phone: str = "",
    note: str = "",
) -> FoundHousehold:
    """Write down a household that no roster has; it counts nowhere until somebody adds it.

    The same id again returns the first row. At a place that waits for an answer already, that one
    is returned, with what was told otherwise in its note. Raises
    ValidationError: codes "area", "address", "name", "phone".
    """
    found = FoundHousehold.objects.filter(pk=id).first() if id else None
    if found is None and at_place is not None:
        waiting = FoundHousehold.objects.pending().filter(at_place=at_place)
        found = waiting.select_for_update().first()
        if found is not None:
            _note_besides(found, by, _clean(name), _clean(note))
    if found is not None:
        return found
    if area.level not in WHERE:
        raise ValidationError(_("Choose the village or the grid where they live."), code="area")
    row = FoundHousehold(
        id=id or uuid7(),
        kind=kind,
        area=area,
        area_path=area.path,
        at_place=at_place,
        address=_said(address, 200, _("Write where they live."), code="address"),
        name=_said(name, 60, _("Write whom you met, or the head of the family."), code="name"),
        people=people,
        phone=_phone(phone),
        note=_clean(note)[:200],
        found_by=by,
        found_under=under,
        found_at=at,
    )
    return _insert_or_find(row)


@transaction.atomic
def add(
    *, found: FoundHousehold, by: Cadre, on: date, residence: str = Residence.LIVES_HERE
) -> FoundHousehold:
    """Bring the household in: a place of its own, in scope from this day on (DOMAIN 4.3).

    Adding twice changes nothing. Raises ValidationError: code "own" for who found it, "decided"
    where somebody refused it, or added it as living there otherwise, meanwhile.
    """
    row = _locked(found)
    if row.place is not None and row.place.household.residence == residence:
        return row
    _check_undecided(row)
    if row.found_by_id == by.pk:
        raise ValidationError(_("You found it yourself. Somebody else decides."), code="own")
    row.place = _make_place(row, on, residence)
    row.decided_by, row.added_on = by, on
    row.save(update_fields=["place", "decided_by", "added_on"])
    places_changed([row.place.pk], on=on)
    return row


@transaction.atomic
def refuse(*, found: FoundHousehold, by: Cadre, on: date, why: str) -> FoundHousehold:
    """Do not bring it in, and say why. Refusing twice for one reason changes nothing.

    Raises ValidationError: code "own" for who found it (they withdraw it), "why" without a
    reason, "decided" where somebody added it, or gave another reason, meanwhile.
    """
    row = _locked(found)
    if row.refused_on is not None and _clean(why)[:200] in ("", row.refused_why):
        return row
    _check_undecided(row)
    if row.found_by_id == by.pk:
        raise ValidationError(_("You found it yourself. Somebody else decides."), code="own")
    row.refused_why = _said(why, 200, _("Say in a few words why."), code="why")
    row.decided_by, row.refused_on = by, on
    row.save(update_fields=["decided_by", "refused_on", "refused_why"])
    return row


@transaction.atomic
def withdraw(*, found: FoundHousehold, by: Cadre, on: date) -> FoundHousehold:
    """Take back one's own report that nobody has decided; a second time changes nothing.

    Raises ValidationError: code "not_own", or "decided".
    """
    row = _locked(found)
    if row.found_by_id != by.pk:
        raise ValidationError(_("Somebody else reported this."), code="not_own")
    if row.refused_on is not None:
        return row
    _check_undecided(row)
    row.refused_on, row.refused_why = on, _("taken back by who reported it")
    row.save(update_fields=["refused_on", "refused_why"])
    return row


@transaction.atomic
def take_back(*, found: FoundHousehold, by: Cadre, on: date) -> FoundHousehold:
    """Undo a decision of the same day, for who made it; the place goes, if nobody was there yet.

    One's own report that one withdrew is as it was, too.

    Raises ValidationError: codes "late", "not_own", "visited".
    """
    row = _locked(found)
    if row.is_pending:
        return row
    if (row.decided_by_id or row.found_by_id) != by.pk:
        raise ValidationError(_("Somebody else decided this."), code="not_own")
    if on != (row.added_on or row.refused_on):
        raise ValidationError(_("This can be taken back on the same day only."), code="late")
    place = row.place
    row.place = row.added_on = row.refused_on = row.decided_by = None
    row.refused_why = ""
    row.save(update_fields=["place", "added_on", "refused_on", "refused_why", "decided_by"])
    if place is not None:
        try:
            with transaction.atomic():
                place.delete()
        except ProtectedError:
            raise ValidationError(
                _("Somebody has been there already, so it stays."), code="visited"
            ) from None
    return row


def _note_besides(found: FoundHousehold, by: Cadre, name: str, note: str) -> None:
    """What a second one told of the same door stands beside the first, as far as there is room."""
    told = [said for said in (name, note) if said and said not in f"{found.name} {found.note}"]
    if told:
        besides = _("%(name)s: %(told)s") % {"name": by.name, "told": " ".join(told)}
        found.note = " ".join(filter(None, [found.note, besides]))[:200]
        found.save(update_fields=["note"])


def _insert_or_find(row: FoundHousehold) -> FoundHousehold:
    """Insert the row; or return the one that took its id this very moment: a second tap."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        kept: FoundHousehold | None = FoundHousehold.objects.filter(pk=row.pk).first()
        if kept is None:
            raise
        return kept
    return row


def _make_place(found: FoundHousehold, on: date, residence: str) -> Place:
    area = found.area
    village = area.parent if area.level == Area.Level.GRID and area.parent else area
    where = {"area": area, "area_path": area.path, "front": area.front}
    place: Place = Place.objects.create(
        kind=Place.Kind.HOUSEHOLD,
        name=found.name,
        initials=initials(found.name),
        address=found.address,
        plate=plate(found.address),
        walk_key=walk_key(found.address),
        joined_on=on,
        **where,
    )
    PlaceStay.objects.create(place=place, from_on=on, **where)
    told = Residence(residence)
    household: Household = Household.objects.create(
        place=place, village=village, number=_next_number(village), residence=told
    )
    ResidenceSpell.objects.create(household=household, residence=told, from_on=on)
    Resident.objects.create(
        household=household,
        name=found.name,
        relation="户主",  # as rosters say it
        is_head=True,
        residence=told,
        phone=found.phone,
        phone_index=phone_index(found.phone) if found.phone else b"",
    )
    return place


def _next_number(village: Area) -> str:
    """A number that no household of the village has: F0001 and on."""
    Area.objects.select_for_update(no_key=True).get(pk=village.pk)  # one at a time
    given = Household.objects.filter(village=village, number__startswith="F")
    told = (_OURS.fullmatch(number) for number in given.values_list("number", flat=True))
    return f"F{max((int(one[1]) for one in told if one), default=0) + 1:04d}"


def _check_undecided(row: FoundHousehold) -> None:
    if row.added_on is not None:
        told: dict[str, Any] = {"name": row.decided_by, "day": row.added_on}
        raise ValidationError(
            _("%(name)s has already added this on %(day)s."), code="decided", params=told
        )
    if row.refused_on is not None:
        told = {"name": row.decided_by or row.found_by, "why": row.refused_why}
        raise ValidationError(
            _("%(name)s has already left this out: %(why)s"), code="decided", params=told
        )


def _locked(found: FoundHousehold) -> FoundHousehold:
    rows = FoundHousehold.objects.select_for_update(of=("self",))
    row: FoundHousehold = rows.select_related("area__parent").get(pk=found.pk)
    return row


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _said(text: str, most: int, sentence: str, *, code: str) -> str:
    said = _clean(text)[:most]
    if not said:
        raise ValidationError(sentence, code=code)
    return said


def _phone(text: str) -> str:
    text = _clean(text)
    if not text:
        return ""
    number, reason = numbers.phone(text)
    if reason:
        raise ValidationError(
            _("This is no phone number. Check it, or leave it out."), code="phone"
        )
    return number
