"""What an error says in one line."""

from typing import Any


def first_line(problem: Any) -> str:
    """Its kind and what it says before the details; those may hold field data.

    >>> first_line(ValueError("no such door\\nDETAIL: 3组18号"))
    'ValueError: no such door'
    """
    said = str(problem).strip().splitlines()
    kind = type(problem).__name__ if isinstance(problem, BaseException) else ""
    return ": ".join(part for part in (kind, said[0] if said else "") if part)[:200]
