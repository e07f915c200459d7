"""Phones in Chromium: they write what a day brings into the page's own outbox; then it is counted.

The page's modules do all of it. Here is only what a hand would do: write, mend, take back, look.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from playwright.sync_api import BrowserContext, Error, Page

from cadres.models import Cadre
from issues.models import Issue, IssueCategory
from phone.models import Held
from photos.models import Photo, PhotoPart
from tests.sync.phones import content, uuid7
from visits.models import Promise, Visit

MODULES = ("outbox", "sending", "pictures")
WRITE = """async ({modules, steps}) => {
  const [outbox, sending, pictures] = await Promise.all(modules.map((url) => import(url)));
  const taken = (shot) => new Promise((done) => {
    const canvas = document.createElement("canvas");
    canvas.width = shot.width;
    canvas.height = shot.width * 3 / 4;
    const paint = canvas.getContext("2d");
    let seed = shot.seed;
    for (let n = 0; n < 1500; n += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      paint.fillStyle = `hsl(${seed % 360} 60% ${seed % 70 + 15}%)`;
      paint.fillRect(seed % shot.width, (seed >> 9) % canvas.height, 8 + seed % 60, 8 + seed % 45);
    }
    canvas.toBlob(done, "image/jpeg", 0.9);
  });
  for (const step of steps) {
    if (step.verb === "log") {
      for (const shot of step.shots) {
        const file = new File([await taken(shot)], "door.jpg", { type: "image/jpeg" });
        const blob = await pictures.shrink(file);
        shot.id = await pictures.keep(step.item.id, blob, { keepPlace: false, name: "door.jpg" });
      }
      await outbox.add(step.item, step.shown, { photos: step.shots.map((shot) => shot.id) });
    }
    if (step.verb === "edit") await outbox.edit(step.visit, step.item, step.shown);
    if (step.verb === "withdraw") await outbox.withdraw(step.visit, "");
  }
  sending.send({ reason: "saved" }).catch(() => {});
}"""
LEFT = """async ({modules, cadre}) => {
  const outbox = await import(modules[0]);
  const rows = [...await outbox.list(cadre), ...await outbox.photosOf(cadre)];
  return {
    ...await outbox.unsent(cadre),
    refusals: rows.filter((row) => row.state === "refused").map((row) => row.said),
    attempts: rows.reduce((sum, row) => sum + Math.max(0, row.attempts - 1), 0),
  };
}"""


@dataclass
class Wanted:
    """What one visit has to be in the end."""

    place: int
    outcome: str
    note: str
    issues: int
    promises: int
    photos: int
    is_withdrawn: bool = False


@dataclass
class Handset:
    """One cadre's phone."""

    cadre: Cadre
    context: BrowserContext
    wanted: dict[str, Wanted] = field(default_factory=dict)
    last: dict[str, dict[str, Any]] = field(default_factory=dict)  # the items as they were written
    written: list[str] = field(default_factory=list)
    before: set[str] = field(default_factory=set)  # visits that are none of this day
    retries: int = 0

    def open(self, path: str = "/today/", patience: float = 60) -> Page:
        """Open the app, with its modules; again where the network broke the page."""
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        deadline = time.monotonic() + patience
        while True:
            try:
                page.goto(path, timeout=10_000)
                page.evaluate("(urls) => Promise.all(urls.map((url) => import(url)))", modules())
                if page.evaluate("document.body.dataset.cadre") == str(self.cadre.pk):
                    return page
            except Error:
                pass
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path} of {self.cadre} does not open")
            page.wait_for_timeout(200)

    def write(self, steps: Sequence[dict[str, Any]]) -> None:
        """Into the outbox, through the page that is open."""
        self.written += [step["item"]["id"] for step in steps if step["verb"] == "log"]
        page = self.context.pages[0]
        page.evaluate(WRITE, {"modules": modules(), "steps": list(steps)})

    def left(self) -> dict[str, Any]:
        """What the outbox still holds."""
        page = self.context.pages[0]
        told = page.evaluate(LEFT, {"modules": modules(), "cadre": self.cadre.pk})
        self.retries = max(self.retries, told["attempts"])
        return dict(told)

    def is_empty(self) -> bool:
        """Nothing waits; a page that the network has just broken is opened again."""
        try:
            left = self.left()
        except Error:
            self.open()
            return False
        assert not left["refusals"], left["refusals"]
        return not (left["records"] or left["photos"] or left["refused"])


