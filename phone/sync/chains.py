"""Corrections and withdrawals that phones send: each once, and settled the same in any order."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cadres.models import Cadre, Post
from phone import correcting
from phone.models import Applied, Held
from phone.sync import receipts
from phone.sync.items import CorrectionItem, WithdrawalItem, digest_of, made_at
from phone.sync.placing import Unplaceable, companions_of, told_of
from phone.sync.receipts import Receipt
from visits import retelling
from visits.content import Location, VisitorLine
from visits.models import Visit, Visitor

WAITS_FOR = timedelta(days=14)  # as long as a visit may still be entered (DOMAIN 4.2)

Change = CorrectionItem | WithdrawalItem


class VisitNotHere(Exception):
    """The visit may still come; the phone sends its change again after it."""


@transaction.atomic
def carry_out(item: Change, *, by: Cadre, at: datetime, why: str = "") -> Receipt:
    """Correct or withdraw the visit; repeated, it changes nothing and has the same receipt.

    Of two corrections the one that was made later stands, whichever comes first. `why` stands in
    for the reason where a supervisor takes in what was held, whosesoever visit it is. Raises
    VisitNotHere, Unplaceable, and ValidationError as `phone.correcting` does.
    """
    visit = _locked(item, at)
    known = Applied.objects.filter(pk=item.id).first()
    digest = digest_of(item)
    if known is not None:
        if bytes(known.digest) != digest:
            raise Unplaceable(Held.Reason.ID_TAKEN, visit.place)
        return receipts.received(item, at=known.received_at)
    party = list(visit.visitors.select_related("cadre", "post").order_by("pk"))
    if not why and by.pk not in (visit.logged_by_id, *(row.cadre_id for row in party)):
        raise Unplaceable(Held.Reason.NOT_OWN, visit.place)
    applied = Applied(id=item.id, digest=digest, kind=item.kind, visit=visit, by=by, received_at=at)
    passed_by = _passed_by(item, visit)
    if passed_by:
        applied.passed_over = item.model_dump(mode="json")
    elif isinstance(item, WithdrawalItem):
        _withdraw(item, visit, by=by, at=at, why=why)
    else:
        _correct(item, visit, party, by=by, at=at, why=why)
    applied.save(force_insert=True)
    return receipts.received(item, at=at, also=[passed_by] if passed_by else [])


def _locked(item: Change, at: datetime) -> Visit:
    """The visit, its place locked first, as every change of a visit does."""
    place_id = Visit.objects.filter(pk=item.visit).values_list("place_id", flat=True).first()
    if place_id is not None:
        retelling.lock([place_id])
        rows = Visit.objects.select_related("place", "logged_by", "logged_under__unit")
        return rows.get(pk=item.visit)
    is_held = Held.objects.filter(record_id=item.visit, kind="visit").exists()
    made = made_at(item.id)
    if is_held or made is None or made + WAITS_FOR <= at:
        raise Unplaceable(Held.Reason.NO_VISIT)
    raise VisitNotHere


def _passed_by(item: Change, visit: Visit) -> str:
    """Why it changes nothing any more, in words; nothing where it does."""
    if visit.withdrawn_at is not None and isinstance(item, WithdrawalItem):
        return _("It had been taken back before.")
    later = Applied.objects.filter(visit=visit, pk__gt=item.id)
    if later.filter(kind="withdrawal").exists():
        return _("It was taken back after this.")
    if isinstance(item, CorrectionItem) and later.filter(kind="correction").exists():
        return _("You corrected it again after this, and that stands.")
    return ""


def _withdraw(item: WithdrawalItem, visit: Visit, *, by: Cadre, at: datetime, why: str) -> None:
    why = item.why.strip() or why
    if not why and correcting.is_free(visit, by, at):
        why = _("taken back by its author")
    correcting.withdraw_visit(visit=visit, by=by, why=why, at=at)


def _correct(
    item: CorrectionItem,
    visit: Visit,
    party: Sequence[Visitor],
    *,
    by: Cadre,
    at: datetime,
    why: str,
) -> None:
    own = next((row.post for row in party if row.cadre_id == by.pk), None)
    under = own or visit.logged_under
    correcting.correct_visit(
        visit=visit,
        by=by,
        under=under,
        visitors=_visitors(item, visit, party, by=by, under=under),
        why=item.why.strip() or why,
        at=at,
        **told_of(item, location=_where(visit)),
    )


def _visitors(
    item: CorrectionItem, visit: Visit, party: Sequence[Visitor], *, by: Cadre, under: Post
) -> list[VisitorLine]:
    """Who went, as the correction tells it; who stood in it already may stay."""
    there = {(row.cadre_id, row.post_id): row for row in party}
    came = [one for one in item.companions if (one.cadre, one.post) in there]
    lines = [
        VisitorLine(
            cadre=there[one.cadre, one.post].cadre,
            post=there[one.cadre, one.post].post,
            role=one.role,
        )
        for one in came
    ]
    new = [one for one in item.companions if (one.cadre, one.post) not in there]
    lines += companions_of(new, _day(item, visit))
    if item.role:
        lines.insert(0, VisitorLine(cadre=by, post=under, role=item.role))
    return lines


def _day(item: CorrectionItem, visit: Visit) -> date:
    return item.entered_for.day if item.entered_for else visit.visited_on


def _where(visit: Visit) -> Location | None:
    """A correction changes no location."""
    if visit.latitude is None or visit.longitude is None:
        return None
    return Location(latitude=visit.latitude, longitude=visit.longitude, accuracy_m=visit.accuracy_m)
