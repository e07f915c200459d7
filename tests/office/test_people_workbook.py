"""People from the office's table: looked through, brought in once, handed their links."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cadres.models import Cadre, Post, Role, Tenure, Unit
from cadres.sheets import write_sheet
from tests import cast

HEAD = ["姓名", "手机号", "单位", "岗位", "角色", "片区代码", "从哪天"]
ZHOU = ["周敏", "19912345678", "新丰村村委会", "村书记岗", "村书记", "320581101212", "2026-11-01"]
QIAN = ["钱进", "", "新丰村村委会", "包片岗", "走访干部", "新丰村", ""]


@pytest.fixture
def page(client, admin, lin):
    """The administrator's browser."""
    cast.make_area("320581101212")
    client.force_login(admin)
    return client


def sheet(*rows, head=HEAD):
    file = BytesIO()
    write_sheet(file, title="人员", head=head, rows=rows)
    return SimpleUploadedFile("people.xlsx", file.getvalue())


def look(page, *rows, **more):
    return page.post(reverse("office:people_workbook"), {"file": sheet(*rows, **more)})


def bring(page, *rows):
    told = look(page, *rows).context["rows"]
    return page.post(reverse("office:people_workbook_in"), {"rows": told}, follow=True)


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_looking_brings_nobody_in(page):
    answer = look(page, ZHOU, QIAN)

    assert [line.told.name for line in answer.context["preview"].good] == ["周敏", "钱进"]
    assert not Unit.objects.filter(name="新丰村村委会").exists()


def test_units_posts_and_people_come_in_with_links(page):
    answer = bring(page, ZHOU, QIAN)

    unit = Unit.objects.get(name="新丰村村委会")
    assert (unit.area.code, unit.posts.count()) == ("320581101212", 2)
    min_ = Cadre.objects.get(name="周敏")
    assert (min_.username, min_.phone) == ("zm1", "19912345678")
    assert str(min_.tenures.get().from_on) == "2026-11-01"
    assert words(answer).count("http://testserver/i/") == 2


def test_the_same_table_again_adds_nobody(page):
    bring(page, ZHOU, QIAN)

    again = look(page, ZHOU, QIAN)

    assert (again.context["preview"].good, len(again.context["preview"].kept)) == ([], 2)
    before = Cadre.objects.count()
    page.post(reverse("office:people_workbook_in"), {"rows": again.context["rows"]})
    assert Cadre.objects.count() == before


def test_the_same_form_sent_twice_adds_nobody(page):
    told = {"rows": look(page, ZHOU).context["rows"]}

    for _again in range(2):
        page.post(reverse("office:people_workbook_in"), told)

    assert Cadre.objects.filter(name="周敏").count() == 1


def test_one_person_in_two_posts_is_one_account(page):
    bring(page, ZHOU, [*ZHOU[:3], "网格岗", "走访干部", *ZHOU[5:]])

    assert Cadre.objects.get(name="周敏").tenures.count() == 2


def test_somebody_who_is_here_gets_another_post_and_no_other_account(page, lin):
    Cadre.objects.filter(pk=lin.pk).update(phone="19912345678")

    bring(page, ["林秀英", *ZHOU[1:]])

    assert Cadre.objects.get(name="林秀英").tenures.count() == 3


@pytest.mark.parametrize(
    ("at", "value", "cell"),
    [
        (0, "", "A2"),
        (1, "123", "B2"),
        (4, "大王", "E2"),
        (4, "", "E2"),
        (5, "320583100200", "F2"),
        (6, "昨天", "G2"),
    ],
)
def test_a_faulty_cell_is_named_and_its_neighbour_goes_in(page, at, value, cell):
    faulty = [*ZHOU]
    faulty[at] = value

    seen = look(page, faulty, QIAN).context["preview"]

    assert [where for _line, _fault, where in seen.faulty] == [cell]
    assert [line.told.name for line in seen.good] == ["钱进"]


def test_a_post_that_is_held_says_by_whom(page, lin):
    post = cast.post_of(lin)
    row = ["周敏", "", post.unit.name, post.name, "", "", ""]

    assert "林秀英已经在这个岗位上" in words(look(page, row))


