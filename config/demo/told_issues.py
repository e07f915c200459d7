"""The issues that the guide and the pictures name, at their doors of the story."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadres.workdays import SHANGHAI
from config.demo.duties import Duties
from config.demo.homes import Home
from config.demo.land import STORY_TOWN, STORY_VILLAGE
from config.demo.notes import Matter
from config.demo.troubles import CLOSED, DOING, RAISED, SENT_UP, VERIFYING, Trouble, told_day
from households.models import Place


@dataclass(frozen=True, slots=True)
class ToldIssue:
    """One issue of the story: at whose door, how far it got, how it stands to its limit."""

    village: str
    door: str  # its address; "": the village's first
    matter: Matter
    stage: str
    stands: str  # "near" its limit, "over" it, or so many days old
    limit_days: int = 15
    urgent: bool = False


ISSUES = (
    ToldIssue(
        STORY_VILLAGE,
        "3组18号",
        Matter(
            "3组水渠塌了一段，稻田进水", "渠塌了快半个月，水都跑到田里。", "roads_water", "水务站"
        ),
        VERIFYING,
        "near",
    ),
    ToldIssue(
        STORY_VILLAGE,
        "4组02号",
        Matter("4组路灯不亮", "河埠头那盏坏了，晚上看不见台阶。", "roads_water", "建设办"),
        CLOSED,
        "14",
    ),
    ToldIssue(
        STORY_VILLAGE,
        "4组07号",
        Matter("4组路口车太快", "想装一条减速带，孩子上学走这里。", "safety", "建设办"),
        DOING,
        "near",
        limit_days=5,
    ),
    ToldIssue(
        STORY_VILLAGE,
        "3组14号",
        Matter("4组垃圾桶三天没收", "天还热，味道飘到屋里。", "environment", ""),
        RAISED,
        "0",
    ),
    ToldIssue(
        STORY_VILLAGE,
        "",
        Matter("想问养老金认证怎么办", "手机刷脸老是不过。", "health_pension", ""),
        RAISED,
        "1",
    ),
    ToldIssue(
        STORY_VILLAGE,
        "3组19号",
        Matter("3组晒场边堆着杂物", "挡住消防通道，说过没有人搬。", "safety", ""),
        DOING,
        "3",
    ),
    ToldIssue(
        STORY_VILLAGE,
        "",
        Matter("3组机耕路涵洞堵了", "下雨水就漫到路上，农机过不去。", "roads_water", "水务站"),
        SENT_UP,
        "2",
        urgent=True,
    ),
    ToldIssue(
        f"{STORY_TOWN}211",
        "",
        Matter("珍北村排水沟淤了", "沟里一年没清，夏天味道大。", "roads_water", "水务站"),
        SENT_UP,
        "3",
    ),
    ToldIssue(
        f"{STORY_TOWN}212",
        "",
        Matter("新丰村村口没有路灯", "晚上倒垃圾看不见，老人摔过一次。", "safety", "建设办"),
        SENT_UP,
        "2",
    ),
    ToldIssue(
        f"{STORY_TOWN}006",
        "",
        Matter("楼上半夜放音乐", "十二点还在放，孩子睡不着。", "neighbours", "建设办"),
        SENT_UP,
        "1",
    ),
    ToldIssue(
        f"{STORY_TOWN}212",
        "",
        Matter("想申请残疾护理补贴", "证去年换了新的，补贴停了。", "subsidies", "民政办"),
        SENT_UP,
        "1",
        urgent=True,
    ),
    ToldIssue(
        f"{STORY_TOWN}211",
        "",
        Matter("珍北村泵站不转，60亩田等水", "泵修了两次又坏，田里等水。", "roads_water", "水务站"),
        DOING,
        "over",
    ),
    ToldIssue(
        f"{STORY_TOWN}212",
        "",
        Matter("新丰村2组自来水发黄", "早上头一盆是黄的，放一会儿才清。", "roads_water", "水务站"),
        DOING,
        "near",
    ),
)


def troubles(
    homes: Sequence[Home], places: Sequence[Place], *, duties: Duties, at: datetime
) -> Iterator[Trouble]:
    """The story's issues whose door exists."""
    for told in ISSUES:
        found = (
            (home, place)
            for home, place in zip(homes, places, strict=True)
            if home.leaf.village.area.code == told.village
            and home.firm is None
            and told.door in {"", home.address}
        )
        home, place = next(found, (None, None))
        if home is None or place is None:
            continue
        raised_at = _raised_at(told, at)
        post, cadre = duties.who_went(home.leaf, raised_at.date())
        yield Trouble(
            told.matter, place, home, raised_at, cadre, post, told.stage, urgent=told.urgent
        )


def _raised_at(told: ToldIssue, at: datetime) -> datetime:
    if not told.stands.isdigit():
        return told_day(at, told.stands, told.limit_days)
    if told.stands == "0":  # this morning, or a little before now
        midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return min(midnight + timedelta(hours=10, minutes=12), midnight + (at - midnight) / 2)
    return at - timedelta(days=int(told.stands))
