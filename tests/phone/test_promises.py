"""What was promised at a door, from the visit to the tick."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import cast
from visits import actions
from visits.models import Promise, Visit

PROMISES = reverse("phone:promises")


@pytest.fixture
def promise(lin, old_couple) -> Promise:
    return actions.make_promise(
        id=None,
        place=old_couple,
        text="问清低保材料",
        due_on=cast.days_ago(-2),
        by=lin,
        under=cast.post_of(lin),
        at=timezone.now(),
    )


def log(phone, place, told):
    return phone.post(reverse("phone:visit", args=[place.pk]), told)


def test_a_promise_is_written_down_with_the_visit(phone, old_couple, answers, lin):
    day = cast.days_ago(-3)
    told = answers(promise_text="修路灯", promise_on=day)

    for _ in range(2):  # a double tap
        assert log(phone, old_couple, told).status_code == 302

    kept = Promise.objects.get()
    assert (kept.text, kept.due_on, kept.made_by) == ("修路灯", day, lin)
    assert kept.visit == Visit.objects.get()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"promise_text": "修路灯"}, "promise_on"),
        ({"promise_on": cast.days_ago(-1)}, "promise_text"),
        ({"promise_text": "修路灯", "promise_on": cast.days_ago(1)}, "promise_on"),
    ],
)
def test_half_a_promise_is_refused_beside_its_field(phone, old_couple, answers, told, field):
    answer = log(phone, old_couple, answers(**told, note="写了一句"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "写了一句" in answer.text


def test_a_visit_ticks_what_was_promised_last_time(phone, old_couple, answers, promise):
    page = phone.get(reverse("phone:visit", args=[old_couple.pk]))
    assert "问清低保材料" in page.text

    log(phone, old_couple, answers(promise_kept=[promise.pk]))

    assert not Promise.objects.open().exists()


def test_a_promise_due_this_week_puts_its_door_on_todays_list(phone, old_couple, promise, lin):
    cast.make_visit(old_couple, lin, cast.days_ago(3))

    page = phone.get(reverse("phone:today"))

    door = page.context["day"].promised[0]
    assert (door.place, door.promised.text) == (old_couple, "问清低保材料")
    assert "问清低保材料" in page.text


def test_kept_has_an_undo(phone, promise):
    phone.post(reverse("phone:keep_promise", args=[promise.pk]))
    page = phone.get(PROMISES)
    assert not page.context["open"]
    assert reverse("phone:reopen_promise", args=[promise.pk]) in page.text

    phone.post(reverse("phone:reopen_promise", args=[promise.pk]))

    assert phone.get(PROMISES).context["open"] == [promise]


def test_dropping_asks_why(phone, promise):
    url = reverse("phone:drop_promise", args=[promise.pk])

    phone.post(url, {"why": ""})
    assert Promise.objects.open().exists()

    phone.post(url, {"why": "县里管"})
    assert Promise.objects.get().dropped_why == "县里管"
    assert "县里管" in phone.get(PROMISES).text


def test_the_card_shows_the_promise_and_its_button_leads_back(phone, old_couple, promise):
    card = reverse("phone:place", args=[old_couple.pk])
    assert "问清低保材料" in phone.get(card).text

    answer = phone.post(reverse("phone:keep_promise", args=[promise.pk]), {"at": "place"})

    assert answer["Location"] == card


def test_a_visit_taken_back_promised_nothing(phone, old_couple, answers):
    told = answers(promise_text="修路灯", promise_on=cast.today())
    log(phone, old_couple, told)

    phone.post(reverse("phone:take_back", args=[told["client_id"]]))

    assert not Promise.objects.open().exists()


def test_no_promise_says_how_one_is_made(phone):
    assert 'id="no-promises"' in phone.get(PROMISES).text


def test_many_promises_cost_no_more_queries(phone, lin, old_couple, django_assert_max_num_queries):
    for number in range(50):
        actions.make_promise(
            id=None,
            place=old_couple,
            text=f"第{number}件",
            due_on=cast.today(),
            by=lin,
            under=cast.post_of(lin),
            at=timezone.now(),
        )

    with django_assert_max_num_queries(12):
        assert len(phone.get(PROMISES).context["open"]) == 50