def modules() -> list[str]:
    """The addresses under which the pages themselves load them."""
    return [static(f"js/phone/{name}.js") for name in MODULES]


class Day:
    """A day of one cadre, drawn from a seed: visits, some mended, a few taken back."""

    def __init__(self, handset: Handset, doors: Sequence[int], seed: str) -> None:
        self.handset, self.doors, self.random = handset, doors, Random(seed)
        self.category = IssueCategory.objects.order_by("pk")[0].pk
        self.number = self.random.randrange(2**40) * 2**20

    def logs(self, visits: int, photos: int, issues: int) -> list[dict[str, Any]]:
        """So many visits; on some of them a photo, an issue, a promise."""
        with_photo = set(self.random.sample(range(visits), photos))
        with_issue = set(self.random.sample(range(visits), issues))
        return [self._log(n, n in with_photo, n in with_issue) for n in range(visits)]

    def edit(self) -> list[dict[str, Any]]:
        """Mend one that was written, in other words."""
        visit = self._any()
        if visit is None:
            return []
        wanted = self.handset.wanted[visit]
        wanted.outcome = self.random.choice(["met", "nobody_home", "refused"])
        wanted.note = f"改过 {self.random.randrange(10**6)}"
        item = {**self.handset.last[visit], "outcome": wanted.outcome, "note": wanted.note}
        self.handset.last[visit] = item
        return [{"verb": "edit", "visit": visit, "item": item, "shown": {}}]

    def withdraw(self) -> list[dict[str, Any]]:
        """Take one back."""
        visit = self._any()
        if visit is None:
            return []
        self.handset.wanted[visit].is_withdrawn = True
        return [{"verb": "withdraw", "visit": visit}]

    def _any(self) -> str | None:
        wanted = self.handset.wanted
        standing = [key for key in self.handset.written if not wanted[key].is_withdrawn]
        return self.random.choice(standing) if standing else None

    def _log(self, number: int, has_photo: bool, has_issue: bool) -> dict[str, Any]:
        item = self._item(number, has_issue)
        self.handset.last[item["id"]] = item
        self.handset.wanted[item["id"]] = Wanted(
            place=item["place"],
            outcome=item["outcome"],
            note=item["note"],
            issues=int(has_issue),
            promises=int(item["promise"] is not None),
            photos=int(has_photo),
        )
        shot = {"seed": self.random.randrange(2**30), "width": 1280}
        return {
            "verb": "log",
            "item": item,
            "shown": {"plate": "18", "name": "王桂兰", "group": "3组"},
            "shots": [shot] if has_photo else [],
        }

    def _item(self, number: int, has_issue: bool) -> dict[str, Any]:
        self.number += 2
        random = self.random
        visit, issue = (str(uuid7(self.number + more)) for more in (0, 1))
        due = {"text": "过几天再来", "due_on": timezone.localdate().isoformat()}
        raised = {"id": issue, "text": f"路灯坏了 {number}", "category": self.category}
        return {
            "kind": "visit",
            "id": visit,
            "by": self.handset.cadre.pk,
            "place": random.choice(self.doors),
            "phone_at": timezone.localtime().isoformat(timespec="milliseconds"),
            "clock_offset_ms": 0,
            "role": "main",
            **content(
                outcome=random.choice(["met", "met", "nobody_home", "postponed"]),
                note=random.choice(["", "", f"老人在家 {number}"]),
                issue={**raised, "urgent": False} if has_issue else None,
                promise=due if random.random() < 0.05 else None,
            ),
        }


