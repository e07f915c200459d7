"""Keeps for a person what fits nowhere; nothing is ever dropped (DOMAIN 5)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cadres.access import tenures_of
from cadres.models import Cadre, Tenure
from households.models import Place
from phone.models import Held
from phone.sync import receipts
from phone.sync.items import Item, digest_of
from phone.sync.receipts import Receipt
from visits.models import Visit


@transaction.atomic
def hold(item: Item, reason: str, *, place: Place | None, by: Cadre, at: datetime) -> Receipt:
    """Put a record aside; the same content, sent again, waits once and has the same receipt."""
    row = Held(
        record_id=item.id,
        digest=digest_of(item),
        kind=item.kind,
        sent=item.model_dump(mode="json"),
        reason=reason,
        sent_by=by,
        received_at=at,
        area_path=_path(place, by, at),
    )
    Held.objects.bulk_create([row], ignore_conflicts=True)
    kept = Held.objects.get(record_id=row.record_id, digest=row.digest)
    return receipts.held(item, at=kept.received_at)


def _path(place: Place | None, by: Cadre, at: datetime) -> str:
    """Whose supervisor sees it: the place's, else that of the post held now, else held last."""
    if place is not None:
        return place.area_path
    held = tenures_of(by, on=timezone.localdate(at))
    last = Tenure.objects.filter(cadre=by).select_related("post__area").order_by("-from_on", "-pk")
    tenure = held[0] if held else last.first()
    return tenure.post.area.path if tenure else ""


def known_visit(item: Item) -> Visit | None:
    """The visit that stands under the id of this record, whatever its content."""
    return Visit.objects.select_related("place").filter(pk=item.id).first()
