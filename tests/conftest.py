"""The cast as fixtures; tests/cast.py tells who they are and makes more of them."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cadres.models import Area, Cadre, Role
from config.demo import building
from households.models import Category, Place
from tests import cast

FLOORS = {"cadres", "households", "visits", "issues", "reminders", "photos"}


BRING_BACK = pytest.StashKey[Callable[[], None]]()


@pytest.fixture(scope="session")
def first_rows(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Keeps what the migrations wrote, for after a test that commits has emptied the tables."""
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
    with django_db_blocker.unblock():
        rows = [row for model in ours for row in model._base_manager.order_by("pk")]

    def bring_back() -> None:
        with (
            django_db_blocker.unblock(),
            pgtrigger.ignore(),
            connection.constraint_checks_disabled(),
        ):
            if Category.objects.exists():
                return
            for row in rows:  # histories with them, so no trigger writes them twice
                row.save_base(raw=True, force_insert=True)

    request.config.stash[BRING_BACK] = bring_back
    yield
    bring_back()  # after the last test as well: a kept database (--reuse-db) is left whole


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """After the tables were emptied, which no fixture of the test itself can wait for."""
    yield
    if nextitem and "committed" in getattr(item, "fixturenames", ()):
        item.config.stash[BRING_BACK]()


@pytest.fixture
def committed(
    request: pytest.FixtureRequest, first_rows: None, transactional_db: None
) -> Iterator[None]:
    """What the test writes is committed, so that other connections see it."""
    yield
    if "live_server" in request.fixturenames:
        _let_the_server_finish()


def _let_the_server_finish() -> None:
    """A phone goes on asking in the background; its tables are not emptied under that."""
    quiet, until = 0, time.monotonic() + 5
    while quiet < 3 and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.05)


@pytest.fixture
def county(db: None) -> Area:
    return cast.make_area("320581")


@pytest.fixture
def town(county: Area) -> Area:
    """梅李镇: where the story happens."""
    return cast.make_area("320581101")


@pytest.fixture
def next_town(county: Area) -> Area:
    """海虞镇: the same county, outside the town."""
    return cast.make_area("320581102")


@pytest.fixture
def village(town: Area) -> Area:
    """瞿巷村, on the village front, with three grids."""
    return cast.make_area("320581101220")


@pytest.fixture
def grids(village: Area) -> list[Area]:
    return [cast.make_area(f"{village.code}{number:03}") for number in (1, 2, 3)]


@pytest.fixture
def grid(grids: list[Area]) -> Area:
    """Lin answers for it."""
    return grids[0]


@pytest.fixture
def next_grid(grids: list[Area]) -> Area:
    """Wu answers for it. For the third grid nobody does."""
    return grids[1]


@pytest.fixture
def community_grid(town: Area) -> Area:
    """天和社区1网格, on the community front; Lin answers for it under another post."""
    return cast.make_area("320581101006001")


@pytest.fixture
def lin(grid: Area, community_grid: Area) -> Cadre:
    """林秀英, the visitor: two posts, a grid for each."""
    posts = [cast.make_post(grid, name="包片岗"), cast.make_post(community_grid, name="专职岗")]
    cast.make_assignment(posts[0], grid)
    cast.make_assignment(posts[1], community_grid)
    return cast.make_cadre("lin", "林秀英", *posts, can_log_in=True)


@pytest.fixture
def wu(next_grid: Area) -> Cadre:
    """吴建国, who visits the next grid."""
    post = cast.make_post(next_grid, name="邻片岗")
    cast.make_assignment(post, next_grid)
    return cast.make_cadre("wu", "吴建国", post)


@pytest.fixture
def gao(county: Area) -> Cadre:
    """高敏, who supervises the county."""
    return cast.make_cadre("gao", "高敏", cast.make_post(county, Role.SUPERVISOR, "统筹岗"))


@pytest.fixture
def admin(town: Area) -> Cadre:
    """方洁, who administers 梅李镇: areas, rosters, assignments."""
    return cast.make_cadre("fang", "方洁", cast.make_post(town, Role.ADMINISTRATOR, "管理岗"))


@pytest.fixture
def leader(town: Area) -> Cadre:
    """罗镇长, who leads 梅李镇."""
    post = cast.make_post(town, Role.LEADER, "镇长岗", is_leading=True)
    return cast.make_cadre("luo", "罗志远", post)


