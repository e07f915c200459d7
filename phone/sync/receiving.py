"""One record from a phone, one transaction, one receipt (DOMAIN 5)."""

import logging
from datetime import datetime
from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.translation import gettext as _

from cadres.models import Cadre
from issues.models import Issue, IssueCategory
from phone import actions
from phone.actions import Promised, Raised
from phone.models import Held
from phone.sync import chains, holding, placing, receipts
from phone.sync.faults import problems_of
from phone.sync.items import Item, VisitItem, digest_of, read_item
from phone.sync.placing import Placed, Unplaceable
from phone.sync.receipts import Receipt
from visits.models import Visit

logger = logging.getLogger("doorstep")


def receive(sent: Any, *, by: Cadre, at: datetime) -> Receipt:
    """Take in one record as a phone sent it; the receipt says what became of it.

    Never raises: whatever is wrong with one record, those sent with it go on.
    """
    if isinstance(sent, dict) and isinstance(sent.get("by"), int) and sent["by"] != by.pk:
        said = _("Somebody else wrote this. It waits on the phone until that person logs in.")
        return receipts.unread(sent, "not_yours", said=said)
    try:
        item = read_item(sent)
    except pydantic.ValidationError as unreadable:
        problems = problems_of(unreadable.errors(include_url=False))
        said = receipts.joined(dict.fromkeys(problem["said"] for problem in problems[:3]))
        return receipts.unread(sent, "refused", said=said, problems=problems)
    if item.by != by.pk:
        said = _("Somebody else wrote this. It waits on the phone until that person logs in.")
        return receipts.unread(sent, "not_yours", said=said)
    try:
        return _taken_in(item, by=by, at=at)
    except Exception:  # its neighbours go on; the phone keeps it and sends it again
        logger.exception("record %s of cadre %s could not be taken in", item.id, by.pk)
        said = _("The server could not take this in just now. It is sent again later.")
        return receipts.unread(sent, "waiting", said=said)


def _taken_in(item: Item, *, by: Cadre, at: datetime) -> Receipt:
    try:
        if isinstance(item, VisitItem):
            return log(item, by=by, at=at)
        return chains.carry_out(item, by=by, at=at)
    except chains.VisitNotHere:
        return receipts.waiting(item)
    except Unplaceable as stray:
        reason, place, refusal = stray.reason, stray.place, None
    except ValidationError as told:
        reason, place, refusal = _reason_of(told), None, told
    except DataError:
        logger.exception("record %s of cadre %s cannot be stored", item.id, by.pk)
        reason, place = "", None
        refusal = ValidationError(_("Something in this cannot be stored."), code="unstorable")
    stands = holding.known_visit(item) if isinstance(item, VisitItem) else None
    if stands is not None:
        place = stands.place
        if bytes(stands.content_digest) == digest_of(item):  # whatever changed since it came
            return receipts.received(item, at=stands.received_at)
        reason = Held.Reason.ID_TAKEN
    if reason:
        return holding.hold(item, reason, place=place, by=by, at=at)
    assert refusal is not None
    return receipts.refused(item, refusal)


def _reason_of(refusal: ValidationError) -> str:
    """Why a refusal is for a supervisor and not for who wrote it; nothing where it is."""
    codes = {error.code for error in refusal.error_list}
    for code, reason in (
        ("id_taken", Held.Reason.ID_TAKEN),
        ("no_tenure", Held.Reason.NO_TENURE),
    ):
        if code in codes:
            return reason
    return ""


@transaction.atomic
def log(item: VisitItem, *, by: Cadre, at: datetime) -> Receipt:
    """Log a visit. Raises Unplaceable, and ValidationError as `phone.actions.log_visit` does."""
    where = placing.placed(item, by=by, at=at)
    kept, also = placing.promises_kept(item, where.place)
    visit = _logged(item, where, kept, by=by, at=at)
    return receipts.received(
        item, at=visit.received_at, also=[*placing.state_of(where.place, at=at), *also]
    )


def _logged(item: VisitItem, where: Placed, kept: Any, *, by: Cadre, at: datetime) -> Visit:
    return actions.log_visit_inside(
        id=item.id,
        place=where.place,
        by=by,
        under=where.under,
        visitors=where.visitors,
        phone_at=item.phone_at,
        clock_offset_ms=item.clock_offset_ms,
        digest=digest_of(item),
        is_taken=True,
        at=at,
        raised=_raised(item),
        promised=_promised(item, where),
        kept=kept,
        lives_there=item.lives_there,
        **placing.told_of(item),
    )


def _raised(item: VisitItem) -> Raised | None:
    if item.issue is None:
        return None
    category = IssueCategory.objects.filter(pk=item.issue.category).first()
    if category is None:
        raise ValidationError(_("Choose which kind it is"), code="category")
    urgency = Issue.Urgency.URGENT if item.issue.urgent else Issue.Urgency.ORDINARY
    return Raised(
        id=item.issue.id,
        text=item.issue.text,
        category=category,
        urgency=urgency.value,
        is_solved=item.issue.solved,
    )


def _promised(item: VisitItem, where: Placed) -> Promised | None:
    if item.promise is None:
        return None
    text = item.promise.text.strip()
    if not text and where.place.kind != where.place.Kind.ENTERPRISE:
        raise ValidationError(_("Write in a few words what you promised"), code="promise_text")
    return Promised(text=text or _("come again, as agreed"), due_on=item.promise.due_on)
