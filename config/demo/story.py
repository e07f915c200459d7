"""The doors of 瞿巷村 that the guide and the pictures show: who lives there, and what happened.

All days are counted back from the day the demo is made, so that they stay true.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from config.demo.homes import Builder, Home, Member, Step
from config.demo.land import STORY_GROUPS, STORY_TOWN, Leaf
from config.demo.names import Names

MET, NOBODY, POSTPONED = "met", "nobody_home", "postponed"


@dataclass(frozen=True, slots=True)
class Told:
    """One door of the story."""

    group: int
    number: int
    name: str
    born: int
    size: int
    steps: tuple[Step, ...]
    joined_days_ago: int = 480
    categories: tuple[str, ...] = ()
    is_woman: bool = False


def _met(days_ago: int, clock: str = "15:10", note: str = "", *help: str) -> Step:
    return Step(days_ago, clock, MET, note, help)


WANG = Told(
    3, 18, "王桂兰", 1952, 3, categories=("dibao", "disabled"), is_woman=True,
    steps=(
        _met(287, "15:40", "送了年货，老人腿脚不如去年。", "goods"),
        _met(190, "09:20", "儿子在外地做工，月底寄钱回来。", "explained"),
        Step(107, "10:05", NOBODY),
        _met(102, "16:10", "讲了医保缴费，孙女开学上高二。", "explained"),
        Step(2, "18:30", POSTPONED, "问清低保续办要带的材料，再来回话。", again_in=3),
    ),
)  # fmt: skip

DOORS = (
    WANG,
    Told(3, 7, "沈根宝", 1958, 2, (_met(160), Step(1, "16:40", NOBODY))),
    Told(3, 12, "沈雪芳", 1966, 3, (_met(300), _met(0, "09:40", "家里新装了热水器，都好。")),
         is_woman=True),
    Told(3, 14, "陆巧珍", 1950, 2,
         (_met(341), _met(0, "10:12", "说村口垃圾桶三天没收。", "contacted")), is_woman=True),
    Told(3, 16, "徐根妹", 1955, 2, (_met(330), _met(0, "14:05", "医保缴费讲清了。", "explained")),
         is_woman=True),
    Told(3, 19, "顾根泉", 1949, 2, (_met(371, "10:30"), Step(0, "14:12", NOBODY))),
    Told(3, 21, "沈文华", 1971, 4, (_met(362),)),
    Told(3, 22, "陆文斌", 1984, 3, (), joined_days_ago=359),
    Told(3, 25, "周建良", 1963, 4, (_met(367, "19:00"),)),
    Told(3, 27, "周阿二", 1956, 2, (_met(75, "09:10", "稻子收了，收成比去年好。"),)),
    Told(3, 28, "沈阿二", 1960, 1,
         (_met(376), Step(40, "09:30", NOBODY), Step(25, "15:20", NOBODY),
          Step(9, "19:10", NOBODY))),
    Told(3, 33, "顾桂英", 1948, 1, (_met(73, "15:30", "一个人住，让邻居帮着照看。"),),
         is_woman=True),
    Told(4, 2, "顾雪良", 1959, 3, (_met(348), _met(0, "11:05", "谈了河埠头的路灯。", "contacted"))),
    Told(4, 3, "钱惠珍", 1953, 2,
         (_met(365, "18:50"),
          Step(1, "12:20", POSTPONED, "白天在厂里，约好今天晚上7点。", again_in=0)), is_woman=True),
    Told(4, 5, "顾永康", 1947, 2, (_met(359, "09:50"),)),
    Told(4, 6, "沈阿毛", 1951, 2,
         (_met(326), _met(0, "13:20", "养老金认证教会他儿子了。", "solved"))),
    Told(4, 7, "顾德兴", 1962, 5,
         (_met(345), _met(1, "18:05", "问宅基地翻建要什么手续。", "explained"))),
    Told(4, 8, "沈小妹", 1957, 2, (_met(358, "10:10"),), is_woman=True),
    Told(4, 11, "徐阿大", 1945, 2, (_met(358, "10:40"),)),
    Told(4, 15, "顾国华", 1979, 3, (), joined_days_ago=47),
)  # fmt: skip

MILL = Told(
    3, 2, "瞿巷丰登米业加工厂", 1970, 0, (_met(189, "14:20", "年前缺8个包装工。", "contacted"),)
)

# A grid that nobody answers for, and a name that has to fit everywhere.
LONG_NAME_LEAF, LONG_NAME = f"{STORY_TOWN}006003", "阿卜杜热合曼·买买提明"


def homes(leaf: Leaf, *, builder: Builder, names: Names, on: date) -> list[Home]:
    """The story's homes in a leaf; few outside 瞿巷村's second and third grid."""
    groups = STORY_GROUPS.get(leaf.area.code, ())
    told = [_household(leaf, one, builder, names, on) for one in DOORS if one.group in groups]
    if MILL.group in groups:
        told.append(_mill(leaf, names, on))
    if leaf.area.code == LONG_NAME_LEAF:
        told.append(_long_name(leaf, builder, names, on))
    return told


def _household(leaf: Leaf, told: Told, builder: Builder, names: Names, on: date) -> Home:
    head = names.person(told.born, is_woman=told.is_woman, name=told.name)
    if told is WANG:
        members = [
            Member(head, "户主", "lives_here"),
            Member(names.person(1976, is_woman=False, name="顾建明"), "子", "away", "在外地做工"),
            Member(
                names.person(2010, is_woman=True, name="顾欣怡"), "孙女", "lives_here", "在校住宿"
            ),
        ]
    else:
        members = builder.family(head, told.size, "lives_here")
    return Home(
        leaf,
        f"{told.group}组{told.number:02}号",
        on - timedelta(days=told.joined_days_ago),
        "lives_here",
        members,
        told.categories,
        plan=told.steps,
    )


def _mill(leaf: Leaf, names: Names, on: date) -> Home:
    firm = names.firm(is_shop=False, name=MILL.name)
    return Home(
        leaf,
        f"{MILL.group}组{MILL.number}号",
        on - timedelta(days=MILL.joined_days_ago),
        firm=firm,
        contact=names.person(MILL.born),
        plan=MILL.steps,
    )


def _long_name(leaf: Leaf, builder: Builder, names: Names, on: date) -> Home:
    head = names.person(1988, is_woman=False, name=LONG_NAME)
    return Home(
        leaf,
        "华园小区7幢1单元102室",
        on - timedelta(days=160),
        "renting",
        builder.family(head, 2, "renting"),
        plan=(),
    )
