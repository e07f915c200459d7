"""The leader's page: own visits against the quota, and the word on what others wrote down."""

import pytest
from django.core.exceptions import ValidationError
from uuid_utils.compat import uuid7

from households.models import Exclusion
from phone.actions import Promised, log_visit
from phone.versions import latest
from tests import cast
from tests.breaking import refused_by
from visits import actions, quota_setting, quotas
from visits.content import VisitorLine
from visits.models import LeaderQuota, Visit, VisitorRole

PAGE = "/leader/"


@pytest.fixture
def post(leader):
    return cast.post_of(leader)


@pytest.fixture
def quota(post):
    told = {"period": "year", "households": 20, "enterprises": 4, "by": None}
    quota_setting.set_quota(post=post, on=cast.days_ago(800), **told)
    return LeaderQuota.objects.get()


def walked(leader):
    now = quotas.progress(post=cast.post_of(leader), cadre=leader, on=cast.today())
    return now.households, now.enterprises


def logged_for(leader, place, by, *others, day=None):
    moment = cast.at(day or cast.days_ago(1))
    line = VisitorLine(cadre=leader, post=cast.post_of(leader), role=VisitorRole.LEADER)
    more = [VisitorLine(cadre=one, post=cast.post_of(one), role="accompanying") for one in others]
    return actions.record(
        id=None, place=place, by=by, under=cast.post_of(by), visitors=[line, *more],
        phone_at=moment, at=moment, outcome="met",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["leader", "main"])
def test_own_visits_in_person_count_once_a_place_and_day(quota, leader, old_couple, workshop, role):
    for place in (old_couple, old_couple, workshop):
        cast.make_visit(place, leader, role=role)

    assert walked(leader) == (1, 1)


@pytest.mark.parametrize(
    "told",
    [{"role": "accompanying"}, {"role": "proxy"}, {"mode": "phone"}, {"outcome": "nobody_home"}],
)
def test_what_was_not_in_person_does_not_count(quota, leader, old_couple, told):
    cast.make_visit(old_couple, leader, **{"role": "leader", **told})

    assert walked(leader) == (0, 0)


def test_what_an_aide_wrote_counts_from_the_leaders_yes(quota, leader, lin, old_couple, client):
    visit = logged_for(leader, old_couple, lin)
    assert walked(leader) == (0, 0)
    client.force_login(leader)

    client.post(f"{PAGE}{visit.pk}/", {"went": "yes", "seen": latest(visit)})

    assert walked(leader) == (1, 0)


def test_who_was_not_there_is_taken_off_and_the_others_stay(leader, lin, old_couple, client):
    visit = logged_for(leader, old_couple, lin, lin)
    client.force_login(leader)

    client.post(f"{PAGE}{visit.pk}/", {"went": "no", "seen": latest(visit)})

    visit.refresh_from_db()
    assert [row.cadre for row in visit.visitors.all()] == [lin]
    assert "罗志远" in visit.corrected_why
    assert visit.withdrawn_at is None


def test_a_visit_where_nobody_is_left_is_withdrawn(leader, lin, old_couple, client):
    visit = logged_for(leader, old_couple, lin)
    client.force_login(leader)

    client.post(f"{PAGE}{visit.pk}/", {"went": "no", "seen": latest(visit)})

    assert not Visit.objects.standing().exists()


def test_with_the_visit_goes_what_was_promised_and_asked_in_it(leader, lin, old_couple, client):
    promised = log_visit(
        id=uuid7(), place=old_couple, by=lin, under=cast.post_of(lin), outcome="moved",
        visitors=[VisitorLine(cadre=leader, post=cast.post_of(leader), role="leader")],
        phone_at=cast.at(cast.today(), "00:02"), at=cast.at(cast.today(), "00:03"),
        promised=Promised("带表格来", cast.today()),
    )  # fmt: skip
    client.force_login(leader)

    client.post(f"{PAGE}{promised.pk}/", {"went": "no", "seen": latest(promised)})

    assert not promised.promises.open().exists()
    assert not Exclusion.objects.pending().exists()


def test_without_an_answer_nothing_is_taken_off(leader, lin, old_couple, client):
    visit = logged_for(leader, old_couple, lin)
    client.force_login(leader)

    assert client.post(f"{PAGE}{visit.pk}/").status_code == 404
    assert Visit.objects.standing().filter(pk=visit.pk).exists()


def test_nobody_else_answers_for_the_leader(leader, lin, old_couple, client, gao):
    visit = logged_for(leader, old_couple, lin)
    client.force_login(gao)

    told = {"went": "yes", "seen": latest(visit)}

    assert client.post(f"{PAGE}{visit.pk}/", told).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_often_for_many(
    quota, leader, lin, grid, client, rows, django_assert_max_num_queries
):
    for n in range(rows):
        logged_for(leader, cast.make_place(grid, f"3组{n}号"), lin)
    client.force_login(leader)

    with django_assert_max_num_queries(20):
        assert len(client.get(PAGE).context["page"].asked) == rows


def test_a_new_quota_holds_from_its_day(quota, post):
    quota_setting.set_quota(
        post=post, period="quarter", households=9, enterprises=0, by=None, on=cast.today()
    )

    assert LeaderQuota.objects.on(cast.today()).get().households == 9
    assert LeaderQuota.objects.on(cast.days_ago(1)).get() == quota


def test_only_a_leaders_post_has_a_quota(lin):
    with pytest.raises(ValidationError):
        quota_setting.set_quota(
            post=cast.post_of(lin), period="year", households=1, enterprises=0, by=None,
            on=cast.today(),
        )  # fmt: skip


def test_a_quota_holds_for_a_day_at_least(quota):
    with refused_by("leader_quota_ends_after_it_begins"):
        LeaderQuota.objects.update(to_on=quota.from_on)


def test_a_post_has_one_quota_a_day(quota, post):
    with refused_by("leader_quota_is_one_a_day"):
        LeaderQuota.objects.create(post=post, period="year", households=1, from_on=cast.today())


def test_a_quota_asks_for_a_door(quota):
    with refused_by("leader_quota_asks_for_a_door"):
        LeaderQuota.objects.update(households=0, enterprises=0)
