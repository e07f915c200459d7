"""The operator's page: what ran, what waits, what did not go out, send again."""

import pytest
from django.utils import timezone

from config import runs
from config.models import TaskRun
from reminders.models import Delivery, Digest
from tests import cast
from tests.breaking import refused_by

pytestmark = pytest.mark.django_db
TASK = "reminders.tasks.raise_reminders"


@pytest.fixture
def stuck(lin) -> Delivery:
    """Lin's message of today was given up."""
    digest = Digest.objects.create(recipient=lin, day=cast.today(), sent_at=timezone.now())
    return Delivery.objects.create(
        digest=digest,
        channel="email",
        status=Delivery.Status.FAILED,
        next_try_at=timezone.now(),
        last_error="SMTPRecipientsRefused: no such box",
    )


def opened(client, cadre) -> str:
    client.force_login(cadre)
    return client.get("/operation/").content.decode()


def test_a_task_that_ran_says_when_how_long_and_how_much(client, admin):
    runs.begun(TASK, at=cast.at(cast.today(), "07:30:00"))
    runs.ended(TASK, at=cast.at(cast.today(), "07:30:02"), is_done=True, result=1234)

    page = opened(client, admin)

    assert "今天07:30" in page
    assert "2.0秒" in page
    assert "办好了，1,234" in page


def test_of_a_task_that_failed_the_first_line_is_kept(client, admin):
    at = cast.at(cast.today(), "07:30")
    runs.begun(TASK, at=at)
    runs.ended(TASK, at=at, is_done=False, result=ValueError("no room\nDETAIL: 王桂兰"))

    page = opened(client, admin)

    assert "ValueError: no room" in page
    assert "王桂兰" not in page


def test_a_task_that_never_ended_was_broken_off(client, admin):
    runs.begun(TASK, at=cast.at(cast.days_ago(1)))

    assert "中途断了" in opened(client, admin)


def test_the_next_run_takes_the_place_of_the_last(admin):
    for day in (2, 1):
        runs.begun(TASK, at=cast.at(cast.days_ago(day)))
        runs.ended(TASK, at=cast.at(cast.days_ago(day), "10:01"), is_done=True, result=day)

    assert TaskRun.objects.get().counted == 1


def test_what_did_not_go_out_is_sent_again_by_a_button(client, admin, stuck):
    page = opened(client, admin)
    assert "林秀英" in page
    assert "no such box" in page

    client.post(f"/operation/messages/{stuck.pk}/")

    stuck.refresh_from_db()
    assert stuck.status == Delivery.Status.WAITING
    assert "林秀英" not in opened(client, admin)


def test_whom_it_is_to_is_shown_in_the_own_area_only(client, stuck):
    area = cast.make_area("320583")
    elsewhere = cast.make_cadre("else", "外人", cast.make_post(area, "administrator", "管理岗"))

    page = opened(client, elsewhere)

    assert "林秀英" not in page
    assert "另有1条发给别处的人" in page
    assert client.post(f"/operation/messages/{stuck.pk}/").status_code == 404


def test_the_page_asks_the_same_for_fifty_messages(
    client, admin, grid, django_assert_max_num_queries
):
    for number in range(50):
        cadre = cast.make_cadre(f"c{number}", "某人", cast.make_post(grid))
        digest = Digest.objects.create(recipient=cadre, day=cast.today(), sent_at=timezone.now())
        told = {"channel": "email", "status": "unsure", "next_try_at": timezone.now()}
        Delivery.objects.create(digest=digest, **told)
    client.force_login(admin)

    with django_assert_max_num_queries(20):
        assert client.get("/operation/").content.decode().count("/operation/messages/") == 50


def test_it_speaks_english_as_well(client, admin):
    client.cookies["django_language"] = "en"

    assert "Is it running?" in opened(client, admin)


def test_a_task_ends_after_it_began():
    now = timezone.now()
    with refused_by("task_ends_after_it_started"):
        TaskRun.objects.create(name=TASK, started_at=now, ended_at=cast.at(cast.days_ago(1)))
