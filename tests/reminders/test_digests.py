"""One digest a person and day, in waking hours, into the inbox (DOMAIN 7)."""

from datetime import datetime

import pytest

from cadres.workdays import SHANGHAI
from reminders import actions, queries
from reminders.models import Digest, Reminder
from tests import cast
from tests.reminders.conftest import due

pytestmark = pytest.mark.django_db


def clock(hour: int, minute: int = 0) -> datetime:
    return cast.at(cast.today(), f"{hour:02}:{minute:02}")


@pytest.fixture
def raised(overdue_door):
    actions.raise_due(at=clock(9))
    return Reminder.objects.get()


def test_what_waits_goes_out_as_one_digest(lin, grid, raised):
    due(cast.make_place(grid, "3组25号", "周建良"), -2)
    actions.raise_due(at=clock(9))

    assert actions.send_digests(at=clock(9)) == 1
    assert Digest.objects.get().reminders.count() == 2


@pytest.mark.parametrize(("hour", "minute"), [(21, 0), (23, 59), (0, 0), (7, 29)])
def test_nothing_goes_out_at_night(raised, hour, minute):
    assert actions.send_digests(at=clock(hour, minute)) == 0
    assert not Digest.objects.exists()


@pytest.mark.parametrize(("hour", "minute"), [(7, 30), (20, 59)])
def test_the_edges_of_the_day_are_awake(raised, hour, minute):
    assert actions.send_digests(at=clock(hour, minute)) == 1


def test_the_second_run_sends_nothing(raised):
    actions.send_digests(at=clock(9))

    assert actions.send_digests(at=clock(9, 1)) == 0


def test_who_had_todays_digest_gets_the_rest_tomorrow(grid, raised):
    actions.send_digests(at=clock(9))
    due(cast.make_place(grid, "3组25号", "周建良"), -2)
    actions.raise_due(at=clock(10))

    assert actions.send_digests(at=clock(10)) == 0
    tomorrow = datetime.combine(cast.days_ago(-1), clock(9).time(), SHANGHAI)
    assert actions.send_digests(at=tomorrow) == 1


def test_the_badge_goes_when_the_inbox_was_opened(client, lin, raised):
    actions.send_digests(at=clock(9))
    assert queries.unread_count(lin) == 1
    client.force_login(lin)

    assert client.get("/inbox/").status_code == 200
    assert queries.unread_count(lin) == 0


def test_who_comes_to_look_at_night_sees_what_waits_without_a_badge(lin, raised):
    actions.send_digests(at=clock(23))

    assert queries.unread_count(lin) == 0
    assert [section.total for section in queries.inbox(lin, at=clock(23))] == [1]


def test_who_did_the_work_hears_no_more_of_it(lin, overdue_door, raised):
    actions.send_digests(at=clock(9))
    cast.make_visit(overdue_door, lin)

    assert queries.inbox(lin, at=clock(10)) == []
    assert queries.unread_count(lin) == 0


def test_an_ended_tenure_empties_the_inbox_at_once(lin, raised):
    actions.send_digests(at=clock(9))
    lin.tenures.update(to_on=cast.today())

    assert queries.inbox(lin, at=clock(10)) == []


def test_the_inbox_asks_the_same_number_of_queries_for_fifty_doors(
    client, lin, grid, raised, django_assert_max_num_queries
):
    for door in range(50):
        due(cast.make_place(grid, f"3组{door}号", "某家"), -3)
    actions.raise_due(at=clock(9))
    actions.send_digests(at=clock(9))
    client.force_login(lin)

    with django_assert_max_num_queries(18):
        answer = client.get("/inbox/")

    assert "51户该走了" in answer.content.decode()


def test_an_empty_inbox_says_so(client, lin):
    client.force_login(lin)

    assert "没有等你办的事" in client.get("/inbox/").content.decode()
