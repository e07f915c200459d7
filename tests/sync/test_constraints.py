"""What the database itself refuses about records that wait for a person."""

from django.utils import timezone
from uuid_utils.compat import uuid7

from phone.models import Held
from tests.breaking import refused_by

RECORD = uuid7()


def hold(by, **told):
    return Held.objects.create(
        record_id=RECORD,
        digest=b"\1" * 32,
        kind="visit",
        sent={},
        reason=Held.Reason.NO_PLACE,
        sent_by=by,
        received_at=timezone.now(),
        **told,
    )


def test_the_same_content_is_held_once(lin):
    hold(lin)

    with refused_by("held_once_a_content"):
        hold(lin)


def test_nothing_is_settled_without_saying_by_whom_and_how(lin):
    with refused_by("held_settled_by_somebody_with_a_decision"):
        hold(lin, settled_at=timezone.now(), settled_by=lin)
