"""A message leaves the house at most once, whoever is slow, cut off or dies (DOMAIN 7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection

from reminders import actions, delivering
from reminders.models import Delivery
from tests.reminders.conftest import clock
from tests.reminders.postbox import postbox

pytestmark = pytest.mark.django_db
Status = Delivery.Status


@pytest.fixture
def delivery(lin, overdue_door) -> Delivery:
    """Lin's message of today waits to go out."""
    lin.email = "lin@example.cn"
    lin.save()
    actions.raise_due(at=clock(9))
    actions.send_digests(at=clock(9))
    return Delivery.objects.get()


def now(delivery: Delivery) -> Delivery:
    delivery.refresh_from_db()
    return delivery


def test_it_goes_out_once(delivery):
    assert delivering.deliver_next(at=clock(9)) is True
    assert delivering.deliver_next(at=clock(9, 1)) is False
    assert len(mail.outbox) == 1
    assert now(delivery).sent_at == clock(9)


def test_nothing_goes_out_at_night(delivery):
    assert delivering.deliver_next(at=clock(21)) is False
    assert delivering.waiting(at=clock(21)) == 0


def test_a_server_that_is_not_there_is_asked_again_later(delivery, settings):
    with postbox(settings) as server:
        settings.EMAIL_PORT = server.port
    delivering.deliver_next(at=clock(9))

    assert now(delivery).status == Status.WAITING
    assert "refused" in delivery.last_error.lower()
    assert delivery.next_try_at == clock(9) + delivering.PAUSES[0]
    assert delivering.deliver_next(at=clock(9)) is False


@pytest.mark.parametrize(
    ("verb", "answer", "status"),
    [
        ("RCPT", "550 no such box", Status.FAILED),
        ("RCPT", "450 box is busy", Status.WAITING),
        (".", "552 too large", Status.FAILED),
        (".", "451 come again", Status.WAITING),
        (".", "", Status.UNSURE),  # it had all of it, and nobody knows what it did with it
        ("MAIL", "", Status.UNSURE),
    ],
)
def test_what_the_server_says_decides(delivery, settings, verb, answer, status):
    with postbox(settings) as server:
        server.answer_to[verb] = answer
        delivering.deliver_next(at=clock(9))

    assert now(delivery).status == status
    assert delivery.last_error


def test_it_is_given_up_in_the_end(delivery, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    for _ in range(delivering.MOST_TRIES):
        Delivery.objects.update(next_try_at=clock(9))
        delivering.deliver_next(at=clock(9))

    assert now(delivery).status == Status.FAILED
    assert delivery.tries == delivering.MOST_TRIES


def test_who_died_before_handing_over_loses_nothing(delivery):
    delivering.take(at=clock(9))

    assert delivering.pick_up(at=clock(9, 1)) == 0
    assert delivering.pick_up(at=clock(9, 6)) == 1
    assert delivering.deliver_next(at=clock(9, 6)) is True
    assert len(mail.outbox) == 1


def test_who_died_while_handing_over_leaves_it_unsure_and_unsent(delivery):
    Delivery.objects.update(status=Status.SENDING, taken_until=clock(9), tries=1)

    delivering.pick_up(at=clock(9, 6))

    assert now(delivery).status == Status.UNSURE
    assert delivering.deliver_next(at=clock(9, 6)) is False


def test_who_wakes_after_the_lease_hands_nothing_over(delivery):
    slow = delivering.take(at=clock(9))
    delivering.pick_up(at=clock(9, 6))
    delivering.deliver_next(at=clock(9, 6))

    delivering._hand_over(slow, mail.EmailMessage("again", to=["lin@example.cn"]), clock(9, 7))

    assert len(mail.outbox) == 1
    assert now(delivery).status == Status.SENT


def test_four_workers_at_once_send_one_message(committed, delivery):
    def work(_: int) -> bool:
        try:
            return delivering.deliver_next(at=clock(9))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))

    assert done.count(True) == len(mail.outbox) == 1


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNSURE])
def test_the_operator_sends_again(delivery, status):
    Delivery.objects.update(status=status, tries=8)

    delivering.send_again(delivery=delivery, at=clock(10))

    assert delivering.deliver_next(at=clock(10)) is True
    assert now(delivery).status == Status.SENT


def test_of_two_operators_the_second_is_told(delivery):
    Delivery.objects.update(status=Status.FAILED)
    delivering.send_again(delivery=delivery, at=clock(10))

    with pytest.raises(ValidationError) as refused:
        delivering.send_again(delivery=delivery, at=clock(10))

    assert refused.value.code == "changed"


def test_a_message_that_cannot_be_written_stops_no_other(delivery, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no template\nDETAIL: 王桂兰")

    monkeypatch.setattr("reminders.mail.message_of", broken)

    assert delivering.deliver_next(at=clock(9)) is True
    assert now(delivery).status == Status.WAITING
    assert delivery.last_error == "RuntimeError: no template"
    assert delivery.next_try_at > clock(9) + timedelta(seconds=30)
