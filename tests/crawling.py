"""Follows links as a person would, a few pages of each kind."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

OF_A_KIND, OF_A_VIEW = 2, 5
# What is downloaded, dialled, or changes something.
NO_PAGE = re.compile(r"/photos/|/files?/|/file/|/call/|/logout/|/export|format=|\.xlsx|\.csv")


def kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """The view, and which things the query names. Raises Resolver404 for what is no page."""
    parts = urlsplit(address)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return resolve(parts.path).view_name, tuple(names)


def few_of_each_kind(links_of: Callable[[str], Iterable[str]], start: str = "/") -> Iterator[str]:
    """Every address reachable from `start`; `links_of` opens one and says where it leads."""
    waiting, seen = [start], {start}
    kinds: Counter[tuple[str, tuple[str, ...]]] = Counter()
    views: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        try:
            kind = kind_of(address)
        except Resolver404:
            continue
        if kinds[kind] >= OF_A_KIND or views[kind[0]] >= OF_A_VIEW:
            continue
        kinds[kind] += 1
        views[kind[0]] += 1
        fresh = [link.split("#")[0] for link in links_of(address) if not NO_PAGE.search(link)]
        waiting += [link for link in dict.fromkeys(fresh) if link not in seen]
        seen.update(fresh)
        yield address
