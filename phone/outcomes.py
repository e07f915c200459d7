"""What follows from a visit by itself: a request to leave the place out, a household found."""

from datetime import datetime
from uuid import uuid5

from django.utils.translation import gettext as _

from cadres.models import Cadre, Post
from cadres.workdays import SHANGHAI
from households.actions import exclusions, found
from households.models import Exclusion, FoundHousehold
from visits import actions as visits
from visits.models import Outcome, Visit


def pass_on(*, visit: Visit, by: Cadre, under: Post, lives_there: str, at: datetime) -> None:
    """`moved` asks for an exclusion, other people at the door for a new household (DOMAIN 5)."""
    if visit.outcome != Outcome.MOVED:
        return
    place = visit.place
    exclusions.ask(
        place=place, reason=Exclusion.Reason.MOVED_OUT, note=visit.note[:200], by=by, at=at
    )
    if visit.others_live_here:
        found.report(
            id=uuid5(visit.pk, "found"),
            area=place.area,
            address=place.address,
            name=lives_there or _("name not known"),
            by=by,
            under=under,
            at=at,
            kind=FoundHousehold.Kind.OTHERS_LIVE_HERE,
            at_place=place,
            note=visit.note[:200],
        )


def drop_what_followed(*, visit: Visit, by: Cadre, why: str, at: datetime) -> None:
    """A visit that does not stand keeps no promise, and asks for nothing any more.

    Only what the same person asked for and nobody has decided yet.
    """
    for promise in visit.promises.open():
        visits.drop_promise(promise=promise, why=why, at=at)
    if visit.outcome != Outcome.MOVED:
        return
    on = at.astimezone(SHANGHAI).date()
    for asked in Exclusion.objects.pending().filter(place=visit.place_id, asked_by=by):
        exclusions.refuse(exclusion=asked, by=by, on=on, why=why)
    for reported in FoundHousehold.objects.pending().filter(pk=uuid5(visit.pk, "found")):
        if reported.found_by_id == by.pk:
            found.withdraw(found=reported, by=by, on=on)
