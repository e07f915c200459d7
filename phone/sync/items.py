"""What the phone sends: a visit, its correction, its withdrawal; and the receipt of each."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

MOST_ITEMS = 50
MOST_BYTES = 1024 * 1024  # of one request; 50 records with long notes are a third of it

FIRST_YEAR, LAST_YEAR = 2000, 2100  # a clock that says otherwise is broken
LARGEST_KEY = 2**63 - 1  # of a row
CENTURY_MS = 100 * 365 * 86_400_000


def storable(told: Any) -> Any:
    """The same without what no column holds and nobody typed: NUL, half of a cut emoji."""
    if isinstance(told, str):
        whole = told.replace("\x00", "")
        return whole.encode("utf-8", "replace").decode() if not whole.isascii() else whole
    if isinstance(told, dict):
        return {storable(name): storable(value) for name, value in told.items()}
    return [storable(value) for value in told] if isinstance(told, list) else told


def _rounded(told: Any) -> Any:
    """Clocks of a phone tell fractions of a millisecond."""
    return round(told) if isinstance(told, float) and isfinite(told) else told


def _possible(when: date | datetime) -> Any:
    if not FIRST_YEAR <= when.year < LAST_YEAR:
        raise PydanticCustomError("odd_day", "This day cannot be right.")
    return when


def _kind(told: Any) -> Any:
    kind = told.get("kind", "visit") if isinstance(told, dict) else getattr(told, "kind", "")
    return kind if isinstance(kind, str) else ""


def words(most: int) -> Any:
    """Text of at most so many characters; blanks at its ends say nothing."""
    return Annotated[str, Field(max_length=most), BeforeValidator(storable)]


Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Day = Annotated[date, AfterValidator(_possible)]
Moment = Annotated[AwareDatetime, AfterValidator(_possible)]
OutcomeCode = Literal["met", "nobody_home", "refused", "moved", "postponed"]
RoleCode = Literal["main", "accompanying", "leader", "proxy"]
HelpCode = Literal["explained", "solved", "contacted", "goods", "cash"]
DemandCode = Literal[
    "hiring", "energy", "loans", "orders", "premises", "safety", "papers", "nothing"
]


class Sent(BaseModel):
    """Part of a record. A field that a newer phone adds is passed over, never a refusal."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Companion(Sent):
    """Somebody who came along, and under which post."""

    cadre: Key
    post: Key
    role: RoleCode = "accompanying"


class EnteredFor(Sent):
    """Entered later from a notebook: the day of the visit, at most 14 days back."""

    day: Day
    part: Literal["morning", "afternoon", "evening"]


class Where(Sent):
    """Where the phone was, where the cadre chose to share it."""

    latitude: Annotated[Decimal, Field(ge=-90, le=90)]
    longitude: Annotated[Decimal, Field(ge=-180, le=180)]
    accuracy_m: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] | None = None


def _or_nowhere(told: Any, judge: ValidatorFunctionWrapHandler) -> Any:
    """An odd location never costs the visit."""
    try:
        return judge(told)
    except ValidationError:
        return None


class IssueTold(Sent):
    """What the household raised during the visit."""

    id: UUID
    text: words(2000)  # type: ignore[valid-type]
    category: Key
    urgent: bool = False
    solved: bool = Field(False, description="Solved on the spot; the resident is still asked.")


class PromiseTold(Sent):
    """What was promised at the door; of a company with no text: to come again."""

    text: words(100) = ""  # type: ignore[valid-type]
    due_on: Day


