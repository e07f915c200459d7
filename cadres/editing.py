"""Two people at one thing: the second is told what the first changed, and overwrites nothing.

A page that shows a row for editing keeps `seen_of(row, fields)` in a hidden field and hands it
back; the action locks the row and asks `check_unchanged` before it writes.
"""

from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cadres.dated import Dated

# A dated row's columns are named for the code; these are the words for a page.
DAYS = {"from_on": gettext_lazy("first day"), "to_on": gettext_lazy("first day no longer")}

_SALT = "cadres.editing"


class _Json:
    """Dates and numbers as Django writes them; small, for a hidden field."""

    def dumps(self, told: Any) -> bytes:
        return DjangoJSONEncoder(separators=(",", ":")).encode(told).encode()

    def loads(self, data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def seen_of(row: Model, fields: Iterable[str]) -> str:
    """What a page showed of a row, signed, to be handed back with what was typed."""
    return signing.dumps(_values(row, fields), salt=_SALT, serializer=_Json)


def check_unchanged(row: Model, seen: str) -> None:
    """Compare a row, locked by the caller, with what the page had shown.

    Raises ValidationError, code "changed", that names each field that is another now, with what
    it was and what it is. Sent again with a fresh `seen`, the person's words overwrite knowingly.
    """
    try:
        shown = signing.loads(seen, salt=_SALT, serializer=_Json)
    except signing.BadSignature:
        raise ValidationError(_("Open this page again, then change it."), code="changed") from None
    now = _Json().loads(_Json().dumps(_values(row, shown)))
    changes = [
        _("%(field)s: %(before)s → %(after)s")
        % {
            "field": _label(row, name),
            "before": _said(row, name, shown[name]),
            "after": _said(row, name, now[name]),
        }
        for name in shown
        if now[name] != shown[name]
    ]
    if changes:
        raise ValidationError(
            _("Somebody else has just changed this. %(changes)s. What you wrote is still here.")
            % {"changes": pgettext("between changes", "; ").join(changes)},
            code="changed",
        )


def _values(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    return {name: row.serializable_value(name) for name in fields}


def _label(row: Model, name: str) -> str:
    if name in DAYS and isinstance(row, Dated):
        return str(DAYS[name])
    return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(row: Model, name: str, value: Any) -> str:
    """A value as a page says it: by the label of a choice, by the name of another row."""
    if value is None or value == "" or value == []:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):  # a row says its own lists: `said_<field>`
        return str(getattr(row, f"said_{name}")(value))
    field = row._meta.get_field(name)
    if isinstance(field, ForeignKey):
        other = field.related_model._base_manager.filter(pk=value).first()
        return str(other or value)
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(value, value))
