"""The pages of a roster: upload, look through, import, take the faulty rows home."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from households import uploads, views
from households.actions import rosters
from households.models import Household, RosterImport
from households.tasks import read_roster, write_roster
from tests import cast
from tests.households import sheets
from tests.households.sheets import person


@pytest.fixture
def fang(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def upload(village, tmp_path):
    """A roster as the browser sends it."""

    def make(*rows):
        path = sheets.write(tmp_path / "梅李.xlsx", list(rows))
        return SimpleUploadedFile(path.name, path.read_bytes())

    return make


def page(name: str, roster: RosterImport) -> str:
    return reverse(f"households:{name}", args=[roster.pk])


def test_an_administrator_uploads_looks_through_and_imports(fang, upload):
    sent = fang.post(reverse("households:rosters"), {"file": upload(person(1), person(2))})
    roster = RosterImport.objects.get()
    assert sent.url == page("preview", roster)
    assert "导入2行" in fang.get(sent.url).content.decode()
    assert not Household.objects.exists()

    confirmed = fang.post(page("confirm", roster), follow=True)

    assert "导入好了" in confirmed.content.decode()
    assert Household.objects.count() == 2
    assert not uploads.path_of(roster.pk).exists()


def test_a_faulty_cell_is_shown_with_its_place_in_clear_and_its_row_is_not(fang, preview):
    roster = preview(person(1, 联系电话="1385551234"))

    html = fang.get(page("preview", roster)).content.decode()

    assert "K3" in html
    assert "1385551234" in html
    assert "只有10位，手机号要11位" in html
    assert person(1)["身份证号"] not in html


def test_what_cannot_be_read_is_said_in_words_and_nothing_is_kept(fang, upload, village):
    file = SimpleUploadedFile("名单.xlsx", b"no workbook at all")

    refused = fang.post(reverse("households:rosters"), {"file": file}, follow=True)

    assert "这不是Excel文件" in refused.content.decode()
    assert not uploads.path_of(RosterImport.objects.get().pk).exists()


def test_without_a_file_the_form_asks_for_one(fang, village):
    assert fang.post(reverse("households:rosters")).status_code == 200
    assert not RosterImport.objects.exists()


def test_the_faulty_rows_come_back_as_a_workbook_that_says_why(fang, preview):
    roster = preview(person(1), person(2, 姓名="", 备注="=1+1"), person(3, 联系电话="12345"))

    sheet = load_workbook(BytesIO(fang.get(page("faults", roster)).content)).active

    head, *rows = sheet.iter_rows(values_only=True)
    assert head[:2] == ("行号", "怎么了")
    assert [row[:2] for row in rows] == [
        (4, "姓名：没写名字"),
        (5, "电话：只有5位，手机号要11位"),
    ]
    assert rows[0][head.index("身份证号")] == person(2)["身份证号"]
    assert sheet.cell(2, head.index("备注") + 1).data_type == "s"  # text, no formula


def test_the_workbook_of_faulty_rows_can_be_mended_and_brought_in(fang, preview, tmp_path):
    roster = preview(person(2, 姓名=""))
    path = tmp_path / "mended.xlsx"
    path.write_bytes(fang.get(page("faults", roster)).content)
    book = load_workbook(path)
    head = [cell.value for cell in book.active[1]]
    book.active.cell(2, head.index("姓名") + 1, "王桂兰")
    book.save(path)

    fang.post(reverse("households:rosters"), {"file": SimpleUploadedFile("a", path.read_bytes())})

    assert RosterImport.objects.latest("pk").counts["sound"] == 1


def test_a_preview_is_its_uploaders_alone(client, preview, town):
    roster = preview(person(1))
    colleague = cast.make_cadre("second", "", cast.make_post(town, "administrator"))
    client.force_login(colleague)

    assert client.get(page("preview", roster)).status_code == 404
    assert client.get(page("faults", roster)).status_code == 404
    assert client.post(page("confirm", roster)).status_code == 404
    assert client.post(page("discard", roster)).status_code == 404


def test_who_does_not_administer_has_no_rosters(client, lin, village):
    client.force_login(lin)

    assert client.get(reverse("households:rosters")).status_code == 403


def test_a_file_thrown_away_leaves_the_list(fang, preview):
    roster = preview(person(1))

    fang.post(page("discard", roster))

    assert fang.get(page("preview", roster)).status_code == 404


def test_a_large_file_is_read_and_written_by_the_worker(
    fang, upload, monkeypatch, django_capture_on_commit_callbacks
):
    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(uploads, "SMALL_BYTES", 0)
    monkeypatch.setattr(views, "AT_ONCE", 0)
    monkeypatch.setattr(read_roster, "delay", lambda pk: sent.append(("read", pk)))
    monkeypatch.setattr(write_roster, "delay", lambda pk: sent.append(("write", pk)))

    with django_capture_on_commit_callbacks(execute=True):
        fang.post(reverse("households:rosters"), {"file": upload(person(1))})
    roster = RosterImport.objects.get()
    assert "hx-trigger" in fang.get(page("preview", roster)).content.decode()
    assert fang.get(page("progress", roster)).status_code == 200
    read_roster(roster.pk)
    assert fang.get(page("progress", roster)).headers["HX-Redirect"] == page("preview", roster)
    with django_capture_on_commit_callbacks(execute=True):
        fang.post(page("confirm", roster))
    write_roster(roster.pk)
    write_roster(roster.pk)

    assert sent == [("read", roster.pk), ("write", roster.pk)]
    assert Household.objects.count() == 1


def test_when_writing_breaks_the_preview_is_there_again(fang, preview, monkeypatch):
    roster = preview(person(1))
    rosters.confirm(roster=roster, at=cast.at(cast.today()))

    def breaks(**_told):
        raise RuntimeError("disk full")

    monkeypatch.setattr(rosters, "apply", breaks)
    with pytest.raises(RuntimeError):
        write_roster(roster.pk)

    roster.refresh_from_db()
    assert roster.status == RosterImport.Status.PREVIEW


@pytest.mark.parametrize("name", ["rosters", "preview"])
def test_queries_do_not_grow_with_the_rows(
    fang, preview, name, django_assert_max_num_queries, django_assert_num_queries
):
    def queries(roster):
        url = page(name, roster) if name == "preview" else reverse("households:rosters")
        with django_assert_max_num_queries(20) as seen:
            fang.get(url)
        return len(seen)

    one = queries(preview(person(1, 姓名="")))
    if name == "rosters":
        for n in range(15):
            preview(person(n + 2))
    many = queries(preview(*(person(n, 姓名="") for n in range(1, 50))))

    assert one == many
