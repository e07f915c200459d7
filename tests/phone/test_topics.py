"""At the door: what to bring up, and ticking which policies were explained."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from phone import versions
from tests import cast
from tests.phone.test_correcting_own_visits import correct
from visits.models import Topic, Visit


@pytest.fixture
def insurance(db):
    return Topic.objects.create(
        kind="policy", name="医保缴费", words="年底前缴", from_on=cast.days_ago(30)
    )


@pytest.fixture
def hint(db):
    return Topic.objects.create(
        kind="hint", name="坐下来慢慢说", words="一次讲一件事", from_on=cast.days_ago(30)
    )


def card(phone, place):
    return phone.get(reverse("phone:place", args=[place.pk])).content.decode()


def log(phone, place, told):
    return phone.post(reverse("phone:visit", args=[place.pk]), told)


def test_the_card_brings_up_policies_and_then_hints(phone, old_couple, hint, insurance):
    page = card(phone, old_couple)

    assert page.index("医保缴费") < page.index("坐下来慢慢说")
    assert "年底前缴" in page


def test_a_card_with_nothing_to_bring_up_says_nothing(phone, old_couple):
    assert 'id="topics"' not in card(phone, old_couple)


def test_only_policies_can_be_ticked(phone, old_couple, hint, insurance):
    form = phone.get(reverse("phone:visit", args=[old_couple.pk])).context["form"]

    assert form.fields["policies"].choices == [(str(insurance.pk), "医保缴费")]


def test_what_was_explained_is_told_at_the_next_visit(phone, old_couple, answers, insurance):
    told = answers(help=["explained"], policies=[insurance.pk])

    assert log(phone, old_couple, told).status_code == 302

    assert Visit.objects.get().policies == [insurance.pk]
    assert "讲了医保缴费" in card(phone, old_couple)


def test_without_explaining_no_policy_was_explained(phone, old_couple, answers, insurance):
    log(phone, old_couple, answers(help=["goods"], policies=[insurance.pk]))

    assert Visit.objects.get().policies == []


def test_a_policy_that_is_not_offered_is_refused_beside_the_field(phone, old_couple, answers, hint):
    answer = log(phone, old_couple, answers(help=["explained"], policies=[hint.pk], note="说了"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["policies"]
    assert "说了" in answer.content.decode()


def test_a_company_is_told_of_its_own(phone, grid, answers, insurance):
    Topic.objects.update(front="enterprise")
    firm = cast.make_place(grid, "3组7号", "丰登米业", kind="enterprise")

    log(phone, firm, answers(firm, policies=[insurance.pk]))

    assert Visit.objects.get().policies == [insurance.pk]


def test_a_correction_tells_them_anew_and_its_versions_say_so(phone, lin, old_couple, insurance):
    visit = cast.make_visit(old_couple, lin, help=["explained"])

    assert correct(phone, visit, policies=[insurance.pk]).status_code == 302

    [*_first, last] = versions.versions_of(visit)
    assert "医保缴费" in " ".join(map(str, last.changes))


def test_an_ended_policy_stays_where_it_stood(phone, lin, old_couple, insurance):
    told = {"help": ["explained"], "policies": [insurance.pk]}
    visit = cast.make_visit(old_couple, lin, **told)
    Topic.objects.update(until_on=cast.days_ago(20))

    assert correct(phone, visit, note="又问了一句").status_code == 302

    visit.refresh_from_db()
    assert (visit.policies, visit.note) == ([insurance.pk], "又问了一句")


def test_the_sheet_of_own_visits_names_them(phone, lin, old_couple, insurance):
    cast.make_visit(old_couple, lin, help=["explained"], policies=[insurance.pk])

    answer = phone.get(reverse("phone:mine_sheet"))

    sheet = load_workbook(BytesIO(b"".join(answer))).active
    assert [row[7] for row in sheet.iter_rows(values_only=True)][1] == "医保缴费"
