"""这软件哪里不好用: anybody says it, the administrator answers, who said it reads the answer."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from office.feedback import actions
from office.models import Feedback
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(lin) -> Feedback:
    now = cast.at(cast.today())
    under = cast.post_of(lin)
    return actions.say(by=lin, under=under, text="字太小", page="/today/", at=now)


def test_what_is_said_keeps_the_page_it_was_said_of(client, lin):
    client.force_login(lin)
    client.post(reverse("office:tell"), {"text": "名单太长", "page": "/today/"})

    assert Feedback.objects.get().page == "/today/"


def test_every_staff_page_has_the_way_there(client, lin, gao):
    for cadre, page in ((lin, "phone:today"), (gao, "dashboards:coverage"), (lin, "phone:me")):
        client.force_login(cadre)
        assert "/tell-us/?page=" in client.get(reverse(page)).content.decode()


def test_an_empty_sentence_is_refused(lin):
    with pytest.raises(ValidationError):
        actions.say(by=lin, under=None, text=" \x00", page="", at=cast.at(cast.today()))


def test_the_administrator_answers_and_who_said_it_reads_that(client, said, lin, admin):
    client.force_login(admin)
    client.post(reverse("office:feedback_answer", args=[said.pk]), {"answer": "下周改大"})

    client.force_login(lin)
    assert "下周改大" in client.get(reverse("office:tell")).content.decode()


def test_another_county_s_administrator_does_not_see_it(client, said, zhou):
    admin_there = cast.make_cadre(
        "there", "", cast.make_post(cast.make_area("320583"), "administrator")
    )
    client.force_login(admin_there)

    assert "字太小" not in client.get(reverse("office:feedback")).content.decode()


def test_the_second_to_answer_is_told_of_the_first(said, admin, gao):
    now = cast.at(cast.today())
    actions.answer(feedback=said, by=admin, text="下周改大", at=now)

    with pytest.raises(ValidationError, match="下周改大"):
        actions.answer(feedback=said, by=gao, text="不改", at=now)


def test_feedback_answered_says_by_whom(said):
    with pytest.raises(IntegrityError):  # feedback_answered_says_by_whom
        Feedback.objects.filter(pk=said.pk).update(answer="改了")


def test_what_somebody_without_a_post_says_is_read_too(client, former, admin):
    actions.say(by=former, under=None, text="进不来", page="", at=cast.at(cast.today()))
    client.force_login(admin)

    assert "进不来" in client.get(reverse("office:feedback")).content.decode()
