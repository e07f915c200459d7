"""A row of the access table, and who opens what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.world import PEOPLE, STRANGER, Things

OK, GOES_ON = 200, 302
SUPERVISING = "gao gu zhou"

EVERYBODY = " ".join(name for name in PEOPLE if name != "inactive")
VISITING = "lin wu desk gao gu leader zhou visitor_elsewhere"
OVERSEEING = "gao gu admin leader zhou admin_elsewhere"
ADMINISTERING = "admin admin_elsewhere"
APPROVING = "gao gu admin zhou admin_elsewhere"


@dataclass(frozen=True)
class Row:
    """One route by one method. Without `inside` and `outside` it is about no particular thing."""

    route: str
    method: str = "get"
    who: str = EVERYBODY  # whose post opens the page
    inside: str | None = None  # of them, who may have the things in 瞿巷村
    outside: str | None = None  # of them, who may have those of the other county
    args: Callable[[Things], list[Any]] = lambda things: []
    query: Callable[[Things], dict[str, Any]] = lambda things: {}
    data: Callable[[Things], dict[str, Any]] = lambda things: {}
    status: int = OK
    is_api: bool = False  # a stranger is told so, not sent to the log-in
    sends: str = "json"  # of the API: how the body travels
    is_open: bool = False  # a stranger is answered as everybody

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    def expected(self, name: str, where: str) -> int | str:
        """How somebody is answered; `login` is the way to the log-in."""
        if name in (STRANGER, "inactive") and not self.is_open:
            return 401 if self.is_api else "login"
        if self.is_open:
            return self.status
        if name not in self.who.split():
            return 403
        let_in = self.inside if where == "inside" else self.outside
        return self.status if let_in is None or name in let_in.split() else 404


def town(things: Things) -> list[Any]:
    return [things.town.code]


KEPT = {"who": ADMINISTERING, "inside": "admin", "outside": "admin_elsewhere"}
ASSIGNED = {"who": ADMINISTERING, "inside": "admin", "outside": "admin_elsewhere", "args": town}
