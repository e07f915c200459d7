"""Every change of a visit, and of what was promised at a door (DOMAIN 4, 5)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post
from cadres.statements import ask
from cadres.workdays import SHANGHAI
from households.models import Place, PlaceStay
from visits import inserting, retelling, topics
from visits.content import Content, Told, VisitorLine, check_visitors
from visits.models import (
    FormerVisitor,
    Promise,
    Visit,
    Visitor,
    VisitorRole,
)

EDITABLE_FOR = timedelta(hours=72)  # DOMAIN 5: by its author, from the server's receipt
PROMISED_FOR = timedelta(days=366)  # nobody remembers what was said longer ago


def record_inside(
    *,
    id: UUID | None,
    place: Place,
    by: Cadre,
    under: Post,
    visitors: Sequence[VisitorLine],
    phone_at: datetime,
    at: datetime,
    clock_offset_ms: int = 0,
    digest: bytes | None = None,
    is_taken: bool = False,
    **told: Unpack[Told],
) -> Visit:
    """Keep a visit under the id its phone gave it; return the row (DOMAIN 5).

    Inside the transaction of the caller; `record` opens one. `is_taken`: the caller has taken the
    place's row already, as every change of a visit does first. The same id with the same content,
    sent again any number of times, returns the first row and changes nothing; `digest` is of all
    that was sent, where more was sent than this. Raises ValidationError, worded for the person:
    code "id_taken" for other content under the same id (the first stands), "day" for a day that
    cannot be entered any more (4.20), "no_tenure" where `by`, who logs it, held no post that day,
    "policies" for a policy that is not known or had ended by that day, and those of
    `Content.check`.
    """
    content = Content(phone_at=phone_at, clock_offset_ms=clock_offset_ms, **told)
    content.check()
    check_visitors(visitors)
    digest = digest or content.digest(place_id=place.pk, visitors=visitors)
    visit = _new(id, place, content, at)
    visit.logged_by, visit.logged_under, visit.content_digest = by, under, digest
    topics.check_policies(content.policies, on=visit.visited_on)
    if _insert(visit, visitors, is_taken=is_taken):
        return visit
    kept = Visit.objects.filter(pk=visit.pk).first()
    if kept is None:  # sync never asks today's scope, but the day's tenure (ARCHITECTURE, Access)
        raise ValidationError(_("You held no post on that day."), code="no_tenure")
    if bytes(kept.content_digest) != digest:
        raise ValidationError(
            _("Another visit was already sent under this number. The first one stands."),
            code="id_taken",
        )
    return kept


record = transaction.atomic(record_inside)


@transaction.atomic
def correct(
    *,
    visit: Visit,
    by: Cadre,
    visitors: Sequence[VisitorLine],
    at: datetime,
    why: str = "",
    **told: Unpack[Told],
) -> Visit:
    """Tell a visit anew, the whole of it; every earlier version is kept (DOMAIN 4.5, 5).

    The author may within 72 hours of the receipt; afterwards, and for anybody else, it needs a
    reason (code "why"). The two clocks stay as they were first told. The same content changes
    nothing. Raises ValidationError, code "withdrawn", for a visit that was withdrawn.
    """
    visit = _locked(visit)
    why = why.strip()
    if visit.withdrawn_at is not None:
        raise ValidationError(_("This visit was withdrawn."), code="withdrawn")
    if not why and not (by == visit.logged_by and at < visit.received_at + EDITABLE_FOR):
        raise ValidationError(_("Say why you correct it."), code="why")
    content = Content(phone_at=visit.phone_at, clock_offset_ms=visit.clock_offset_ms, **told)
    content.check()
    check_visitors(visitors)
    if _is_told_already(visit, content, visitors):
        return visit
    day = content.visited_on(received_at=visit.received_at)
    topics.check_policies(set(content.policies) - set(visit.policies), on=day)
    changed = {**content.fields(), **_standing_on(visit.place, day), "visited_on": day}
    changed |= {"corrected_at": at, "corrected_by": by, "corrected_why": why[:200]}
    for field, value in changed.items():
        setattr(visit, field, value)
    visit.save(update_fields=list(changed))
    before = _replace_visitors(visit, at)
    Visitor.objects.bulk_create(_party(visit, visitors, before=before))
    retelling.tell([visit.place_id], _today(at))
    return visit


@transaction.atomic
def withdraw(*, visit: Visit, by: Cadre, why: str, at: datetime) -> Visit:
    """Take a visit back, from now on and with its reason (DOMAIN 4.5).

    It stays on record. Withdrawing again without a reason, or with the same one, changes nothing.
    Raises ValidationError: code "why" without a reason, "withdrawn" where it was withdrawn for
    another one meanwhile: that one stands, and whoever comes second is told.
    """
    visit = _locked(visit)
    why = why.replace("\x00", "").strip()[:200]
    if visit.withdrawn_at is not None and why in ("", visit.withdrawn_why):
        return visit
    if visit.withdrawn_at is not None:
        raise ValidationError(
            _("This visit was withdrawn already, because: %(why)s. That reason stands.")
            % {"why": visit.withdrawn_why},
            code="withdrawn",
        )
    if not why:
        raise ValidationError(_("Say why you withdraw it."), code="why")
    visit.withdrawn_at, visit.withdrawn_by, visit.withdrawn_why = at, by, why
    visit.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    retelling.tell([visit.place_id], _today(at))
    return visit


@transaction.atomic
def confirm_leader(*, visit: Visit, leader: Cadre, at: datetime) -> Visit:
    """A leader says yes to a visit that somebody else logged (DOMAIN 4.21).

    From now on it meets standards that demand a leader, and fills the leader's quota. Confirming
    twice changes nothing. Raises PermissionDenied for whoever does not stand in it in person.
    """
    visit = _locked(visit)
    in_person = (VisitorRole.LEADER, VisitorRole.MAIN)
    there = visit.visitors.filter(cadre=leader, role__in=in_person).first()
    if there is None:
        raise PermissionDenied(_("This visit does not name you as leader."))
    if there.confirmed_at is None:
        there.confirmed_at = at
        there.save(update_fields=["confirmed_at"])
        retelling.tell([visit.place_id], _today(at))
    return visit


@transaction.atomic
def make_promise(
    *,
    id: UUID | None,
    place: Place,
    visit: Visit | None = None,
    text: str,
    due_on: date,
    by: Cadre,
    under: Post,
    at: datetime,
) -> Promise:
    """Write down what was promised at a door, and by which day (FACE 6, 答应过的事).

    The same id again changes nothing. Raises ValidationError: code "no_text", "due" for a day gone
    by or more than a year ahead, "id_taken" for another promise under the same id.
    """
    text = " ".join(text.replace("\x00", "").split())[:100]
    known = Promise.objects.filter(pk=id).first() if id else None
    if known:
        if (known.place_id, known.text, known.due_on) != (place.pk, text, due_on):
            raise ValidationError(
                _("This promise was written down already, in other words. The first ones stand."),
                code="id_taken",
            )
        return known
    if not text:
        raise ValidationError(_("Write in a few words what you promised."), code="no_text")
    if not _today(at) <= due_on <= _today(at) + PROMISED_FOR:
        raise ValidationError(_("Choose a day from today on, within a year."), code="due")
    return Promise.objects.create(
        pk=id or uuid7(),
        place=place,
        visit=visit,
        text=text,
        due_on=due_on,
        made_by=by,
        made_under=under,
        made_at=at,
    )


@transaction.atomic
def keep_promise(*, promise: Promise, by: Cadre, at: datetime) -> Promise:
    """Say that what was promised has been done. Twice changes nothing.

    Raises ValidationError, code "dropped", for one that was dropped meanwhile.
    """
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    if promise.dropped_at is not None:
        raise ValidationError(
            _("This promise was dropped meanwhile. Take it up again first."), code="dropped"
        )
    if promise.kept_at is None:
        promise.kept_at, promise.kept_by = at, by
        promise.save(update_fields=["kept_at", "kept_by"])
    return promise


@transaction.atomic
def drop_promise(*, promise: Promise, why: str, at: datetime) -> Promise:
    """Say that a promise cannot be kept, and why. Twice changes nothing.

    Raises ValidationError: code "why" without a reason, "kept" or "dropped" for one that was kept,
    or dropped for another reason, meanwhile.
    """
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    why = " ".join(why.replace("\x00", "").split())[:200]
    if promise.dropped_at is not None and why in ("", promise.dropped_why):
        return promise
    if promise.dropped_at is not None:
        raise ValidationError(
            _("This promise was dropped meanwhile. Take it up again first."), code="dropped"
        )
    if promise.kept_at is not None:
        raise ValidationError(_("This promise was kept meanwhile."), code="kept")
    if not why:
        raise ValidationError(_("Say why it cannot be kept."), code="why")
    promise.dropped_at, promise.dropped_why = at, why
    promise.save(update_fields=["dropped_at", "dropped_why"])
    return promise


@transaction.atomic
def reopen_promise(*, promise: Promise) -> Promise:
    """Undo that it was kept or dropped; it is to be done again. Twice changes nothing."""
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    promise.kept_at = promise.kept_by = promise.dropped_at = None
    promise.dropped_why = ""
    promise.save(update_fields=["kept_at", "kept_by", "dropped_at", "dropped_why"])
    return promise


def retell_places(place_ids: Sequence[int], *, on: date) -> None:
    """Tell the dates of places anew after facts of theirs changed (DOMAIN 4.9); set-wise."""
    retelling.retell(place_ids, on)


def _today(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _locked(visit: Visit) -> Visit:
    """The visit as it stands, its place locked before it, as `record` does."""
    retelling.lock([visit.place_id])
    rows = Visit.objects.select_for_update(of=("self",)).select_related("place", "logged_by")
    return rows.get(pk=visit.pk)


def _new(visit_id: UUID | None, place: Place, content: Content, at: datetime) -> Visit:
    """A row with its clocks and its day; where the place stood is told by its insertion."""
    day = content.visited_on(received_at=at)
    return Visit(
        id=visit_id or uuid7(),
        place=place,
        phone_at=content.phone_at,
        clock_offset_ms=content.clock_offset_ms,
        happened_at=content.happened_at(received_at=at),
        received_at=at,
        visited_on=day,
        **content.fields(),
    )


def _insert(visit: Visit, visitors: Sequence[VisitorLine], *, is_taken: bool) -> bool:
    """Keep the visit and tell its place anew, unless its id is taken or no tenure is there.

    Twice there and back, whatever it takes.
    """
    place_ids, on = [visit.place_id], _today(visit.received_at)
    if not is_taken:
        retelling.lock(place_ids)
    statements = [
        inserting.insert(visit, _party(visit, visitors)),
        *retelling.readings(place_ids, on),
    ]
    stood, *answers = ask(statements, often=True)
    if stood:
        ((visit.area_path, visit.front),) = stood
        visit._state.adding, visit._state.db = False, DEFAULT_DB_ALIAS
        retelling.write(place_ids, on, answers)
    return bool(stood)


def _standing_on(place: Place, day: date) -> dict[str, str]:
    """Area path and front where the place stood that day; before it joined, where it first did."""
    stays = PlaceStay.objects.filter(place=place)
    stay = stays.filter(from_on__lte=day).order_by("-from_on").first()
    where = stay or stays.order_by("from_on").first() or place
    return {"area_path": where.area_path, "front": where.front}


def _party(
    visit: Visit, visitors: Sequence[VisitorLine], *, before: Sequence[Visitor] = ()
) -> list[Visitor]:
    """Who went. A leader who logged it, or confirmed it before, has confirmed it."""
    in_person = (VisitorRole.LEADER, VisitorRole.MAIN)
    said_yes = {row.cadre_id: row.confirmed_at for row in before if row.role in in_person}
    return [
        Visitor(
            visit=visit,
            cadre=one.cadre,
            post=one.post,
            role=one.role,
            confirmed_at=visit.received_at
            if one.cadre.pk == visit.logged_by_id
            else said_yes.get(one.cadre.pk),
        )
        for one in visitors
    ]


def _replace_visitors(visit: Visit, at: datetime) -> list[Visitor]:
    """Keep the party as it was told so far, make room for the new one, return the old."""
    rows = list(visit.visitors.all())
    FormerVisitor.objects.bulk_create(
        FormerVisitor(
            visit=visit,
            cadre_id=row.cadre_id,
            post_id=row.post_id,
            role=row.role,
            confirmed_at=row.confirmed_at,
            until_at=at,
        )
        for row in rows
    )
    visit.visitors.all().delete()
    return rows


def _is_told_already(visit: Visit, content: Content, visitors: Sequence[VisitorLine]) -> bool:
    now = {(row.cadre_id, row.post_id, row.role) for row in visit.visitors.all()}
    return (
        now == {(one.cadre.pk, one.post.pk, str(one.role)) for one in visitors}
        and (content.entered_for is None or content.entered_for[0] == visit.visited_on)
        and all(getattr(visit, field) == value for field, value in content.fields().items())
    )
