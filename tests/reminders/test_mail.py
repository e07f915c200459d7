"""The day's message as an e-mail, through the real back ends (FACE 8: nothing over a shoulder)."""

from email import policy
from email.parser import BytesParser

import pytest
from django.utils import timezone

from reminders import actions, delivering, mail
from reminders.models import Delivery
from tests import cast
from tests.reminders.conftest import clock, due, raise_issue
from tests.reminders.postbox import postbox
from visits.models import Promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(lin):
    """She takes e-mail."""
    lin.email = "lin@example.cn"
    lin.save()
    return lin


def message_of_today():
    actions.raise_due(at=clock(9))
    actions.send_digests(at=clock(9))
    return mail.message_of(Delivery.objects.get(), at=clock(9))


def html_of(message) -> str:
    return message.alternatives[0][0]


def test_it_says_what_and_where_and_leads_there(lin, overdue_door, settings):
    settings.SITE_URL = "https://doorstep.example.cn"
    message = message_of_today()

    assert message.subject == "家家到：1户该走了"
    assert "3组18号" in message.body
    assert "https://doorstep.example.cn/inbox/" in message.body
    assert f"https://doorstep.example.cn/places/{overdue_door.pk}/" in html_of(message)


def test_nobody_is_named_and_no_promise_told(lin, overdue_door):
    Promise.objects.create(
        place=overdue_door,
        text="低保材料",
        due_on=cast.today(),
        made_by=lin,
        made_under=cast.post_of(lin),
        made_at=timezone.now(),
    )
    message = message_of_today()

    for told in (message.subject, message.body, html_of(message)):
        assert "王桂兰" not in told
        assert "低保" not in told
    assert "答应过的事" in message.body


def test_it_speaks_the_language_of_the_person(lin, overdue_door):
    type(lin).objects.update(language="en")
    message = message_of_today()

    assert message.subject == "Doorstep: 1 door is overdue"
    assert '<html lang="en">' in html_of(message)
    assert "Open the inbox" in html_of(message)


def test_a_title_is_text_and_never_markup(lin, old_couple):
    raise_issue(old_couple, lin, title="<b>水 & 电</b>", near_due_at=timezone.now())
    actions.raise_due(at=timezone.now())
    message = message_of_today()

    assert "<b>水 & 电</b>" in message.body
    assert "&lt;b&gt;水 &amp; 电&lt;/b&gt;" in html_of(message)


def test_all_rows_are_in_it_and_beyond_the_limit_how_many_more(
    lin, grid, overdue_door, monkeypatch
):
    monkeypatch.setattr("reminders.queries.PAGE", 5)
    for door in range(9):
        due(cast.make_place(grid, f"3组{door + 30}号", "某家"), -3)
    message = message_of_today()

    assert message.subject == "家家到：10户该走了"
    assert "还有5件同样的" in message.body


def test_what_was_done_meanwhile_is_not_sent(lin, overdue_door):
    actions.raise_due(at=clock(9))
    actions.send_digests(at=clock(9))
    cast.make_visit(overdue_door, lin)

    assert delivering.deliver_next(at=clock(10)) is True
    assert Delivery.objects.get().status == Delivery.Status.NEEDLESS


def test_whose_post_ended_meanwhile_gets_nothing(lin, overdue_door):
    actions.raise_due(at=clock(9))
    actions.send_digests(at=clock(9))
    lin.tenures.update(to_on=cast.today())

    delivering.deliver_next(at=clock(10))

    assert Delivery.objects.get().status == Delivery.Status.NEEDLESS


def test_it_arrives_at_a_real_mail_server(lin, overdue_door, settings):
    message_of_today()
    with postbox(settings) as server:
        assert delivering.deliver_next(at=clock(10)) is True

    arrived = server.messages[0]
    assert arrived["To"] == "lin@example.cn"
    assert [part.get_content_type() for part in arrived.get_payload()] == [
        "text/plain",
        "text/html",
    ]
    assert Delivery.objects.get().status == Delivery.Status.SENT


def test_without_a_mail_server_it_lies_in_the_data_folder(lin, overdue_door, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    message_of_today()
    delivering.deliver_next(at=clock(10))

    (file,) = (tmp_path / "mail").iterdir()
    kept = BytesParser(policy=policy.default).parsebytes(file.read_bytes().split(b"\n-----")[0])
    assert kept["Subject"] == "家家到：1户该走了"


def test_a_message_takes_few_queries(lin, grid, overdue_door, django_assert_max_num_queries):
    for door in range(30):
        due(cast.make_place(grid, f"3组{door + 30}号", "某家"), -3)
    message_of_today()

    with django_assert_max_num_queries(14):
        mail.message_of(Delivery.objects.get(), at=clock(9))
