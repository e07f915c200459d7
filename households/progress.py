"""How far a roster is, told while its transaction is still open: rows done, kept in the cache."""

from django.core.cache import cache

KEPT_SECONDS = 3600


def tell(roster_id: int, done: int, whole: int) -> None:
    """Say how many rows are done, and of how many."""
    cache.set(f"roster-progress:{roster_id}", [done, whole], KEPT_SECONDS)


def told(roster_id: int) -> tuple[int, int]:
    """Rows done and all rows; 0 where nobody said."""
    done, whole = cache.get(f"roster-progress:{roster_id}", (0, 0))
    return done, whole


def forget(roster_id: int) -> None:
    """The step is over; the next one begins at nothing."""
    cache.delete(f"roster-progress:{roster_id}")