@pytest.fixture
def desk(village: Area) -> Cadre:
    """瞿书记, the village desk of 瞿巷村."""
    return cast.make_cadre("qu", "瞿明", cast.make_post(village, Role.DESK, "村书记岗"))


@pytest.fixture
def dispatcher(town: Area) -> Cadre:
    """蒋洁, who sorts new issues in 梅李镇."""
    return cast.make_cadre("jiang", "蒋洁", cast.make_post(town, Role.DISPATCH, "交办岗"))


@pytest.fixture
def handler(town: Area) -> Cadre:
    """何强 of the town's water station: handles issues, opens no household."""
    unit = cast.make_unit(town, "水务站")
    return cast.make_cadre("he", "何强", cast.make_post(town, Role.HANDLER, "承办岗", unit))


@pytest.fixture
def handler_elsewhere(next_town: Area) -> Cadre:
    """何伟 of a unit in 海虞镇: a handler outside the area."""
    unit = cast.make_unit(next_town, "城管队")
    post = cast.make_post(next_town, Role.HANDLER, "承办岗", unit)
    return cast.make_cadre("hewei", "何伟", post)


@pytest.fixture
def gu(next_town: Area, grid: Area) -> Cadre:
    """顾明华: supervises 海虞镇 and visits in 瞿巷村, so does not supervise 瞿巷村."""
    visiting = cast.make_post(grid, name="协助岗")
    cast.make_assignment(visiting, grid, duty="supporting")
    supervising = cast.make_post(next_town, Role.SUPERVISOR, "统筹岗")
    return cast.make_cadre("gu", "顾明华", supervising, visiting)


@pytest.fixture
def zhou(db: None) -> Cadre:
    """周婷, who supervises another county."""
    area = cast.make_area("320583")
    return cast.make_cadre("zhou", "周婷", cast.make_post(area, Role.SUPERVISOR, "统筹岗"))


@pytest.fixture
def former(grid: Area) -> Cadre:
    """沈卫东, whose tenure ended: yesterday was his last day."""
    post = cast.make_post(grid, name="前任岗")
    cast.make_assignment(post, grid, duty="supporting")
    cadre = cast.make_cadre("shen", "沈卫东")
    cast.make_tenure(cadre, post, to_on=cast.today())
    return cadre


@pytest.fixture
def inactive(grid: Area) -> Cadre:
    """丁磊, who still holds a post and whose account is switched off."""
    post = cast.make_post(grid, name="停用岗")
    cast.make_assignment(post, grid, duty="supporting")
    return cast.make_cadre("ding", "丁磊", post, is_active=False)


@pytest.fixture
def old_couple(grid: Area) -> Place:
    """王桂兰 and her husband, 3组18号, in Lin's grid of 瞿巷村."""
    return cast.make_place(grid, residence="lives_here", members=["陈福生"])


@pytest.fixture
def next_door(next_grid: Area) -> Place:
    """顾根泉, 4组19号, in Wu's grid."""
    return cast.make_place(next_grid, "4组19号", "顾根泉", residence="lives_here")


@pytest.fixture
def flat(community_grid: Area) -> Place:
    """A family on the sixth floor of 天和社区, in Lin's other grid."""
    return cast.make_place(community_grid, "35幢1单元601室", "阿卜杜热合曼·买买提明")


@pytest.fixture
def workshop(grid: Area) -> Place:
    """A workshop, on the enterprise front, in Lin's grid of 瞿巷村."""
    return cast.make_place(
        grid, "3组2号", "兴旺五金加工厂", kind="enterprise", uscc="91320581MA1000001A"
    )


@pytest.fixture
def far_away(db: None) -> Place:
    """A household of another county."""
    return cast.make_place(cast.make_area("320583100200001"), "1组1号", "李远")


@pytest.fixture
def small_demo(db: None, tmp_path: Path, settings: Any) -> None:
    """The demo, small: every role with its log-in."""
    settings.DATA_DIR = tmp_path
    settings.PHOTOS_ROOT = tmp_path / "photos"
    building.build(places=200, visits_a_place=3, seed=4, at=timezone.now(), tell=lambda part: None)


def forget_cache() -> None:
    """Empty this process's part of the cache; the other's tests run beside it."""
    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as server:
        for key in server.scan_iter(f"{settings.REDIS_PREFIX}*"):
            server.delete(key)


@pytest.fixture
def fresh_cache() -> Iterator[None]:
    """No attempts counted, nothing kept, before the test and after it."""
    forget_cache()
    yield
    forget_cache()
