"""Tells the floors above that places changed, without knowing them.

Coverage dates (`Place.covered_until`, `next_due_on`) are kept by visits, which stands above
households. Whoever adds, moves, tags or excludes places here calls `places_changed` in the same
transaction; visits registers its retelling when Django starts.
"""

from collections.abc import Callable, Sequence
from datetime import date

Listener = Callable[[Sequence[int], date], None]
_listeners: list[Listener] = []


def when_places_change(listener: Listener) -> None:
    """Register what is to be called with the ids of changed places and the day."""
    _listeners.append(listener)


def places_changed(place_ids: Sequence[int], *, on: date) -> None:
    """Say that facts of these places changed; called inside the changing transaction."""
    if place_ids:
        for listener in _listeners:
            listener(place_ids, on)
