"""Two administrators at each other's post at one moment: one of them stays (DOMAIN 8)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cadres.actions import people, tenures
from cadres.editing import seen_of
from cadres.models import Cadre, Role, Tenure
from tests import cast


@pytest.fixture
def other(committed, admin):
    """The second administrator of the town."""
    post = cast.make_post(cast.post_of(admin).area, Role.ADMINISTRATOR, "乙岗")
    return cast.make_cadre("other", "程乙", post)


def end_post(cadre, by):
    tenure = cadre.tenures.get()
    tenures.end(
        tenure=tenure,
        last_on=cast.days_ago(1),
        successor=None,
        by=by,
        on=cast.today(),
        seen=seen_of(tenure, tenures.TENURE_FIELDS),
    )


def switch_off(cadre, by):
    people.deactivate(cadre=cadre, by=by, on=cast.today())


DEEDS = [(end_post, end_post), (switch_off, switch_off), (end_post, switch_off)]


@pytest.mark.parametrize("does", DEEDS)
def test_of_two_who_end_each_other_one_administers_on(does, admin, other):
    together = Barrier(2)

    def at_once(act, cadre, by):
        try:
            together.wait()
            act(cadre, by)
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(at_once, does[0], other, admin)
        second = pool.submit(at_once, does[1], admin, other)
        told = {first.result(), second.result()}

    assert told == {"done", "last_administrator"}
    left = Tenure.objects.on(cast.today()).filter(post__role=Role.ADMINISTRATOR)
    assert Cadre.objects.filter(is_active=True, tenures__in=left).count() == 1
