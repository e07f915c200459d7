"""How far a roster is, told while its transaction is still open: rows done, kept in the cache."""

from django.core.cache import cache

KEPT_SECONDS = 3600


def tell(roster_id: int, done: int) -> None:
    """Say how many rows are done."""
    cache.set(f"roster-progress:{roster_id}", done, KEPT_SECONDS)


def told(roster_id: int) -> int:
    """How many rows are done, as far as anybody said."""
    return cache.get(f"roster-progress:{roster_id}", 0)
