"""The administrator keeps what is worth saying at a door."""

import pytest
from django.urls import reverse

from cadres.models import Role
from tests import cast
from visits import topics
from visits.models import Topic

TYPED = {
    "kind": "policy",
    "name": "医保缴费",
    "words": "明年的居民医保年底前缴。",
    "categories": ["dibao", "disabled"],
    "front": "village",
}


@pytest.fixture
def page(client, admin):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def topic(db):
    return Topic.objects.create(
        kind="policy", name="高龄津贴", words="满80岁可以申请。", from_on=cast.days_ago(30)
    )


LIST, ADD = reverse("office:topics"), reverse("office:topics_add")


def of(topic):
    return reverse("office:topics_change", args=[topic.pk])


def as_shown(page, topic, **changed):
    """What the form of a topic posts, with something typed anew."""
    form, seen = page.get(of(topic)).context["form"], page.get(of(topic)).context["desk"].seen
    told = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return told | {"seen": seen} | changed


def refusals(answer):
    assert answer.status_code == 422
    return " ".join(str(errors) for errors in answer.context["form"].errors.values())


def test_without_any_the_page_says_so_and_offers_the_first(page):
    shown = page.get(LIST).content.decode()

    assert 'id="topics-policies-none"' in shown
    assert ADD in shown


def test_a_policy_is_written_down_and_stands_at_the_doors_it_fits(page, grid):
    page.post(ADD, TYPED | {"from_on": cast.today().isoformat()})

    policy = Topic.objects.get()
    assert policy.categories == ["dibao", "disabled"]
    fits = cast.make_place(grid, categories=["disabled"])
    assert topics.topics_for(fits, on=cast.today()) == [policy]
    assert topics.topics_for(cast.make_place(grid, "3组2号"), on=cast.today()) == []


def test_a_hint_is_asked_for_from_its_own_list(page):
    assert page.get(ADD, {"kind": "hint"}).context["form"]["kind"].value() == "hint"
    assert page.get(ADD, {"kind": "x"}).context["form"]["kind"].value() == "policy"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "高龄津贴"),  # stands already
        ("name", "字" * 21),
        ("words", " \n"),
        ("words", "字" * 301),
        ("categories", ["no-such"]),
        ("from_on", cast.days_ago(1).isoformat()),
        ("until_on", cast.days_ago(1).isoformat()),
        ("kind", "rumour"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(page, topic, field, value):
    typed = TYPED | {"from_on": cast.today().isoformat(), field: value}

    answer = page.post(ADD, typed)

    assert refusals(answer)
    assert field in answer.context["form"].errors
    assert TYPED["words"] in answer.content.decode() or field == "words"
    assert Topic.objects.count() == 1


def test_three_hundred_characters_fit(page):
    page.post(ADD, TYPED | {"words": "字" * 300, "from_on": cast.today().isoformat()})

    assert len(Topic.objects.get().words) == 300


def test_it_is_said_in_other_words(page, topic):
    page.post(of(topic), as_shown(page, topic, words="满八十岁的可以申请。"))

    topic.refresh_from_db()
    assert (topic.words, topic.kind, topic.from_on) == (
        "满八十岁的可以申请。",
        "policy",
        cast.days_ago(30),
    )


def test_it_is_said_no_more_from_a_day_on(page, topic):
    page.post(of(topic), as_shown(page, topic, until_on=cast.today().isoformat()))

    assert list(topics.in_force(on=cast.today())) == []
    assert list(topics.in_force(on=cast.days_ago(1))) == [topic]
    assert 'id="topics-over"' in page.get(LIST).content.decode()


def test_days_gone_by_keep_what_was_said_on_them(page, topic):
    day = cast.days_ago(1).isoformat()

    answer = page.post(of(topic), as_shown(page, topic, until_on=day))

    assert "until_on" in answer.context["form"].errors

    Topic.objects.filter(pk=topic.pk).update(until_on=cast.days_ago(1))
    assert page.post(of(topic), as_shown(page, topic, words="补一句")).status_code == 302


def test_a_name_that_was_ended_is_free_again(page, topic):
    Topic.objects.update(until_on=cast.today())

    page.post(ADD, TYPED | {"name": topic.name, "from_on": cast.today().isoformat()})

    assert Topic.objects.filter(name=topic.name).count() == 2


def test_the_second_is_told(page, topic):
    old = as_shown(page, topic, words="乙的话")
    page.post(of(topic), as_shown(page, topic, categories=["dibao"], words="甲的话"))

    answer = page.post(of(topic), old)

    assert "低保户" in refusals(answer)
    assert "甲的话" in refusals(answer)
    assert "乙的话" in answer.content.decode()
    topic.refresh_from_db()
    assert topic.words == "甲的话"


def test_who_administers_below_reads_only(client, county, topic, page):
    cast.make_cadre("above", "县管", cast.make_post(county, Role.ADMINISTRATOR, "县管岗"))

    assert "<form" not in page.get(of(topic)).content.decode().split('id="topics-panel"')[1]
    assert ADD not in page.get(LIST).content.decode()
    assert page.post(of(topic), TYPED).status_code == 404
    assert page.post(ADD, TYPED).status_code == 404


def test_a_visiting_cadre_does_not_keep_them(client, lin):
    client.force_login(lin)

    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_asks_as_often_for_many(page, django_assert_max_num_queries, count):
    told = {"kind": "policy", "words": "说", "from_on": cast.today(), "categories": ["dibao"]}
    Topic.objects.bulk_create(Topic(name=f"第{n}条", **told) for n in range(count))

    with django_assert_max_num_queries(12):
        page.get(LIST)
