"""A phone as the protocol knows it, in Python: an outbox, and a line that loses things.

What a phone may do is what static/js/phone does: keep a record until the receipt for its id came,
replace what never left it, send a correction or a withdrawal of what may have arrived, send
photos piece by piece and apart. It believes nothing that is not JSON of our own server.
"""

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

BATCH, PIECE = 20, 600  # items of a request; bytes of a photo's piece
PORTAL = HttpResponse("<html><h1>免费上网</h1></html>")
LOGIN = HttpResponse("<html><form>登录</form></html>", headers={"Doorstep": "1"})
Item = dict[str, Any]


class Lost(Exception):
    """No answer, or half of one."""


def uuid7(number: int, at_ms: int | None = None) -> UUID:
    """An id of this moment, or of another; the number tells it from the others."""
    at_ms = at_ms or time.time_ns() // 10**6
    return UUID(int=at_ms << 80 | 0x7 << 76 | 0x2 << 62 | number)


def picture(number: int) -> bytes:
    """A small photo like no other."""
    out = io.BytesIO()
    shade = number * 37 % 200
    image = Image.linear_gradient("L").resize((96, 60 + number % 50)).rotate(shade)
    image.convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


@dataclass
class Line:
    """Between one phone and the real API; each request meets the next of `faults`, then none."""

    client: Client
    faults: Iterator[str]
    late: list[Callable[[], Any]] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    def post(self, path: str, request: Callable[[], dict[str, Any]]) -> Any:
        """The JSON of our server, or Lost. `request` makes the arguments anew for each copy."""

        def send(**other: Any) -> Any:
            return self.client.post(f"/api/v1/{path}", **{**request(), **other})

        fault = next(self.faults, "")
        self.met.append(fault)
        late, self.late = self.late, []
        match fault:
            case "request lost":
                raise Lost
            case "late":  # after whatever is asked next
                self.late.append(send)
                raise Lost
            case "request cut":
                send(data=b'{"items": [{"kind": "vis', content_type="application/json")
                raise Lost
            case "portal" | "log-in page" | "403" | "413" | "429" | "500" | "502":
                answer = {"portal": PORTAL, "log-in page": LOGIN}.get(fault)
                answer = answer or HttpResponse("<html>", status=int(fault))
            case "repeated":
                send()
                answer = send()
            case _:
                answer = send()
        for delayed in late:
            delayed()
        if fault in ("answer lost", "answer cut"):
            raise Lost
        return self._believed(answer)

    @staticmethod
    def _believed(answer: HttpResponse) -> Any:
        assert answer.status_code not in (500, 422) or "Doorstep" not in answer, answer.content
        if answer.status_code != 200 or "Doorstep" not in answer:
            raise Lost
        try:
            return json.loads(answer.content)
        except ValueError as portal:
            raise Lost from portal


@dataclass
class Record:
    item: Item
    attempts: int = 0
    receipt: Item | None = None


@dataclass
class Shot:
    id: UUID
    visit: str
    data: bytes
    received: int = 0
    receipt: Item | None = None


@dataclass
class Phone:
    """One cadre's. Ids count on from `first`, so that two runs of a story have the same."""

    by: int
    line: Line
    first: int = 0
    records: list[Record] = field(default_factory=list)
    shots: list[Shot] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)  # receipts that should not have been

    def next_id(self) -> str:
        self.first += 1
        return str(uuid7(self.first))

    def log(self, place: int, photos: int = 0, **told: Any) -> str:
        """Keep a visit, and photos beside it."""
        item = {
            "kind": "visit",
            "id": self.next_id(),
            "by": self.by,
            "place": place,
            "phone_at": timezone.localtime().isoformat(timespec="milliseconds"),
            "clock_offset_ms": 0,
            "role": "main",
            **content(**told),
        }
        item["issue"] = item["issue"] and {"id": self.next_id(), **item["issue"]}
        self.records.append(Record(item))
        for _ in range(photos):
            shot = UUID(self.next_id())
            self.shots.append(Shot(shot, item["id"], picture(self.first)))
        return item["id"]

    def edit(self, visit: str, **told: Any) -> None:
        """Replace it where it never left the phone; else correct it."""
        own = self._record(visit)
        if own and not own.attempts:
            own.item |= {key: told[key] for key in told}
            return
        item = {"kind": "correction", "id": self.next_id(), "visit": visit, "by": self.by}
        kept = content(**told)
        del kept["issue"], kept["promise"], kept["kept_promises"]
        self.records.append(Record({**item, "why": "", "role": "main", **kept}))

    def withdraw(self, visit: str) -> None:
        """Drop it where it never left the phone; else take it back."""
        own = self._record(visit)
        if own and not own.attempts:
            self.records.remove(own)
            self.shots = [one for one in self.shots if one.visit != visit]
            return
        item = {"kind": "withdrawal", "id": self.next_id(), "visit": visit, "by": self.by}
        self.records.append(Record({**item, "why": ""}))

    def send(self) -> None:
        """One round: what waits, in its order; then the photos."""
        waiting = [one for one in self.records if not one.receipt]
        for start in range(0, len(waiting), BATCH):
            self._send(waiting[start : start + BATCH])
        for shot in self.shots:
            if not shot.receipt:
                self._send_photo(shot)

    def is_empty(self) -> bool:
        return all(one.receipt for one in self.records) and all(one.receipt for one in self.shots)

    def _record(self, visit: str) -> Record | None:
        own = (one for one in self.records if one.item["id"] == visit)
        return next(own, None)

    def _send(self, batch: list[Record]) -> None:
        for one in batch:
            one.attempts += 1
        body = {"items": [one.item for one in batch]}
        try:
            answer = self.line.post(
                "visits", lambda: {"data": body, "content_type": "application/json"}
            )
        except Lost:
            return
        by_id = {one.item["id"]: one for one in batch}
        for receipt in answer["receipts"]:
            if receipt["status"] in ("received", "held"):
                by_id[receipt["id"]].receipt = receipt
            if receipt["status"] not in ("received", "waiting"):
                self.doubts.append(json.dumps(receipt, ensure_ascii=False))

    def _send_photo(self, shot: Shot) -> None:
        """Pieces until it is whole or the line breaks; goes on where the server says."""
        while not shot.receipt:
            try:
                answer = self.line.post("photos", partial(self._piece, shot, shot.received))
            except Lost:
                return
            if answer["status"] == "received":
                shot.receipt = answer
            elif answer["status"] == "refused":
                self.doubts.append(json.dumps(answer, ensure_ascii=False))
                return
            shot.received = answer["received"]

    def _piece(self, shot: Shot, start: int) -> dict[str, Any]:
        part = SimpleUploadedFile("part", shot.data[start : start + PIECE], "image/jpeg")
        told = {"id": shot.id, "visit": shot.visit, "by": self.by, "size": len(shot.data)}
        return {"data": {**told, "offset": start, "part": part}}


def content(**told: Any) -> Item:
    """The fields of what became of it."""
    return {
        "outcome": "met",
        "others_live_here": False,
        "lives_there": "",
        "mode": "door",
        "companions": [],
        "entered_for": None,
        "help": [],
        "cash_yuan": None,
        "policies": [],
        "note": "",
        "again_on": None,
        "location": None,
        "spoke_with": "",
        "spoke_with_as": "",
        "demands": [],
        "issue": None,
        "promise": None,
        "kept_promises": [],
        **told,
    }


def send_all(phones: Iterable[Phone], rounds: int = 60) -> None:
    """Opening the app again and again, until nothing waits."""
    for phone in phones:
        for _ in range(rounds):
            if phone.is_empty():
                break
            phone.send()
