"""Who answers for an area over days: stretches of one post, and of nobody; pure.

The same rule as `cadres.responsibility.nearest`, told over time: on each day the nearest of the
area's own assignment and those of its ancestors counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cadres.responsibility import nearest


@dataclass(frozen=True)
class Held:
    """A post answers for the area of `path` from-to."""

    path: str
    post_id: int
    from_on: date
    to_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the post answers on `day`."""
        return self.from_on <= day and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True)
class Span:
    """From-to with one post, or with nobody; an empty `to_on` never ends."""

    from_on: date
    to_on: date | None
    post_id: int | None


def by_path(held: Iterable[Held]) -> dict[str, list[Held]]:
    """The same, found by the path of their area."""
    found: dict[str, list[Held]] = {}
    for one in held:
        found.setdefault(one.path, []).append(one)
    return found


def spans(path: str, held: Mapping[str, Sequence[Held]], *, since: date) -> list[Span]:
    """Every stretch from `since` on, each day in exactly one; neighbours differ in their post."""
    over = [one for above in lineage(path) for one in held.get(above, ())]
    turns = {day for one in over for day in (one.from_on, one.to_on) if day and day > since}
    found: list[Span] = []
    days = [since, *sorted(turns)]
    for day, following in zip(days, [*days[1:], None], strict=True):
        post_id = nearest(path, {one.path: one.post_id for one in over if one.holds_on(day)})
        if found and found[-1].post_id == post_id:
            found[-1] = Span(found[-1].from_on, following, post_id)
        else:
            found.append(Span(day, following, post_id))
    return found


def lineage(path: str) -> list[str]:
    """The path and those of everything it lies in: `32.05.` → `32.05.`, `32.`."""
    parts = path.split(".")[:-1]
    return [".".join(parts[:length]) + "." for length in range(len(parts), 0, -1)]


def has_gap(found: Sequence[Span]) -> bool:
    """Whether nobody answers on any of the days told."""
    return any(span.post_id is None for span in found)
