"""What fits nowhere waits for a supervisor, who takes it in or leaves it out; nothing is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from issues.models import Issue
from phone.held import cards, rows_for
from phone.models import Held
from phone.sync import settling
from tests import cast
from visits.models import Visit


@pytest.fixture
def before_the_post(send, told, lin):
    """A visit of three days ago, when Lin held no post yet."""
    starts = lin.tenures.values_list("pk", "from_on")
    lin.tenures.update(from_on=cast.today())
    send(told(phone_at=cast.at(cast.days_ago(3)).isoformat(), note="老人在家"))
    assert len(starts) == 2
    return Held.objects.get()


@pytest.fixture
def other_words(send, told):
    """Another content under the number of a visit that stands."""
    item = told(note="先")
    send(item, item | {"note": "后"})
    return Held.objects.get()


def decide(row, verb, by, **told):
    return getattr(settling, verb)(held=row, by=by, at=timezone.now(), **told)


def test_it_is_taken_in_for_who_sent_it_once_it_fits(before_the_post, lin, gao):
    lin.tenures.update(from_on=cast.days_ago(9))

    decide(before_the_post, "take_in", gao)

    visit = Visit.objects.get()
    assert (visit.logged_by, visit.visited_on, visit.note) == (lin, cast.days_ago(3), "老人在家")


def test_while_it_does_not_fit_it_waits_on(before_the_post, gao):
    with pytest.raises(ValidationError) as refusal:
        decide(before_the_post, "take_in", gao)

    assert refusal.value.code == "no_tenure"
    assert Held.objects.waiting().count() == 1


def test_other_words_under_one_number_become_a_correction(other_words, gao):
    decide(other_words, "take_in", gao)

    visit = Visit.objects.get()
    assert (visit.note, visit.corrected_why != "") == ("后", True)


def test_leaving_out_asks_for_the_reason_and_keeps_what_was_sent(other_words, gao):
    with pytest.raises(ValidationError):
        decide(other_words, "leave_out", gao, why=" ")
    decide(other_words, "leave_out", gao, why="记重了")

    row = Held.objects.get()
    assert (row.decision, row.settled_why, row.sent["note"]) == ("left_out", "记重了", "后")
    assert Visit.objects.get().note == "先"


def test_the_second_is_told_who_decided_first(other_words, gao, admin):
    decide(other_words, "leave_out", gao, why="记重了")

    with pytest.raises(ValidationError, match="高敏.*记重了") as refusal:
        decide(other_words, "take_in", admin)

    assert refusal.value.code == "changed"


def test_deciding_the_same_twice_changes_nothing(other_words, gao):
    decide(other_words, "take_in", gao)
    decide(other_words, "take_in", gao)

    assert Visit.objects.get().note == "后"


def test_what_was_left_out_can_be_taken_up_again(other_words, gao):
    decide(other_words, "leave_out", gao, why="记重了")
    settling.take_up_again(held=other_words)

    assert Held.objects.waiting().count() == 1


def test_what_the_phone_sends_again_after_a_decision_stays_decided(send, told, gao):
    item = told(note="先")
    send(item, item | {"note": "后"})
    decide(Held.objects.get(), "leave_out", gao, why="记重了")

    assert send(item | {"note": "后"})[0]["status"] == "held"
    assert Held.objects.count() == 1


def test_an_issue_under_anothers_number_is_taken_in_under_its_own(send, told, gao, next_door):
    issue = {"id": str(uuid7()), "text": "渠塌了", "category": 1}
    first, second = told(issue=issue), told(issue=issue | {"text": "路灯坏了"})
    assert [one["status"] for one in send(first, second)] == ["received", "held"]

    decide(Held.objects.get(), "take_in", gao)

    assert (Visit.objects.count(), Issue.objects.count()) == (2, 2)


def test_a_correction_taken_in_late_names_a_reason(send, told, gao, wu, client):
    item = told()
    send(item)
    client.force_login(wu)
    wrong = {"kind": "correction", "id": str(uuid7()), "visit": item["id"], "by": wu.pk}
    send(wrong | {"outcome": "refused", "role": "", "companions": companions(item)})

    decide(Held.objects.get(), "take_in", gao, why="当时两人一起")

    assert Visit.objects.get().corrected_why == "当时两人一起"


def companions(item):
    visitor = Visit.objects.get(pk=item["id"]).visitors.get()
    return [{"cadre": visitor.cadre_id, "post": visitor.post_id, "role": "main"}]


def test_it_is_seen_where_the_place_lies_and_nowhere_else(other_words, gao, gu, zhou):
    assert list(rows_for(gao)) == [other_words]
    assert not rows_for(gu)
    assert not rows_for(zhou)


def test_the_page_says_what_was_sent_and_how_it_differs(other_words, gao, client):
    client.force_login(gao)

    page = client.get(reverse("phone:held")).content.decode()

    assert "王桂兰" in page
    assert "林秀英" in page
    assert "先 → 后" in page


def test_a_refused_decision_keeps_the_reason_that_was_typed(before_the_post, gao, client):
    client.force_login(gao)
    url = reverse("phone:held_settle", args=[before_the_post.pk])

    answer = client.post(url, {"verb": "take_in", "why": "她去了"})

    assert (answer.status_code, "她去了" in answer.content.decode()) == (422, True)


def test_whoever_comes_second_on_the_page_reads_who_was_first(other_words, gao, client):
    decide(other_words, "leave_out", gao, why="记重了")
    client.force_login(gao)
    url = reverse("phone:held_settle", args=[other_words.pk])

    page = client.post(url, {"verb": "leave_out", "why": "另一个理由"}).content.decode()

    assert "记重了" in page
    assert "另一个理由" in page


def test_the_page_asks_no_more_for_many_than_for_one(
    other_words, send, told, gao, client, django_assert_max_num_queries
):
    for number in range(12):
        send(told(place=90_000_000 + number))
    Held.objects.update(area_path=other_words.area_path)
    assert len(cards(rows_for(gao), gao)) == 13
    client.force_login(gao)

    with django_assert_max_num_queries(16):
        assert client.get(reverse("phone:held")).status_code == 200
