"""Which post answers for an area on a day: the nearest area assignment counts.

A nearer area beats an ancestor (ARCHITECTURE, Storage); single places beat areas and stand in
`households.queries`.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from cadres.models import Assignment, Duty, Tenure


def responsible_posts(paths: Iterable[str], *, on: date) -> dict[str, int]:
    """Post id by area path, for those of `paths` that somebody answers for. One query."""
    held = dict(
        Assignment.objects.on(on).filter(duty=Duty.RESPONSIBLE).values_list("area__path", "post_id")
    )
    found = {path: nearest(path, held) for path in set(paths)}
    return {path: post_id for path, post_id in found.items() if post_id is not None}


def nearest(path: str, held: Mapping[str, int]) -> int | None:
    """The value of the longest path in `held` that `path` lies under; pure.

    >>> nearest("32.05.81.", {"32.": 1, "32.05.": 2})
    2
    """
    while path:
        if path in held:
            return held[path]
        path = path[: path.rstrip(".").rfind(".") + 1]
    return None


def holders(post_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """Cadre id by post id, for posts that somebody active holds on that day. One query."""
    return dict(
        Tenure.objects.on(on)
        .filter(post__in=set(post_ids), cadre__is_active=True)
        .values_list("post_id", "cadre_id")
    )
