"""Everybody, and the things that routes are about: one set inside 瞿巷村, one in another county."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image
from uuid_utils.compat import uuid7

from cadres import actions
from cadres.models import Area, Assignment, Cadre
from dashboards.giving import note_of as given_note
from households.actions import found, rosters
from households.models import FoundHousehold, Place, Resident, RosterImport
from issues.models import Issue
from office.areas.undoing import removed_note
from office.assigning.undoing import note_of
from office.feedback import actions as feedback_actions
from office.models import Feedback
from office.people.quotas import note_of as quota_note
from office.people.undoing import note_of as people_note
from office.standards.undoing import note_of as standard_note
from phone.models import Held
from phone.sync.holding import hold
from phone.sync.items import read_item
from photos import actions as photos
from photos.models import Photo
from reminders.models import Delivery, Digest
from tests import cast
from tests.access.handed import handed_issue
from visits import actions as visits
from visits import standards
from visits.models import Device, Promise, StandardVersion, Visit, VisitStandard
from visits.quota_setting import QuotaChange

STRANGER = "stranger"  # not logged in
_HERE = "lin wu desk gao gu admin leader dispatcher handler handler_elsewhere former inactive"
_ELSEWHERE = "zhou visitor_elsewhere admin_elsewhere"
PEOPLE = tuple(f"{_HERE} {_ELSEWHERE}".split())


@dataclass
class Things:
    """What a route's address can name, or what is sent to it."""

    place: Place
    resident: Resident
    visit: Visit
    photo: Photo
    promise: Promise
    roster: RosterImport
    planned: Assignment
    note: str  # of an undo bar
    area_note: str  # of the one that puts a grid back
    given_note: str  # of the one that takes single doors back
    feedback: Feedback
    people_note: str  # of the undo bar of a tenure
    quota_note: str  # of the one of a leader's quota
    standard: VisitStandard  # of the town, from tomorrow on
    standard_note: str  # of the undo bar that takes it away
    handed: Issue  # to the water station of the town, with a document
    found: FoundHousehold  # the visitor told of it
    delivery: Delivery  # the visitor's message, given up
    held: Held  # the visitor sent it, and it fits nowhere
    phone: Device  # the visitor's

    @property
    def town(self) -> Area:
        """The town it all stands in."""
        return self.roster.area


@dataclass
class World:
    """The people by name, and the two sets of things."""

    people: dict[str, Cadre]
    inside: Things
    outside: Things


def things_at(place: Place, *, visitor: Cadre, admin: Cadre) -> Things:
    """A head with a phone, a visit with a photo, a roster of the town, a grid given from tomorrow.

    The visitor's and the administrator's own; the undo bar is the administrator's too.
    """
    now, under = cast.at(cast.today(), "00:02"), cast.post_of(visitor)
    visit = cast.make_visit(place, visitor)
    roster = rosters.receive(area=place.area.parent.parent, by=admin, file_name="册.xlsx", at=now)
    roster.kind, roster.counts = RosterImport.Kind.HOUSEHOLDS, {"columns": []}
    roster.save()
    grid = cast.make_area(f"{place.area.parent.code}009")
    starts = [(grid, cast.days_ago(-1))]
    changes = actions.assign(post=under, starts=starts, by=admin, on=cast.today())
    standard, standard_note = _standard(roster.area, by=admin)
    return Things(
        place=place,
        resident=_head_with_phone(place),
        visit=visit,
        photo=photos.store(
            id=None, file=_picture(), subject_kind="visit", subject_id=visit.pk, by=visitor, at=now
        ),
        promise=_promise(place, by=visitor, at=now),
        roster=roster,
        planned=Assignment.objects.get(area=grid),
        note=note_of(changes, by=admin, back="/assign/"),
        area_note=removed_note(Area(code=f"{grid.code[:12]}050", parent=grid.parent), by=admin),
        given_note=given_note([], by=admin, back="/uncovered/"),
        feedback=feedback_actions.say(by=visitor, under=under, text="小", page="/today/", at=now),
        people_note=people_note([], by=admin, back="/people/"),
        quota_note=quota_note(QuotaChange(under.pk, cast.today(), [], []), by=admin),
        standard=standard,
        standard_note=standard_note,
        handed=handed_issue(place, visitor, now),
        found=_found(place.area, by=visitor),
        delivery=_given_up(visitor),
        held=_held(place, visitor, now),
        phone=Device.objects.create(pk=uuid7(), cadre=visitor, first_seen_at=now),
    )


def _head_with_phone(place: Place) -> Resident:
    head = place.household.residents.get(is_head=True)
    head.phone = "19912345678"
    head.save()
    return head


def _promise(place: Place, *, by: Cadre, at: datetime) -> Promise:
    who = {"by": by, "under": cast.post_of(by), "at": at}
    return visits.make_promise(id=None, place=place, text="修路灯", due_on=cast.today(), **who)


def _held(place: Place, by: Cadre, at: datetime) -> Held:
    told = {"id": uuid7(), "by": by.pk, "place": place.pk, "phone_at": at, "outcome": "met"}
    item = read_item(told)
    hold(item, Held.Reason.NO_TENURE, place=place, by=by, at=at)
    return Held.objects.get(record_id=item.id)


def _given_up(to: Cadre) -> Delivery:
    now = cast.at(cast.today(), "00:02")
    digest = Digest.objects.create(recipient=to, day=cast.today(), sent_at=now)
    told = {"channel": "email", "status": Delivery.Status.FAILED, "next_try_at": now}
    return Delivery.objects.create(digest=digest, **told)


def _found(area: Area, *, by: Cadre) -> FoundHousehold:
    told = {"area": area, "address": "3组20号", "name": "马晓梅", "under": cast.post_of(by)}
    return found.report(id=None, by=by, at=cast.at(cast.today(), "00:02"), **told)


def _standard(area: Area, *, by: Cadre) -> tuple[VisitStandard, str]:
    version = StandardVersion(
        area_path=area.path, every_days=90, modes=["door"], from_on=cast.days_ago(-1)
    )
    now = cast.at(cast.today(), "00:02")
    replaced = standards.add_standard(name=f"{area}的", version=version, at=now, by=by)
    row = VisitStandard.objects.get(pk=replaced.standard_id)
    return row, standard_note(replaced, by=by)


def _picture() -> BytesIO:
    file = BytesIO()
    Image.effect_noise((64, 64), 40).convert("RGB").save(file, "JPEG")
    file.seek(0)
    return file