def test_a_post_twice_in_one_table_names_the_first_row(page):
    assert "第2行" in words(look(page, ZHOU, ["别人", *ZHOU[1:]]))


def test_nobody_is_given_what_reaches_further(page, county):
    row = ["周敏", "", "某单位", "统筹岗", "统筹", county.code, ""]

    assert [fault.reason for _l, fault, _c in look(page, row).context["preview"].faulty] == [
        "area_unknown"
    ]
    assert not Post.objects.filter(name="统筹岗", area=county, unit__name="某单位").exists()


@pytest.mark.parametrize("file", [b"", b"no workbook"])
def test_what_is_no_workbook_says_so(page, file):
    sent = SimpleUploadedFile("a.xlsx", file)

    assert page.post(reverse("office:people_workbook"), {"file": sent}).status_code == 422


def test_a_table_of_something_else_says_which_columns_are_needed(page):
    answer = look(page, ["a", "b", "c"], head=["甲", "乙", "丙"])

    assert "姓名、单位、岗位" in words(answer)


def test_a_form_of_somebody_else_is_not_taken(page, client, next_town):
    rows = look(page, ZHOU).context["rows"]
    other = cast.make_cadre("other", "别人", cast.make_post(next_town, "administrator"))
    client.force_login(other)

    answer = client.post(reverse("office:people_workbook_in"), {"rows": rows})

    assert answer.status_code == 422
    assert not Cadre.objects.filter(name="周敏").exists()


def test_the_empty_table_is_one_that_can_be_read(page):
    empty = b"".join(page.get(reverse("office:people_workbook_empty")).streaming_content)

    assert [cell.value for cell in load_workbook(BytesIO(empty)).active[1]] == HEAD


def test_the_links_leave_as_a_workbook(page):
    bring(page, ZHOU)

    file = b"".join(page.get(reverse("office:people_links_file")).streaming_content)

    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(file)).active]
    assert rows[1][0] == "周敏"
    assert rows[1][3].startswith("http://testserver/i/")


@pytest.mark.parametrize("rows", [1, 50])
def test_looking_asks_the_same_however_many_rows(page, rows, django_assert_max_num_queries):
    told = [["周敏", "", "新丰村村委会", f"岗{n}", "走访干部", "新丰村", ""] for n in range(rows)]

    with django_assert_max_num_queries(20):
        look(page, *told)


@pytest.mark.parametrize("people", [1, 50])
def test_the_links_ask_the_same_however_many(page, people, django_assert_max_num_queries):
    told = [[f"人{n}", "", *ZHOU[2:3], f"岗{n}", "走访干部", "新丰村", ""] for n in range(people)]
    bring(page, *told)

    with django_assert_max_num_queries(20):
        page.get(reverse("office:people_links"))


def test_a_short_name_of_two_units_is_asked_about(page, village):
    for name in ("天和村农业办公室", "天和村民政办公室"):
        Unit.objects.create(name=name, short_name="办公室", area=village)
    short = ["周敏", "", "办公室", "新岗", "走访干部", "新丰村", ""]
    full = ["钱进", "", "天和村民政办公室", "新岗", "走访干部", "新丰村", ""]

    preview = look(page, short, full).context["preview"]

    assert [fault.reason for _line, fault, _cell in preview.faulty] == ["unit_several"]
    assert [line.unit.name for line in preview.good] == ["天和村民政办公室"]


def test_no_unit_is_made_above_the_own_areas(client, county, town, next_town):
    post = cast.make_post(town, Role.ADMINISTRATOR, "管理岗")
    other = cast.make_post(next_town, Role.ADMINISTRATOR, "管理岗乙")
    both = cast.make_cadre("both", "管两镇", post)
    Tenure.objects.create(post=other, cadre=both, from_on=cast.today())
    client.force_login(both)
    row = ["周敏", "", "联合办", "岗一", "走访干部", town.code, ""]

    answer = bring(client, row, ["钱进", "", "联合办", "岗二", "走访干部", next_town.code, ""])

    assert {fault.reason for _line, fault, _cell in answer.context["preview"].faulty} == {"refused"}
    assert not Unit.objects.filter(name="联合办").exists()