class Told(Sent):
    """What a visit and its correction both tell."""

    outcome: OutcomeCode
    others_live_here: bool = False
    mode: Literal["door", "phone", "video"] = "door"
    role: RoleCode | Literal[""] = Field(
        "main", description="Of who sends it; empty: did not go, writes it down for others."
    )
    companions: Annotated[list[Companion], Field(max_length=20)] = []
    entered_for: EnteredFor | None = None
    help: Annotated[list[HelpCode], Field(max_length=20)] = []
    cash_yuan: Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)] | None = None
    policies: Annotated[list[Key], Field(max_length=50)] = Field(
        [], description="Ids of the topics that were explained."
    )
    note: words(2000) = ""  # type: ignore[valid-type]
    again_on: Day | None = None
    location: Annotated[Where | None, WrapValidator(_or_nowhere)] = None
    spoke_with: words(30) = ""  # type: ignore[valid-type]
    spoke_with_as: Literal["", "head", "manager", "staff", "other"] = ""
    demands: Annotated[list[DemandCode], Field(max_length=20)] = []


class VisitItem(Told):
    """A visit, under the id that the phone gave it (UUIDv7)."""

    kind: Literal["visit"] = "visit"
    id: UUID
    by: Key = Field(description="Id of the cadre who wrote it; others keep it on the phone.")
    place: Key
    phone_at: Moment = Field(description="The phone's clock when the form was opened.")
    clock_offset_ms: Annotated[
        int, Field(ge=-CENTURY_MS, le=CENTURY_MS), BeforeValidator(_rounded)
    ] = Field(0, description="How far the phone's clock runs ahead of the server's.")
    lives_there: words(60) = ""  # type: ignore[valid-type]
    issue: IssueTold | None = None
    promise: PromiseTold | None = None
    kept_promises: Annotated[list[UUID], Field(max_length=50)] = []


class CorrectionItem(Told):
    """A visit told anew, the whole of it."""

    kind: Literal["correction"]
    id: UUID
    visit: UUID
    by: Key
    why: words(200) = Field("", description="Needed 72 hours after the receipt.")  # type: ignore[valid-type]


class WithdrawalItem(Sent):
    """A visit taken back."""

    kind: Literal["withdrawal"]
    id: UUID
    visit: UUID
    by: Key
    why: words(200) = Field("", description="Needed 72 hours after the receipt.")  # type: ignore[valid-type]


Item = VisitItem | CorrectionItem | WithdrawalItem
TaggedItem = Annotated[
    Annotated[VisitItem, Tag("visit")]
    | Annotated[CorrectionItem, Tag("correction")]
    | Annotated[WithdrawalItem, Tag("withdrawal")],
    Discriminator(_kind),
]
read_item: Callable[[Any], Item] = TypeAdapter(TaggedItem).validate_python


class Items(BaseModel):
    """Up to 50 records, each judged for itself."""

    items: Annotated[list[TaggedItem], Field(min_length=1, max_length=MOST_ITEMS)]


class Fault(BaseModel):
    """What is wrong with one field, and how to mend it."""

    field: str
    code: str
    said: str


class Receipt(BaseModel):
    """What became of one record."""

    id: str | None
    kind: str
    status: Literal["received", "held", "refused", "waiting", "not_yours"]
    at: str | None = Field(None, description="When it was first received.")
    said: str = ""
    problems: list[Fault] = []


class Receipts(BaseModel):
    """One receipt a record, in their order."""

    at: str = Field(description="The server's clock.")
    receipts: list[Receipt]


def digest_of(item: Item) -> bytes:
    """What tells two contents under one id apart.

    The order of lists says nothing, and the offset is measured anew with every sending. What a
    newer version adds to a record, left empty, changes no digest.
    """
    told = item.model_dump(mode="json", exclude_defaults=True, exclude={"clock_offset_ms"})
    if isinstance(item, VisitItem):
        told["phone_at"] = item.phone_at.timestamp()
    text = json.dumps(_sorted(told), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).digest()


def _sorted(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _sorted(value) for name, value in told.items()}
    if isinstance(told, list):
        return sorted((_sorted(value) for value in told), key=lambda one: json.dumps(one))
    return told


def made_at(record_id: UUID) -> datetime | None:
    """When the phone made an id, by the phone's clock: a UUIDv7 tells it."""
    if record_id.version != 7:
        return None
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    try:
        return epoch + timedelta(milliseconds=record_id.int >> 80)
    except OverflowError:
        return None
