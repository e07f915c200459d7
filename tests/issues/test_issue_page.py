"""The page of one issue: what each reader sees of it, and the steps that are taken there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from issues import actions
from issues.models import Issue, IssueCategory
from tests import cast
from tests.issues.papers import PDF


def page_of(issue):
    return reverse("issues:issue", args=[issue.pk])


def post(client, verb, issue, **told):
    return client.post(reverse(f"issues:{verb}", args=[issue.pk]), told)


@pytest.fixture
def at_the_station(client, handler):
    client.force_login(handler)
    return client


def test_a_department_reads_a_household_of_the_group_and_no_name(at_the_station, handed):
    text = at_the_station.get(page_of(handed)).content.decode()

    assert "组里一户" in text
    assert "瞿巷村3组" in text
    assert "王桂兰" not in text
    assert "3组18号" not in text


def test_who_visits_there_finds_the_way_to_the_household(client, lin, handed):
    client.force_login(lin)
    text = client.get(page_of(handed)).content.decode()

    assert "王桂兰" in text
    assert reverse("phone:place", args=[handed.place_id]) in text


def test_a_department_that_has_nothing_to_do_with_it_does_not_find_it(
    client, handler_elsewhere, handed
):
    client.force_login(handler_elsewhere)

    assert client.get(page_of(handed)).status_code == 404


def test_the_steps_are_told_in_sentences_the_last_one_first(at_the_station, said_done):
    text = at_the_station.get(page_of(said_done)).content.decode()
    steps = text[text.index('id="steps"') :]

    assert steps.index("水务站报办结") < steps.index("水务站接下了")
    assert steps.index("水务站接下了") < steps.index("交给水务站牵头")
    assert "先看看渠壁" in steps


def test_the_station_takes_it_on_with_one_tap(at_the_station, handed):
    answer = post(at_the_station, "accept", handed)

    assert answer.status_code == 302
    handed.refresh_from_db()
    assert handed.status == Issue.Status.IN_PROGRESS


def test_the_station_gives_it_back_with_a_reason_and_sees_it_no_more(at_the_station, handed):
    assert post(at_the_station, "decline", handed, why="").status_code == 422
    answer = post(at_the_station, "decline", handed, why="灌溉干渠归水利站")

    assert answer.url == reverse("issues:queue")
    assert at_the_station.get(page_of(handed)).status_code == 404


def test_done_asks_for_what_was_done_and_how_it_ended(at_the_station, taken_on):
    answer = post(at_the_station, "resolve", taken_on, done="重砌了11米")

    assert answer.status_code == 422
    assert "重砌了11米" in answer.content.decode()
    assert post(at_the_station, "resolve", taken_on, done="重砌了11米", result="partly").url
    taken_on.refresh_from_db()
    assert (taken_on.status, taken_on.result) == (Issue.Status.CLAIMED_RESOLVED, "partly")


def test_done_can_be_taken_back(at_the_station, taken_on):
    done = post(at_the_station, "resolve", taken_on, done="好了", result="solved")
    bar = at_the_station.get(done.url).content.decode()
    undo = reverse("issues:take_back_resolving", args=[taken_on.pk])

    assert undo in bar
    at_the_station.post(undo)
    taken_on.refresh_from_db()
    assert taken_on.status == Issue.Status.IN_PROGRESS


def test_the_second_of_two_is_told_who_was_quicker(at_the_station, handed, dispatcher, handler):
    cast.make_tenure(handler, cast.make_post(handed.place.area, "desk", "村岗"))
    actions.accept(issue=handed, by=handler, under=cast.post_of(handler), at=handed.assigned_at)
    answer = post(at_the_station, "decline", handed, why="不是我们的")

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "不是我们的" in text
    assert "何强" in text


def test_the_second_who_sorts_it_anew_is_told_what_is_another_now(client, dispatcher, raised):
    client.force_login(dispatcher)
    first = client.get(page_of(raised)).context["page"].forms["recategorise"]["seen"].value()
    other = IssueCategory.objects.exclude(pk=raised.category_id)[0]
    Issue.objects.update(category=other)

    told = {"category": raised.category.code, "urgency": "urgent", "seen": first}
    answer = post(client, "recategorise", raised, **told)

    assert answer.status_code == 422
    again = answer.context["page"].forms["recategorise"]["seen"].value()
    assert post(client, "recategorise", raised, **told | {"seen": again}).status_code == 302


def test_words_and_a_document_go_together_or_not_at_all(at_the_station, taken_on):
    program = SimpleUploadedFile("方案.docx", b"MZ program")
    answer = post(at_the_station, "comment", taken_on, text="石料到了", uploads=program)

    assert answer.status_code == 422
    assert "方案.docx" in answer.content.decode()
    assert "石料到了" in answer.content.decode()
    assert not taken_on.events.filter(kind="commented").exists()

    paper = SimpleUploadedFile("方案.pdf", PDF)
    assert post(at_the_station, "comment", taken_on, text="石料到了", uploads=paper).url
    assert taken_on.files.get().name == "方案.pdf"


@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_the_database_as_often_whatever_happened(
    at_the_station, taken_on, handler, count, django_assert_max_num_queries
):
    for number in range(count):
        who = {"by": handler, "under": cast.post_of(handler), "at": taken_on.accepted_at}
        actions.comment(issue=taken_on, text=f"第{number}天", **who)

    with django_assert_max_num_queries(20):
        at_the_station.get(page_of(taken_on))


def test_whoever_hands_over_is_led_to_where_that_is_done(client, dispatcher, raised):
    client.force_login(dispatcher)
    text = client.get(page_of(raised)).content.decode()

    assert f'href="{reverse("issues:dispatch")}"' in text[text.index('id="act"') :]
