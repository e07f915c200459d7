from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from households.models import Place
from tests import cast
from tests.breaking import refused_by
from visits import actions
from visits.models import Promise

pytestmark = pytest.mark.django_db


def promise(place: Place, by: Cadre, **changed) -> Promise:
    told = {
        "id": None,
        "place": place,
        "text": "修路灯",
        "due_on": cast.days_ago(-3),
        "by": by,
        "under": cast.post_of(by),
        "at": timezone.now(),
    }
    return actions.make_promise(**told | changed)


def test_a_promise_is_open_until_it_is_kept(lin, old_couple):
    made = promise(old_couple, lin)
    assert list(Promise.objects.open()) == [made]

    actions.keep_promise(promise=made, by=lin, at=timezone.now())

    assert not Promise.objects.open().exists()


def test_the_same_promise_sent_twice_is_one(lin, old_couple):
    same = uuid7()

    promise(old_couple, lin, id=same)
    promise(old_couple, lin, id=same)

    assert Promise.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": " \x00 "}, "no_text"),
        ({"due_on": date(2020, 1, 1)}, "due"),
        ({"due_on": cast.days_ago(-400)}, "due"),
    ],
)
def test_a_promise_says_what_and_by_when(lin, old_couple, changed, code):
    with pytest.raises(ValidationError) as refusal:
        promise(old_couple, lin, **changed)

    assert refusal.value.code == code


def test_other_words_under_the_same_id_do_not_replace_the_first(lin, old_couple):
    same = uuid7()
    promise(old_couple, lin, id=same)

    with pytest.raises(ValidationError) as refusal:
        promise(old_couple, lin, id=same, text="修桥")

    assert refusal.value.code == "id_taken"


def test_whoever_drops_a_promise_says_why(lin, old_couple):
    made = promise(old_couple, lin)

    with pytest.raises(ValidationError):
        actions.drop_promise(promise=made, why=" ", at=timezone.now())

    dropped = actions.drop_promise(promise=made, why="路灯归县里管", at=timezone.now())
    assert dropped.dropped_why == "路灯归县里管"


def test_what_was_dropped_is_not_kept_until_it_is_taken_up_again(lin, old_couple):
    made = promise(old_couple, lin)
    actions.drop_promise(promise=made, why="管不了", at=timezone.now())

    with pytest.raises(ValidationError):
        actions.keep_promise(promise=made, by=lin, at=timezone.now())

    actions.reopen_promise(promise=made)
    assert actions.keep_promise(promise=made, by=lin, at=timezone.now()).kept_by == lin


def test_what_was_kept_is_not_dropped(lin, old_couple):
    made = promise(old_couple, lin)
    actions.keep_promise(promise=made, by=lin, at=timezone.now())

    with pytest.raises(ValidationError):
        actions.drop_promise(promise=made, why="忘了", at=timezone.now())


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("promise_is_not_kept_and_dropped", {"kept_at": True, "dropped_at": True}),
        ("promise_dropped_says_why", {"dropped_at": True}),
    ],
)
def test_the_database_holds_both_ends_apart(lin, old_couple, constraint, fields):
    made = promise(old_couple, lin)
    told = dict.fromkeys(fields, timezone.now())
    if "kept_at" in told:
        told["dropped_why"] = "忘了"

    with refused_by(constraint):
        Promise.objects.filter(pk=made.pk).update(**told)
