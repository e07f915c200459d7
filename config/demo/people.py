"""Who works in the demo: units, posts and who holds them. Who answers for what: `duties`."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from cadres.models import Area, Cadre, Post, Role, Tenure, Unit
from config.demo import accounts
from config.demo.land import STORY_TOWN, STORY_VILLAGE, Land, Village
from config.demo.names import Names

LONG_AGO = 620  # days; nothing in the demo is older
NAMED = {  # log-in: name and phone of those whose screens the guide shows
    "cadre1": "徐卫平",
    "desk1": "顾明",
    "dispatch1": "沈丽",
    "supervisor1": "高敏",
    "admin1": "吴洁",
    "handler1": "陈国强",
    "leader1": "顾志远",
}
OFFICES = (
    ("党政办", "党政办"),
    ("农村工作办公室", "农村工作办"),
    ("民政办公室", "民政办"),
    ("退役军人服务站", "退役军人站"),
    ("水务站", "水务站"),
    ("建设管理办公室", "建设办"),
    ("经济发展办公室", "经济发展办"),
    ("环境卫生管理所", "环卫所"),
)
VISITING_OFFICES = ("农村工作办", "民政办", "退役军人站", "经济发展办")
HANDLING_OFFICES = ("民政办", "水务站", "建设办", "经济发展办", "环卫所")
CHANGED_HANDS = 0.12  # share of posts with another holder half a year ago
ORDINALS = ("", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(slots=True)
class Seat:
    """A post and who held it, the last one for good."""

    post: Post
    terms: list[tuple[date, Cadre]] = field(default_factory=list)

    def holder(self, day: date) -> Cadre:
        """Who held the post on a day; before the first term, its first holder."""
        held = [cadre for since, cadre in self.terms if since <= day]
        return held[-1] if held else self.terms[0][1]


@dataclass(slots=True)
class TownSeats:
    """The posts of one town or street by what they are for."""

    units: dict[str, Unit]  # offices by their short name
    leader: Seat
    supervisor: Seat
    dispatch: Seat
    handlers: dict[str, Seat]  # by the office's short name
    desks: dict[int, Seat] = field(default_factory=dict)  # by the village's area


class Staff:
    """Seats people: collects units, posts, cadres and tenures, and writes each kind at once."""

    def __init__(self, *, on: date, names: Names, rng: Random) -> None:
        self._on, self._names, self._rng = on, names, rng
        self._hash = make_password(accounts.password())  # one hash for all: it takes a while
        self._units: list[Unit] = []
        self._seats: list[Seat] = []
        self._log_ins: dict[str, Seat] = {}
        self._counts: dict[str, int] = {}
        self.towns: dict[int, TownSeats] = {}
        self.county: dict[str, Seat] = {}

    def hire(self, land: Land) -> None:
        """All units and posts but the visiting ones, which `duties` asks for by need."""
        office = self.unit(land.county, "走访工作组", "走访办")
        self.county = {
            "supervisor1": self.seat(office, "统筹岗", Role.SUPERVISOR, land.county, "supervisor1"),
            "admin1": self.seat(office, "管理岗", Role.ADMINISTRATOR, land.county, "admin1"),
        }
        for town in land.towns:
            seats = self._town(town, land.county)
            self.towns[town.pk] = seats
            for village in land.of(town):
                seats.desks[village.area.pk] = self._village(village)

    def unit(self, area: Area, name: str, short: str, parent: Unit | None = None) -> Unit:
        unit = Unit(area=area, name=name, short_name=short, parent=parent)
        unit.save()  # a few dozen, and children point at it
        self._units.append(unit)
        return unit

    def seat(
        self,
        unit: Unit,
        name: str,
        role: str,
        area: Area,
        log_in: str = "",
        *,
        is_leading: bool = False,
    ) -> Seat:
        """A post; its holders are drawn when all are written."""
        post = Post(unit=unit, name=name, role=role, area=area, is_leading=is_leading)
        seat = Seat(post)
        self._seats.append(seat)
        if log_in:
            self._log_ins[log_in] = seat
        return seat

    def numbered(self, unit: Unit, name: str) -> str:
        """A post's name that its unit does not have yet: 包片岗, 包片岗二 …"""
        count = self._counts[f"{unit.pk}{name}"] = self._counts.get(f"{unit.pk}{name}", 0) + 1
        return name + (ORDINALS[count - 1] if count <= len(ORDINALS) else str(count))

    def write(self) -> int:
        """Write posts, people and tenures; return how many posts."""
        Post.objects.bulk_create([seat.post for seat in self._seats])
        since = self._on - timedelta(days=LONG_AGO)
        log_in_of = {id(seat): log_in for log_in, seat in self._log_ins.items()}
        cadres: list[Cadre] = []
        for seat in self._seats:
            log_in = log_in_of.get(id(seat), "")
            if not log_in and self._rng.random() < CHANGED_HANDS:
                change = self._on - timedelta(days=self._rng.randint(90, 300))
                seat.terms = [(since, self._cadre(cadres)), (change, self._cadre(cadres))]
            else:
                seat.terms = [(since, self._cadre(cadres, log_in))]
        Cadre.objects.bulk_create(cadres)
        Tenure.objects.bulk_create(self._tenures())
        return len(self._seats)

    def _cadre(self, cadres: list[Cadre], log_in: str = "") -> Cadre:
        born = self._on.year - self._rng.randint(26, 58)
        person = self._names.person(born)
        cadre = Cadre(
            username=log_in or f"u{len(cadres):04}",
            name=NAMED.get(log_in, person.name),
            phone=person.phone,
            password=self._hash if log_in else make_password(None),
        )
        cadres.append(cadre)
        return cadre

    def _tenures(self) -> list[Tenure]:
        tenures = []
        for seat in self._seats:
            ends = [since for since, _ in seat.terms[1:]] + [None]
            tenures += [
                Tenure(post=seat.post, cadre=cadre, from_on=since, to_on=end)
                for (since, cadre), end in zip(seat.terms, ends, strict=True)
            ]
        return tenures

    def _town(self, town: Area, county: Area) -> TownSeats:
        is_story = town.code == STORY_TOWN
        kind = "街道" if town.name.endswith("街道") else "镇"
        government = self.unit(town, f"{town.name}政府", town.name)
        units = {
            short: self.unit(town, town.name + name, short, government) for name, short in OFFICES
        }
        leader = self.seat(
            government,
            f"分管农业副{kind}长" if kind == "镇" else "分管副主任",
            Role.LEADER,
            town,
            "leader1" if is_story else "",
            is_leading=True,
        )
        handlers = {}
        for short in HANDLING_OFFICES:
            log_in = "handler1" if is_story and short == "水务站" else ""
            handlers[short] = self.seat(
                units[short], "承办岗", Role.HANDLER, town, log_in, is_leading=True
            )
        dispatch_log_in = "dispatch1" if is_story else ""
        dispatch = self.seat(units["党政办"], "交办岗", Role.DISPATCH, town, dispatch_log_in)
        supervisor = self.seat(units["党政办"], "统筹岗", Role.SUPERVISOR, town, is_leading=True)
        return TownSeats(units, leader, supervisor, dispatch, handlers)

    def _village(self, village: Village) -> Seat:
        is_community = village.name.endswith("社区")
        committee = self.unit(
            village.area, f"{village.name}{'居委会' if is_community else '村委会'}", village.name
        )
        name = "社区书记" if is_community else "村书记"
        log_in = "desk1" if village.area.code == STORY_VILLAGE else ""
        return self.seat(committee, name, Role.DESK, village.area, log_in, is_leading=True)
