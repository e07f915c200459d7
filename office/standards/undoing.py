"""A signed note of what a change of a standard took away; the undo bar needs no memory."""

from dataclasses import asdict
from typing import Any

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder

from cadres.models import Cadre
from visits.models import StandardVersion
from visits.standards import Replaced

_SALT = "office.standards"


class _Json:
    def dumps(self, told: Any) -> bytes:
        return DjangoJSONEncoder(separators=(",", ":")).encode(told).encode()

    def loads(self, data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def note_of(replaced: Replaced, *, by: Cadre) -> str:
    """What `by` replaced, as one word for an address."""
    told = {"by": by.pk, **asdict(replaced)}
    return signing.dumps(told, salt=_SALT, compress=True, serializer=_Json)


def read_note(note: str, *, by: Cadre) -> Replaced:
    """What was replaced. Raises BadSignature for anybody else's note or a made-up one."""
    told = signing.loads(note, salt=_SALT, serializer=_Json)
    if told.pop("by") != by.pk:
        raise signing.BadSignature
    fields = {field.attname: field for field in StandardVersion._meta.fields}
    told["rows"] = [
        {name: fields[name].to_python(value) for name, value in row.items() if name in fields}
        for row in told["rows"]
    ]
    told["begins_on"] = fields["from_on"].to_python(told["begins_on"])
    return Replaced(**told)
