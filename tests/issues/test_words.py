"""How the time of an issue is said: in working time, never rounded in anybody's favour."""

from datetime import datetime

import pytest

from cadres.workdays import SHANGHAI
from issues import words
from issues.models import Issue

DUE = datetime(2026, 11, 26, 17, tzinfo=SHANGHAI)


def issue(**told):
    raised = datetime(2026, 11, 5, 9, 40, tzinfo=SHANGHAI)
    near = datetime(2026, 11, 23, 15, 30, tzinfo=SHANGHAI)
    return Issue(raised_at=raised, near_due_at=near, due_at=DUE, **told)


@pytest.mark.parametrize(
    ("now", "said", "colour"),
    [
        ("2026-11-10T09:00", "还剩13个工作日", ""),
        ("2026-11-24T14:32", "还剩2个工作日2小时", "amber"),
        ("2026-11-26T16:35", "还剩25分钟", "amber"),
        ("2026-11-26T18:00", "刚过限期", "red"),
        ("2026-12-01T17:00", "超限期3个工作日", "red"),
    ],
)
def test_what_is_left_is_said_in_working_time(now, said, colour):
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)

    assert words.time_left(issue(status="in_progress"), at=at) == said
    assert words.time_colour(issue(status="in_progress"), at=at) == colour


def test_what_waits_goes_by_its_age():
    now = datetime(2026, 11, 26, 9, tzinfo=SHANGHAI)

    assert words.time_left(issue(status="waiting"), at=now) == "提了21天"
    assert words.time_colour(issue(status="waiting"), at=now) == ""


@pytest.mark.parametrize(
    ("result", "colour"), [("solved", "green"), ("explained", ""), ("cannot", ""), ("partly", "")]
)
def test_only_what_people_call_solved_is_green(result, colour):
    assert words.state_of(issue(status="closed", result=result), at=DUE).colour == colour


def test_a_limit_is_fifteen_working_days():
    assert words.limit_days(issue()) == 15
