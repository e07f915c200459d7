import pytest

from tests import cast
from tests.access.world import PEOPLE, World, things_at


@pytest.fixture
def admin_elsewhere(far_away):
    """孙丽, who administers the other county."""
    area = cast.make_area("320583")
    return cast.make_cadre("sun", "孙丽", cast.make_post(area, "administrator", "管理岗"))


@pytest.fixture
def visitor_elsewhere(far_away):
    """周强, who visits in the other county."""
    post = cast.make_post(far_away.area, name="包片岗")
    cast.make_assignment(post, far_away.area)
    return cast.make_cadre("zhouqiang", "周强", post)


@pytest.fixture
def world(request, settings, tmp_path, old_couple, far_away):
    """Everybody at once, and the things inside and outside."""
    settings.PHOTOS_ROOT = settings.DATA_DIR = tmp_path
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    return World(
        people=people,
        inside=things_at(old_couple, visitor=people["lin"], admin=people["admin"]),
        outside=things_at(
            far_away, visitor=people["visitor_elsewhere"], admin=people["admin_elsewhere"]
        ),
    )
