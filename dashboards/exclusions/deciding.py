"""Many rows decided at once: what is refused keeps no other back, and all of it is taken back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cadres.access import Grant
from cadres.models import Cadre
from dashboards.exclusions.asked import Kind
from households.actions import exclusions, found
from households.models import Exclusion, FoundHousehold, Residence

_SALT = "dashboards.exclusions"
_MOST = 500
_VERBS = {"approve", "refuse", "end", "add", "withdraw"}
Refused = list[tuple[Any, ValidationError]]


@dataclass(frozen=True)
class Decision:
    """What a press of a button asks for; `verb` is approve, refuse, end, add or withdraw."""

    kind: str
    verb: str
    ids: Sequence[str]
    why: str = ""
    residence: str = Residence.LIVES_HERE


@dataclass(frozen=True)
class Decided:
    """Rows that were decided, and those that could not be, with the sentence."""

    done: Sequence[Any]
    refused: Refused


def decide(decision: Decision, *, grants: Iterable[Grant], by: Cadre, on: date) -> Decided:
    """Decide what is ticked and lies within the grants.

    Raises ValidationError: code "nothing" where nothing is ticked, "why" without a reason,
    "verb" where no button was pressed.
    """
    if decision.verb not in _VERBS:  # nothing is decided that no button said
        raise ValidationError(_("Press one of the buttons below the list."), code="verb")
    if decision.kind == Kind.FOUND:
        return _decide_found(decision, grants, by, on)
    rows = Exclusion.objects.within(grants).filter(pk__in=_numbers(decision.ids))
    told = list(rows.select_related("place"))
    if decision.verb == "withdraw":  # one's own only: for another's a refusal says why
        told, why = [row for row in told if row.asked_by_id == by.pk], _("taken back by who asked")
        _check_any(told)
        return Decided(*exclusions.refuse_many(exclusions=told, by=by, on=on, why=why))
    _check_any(told)
    if decision.verb == "end":
        return Decided(*_each(told, lambda row: exclusions.end(exclusion=row, by=by, on=on)))
    if decision.verb == "refuse":
        return Decided(*exclusions.refuse_many(exclusions=told, by=by, on=on, why=decision.why))
    return Decided(*exclusions.approve_many(exclusions=told, by=by, on=on))


def _decide_found(decision: Decision, grants: Iterable[Grant], by: Cadre, on: date) -> Decided:
    rows = FoundHousehold.objects.within(grants).filter(pk__in=_uuids(decision.ids))
    told = list(rows.select_related("area__parent"))
    _check_any(told)
    if decision.verb == "withdraw":
        return Decided(*_each(told, lambda row: found.withdraw(found=row, by=by, on=on)))
    if decision.verb == "refuse":
        if not decision.why.strip():
            raise ValidationError(_("Say in a few words why."), code="why")
        refuse = lambda row: found.refuse(found=row, by=by, on=on, why=decision.why)  # noqa: E731
        return _by(by, *_each(told, refuse))
    lives = decision.residence if decision.residence in Residence.values else Residence.LIVES_HERE
    add = lambda row: found.add(found=row, by=by, on=on, residence=lives)  # noqa: E731
    return _by(by, *_each(told, add))


def _by(by: Cadre, done: list[FoundHousehold], refused: Refused) -> Decided:
    """Only what this person decided: somebody else's earlier word is no deed of theirs."""
    return Decided([row for row in done if row.decided_by_id == by.pk], refused)


def _each(rows: Iterable[Any], act: Callable[[Any], Any]) -> tuple[list[Any], Refused]:
    done: list[Any] = []
    refused: Refused = []
    for row in rows:
        try:
            done.append(act(row))
        except ValidationError as refusal:
            refused.append((row, refusal))
    return done, refused


def _check_any(rows: Sequence[Any]) -> None:
    if not rows:
        raise ValidationError(_("Tick at least one row first."), code="nothing")


def _numbers(told: Iterable[str]) -> list[int]:
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 18][:_MOST]


def _uuids(told: Iterable[str]) -> list[UUID]:
    ids = []
    for one in list(told)[:_MOST]:
        try:
            ids.append(UUID(one))
        except ValueError:
            continue
    return ids


def undo_of(kind: str, rows: Iterable[Any]) -> str:
    """A word by which these decisions are found again; "" where none is to be taken back."""
    ids = [str(row.pk) for row in rows if not row.is_pending]
    return signing.dumps([kind, *ids], salt=_SALT, compress=True) if ids else ""


def take_back(token: str, *, grants: Iterable[Grant], by: Cadre, on: date) -> tuple[str, Decided]:
    """Undo what was decided; the list it was on, and what became of each row."""
    try:
        kind, *ids = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return Kind.ASKED, Decided([], [])
    if kind == Kind.FOUND:
        rows: Any = FoundHousehold.objects.within(grants).filter(pk__in=_uuids(ids))
        return kind, Decided(*_each(rows, lambda r: found.take_back(found=r, by=by, on=on)))
    rows = Exclusion.objects.within(grants).filter(pk__in=_numbers(ids))
    return kind, Decided(*_each(rows, lambda r: exclusions.take_back(exclusion=r, by=by, on=on)))