def logged(cadre: int) -> dict[str, Visit]:
    """What the house holds of a cadre."""
    return {str(row.pk): row for row in Visit.objects.filter(logged_by=cadre)}


def losses(handsets: Sequence[Handset]) -> list[str]:
    """What is missing, there twice, other than it was written, or held; empty on a good day."""
    said = []
    cadres = [one.cadre.pk for one in handsets]
    wanted = {key: one for handset in handsets for key, one in handset.wanted.items()}
    rows = {key: row for cadre in cadres for key, row in logged(cadre).items()}
    hung = {
        "issues": Counter(map(str, Issue.objects.values_list("visit", flat=True))),
        "promises": Counter(map(str, Promise.objects.values_list("visit", flat=True))),
        "photos": Counter(
            map(str, Photo.objects.filter(taken_by__in=cadres).values_list("subject_id", flat=True))
        ),
    }
    for key, one in wanted.items():
        row = rows.get(key)
        if row is None and one.is_withdrawn:
            continue  # it never left the phone
        if row is None:
            said.append(f"visit {key} is lost")
            continue
        there = (row.place_id, row.outcome, row.note, row.withdrawn_at is not None)
        told = (one.place, one.outcome, one.note, one.is_withdrawn)
        # What is taken back need not be mended first.
        if there != told and not (one.is_withdrawn and there[::3] == told[::3]):
            said.append(f"visit {key} is {there}, and was written {one}")
        for name, counts in hung.items():
            if counts[key] != getattr(one, name) and not (one.is_withdrawn and name != "issues"):
                said.append(f"visit {key} has {counts[key]} {name}, not {getattr(one, name)}")
    known = wanted.keys() | {key for handset in handsets for key in handset.before}
    said += [f"visit {key} was never written" for key in rows.keys() - known]
    held = Held.objects.filter(sent_by__in=cadres, record_id__in=wanted)
    held |= Held.objects.filter(sent_by__in=cadres, sent__visit__in=list(wanted))
    said += [f"held: {one.reason} {one.sent}" for one in held]
    said += [f"half a photo: {one}" for one in PhotoPart.objects.filter(taken_by__in=cadres)]
    return said


def until_empty(
    handsets: Sequence[Handset], patience: float, look: Callable[[], None] = lambda: None
) -> float:
    """Seconds until nothing waits on any phone; each is opened anew now and then."""
    begun = opened = time.monotonic()
    while True:
        busy = [one for one in handsets if not one.is_empty()]
        now = time.monotonic()
        if not busy:
            return now - begun
        if now - begun > patience:
            raise TimeoutError("; ".join(f"{one.cadre}: {one.left()}" for one in busy))
        if now - opened > 12:
            opened = now
            for one in busy:
                one.open()
        look()
        busy[0].context.pages[0].wait_for_timeout(250)


def live(
    handsets: Sequence[Handset],
    doors: Callable[[Cadre], Sequence[int]],
    *,
    visits: int,
    photos: int,
    issues: int,
    seed: int,
    at_once: int = 10,
) -> None:
    """A day of all phones, side by side; the totals are shared out among them.

    Every portion is followed by a mend; now and then one is taken back, or the app is opened anew
    while it sends.
    """
    share = len(handsets)
    random = Random(seed)
    days = [Day(one, doors(one.cadre), f"{seed}:{n}") for n, one in enumerate(handsets)]
    logs = [day.logs(visits // share, photos // share, issues // share) for day in days]
    for start in range(0, visits // share, at_once):
        for day, told in zip(days, logs, strict=True):
            steps = day.edit() + told[start : start + at_once]
            if random.random() < 0.2:
                steps += day.withdraw()
            if random.random() < 0.15:
                day.handset.open()
            day.handset.write(steps)
