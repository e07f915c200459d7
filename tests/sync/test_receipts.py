"""Each record sent has its receipt, and is stored once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Tenure
from households.actions import exclusions
from issues.models import Issue
from phone.models import Held
from tests import cast
from visits.models import Promise, Visit

ISSUE = {"text": "3组水渠塌了一段", "category": 1}


def statuses(receipts):
    return [receipt["status"] for receipt in receipts]


def test_a_visit_is_stored_and_its_receipt_names_it(send, told):
    item = told()

    (receipt,) = send(item)

    visit = Visit.objects.get()
    assert (receipt["id"], receipt["status"]) == (item["id"], "received")
    assert str(visit.pk) == item["id"]
    assert receipt["said"].startswith("已收下，")


def test_one_record_needs_no_list(phone, told):
    answer = phone.post("/api/v1/visits", told(), "application/json")

    assert statuses(answer.json()["receipts"]) == ["received"]


def test_the_same_again_changes_nothing_and_has_the_same_receipt(send, told):
    item = told(issue=ISSUE | {"id": str(uuid7())}, help=["goods", "explained"])

    first = send(item)
    again = send({**item, "clock_offset_ms": 77, "help": ["explained", "goods"]})

    assert first == again
    assert (Visit.objects.count(), Issue.objects.count()) == (1, 1)


def test_the_same_again_is_received_whatever_became_of_it_since(send, told, lin):
    item = told(issue=ISSUE | {"id": str(uuid7())})
    first = send(item)
    Issue.objects.update(category_id=2)
    lin.tenures.all().delete()

    assert send(item) == first
    assert not Held.objects.exists()


def test_other_content_under_the_same_id_waits_for_a_person(send, told):
    item = told()
    send(item)

    (receipt,) = send({**item, "outcome": "refused"})

    assert receipt["status"] == "held"
    assert Visit.objects.get().outcome == "met"
    assert Held.objects.get().reason == "id_taken"


def test_what_waits_waits_once(send, told):
    item = told(place=99_999_999)

    assert send(item) == send(item)
    assert Held.objects.get().reason == "no_place"


def test_one_bad_record_never_blocks_the_others(send, told):
    good, worse, good_too = told(), told(outcome="bad"), told(note="又一次")

    assert statuses(send(good, worse, 5, good_too)) == [
        "received",
        "refused",
        "refused",
        "received",
    ]
    assert Visit.objects.count() == 2


def test_a_refusal_names_the_field_and_how_to_mend_it(send, told):
    (receipt,) = send(told(cash_yuan="200.00"))

    assert (
        receipt["problems"]
        == [{"field": "cash_yuan", "code": "cash", "said": "填了金额，要选“钱”。"}]
        or receipt["problems"][0]["field"] == "cash_yuan"
    )
    assert not Visit.objects.exists()


def test_a_refused_record_may_be_sent_again_with_other_content(send, told):
    item = told(entered_for={"day": cast.days_ago(15).isoformat(), "part": "morning"})

    (refused,) = send(item)
    mended = item | {"entered_for": {"day": cast.days_ago(14).isoformat(), "part": "morning"}}

    assert (refused["status"], refused["problems"][0]["field"]) == ("refused", "entered_for")
    assert statuses(send(mended)) == ["received"]


def test_fourteen_days_run_back_from_the_day_it_was_entered_on_the_phone(send, told):
    entered_on = cast.at(cast.days_ago(10), "20:00").isoformat()
    day = {"day": cast.days_ago(24).isoformat(), "part": "morning"}

    assert statuses(send(told(phone_at=entered_on, entered_for=day))) == ["received"]


def test_somebody_elses_record_stays_on_the_phone(send, told, wu):
    assert statuses(send(told(by=wu.pk))) == ["not_yours"]


def test_who_held_no_post_on_that_day_is_looked_at_by_a_person(send, told, lin):
    lin.tenures.update(from_on=cast.today())
    phone_at = cast.at(cast.days_ago(3)).isoformat()

    assert statuses(send(told(phone_at=phone_at))) == ["held"]
    assert Held.objects.get().reason == "no_tenure"


def test_a_visit_made_before_a_handover_and_sent_after_is_credited_to_who_went(
    send, told, lin, old_couple
):
    phone_at = cast.at(cast.days_ago(3)).isoformat()
    first = lin.tenures.order_by("pk")[0]
    Tenure.objects.filter(pk=first.pk).update(to_on=cast.days_ago(2))

    assert statuses(send(told(phone_at=phone_at))) == ["received"]
    assert Visit.objects.get().logged_under == first.post


def test_the_post_nearest_to_the_door_is_the_one_it_is_logged_under(send, told, lin, flat):
    send(told(place=flat.pk))

    assert Visit.objects.get().logged_under.name == "专职岗"


def test_a_door_that_does_not_count_now_takes_the_visit_and_says_so(send, told, gao, old_couple):
    asked = exclusions.ask(
        place=old_couple, reason="moved_out", by=cast.make_cadre("x"), at=timezone.now()
    )
    exclusions.approve(exclusion=asked, by=gao, on=cast.today())

    (receipt,) = send(told())

    assert receipt["status"] == "received"
    assert "户主已迁出，请统筹核对" in receipt["said"]


def test_who_came_along_must_have_held_that_post(send, told, wu, desk):
    there = {"cadre": wu.pk, "post": cast.post_of(wu).pk, "role": "accompanying"}
    wrong = there | {"post": cast.post_of(desk).pk}

    refused, received = send(told(companions=[wrong]), told(companions=[there]))

    assert refused["problems"][0]["field"] == "companions"
    assert received["status"] == "received"
    assert Visit.objects.get().visitors.count() == 2


def test_a_promise_that_is_not_of_this_door_is_said_and_costs_nothing(send, told):
    (receipt,) = send(told(kept_promises=[str(uuid7())]))

    assert receipt["status"] == "received"
    assert "答应" in receipt["said"]


def test_a_promise_is_judged_by_the_day_on_which_it_was_made(send, told):
    made_on, due_on = cast.at(cast.days_ago(5)).isoformat(), cast.days_ago(2).isoformat()

    (receipt,) = send(told(phone_at=made_on, promise={"text": "修路灯", "due_on": due_on}))

    assert receipt["status"] == "received"
    assert Promise.objects.get().due_on.isoformat() == due_on


def test_a_clock_that_is_years_off_is_put_right(send, told):
    offset = -11 * 365 * 86_400_000
    phone_at = timezone.now() - timezone.timedelta(days=11 * 365)

    (receipt,) = send(told(phone_at=phone_at.isoformat(), clock_offset_ms=offset))

    assert receipt["status"] == "received"
    assert Visit.objects.get().visited_on == cast.today()


def test_a_fault_of_ours_loses_nothing_and_stops_nobody(send, told, monkeypatch):
    monkeypatch.setattr("phone.sync.receiving.log", lambda item, **_: 1 / (item.note == "好"))
    monkeypatch.setattr("phone.sync.receiving.logger.exception", lambda *_: None)

    assert statuses(send(told(), told())) == ["waiting", "waiting"]


@pytest.mark.usefixtures("committed")
def test_two_at_one_moment_make_one_visit(lin, told):
    item = told(issue=ISSUE | {"id": str(uuid7())}, promise={"text": "灯", "due_on": "2099-01-01"})
    item["promise"]["due_on"] = cast.today().isoformat()
    phones = [Client(), Client()]
    for one in phones:
        one.force_login(lin)

    def post(client):
        try:
            answer = client.post("/api/v1/visits", item, "application/json")
            return answer.json()["receipts"][0]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(post, phones)

    assert first == second
    assert (Visit.objects.count(), Issue.objects.count(), Promise.objects.count()) == (1, 1, 1)


def test_the_statements_of_one_visit_are_few(send, told, django_assert_max_num_queries):
    send(told())

    # Two are the log-in, two a savepoint in place of BEGIN and COMMIT, four weigh Lin's two posts.
    with django_assert_max_num_queries(15):
        send(told())
