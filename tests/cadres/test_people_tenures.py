"""Who holds a post: begun, handed on, ended, taken back; access follows at once (DOMAIN 8)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cadres.access import grants_of
from cadres.actions import tenures, units
from cadres.editing import seen_of
from cadres.models import Role, Tenure
from tests import cast


@pytest.fixture
def post(grid):
    return cast.make_post(grid, name="新片岗")


def end(tenure, last_on, by, successor=None, seen=None):
    return tenures.end(
        tenure=tenure,
        last_on=last_on,
        successor=successor,
        by=by,
        on=cast.today(),
        seen=seen or seen_of(tenure, tenures.TENURE_FIELDS),
    )


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def test_whoever_begins_sees_what_the_post_opens(post, wu):
    tenures.begin(post=post, cadre=wu, from_on=cast.today())

    assert post.pk in {grant.post_id for grant in grants_of(wu, on=cast.today())}


def test_a_post_that_is_held_takes_nobody_else(lin, wu):
    with refused("held"):
        tenures.begin(post=cast.post_of(lin), cadre=wu, from_on=cast.today())


def test_a_post_that_is_promised_takes_nobody_before(post, lin, wu):
    tenures.begin(post=post, cadre=lin, from_on=cast.days_ago(-9))

    with refused("planned"):
        tenures.begin(post=post, cadre=wu, from_on=cast.today())


def test_who_is_switched_off_begins_nowhere(post, inactive):
    with refused("inactive"):
        tenures.begin(post=post, cadre=inactive, from_on=cast.today())


def test_the_last_day_is_inside_and_the_successor_begins_the_day_after(lin, wu, admin):
    tenure = lin.tenures.order_by("pk")[0]

    end(tenure, cast.today(), admin, successor=wu)

    after = cast.today() + timedelta(days=1)
    held = [Tenure.objects.on(day).get(post=tenure.post).cadre for day in (cast.today(), after)]
    assert held == [lin, wu]


def test_yesterday_as_the_last_day_ends_access_at_once(lin, admin):
    tenure = lin.tenures.order_by("pk")[0]

    end(tenure, cast.days_ago(1), admin)

    assert tenure.post_id not in {grant.post_id for grant in grants_of(lin, on=cast.today())}


def test_nothing_ends_further_back(lin, admin):
    with refused("past"):
        end(lin.tenures.first(), cast.days_ago(2), admin)


def test_one_that_has_not_begun_never_comes(post, wu, admin):
    [change] = tenures.begin(post=post, cadre=wu, from_on=cast.days_ago(-9))

    end(Tenure.objects.get(pk=change.tenure_id), cast.today(), admin)

    assert not post.tenures.exists()


def test_handing_on_is_taken_back_whole(lin, wu, admin):
    tenure = lin.tenures.order_by("pk")[0]
    changes = end(tenure, cast.today(), admin, successor=wu)

    tenures.take_back(changes=changes, on=cast.today())
    tenures.take_back(changes=changes, on=cast.today())

    assert [(one.cadre, one.to_on) for one in tenure.post.tenures.all()] == [(lin, None)]


def test_what_somebody_else_changed_meanwhile_is_not_taken_back(lin, wu, admin):
    tenure = lin.tenures.order_by("pk")[0]
    changes = end(tenure, cast.today(), admin, successor=wu)
    end(tenure.post.tenures.get(cadre=wu), cast.today(), admin)

    with refused("changed"):
        tenures.take_back(changes=changes, on=cast.today())


def test_the_second_is_told_that_it_ends_already(lin, admin):
    tenure = lin.tenures.order_by("pk")[0]
    seen = seen_of(tenure, tenures.TENURE_FIELDS)
    end(tenure, cast.days_ago(-5), admin)

    with pytest.raises(ValidationError, match=str(cast.days_ago(-6))):
        end(tenure, cast.days_ago(-9), admin, seen=seen)


def test_nobody_hands_a_post_to_its_own_holder(lin, admin):
    with refused("same"):
        end(lin.tenures.first(), cast.today(), admin, successor=lin)


def test_an_administrator_does_not_end_the_own_last_post(admin):
    with refused("own_last"):
        end(admin.tenures.get(), cast.today(), admin)


def test_with_another_administrators_post_one_may(admin, next_town):
    cast.make_tenure(admin, cast.make_post(cast.post_of(admin).area.parent, Role.ADMINISTRATOR))

    assert end(admin.tenures.first(), cast.today(), admin)


def test_somebody_always_administers_an_area(admin, next_town):
    cast.make_tenure(admin, cast.make_post(next_town, Role.ADMINISTRATOR))

    with refused("last_administrator"):
        end(admin.tenures.first(), cast.today(), admin)


def test_another_administrator_who_is_to_leave_does_not_count(admin):
    other = cast.make_cadre(
        "other", "程乙", cast.make_post(cast.post_of(admin).area, Role.ADMINISTRATOR)
    )
    end(other.tenures.get(), cast.days_ago(-30), admin)

    with refused("last_administrator"):
        end(admin.tenures.get(), cast.today(), by=other)


def test_a_successor_administers(admin, wu):
    assert end(admin.tenures.get(), cast.today(), by=wu, successor=wu)


def test_the_last_administrators_post_stays_one(admin, wu):
    post = cast.post_of(admin)

    with refused("last_administrator"):
        units.change_post(
            post=post,
            seen=seen_of(post, units.POST_FIELDS),
            name=post.name,
            role=Role.CADRE,
            area=post.area,
            is_leading=False,
            by=wu,
            on=cast.today(),
        )


def test_whoever_was_quicker_stays_when_a_beginning_is_taken_back(admin, wu):
    post = cast.make_post(cast.post_of(admin).area, Role.ADMINISTRATOR, "乙岗")
    begun = tenures.begin(post=post, cadre=wu, from_on=cast.today())
    end(admin.tenures.get(), cast.days_ago(1), by=wu)

    with refused("last_administrator"):
        tenures.take_back(changes=begun, on=cast.today())
