"""What a supervisor decides about a record that waits: take it in, or leave it out (DOMAIN 5)."""

from datetime import datetime, timedelta
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from phone import correcting
from phone.models import Held
from phone.sync import chains, placing, receiving
from phone.sync.items import Item, VisitItem, digest_of, read_item
from phone.sync.placing import Unplaceable
from visits import retelling
from visits.content import VisitorLine
from visits.models import Visit


@transaction.atomic
def take_in(*, held: Held, by: Cadre, at: datetime, why: str = "") -> Held:
    """Carry out what was sent, for who sent it, now that it fits.

    Of other content under a number that was taken the first visit is corrected. Twice changes
    nothing. Raises ValidationError: code "no_place", "no_tenure", "no_visit", "other_place" while
    it still fits nowhere, "changed" where somebody left it out meanwhile, and what the actions of
    visits refuse.
    """
    row = _locked(held)
    if row.decision == Held.Decision.TAKEN_IN:
        return row
    _check_waits(row)
    item = read_item(row.sent)
    reason = _clean(why) or _("taken in by the supervisor")
    try:
        _carry_out(row, item, at=at, why=reason)
    except Unplaceable as stray:
        raise _still(stray.reason) from stray
    except chains.VisitNotHere as missing:
        raise _still(Held.Reason.NO_VISIT) from missing
    return _settled(row, Held.Decision.TAKEN_IN, by, at, _clean(why))


@transaction.atomic
def leave_out(*, held: Held, by: Cadre, at: datetime, why: str) -> Held:
    """Store nothing of it, and say why; what was sent is kept beside the reason.

    Twice with the same reason changes nothing. Raises ValidationError: code "why" without a
    reason, "changed" where somebody decided otherwise meanwhile.
    """
    row = _locked(held)
    why = _clean(why)
    if row.decision == Held.Decision.LEFT_OUT and why in ("", row.settled_why):
        return row
    _check_waits(row)
    if not why:
        raise ValidationError(_("Say why it is left out."), code="why")
    return _settled(row, Held.Decision.LEFT_OUT, by, at, why)


@transaction.atomic
def take_up_again(*, held: Held) -> Held:
    """Undo that it was left out; it waits again.

    Raises ValidationError, code "changed", for one that was taken in.
    """
    row = _locked(held)
    if row.decision == Held.Decision.TAKEN_IN:
        _check_waits(row)
    row.decision, row.settled_why = "", ""
    row.settled_at = row.settled_by = None
    row.save(update_fields=["decision", "settled_at", "settled_by", "settled_why"])
    return row


def _locked(held: Held) -> Held:
    rows = Held.objects.select_for_update(of=("self",)).select_related("sent_by", "settled_by")
    row: Held = rows.get(pk=held.pk)
    return row


def _check_waits(row: Held) -> None:
    """Somebody decided first: whoever comes second is told who and what."""
    if not row.decision:
        return
    told = {"name": row.settled_by, "why": row.settled_why}
    sentence = _("%(name)s has taken this in meanwhile.")
    if row.decision == Held.Decision.LEFT_OUT:
        sentence = _("%(name)s has left this out meanwhile: %(why)s")
    raise ValidationError(sentence % told, code="changed")


def _settled(row: Held, decision: str, by: Cadre, at: datetime, why: str) -> Held:
    row.decision, row.settled_by, row.settled_at, row.settled_why = decision, by, at, why
    row.save(update_fields=["decision", "settled_by", "settled_at", "settled_why"])
    return row


def _clean(why: str) -> str:
    return " ".join(why.replace("\x00", "").split())[:200]


def _still(reason: str) -> ValidationError:
    sentences = {
        Held.Reason.NO_PLACE: _("The place is still not known here. Bring it in first."),
        Held.Reason.NO_TENURE: _(
            "Who sent it still held no post on that day. Mend the tenure first, or leave it out."
        ),
        Held.Reason.NO_VISIT: _(
            "The visit is still not here. Take in the visit first, or leave this out."
        ),
    }
    sentence = sentences.get(Held.Reason(reason)) or _("It still fits nowhere. Leave it out.")
    return ValidationError(sentence, code=reason)


def _carry_out(row: Held, item: Item, *, at: datetime, why: str) -> None:
    sender = row.sent_by
    if not isinstance(item, VisitItem):
        if row.reason == Held.Reason.ID_TAKEN:  # its own number is another's
            item = item.model_copy(update={"id": uuid7()})
        chains.carry_out(item, by=sender, at=at, why=why)
        return
    first = Visit.objects.select_related("place", "logged_by").filter(pk=item.id).first()
    if first is None:
        receiving.log(_as_it_came(item, row), by=sender, at=at)
    elif bytes(first.content_digest) != digest_of(item):
        _correct_first(item, first, sender, at=at, why=why)


def _as_it_came(item: VisitItem, row: Held) -> VisitItem:
    """The visit with the clocks of its receipt; its issue under a number of its own."""
    changed: dict[str, object] = {}
    ahead = item.phone_at - timedelta(milliseconds=item.clock_offset_ms) - row.received_at
    if ahead > timedelta(0):  # it did not happen after it came
        more = ahead // timedelta(milliseconds=1) + 1
        changed["clock_offset_ms"] = item.clock_offset_ms + more
    if item.issue and row.reason == Held.Reason.ID_TAKEN:
        own = uuid5(item.id, "issue")
        changed["issue"] = item.issue.model_copy(update={"id": own})
    return item.model_copy(update=changed)


def _correct_first(item: VisitItem, first: Visit, sender: Cadre, *, at: datetime, why: str) -> None:
    """Tell the first visit in the words of the second; both stand among its versions."""
    if first.place_id != item.place:
        raise ValidationError(
            _("The first visit under this number was at another door. Leave this out."),
            code="other_place",
        )
    retelling.lock([first.place_id])
    post = first.visitors.filter(cadre=sender).select_related("post").first()
    under = post.post if post else first.logged_under
    went = placing.companions_of(item.companions, first.visited_on)
    if item.role:
        went = [VisitorLine(cadre=sender, post=under, role=item.role), *went]
    correcting.correct_visit(
        visit=first,
        by=sender,
        under=under,
        visitors=went,
        why=why,
        at=at,
        **placing.told_of(item),
    )
