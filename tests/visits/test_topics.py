"""What to bring up at a door, and which policies a visit may name."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from visits import topics
from visits.actions import correct, record
from visits.content import VisitorLine
from visits.models import Topic


@pytest.fixture
def place(grid):
    return cast.make_place(grid)


CODES = ("dibao", "disabled", "left_behind")
FRONTS = ("village", "community", "enterprise")


def make_topic(name="医保缴费", **told):
    told = {"kind": "policy", "words": "每年年底前缴", "from_on": cast.days_ago(100)} | told
    return Topic.objects.create(name=name, **told)


def tell(place, cadre, *policies, day=None, **more):
    """Log a visit that explained these policies."""
    day = day or cast.today()
    line = VisitorLine(cadre=cadre, post=cast.post_of(cadre))
    told = {
        "id": None,
        "place": place,
        "by": cadre,
        "under": line.post,
        "visitors": [line],
        "phone_at": cast.at(day),
        "at": cast.at(day, "10:05"),
        "outcome": "met",
        "help": ["explained"],
        "policies": policies,
    }
    return record(**told | more)


def tell_anew(visit, *policies, **more):
    """Correct it."""
    line = VisitorLine(cadre=visit.logged_by, post=visit.logged_under)
    told = {"outcome": "met", "help": ["explained"], "policies": policies}
    people = {"by": visit.logged_by, "visitors": [line]}
    return correct(visit=visit, at=visit.received_at, **people, **told | more)


some_topics = st.lists(
    st.builds(
        Topic,
        categories=st.lists(st.sampled_from(CODES), unique=True),
        front=st.sampled_from(("", *FRONTS)),
    )
)


@given(some_topics, st.sets(st.sampled_from(CODES)), st.sampled_from(FRONTS))
def test_a_topic_fits_by_any_of_its_categories_and_its_front(rows, categories, front):
    fit = topics.fitting(categories, front, rows)

    assert fit == [row for row in rows if any(row is one for one in fit)]  # in their order
    for row in rows:
        by_category = not row.categories or any(code in categories for code in row.categories)
        assert any(row is one for one in fit) == (by_category and row.front in ("", front))


@given(some_topics, st.sets(st.sampled_from(CODES)), st.sampled_from(FRONTS))
def test_one_more_category_never_takes_a_topic_away(rows, categories, front):
    before = topics.fitting(categories, front, rows)
    after = topics.fitting(categories | {"veteran"}, front, rows)

    assert len(after) >= len(before)


def test_policies_come_before_hints_and_neither_before_its_day(grid):
    place = cast.make_place(grid, categories=["dibao"])
    hint = make_topic("先问身体", kind="hint", categories=["dibao"])
    policy = make_topic()
    make_topic("明天才有", from_on=cast.days_ago(-1))
    make_topic("已经完了", until_on=cast.today())
    make_topic("别家的", categories=["disabled"])
    make_topic("企业的", front="enterprise")

    assert topics.topics_for(place, on=cast.today()) == [policy, hint]


def test_one_door_reads_as_many_do(grid, django_assert_num_queries):
    place = cast.make_place(grid, categories=["dibao"])
    make_topic(categories=["dibao"]), make_topic(categories=["disabled"]), make_topic("人人有")

    with django_assert_num_queries(1):
        told = topics.topics_for(place, on=cast.today())

    assert told == topics.topics_of([place], on=cast.today())[place.pk]
    assert len(told) == 2


def test_many_doors_are_asked_at_once(grid, django_assert_num_queries):
    places = [cast.make_place(grid, f"3组{n}号", categories=["dibao"]) for n in range(5)]
    places.append(cast.make_place(grid, "3组9号"))
    make_topic(categories=["dibao"])

    with django_assert_num_queries(2):
        told = topics.topics_of(places, on=cast.today())

    assert [len(told[place.pk]) for place in places] == [1] * 5 + [0]


def test_a_category_that_ended_brings_nothing_up(grid):
    place = cast.make_place(grid, categories=["dibao"])
    place.category_spells.update(from_on=cast.days_ago(9), to_on=cast.today())
    make_topic(categories=["dibao"])

    assert topics.topics_for(place, on=cast.today()) == []
    assert len(topics.topics_for(place, on=cast.days_ago(1))) == 1


def test_a_visit_keeps_which_policies_were_explained(lin, place):
    one, other = make_topic(), make_topic("高龄津贴")

    visit = tell(place, lin, other.pk, one.pk, one.pk)

    visit.refresh_from_db()
    assert visit.policies == [one.pk, other.pk]


def test_other_policies_under_the_same_id_are_other_content(lin, place):
    one, other = make_topic(), make_topic("高龄津贴")
    visit = tell(place, lin, one.pk, other.pk)

    assert tell(place, lin, other.pk, one.pk, id=visit.pk) == visit  # in any order
    with pytest.raises(ValidationError) as refusal:
        tell(place, lin, one.pk, id=visit.pk)

    assert refusal.value.code == "id_taken"


@pytest.mark.parametrize("number", [0, -3, 77, 2**63, 10**30])
def test_an_unknown_policy_is_refused_in_words(lin, place, number):
    with pytest.raises(ValidationError) as refusal:
        tell(place, lin, number)

    assert refusal.value.code == "policies"


def test_a_hint_is_no_policy(lin, place):
    with pytest.raises(ValidationError) as refusal:
        tell(place, lin, make_topic(kind="hint").pk)

    assert refusal.value.code == "policies"


def test_a_policy_is_judged_on_the_day_of_the_visit(lin, place):
    over = make_topic(until_on=cast.days_ago(2))

    assert tell(place, lin, over.pk, day=cast.days_ago(3)).policies == [over.pk]
    with pytest.raises(ValidationError, match="医保缴费"):
        tell(place, lin, over.pk, day=cast.days_ago(2))


def test_a_correction_keeps_what_stood_and_judges_what_is_new(lin, place):
    kept, over = make_topic(), make_topic("高龄津贴", until_on=cast.days_ago(50))
    visit = tell(place, lin, kept.pk)
    kept.until_on = kept.from_on
    kept.save()

    assert tell_anew(visit, kept.pk, note="讲清了").policies == [kept.pk]
    with pytest.raises(ValidationError, match="高龄津贴"):
        tell_anew(visit, kept.pk, over.pk)
