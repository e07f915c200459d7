"""No page asks the database more than twenty times, whoever opens it, of whatever day."""

from urllib.parse import urlencode

from config.demo.accounts import LOG_INS
from tests import cast
from tests.access.counting import counted
from tests.access.test_leaks import logged_in, pages_of

MOST = 20
OF_A_DAY = ("/coverage/", "/uncovered/")
FILES = (
    "/me/visits/sheet/",
    "/issues/export/",
    "/evening/workbook/empty/",
    "/exclusions/sheet/",
    "/coverage/320581/export/",
    "/uncovered/export/?area=320581&list=scope&front=village",
)


def of_days_gone_by(addresses: list[str]) -> list[str]:
    """The same boards and lists forty days ago."""
    day = urlencode({"on": cast.days_ago(40).isoformat()})
    return [
        f"{address}{'&' if '?' in address else '?'}{day}"
        for address in addresses
        if address.startswith(OF_A_DAY)
    ]


def test_no_page_takes_more_than_twenty_queries(small_demo):
    with counted() as counts:
        for log_in in LOG_INS:
            client, pages = logged_in(log_in), pages_of(log_in)
            for address in [*of_days_gone_by(pages), *FILES]:
                answer = client.get(address)
                if answer.streaming:
                    list(answer)

    assert any("on=" in asked for asked in counts)
    assert counts.over(MOST) == {}
