"""What is wrong with a field, in words for the person: one sentence a kind of fault."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Kinds of fault as pydantic names them, by their beginning; the longest that fits is taken.
SENTENCES = {
    "missing": gettext_lazy("This is missing."),
    "string_too_long": gettext_lazy("At most %(max_length)s characters."),
    "string": gettext_lazy("Write this as text."),
    "uuid": gettext_lazy("This is not a number as the phone makes them (UUID)."),
    "bool": gettext_lazy("Say true or false."),
    "int": gettext_lazy("Write a whole number."),
    "float": gettext_lazy("Write a number."),
    "decimal": gettext_lazy("Write the sum in figures, as 200."),
    "finite": gettext_lazy("Write a number."),
    "less_than": gettext_lazy("This number is too large."),
    "greater_than": gettext_lazy("This number is too small."),
    "date": gettext_lazy("Write the day as 2026-11-24."),
    "datetime": gettext_lazy("Write day and time with the zone, as 2026-11-24T14:32:05+08:00."),
    "timezone": gettext_lazy("Write day and time with the zone, as 2026-11-24T14:32:05+08:00."),
    "odd_day": gettext_lazy("This day cannot be right. Look at the date of the phone."),
    "literal": gettext_lazy("Choose one of: %(expected)s."),
    "enum": gettext_lazy("Choose one of: %(expected)s."),
    "union_tag": gettext_lazy("Choose one of: %(expected_tags)s."),
    "too_long": gettext_lazy("At most %(max_length)s of these."),
    "too_short": gettext_lazy("At least %(min_length)s of these."),
    "list": gettext_lazy("Send a list."),
    "model": gettext_lazy("Send an object."),
    "dict": gettext_lazy("Send an object."),
}


def said_of(error: Mapping[str, Any]) -> str:
    """One fault of pydantic as a sentence."""
    kind = str(error["type"])
    fitting = [begin for begin in SENTENCES if kind.startswith(begin)]
    if not fitting:
        return _("This cannot be read here.")
    sentence = str(SENTENCES[max(fitting, key=len)])
    told = {"expected": "", "expected_tags": "", "max_length": "", "min_length": ""}
    told |= error.get("ctx", {})
    for codes in ("expected", "expected_tags"):
        told[codes] = told[codes].replace("'", "").replace(" or ", ", ")
    return sentence % told


def problems_of(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The faults of one record, by field: `issue.text`, `companions.0.post`."""
    return [
        {"field": field_of(error), "code": str(error["type"]), "said": said_of(error)}
        for error in errors
    ]


def field_of(error: Mapping[str, Any]) -> str:
    """Where the fault is; the tag of a union is no field."""
    kinds = {"visit", "correction", "withdrawal"}
    path = [str(part) for part in error["loc"]]
    return ".".join(path[1:] if path and path[0] in kinds else path)
