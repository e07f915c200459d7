"""A visit, its corrections and its withdrawal, in whatever order a network lets them through."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from phone.models import Applied, Held
from phone.sync.receiving import receive
from tests import cast
from visits.models import Visit


def change(item, kind="correction", **changed):
    """What the phone sends after a visit of its own."""
    told = {"kind": kind, "id": str(uuid7()), "visit": item["id"], "by": item["by"], "why": ""}
    if kind == "correction":
        told |= {"outcome": "met", "role": "main"}
    return told | changed


def statuses(receipts):
    return [receipt["status"] for receipt in receipts]


def test_a_correction_tells_the_visit_anew(send, told):
    item = told()
    send(item, change(item, outcome="refused", note="不开门"))

    visit = Visit.objects.get()
    assert (visit.outcome, visit.note) == ("refused", "不开门")


def test_a_correction_sent_twice_is_one(send, told):
    item = told()
    correction = change(item, outcome="refused")
    send(item)

    assert send(correction) == send(correction)
    assert Applied.objects.count() == 1


def test_a_change_whose_visit_has_not_come_waits_on_the_phone(send, told):
    item = told()

    assert statuses(send(change(item))) == ["waiting"]
    assert not Held.objects.exists()


def test_after_fourteen_days_it_waits_for_a_person_instead(send, told, lin):
    sent = change(told())
    later = timezone.now() + timedelta(days=15)

    assert receive(sent, by=lin, at=later).status == "held"
    assert Held.objects.get().reason == "no_visit"


def test_a_change_of_a_visit_that_is_held_is_held_beside_it(send, told):
    item = told(place=99_999_999)

    assert statuses(send(item, change(item))) == ["held", "held"]


def test_an_older_correction_never_covers_a_newer_one(send, told):
    item = told()
    older, newer = change(item, note="先"), change(item, note="后")

    late = send(item, newer, older)[-1]

    assert Visit.objects.get().note == "后"
    assert (late["status"], "后来又改过" in late["said"]) == ("received", True)
    assert Applied.objects.get(pk=older["id"]).passed_over["note"] == "先"


def test_after_the_hours_of_its_author_it_asks_for_the_reason(send, told):
    item = told()
    send(item)
    long_ago = timezone.now() - timedelta(hours=73)
    Visit.objects.update(received_at=long_ago, happened_at=long_ago)
    bare, reasoned = change(item, note="改"), change(item, note="改", why="记错了户")

    refused, received = send(bare, reasoned)

    assert (refused["status"], refused["problems"][0]["field"]) == ("refused", "why")
    assert received["status"] == "received"


def test_a_visit_that_was_taken_back_is_corrected_no_more(send, told):
    item = told()
    (*_, refused) = send(item, change(item, "withdrawal"), change(item, note="改"))

    assert refused["status"] == "refused"
    assert Visit.objects.get().withdrawn_why == "本人撤回"


def test_somebody_elses_visit_is_corrected_by_nobody_else(send, told, wu, client):
    item = told()
    send(item)
    client.force_login(wu)

    (receipt,) = send(change(item, by=wu.pk, note="我改"))

    assert receipt["status"] == "held"
    assert Visit.objects.get().note == ""


def test_a_correction_keeps_the_location(send, told):
    item = told(location={"latitude": "31.66", "longitude": "120.75"})
    send(item, change(item, note="改"))

    assert Visit.objects.get().latitude is not None


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), is_withdrawn=st.booleans())
def test_in_any_order_and_however_often_the_end_is_that_of_the_perfect_network(
    told, lin, old_couple, data, is_withdrawn
):
    item = told()
    other = item | {"outcome": "nobody_home"}
    chain = [item, change(item, outcome="refused", note="先"), change(item, note="后")]
    chain += [change(item, "withdrawal")] if is_withdrawn else []
    perfect = end_of([*chain, other], lin, old_couple)
    extra = data.draw(st.lists(st.sampled_from([*chain, other]), max_size=4))
    order = data.draw(st.permutations([*chain, other, *extra]))
    first = order.index(item)  # the first content under an id stands, so the other comes after
    order = [one for n, one in enumerate(order) if one is not other or n > first] + [other]

    assert end_of(order, lin, old_couple) == perfect


def end_of(order, lin, place):
    """What stands when all of it was received, sent again as a phone does; rolled back."""
    with transaction.atomic():
        left, rounds = list(order), 0
        while left and rounds < 5:
            now, rounds = timezone.now(), rounds + 1
            left = [one for one in left if receive(one, by=lin, at=now).status == "waiting"]
        visit = Visit.objects.get()
        stands = visit.withdrawn_at is None
        place.refresh_from_db()
        end = (
            len(left),
            stands,
            (visit.outcome, visit.note) if stands else None,
            (place.next_due_on, place.covered_until, place.empty_handed),
            sorted(Held.objects.values_list("kind", "reason")),
            sorted(map(str, Applied.objects.values_list("pk", flat=True))),
        )
        transaction.set_rollback(True)
    return end


def test_what_two_posts_did_that_day_is_no_matter(send, told, lin):
    """A cadre of two posts corrects under the post of the visit, wherever that is nearer."""
    item = told()
    send(item, change(item, note="改"))

    assert Visit.objects.get().visitors.get().post == cast.post_of(lin)
