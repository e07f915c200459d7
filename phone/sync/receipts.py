"""What became of a record, as the phone is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

# Where a refusal of an action is to be mended.
FIELD_OF = {
    "day": "entered_for",
    "part": "entered_for",
    "cash": "cash_yuan",
    "again": "again_on",
    "spoke_with": "spoke_with_as",
    "nobody_went": "role",
    "twice": "companions",
    "no_text": "issue.text",
    "category": "issue.category",
    "due": "promise.due_on",
    "promise_text": "promise.text",
    "withdrawn": "visit",
}


@dataclass(frozen=True)
class Receipt:
    """The answer to one record."""

    id: str | None
    kind: str
    status: str
    at: datetime | None = None
    said: str = ""
    problems: list[dict[str, str]] = field(default_factory=list)

    @property
    def as_json(self) -> dict[str, Any]:
        """As it travels."""
        return {
            "id": self.id,
            "kind": self.kind,
            "status": self.status,
            "at": moment(self.at) if self.at else None,
            "said": self.said,
            "problems": self.problems,
        }


def moment(at: datetime) -> str:
    """A time with its zone, to the millisecond."""
    return timezone.localtime(at).isoformat(timespec="milliseconds")


def received(record: Any, *, at: datetime, also: Iterable[str] = ()) -> Receipt:
    """It is stored, now or before."""
    clock = timezone.localtime(at).strftime("%H:%M")
    said = joined([_("Received, %(clock)s") % {"clock": clock}, *also])
    return Receipt(str(record.id), record.kind, "received", at, said)


def held(record: Any, *, at: datetime) -> Receipt:
    """It is kept, and a person says what becomes of it."""
    said = _("Received. The supervisor looks where it belongs.")
    return Receipt(str(record.id), record.kind, "held", at, said)


def waiting(record: Any) -> Receipt:
    """The visit that it changes has not come yet."""
    said = _("The visit itself has not come yet. This is sent again after it.")
    return Receipt(str(record.id), record.kind, "waiting", said=said)


def refused(record: Any, refusal: ValidationError) -> Receipt:
    """It is not stored; what is wrong, by field."""
    problems = [
        {
            "field": FIELD_OF.get(error.code or "", error.code or ""),
            "code": error.code or "refused",
            "said": error.messages[0],
        }
        for error in refusal.error_list
    ]
    said = joined(problem["said"] for problem in problems)
    return Receipt(str(record.id), record.kind, "refused", said=said, problems=problems)


def unread(sent: Any, status: str, *, said: str, problems: Any = ()) -> Receipt:
    """For a record that could not be read whole, or was not to be: its id as it was sent."""
    told: Mapping[str, Any] = sent if isinstance(sent, dict) else {}
    named = {
        name: str(told[name])[:64].encode("utf-8", "replace").decode()
        for name in ("id", "kind")
        if isinstance(told.get(name), str)
    }
    kind = named.get("kind")
    kind = kind if kind in ("correction", "withdrawal") else "visit"
    return Receipt(named.get("id"), kind, status, said=said, problems=list(problems))


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after another."""
    return pgettext("between sentences", " ").join(sentences)
