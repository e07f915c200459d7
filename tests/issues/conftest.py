import pytest

from issues import actions
from issues.models import IssueCategory
from tests import cast


@pytest.fixture
def now():
    """A little after midnight: never ahead of the test."""
    return cast.at(cast.today(), "00:03")


@pytest.fixture(autouse=True)
def documents_of_tests(settings, tmp_path):
    """No test writes into the real folder."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


@pytest.fixture
def raised(old_couple, lin, dispatcher, now):
    """What the old couple raised; no village desk is held, so it waits at town dispatch."""
    return actions.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="3组水渠塌了一段，稻田进水",
        text="渠塌了快半个月，水都跑到田里。",
        category=IssueCategory.objects.get(code="roads_water"),
        at=now,
    )


@pytest.fixture
def handed(raised, handler, dispatcher, now):
    """The same, handed to the water station."""
    actions.hand_over(
        issues=[raised],
        lead=cast.post_of(handler).unit,
        word="先看看渠壁",
        by=dispatcher,
        under=cast.post_of(dispatcher),
        at=now,
    )
    raised.refresh_from_db()
    return raised


@pytest.fixture
def taken_on(handed, handler, now):
    """The water station is at it."""
    return actions.accept(issue=handed, by=handler, under=cast.post_of(handler), at=now)


@pytest.fixture
def said_done(taken_on, handler, now):
    """The water station says that it is done."""
    return actions.resolve(
        issue=taken_on,
        done="重砌渠壁11米，清淤40米。",
        result="solved",
        by=handler,
        under=cast.post_of(handler),
        at=now,
    )
