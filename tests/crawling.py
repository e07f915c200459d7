"""Follows links as a person would: a few pages of each kind, or all of them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

Kind = tuple[str, tuple[str, ...]]
OF_A_KIND, OF_A_VIEW = 2, 5
# What is downloaded, dialled, or changes something.
NO_PAGE = re.compile(r"/photos/|/files?/|/file/|/call/|/logout/|/export|format=|\.xlsx|\.csv")


@dataclass(frozen=True)
class Reach:
    """How far a crawl goes; an address with a query is one of endlessly many of its kind."""

    of_a_kind: int = OF_A_KIND
    with_a_query: int = OF_A_KIND
    of_a_view: int = OF_A_VIEW
    pages: int = 10_000


FEW = Reach()
ONE_OF_EACH = Reach(of_a_kind=1, with_a_query=1, of_a_view=3)
WHOLE = Reach(of_a_kind=400, with_a_query=12, of_a_view=400, pages=400)


@cache
def kind_of(address: str) -> Kind:
    """The view, and which things the query names. Raises Resolver404 for what is no page."""
    parts = urlsplit(address)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return resolve(parts.path).view_name, tuple(names)


def few_of_each_kind(
    links_of: Callable[[str], Iterable[str]], start: str = "/", reach: Reach = FEW
) -> Iterator[str]:
    """Every address reachable from `start`; `links_of` opens one and says where it leads.

    Kinds that were not seen yet come first, so that an end to how many cuts off rows, not views.
    """
    waiting, seen = [start], {start}
    kinds: Counter[Kind] = Counter()
    views: Counter[str] = Counter()
    opened = 0
    while waiting and opened < reach.pages:
        address = waiting.pop(_next(waiting, kinds) if reach is WHOLE else 0)
        try:
            kind = kind_of(address)
        except Resolver404:
            continue
        most = reach.with_a_query if kind[1] else reach.of_a_kind
        if kinds[kind] >= most or views[kind[0]] >= reach.of_a_view:
            continue
        kinds[kind] += 1
        views[kind[0]] += 1
        opened += 1
        fresh = [link.split("#")[0] for link in links_of(address) if not NO_PAGE.search(link)]
        waiting += [link for link in dict.fromkeys(fresh) if link not in seen]
        seen.update(fresh)
        yield address


def _next(waiting: list[str], kinds: Counter[Kind]) -> int:
    """Where the first address of the rarest kind stands."""

    def met(address: str) -> int:
        try:
            return kinds[kind_of(address)]
        except Resolver404:
            return -1  # passed by at once

    return min(range(len(waiting)), key=lambda at: met(waiting[at]))
