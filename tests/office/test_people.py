"""Units, posts and people on one page: inviting, handing on, ending, taken back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cadres.editing import seen_of
from cadres.models import Cadre, Role, Tenure, Unit
from tests import cast


@pytest.fixture
def page(client, admin, lin):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def unit(lin):
    return cast.post_of(lin).unit


@pytest.fixture
def vacant(grid):
    return cast.make_post(grid, name="政策岗")


def url(name, *args, query=""):
    return reverse(f"office:{name}", args=args) + query


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def seen(answer):
    return re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]


def end(page, tenure, **told):
    told = {"last_on": cast.today(), "who": "nobody", "seen": seen_of(tenure, ["to_on"])} | told
    return page.post(url("people_end", tenure.pk), told)


def test_a_unit_shows_its_posts_and_who_holds_them(page, unit, lin, old_couple):
    Cadre.objects.filter(pk=lin.pk).update(phone="19912345678")

    answer = words(page.get(url("people", query=f"?unit={unit.pk}")))

    assert "包片岗" in answer
    assert "瞿巷村1网格" in answer
    assert "林秀英" in answer
    assert "199****5678" in answer
    assert "19912345678" not in answer


def test_the_first_unit_is_asked_for_where_there_is_none(client, admin):
    Tenure.objects.filter(cadre=admin).update(
        post=cast.make_post(cast.make_area("320583100"), Role.ADMINISTRATOR)
    )
    Unit.objects.filter(area__code="320583100").update(area=cast.make_area("320581"))
    client.force_login(admin)

    assert "还没有单位" in words(client.get(url("people")))


def test_a_unit_elsewhere_is_not_there(page, zhou):
    elsewhere = cast.post_of(zhou).unit

    assert page.get(url("people", query=f"?unit={elsewhere.pk}")).status_code == 404


def test_posts_and_people_are_found_by_name(page, unit, lin):
    answer = words(page.get(url("people", query="?q=林秀")))

    assert "林秀英" in answer
    assert "方洁" not in answer


def test_who_holds_no_post_is_found_too(page, grid):
    gone = cast.make_cadre("qian", "钱进")
    cast.make_tenure(gone, cast.make_post(grid, name="旧岗"), to_on=cast.days_ago(5))

    assert "钱进" in words(page.get(url("people", query="?show=free")))


def test_a_new_colleague_gets_an_account_a_post_and_a_link(page, unit, vacant):
    told = {"name": "周敏", "phone": "", "post": vacant.pk, "from_on": cast.today()}

    answer = page.post(url("people_invite", unit.pk), told, follow=True)

    made = Cadre.objects.get(name="周敏")
    assert made.username == "zm1"
    assert made.tenures.get().post == vacant
    assert "http://testserver/i/" in words(answer)


def test_account_names_go_on_counting(page, unit, vacant):
    cast.make_cadre("zm1", "赵明")
    told = {"name": "周敏", "post": vacant.pk, "from_on": cast.today()}

    page.post(url("people_invite", unit.pk), told)

    assert Cadre.objects.get(name="周敏").username == "zm2"


def test_what_was_typed_survives_a_refusal(page, unit, vacant):
    told = {"name": "周敏", "phone": "123", "post": vacant.pk, "from_on": cast.today()}

    answer = page.post(url("people_invite", unit.pk), told)

    assert answer.status_code == 422
    assert 'value="周敏"' in words(answer)
    assert "只有3位" in words(answer)


def test_a_post_out_of_reach_is_not_given(page, unit, county):
    wider = cast.make_post(county, Role.SUPERVISOR, "县岗", unit)
    told = {"name": "周敏", "post": wider.pk, "from_on": cast.today()}

    assert page.post(url("people_invite", unit.pk), told).status_code == 422
    assert page.get(url("people_post", wider.pk)).status_code == 404


def test_no_post_reaches_further_than_its_administrator(page, unit, county):
    told = {"name": "县岗", "role": "supervisor", "area": county.code}

    assert page.post(url("people_post_new", unit.pk), told).status_code == 422
    assert not unit.posts.filter(name="县岗").exists()


def test_an_account_that_reaches_further_is_kept_further_up(page, lin, gao):
    cast.make_tenure(lin, cast.make_post(cast.make_area("320583100")))

    assert page.get(url("people_person", lin.pk)).status_code == 404
    assert page.post(url("people_link", lin.pk)).status_code == 404


def test_ending_shows_what_stays_with_the_post(page, lin, unit, old_couple, workshop):
    tenure = lin.tenures.order_by("pk")[0]

    answer = page.get(url("people", query=f"?unit={unit.pk}&end={tenure.pk}"))

    told = answer.context["board"].ending.passing
    assert (told.households, told.enterprises, told.issues, told.promises) == (1, 1, 0, 0)


def test_a_post_is_handed_on_and_taken_back(page, lin, wu):
    tenure = lin.tenures.order_by("pk")[0]

    answer = end(page, tenure, who=wu.pk)
    undo = [message.extra_tags for message in page.get(answer.url).context["messages"]]

    tomorrow = cast.today() + timedelta(days=1)
    assert Tenure.objects.on(tomorrow).get(post=tenure.post).cadre == wu
    page.post(undo[0])
    assert Tenure.objects.on(tomorrow).get(post=tenure.post).cadre == lin


def test_somebody_else_follows_by_account_name(page, lin, wu):
    end(page, lin.tenures.order_by("pk")[0], account="WU")

    assert wu.tenures.count() == 2


def test_an_account_that_nobody_has_is_told(page, lin):
    assert end(page, lin.tenures.first(), account="nobody").status_code == 422


def test_the_second_is_told_that_somebody_ended_it(page, lin):
    tenure = lin.tenures.order_by("pk")[0]
    shown = seen_of(tenure, ["to_on"])
    end(page, tenure, last_on=cast.days_ago(-4))

    answer = end(page, tenure, last_on=cast.days_ago(-9), seen=shown)

    assert answer.status_code == 422
    assert "别人刚改过" in words(answer)
    assert str(cast.days_ago(-9)) in words(answer)


def test_the_own_last_post_is_not_ended(page, admin):
    answer = end(page, admin.tenures.get())

    assert answer.status_code == 422
    assert not admin.tenures.get().to_on


def test_a_note_of_somebody_else_undoes_nothing(page, client, lin, gao, next_town):
    answer = end(page, lin.tenures.order_by("pk")[0])
    undo = [message.extra_tags for message in page.get(answer.url).context["messages"]]
    other = cast.make_cadre("other", "别人", cast.make_post(next_town, Role.ADMINISTRATOR))
    client.force_login(other)

    assert client.post(undo[0]).status_code == 404


def test_somebody_known_fills_a_vacant_post(page, vacant, wu):
    page.post(url("people_begin", vacant.pk), {"account": "wu", "from_on": cast.today()})

    assert vacant.tenures.get().cadre == wu


def test_a_unit_and_a_post_are_added_by_name_of_the_area(page, village):
    told = {"name": "瞿巷村村委会", "area": "瞿巷村"}
    page.post(url("people_unit_new"), told)
    made = Unit.objects.get(name="瞿巷村村委会")

    page.post(
        url("people_post_new", made.pk),
        {"name": "村书记岗", "role": "desk", "area": village.code, "is_leading": "on"},
    )

    assert (made.area, made.posts.get().area, made.posts.get().is_leading) == (
        village,
        village,
        True,
    )


@pytest.mark.parametrize("name", ["people_unit", "people_post"])
def test_the_second_is_told_what_the_first_renamed(page, unit, lin, name):
    row = unit if name == "people_unit" else cast.post_of(lin)
    told = {"name": "乙", "area": row.area.code, "role": getattr(row, "role", "")}
    told["seen"] = seen(page.get(url(name, row.pk)))
    type(row).objects.filter(pk=row.pk).update(name="甲")

    answer = page.post(url(name, row.pk), told)

    assert answer.status_code == 422
    assert "甲" in words(answer)
    assert 'value="乙"' in words(answer)
    assert page.post(url(name, row.pk), told | {"seen": seen(answer)}).status_code == 302


def test_an_unused_post_is_removed_and_a_used_one_says_why(page, vacant, lin):
    assert page.post(url("people_post_remove", vacant.pk)).status_code == 302
    refused = page.post(url("people_post_remove", cast.post_of(lin).pk))

    assert refused.status_code == 409
    assert "在用" in words(refused)


@pytest.mark.parametrize("posts", [1, 50])
def test_the_page_asks_the_same_however_many_posts(
    page, unit, grid, posts, django_assert_max_num_queries
):
    for number in range(posts):
        post = cast.make_post(grid, name=f"岗{number}", unit=unit)
        cast.make_cadre(f"p{number}", f"阿卜杜热合曼·买买提明{number}", post)

    with django_assert_max_num_queries(20):
        page.get(url("people", query=f"?unit={unit.pk}&end={Tenure.objects.first().pk}"))
