"""Writes the enterprises of a roster, set-wise, within one transaction.

Called by `households.actions.rosters.apply` only, which holds the lock and the transaction.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from cadres.models import Area, Front
from households.copying import copy_in, end_spells, next_ids, sealed, update_from
from households.initials import initials
from households.merging import Values, firm_of, phone_index
from households.models import Enterprise, Place, PlaceStay
from households.standing import Firm, Villages, standing_firms
from households.walking import enterprise_plate, walk_key

AT_ONCE = 4000
SHOP_CODES = ("92",)  # the code of a 个体工商户 begins so
PLACE = ("front", "area_id", "area_path", "name", "initials", "address", "plate", "walk_key")
ENTERPRISE = (
    "kind", "industry", "size", "staff_count", "is_above_scale", "legal_person", "contact",
)  # fmt: skip

Change = tuple[Values, Firm | None, Values]  # as told, as it stands, as merged


class Writing:
    """Writes changes of enterprises; counts what it did."""

    def __init__(self, villages: Villages, *, on: date) -> None:
        self.villages = villages
        self.on = on
        self.counts = {"new": 0, "changed": 0, "unchanged": 0}

    def bring_in(self, rows: Sequence[Values], *, report: Callable[[int, int], None]) -> list[int]:
        """Write all rows; return the ids of the places that are new or changed."""
        touched: list[int] = []
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            standing = standing_firms(values["uscc"] for values in part)
            changes = [self._compare(values, standing.get(values["uscc"])) for values in part]
            touched += self._write([change for change in changes if change is not None])
            report(start + len(part), len(rows))
        return touched

    def _compare(self, values: Values, firm: Firm | None) -> Change | None:
        area = self.villages.by_code[values["village"]]
        after, same = firm_of(values, firm, area.pk)
        # Brought in elsewhere since the preview: it is theirs, as the preview would say today.
        same = same or firm is not None and not firm.area_path.startswith(self.villages.area.path)
        kind = "new" if firm is None else "unchanged" if same else "changed"
        self.counts[kind] += 1
        return None if same else (values, firm, after)

    def _write(self, changes: list[Change]) -> list[int]:
        fresh = [(values, after) for values, firm, after in changes if firm is None]
        known = [(firm, values, after) for values, firm, after in changes if firm is not None]
        ids = next_ids(Place, len(fresh))
        copy_in(
            Place,
            ("id", "kind", *PLACE, "joined_on", "is_active", "is_excluded", "empty_handed"),
            (
                (pk, Place.Kind.ENTERPRISE, *self._place(values, after), self.on, True, False, 0)
                for pk, (values, after) in zip(ids, fresh, strict=True)
            ),
        )
        copy_in(
            Enterprise,
            ("place_id", "uscc", *ENTERPRISE, "phone", "phone_index"),
            (
                (pk, values["uscc"], *_enterprise(values, after), *_phone(values))
                for pk, (values, after) in zip(ids, fresh, strict=True)
            ),
        )
        self._stay([(pk, values) for pk, (values, _) in zip(ids, fresh, strict=True)])
        self._update(known)
        return [*ids, *(firm.place_id for firm, _, _ in known)]

    def _update(self, known: list[tuple[Firm, Values, Values]]) -> None:
        update_from(
            Place, PLACE, [(f.place_id, *self._place(values, after)) for f, values, after in known]
        )
        update_from(
            Enterprise,
            ENTERPRISE,
            [(f.place_id, *_enterprise(values, after)) for f, values, after in known],
        )
        phones = [(f.place_id, *_phone(values)) for f, values, _ in known if values["phone"]]
        update_from(Enterprise, ("phone", "phone_index"), phones)
        moved = [
            (f.place_id, values)
            for f, values, _ in known
            if f.area_id != self.villages.by_code[values["village"]].pk
        ]
        end_spells(PlaceStay, ["place_id"], [(pk,) for pk, _ in moved], on=self.on)
        self._stay(moved)

    def _stay(self, placed: list[tuple[int, Values]]) -> None:
        copy_in(
            PlaceStay,
            ("place_id", "area_id", "area_path", "front", "is_active", "from_on"),
            (
                (pk, area.pk, area.path, Front.ENTERPRISE, True, self.on)
                for pk, area in ((pk, self._area(values)) for pk, values in placed)
            ),
        )

    def _area(self, values: Values) -> Area:
        return self.villages.by_code[values["village"]]

    def _place(self, values: Values, after: Values) -> tuple[Any, ...]:
        area, name, address = self._area(values), after["name"], after["address"]
        named = (name, initials(name), address, enterprise_plate(address), walk_key(address))
        return (Front.ENTERPRISE, area.pk, area.path, *named)


def _enterprise(values: Values, after: Values) -> tuple[Any, ...]:
    kind = Enterprise.Kind.SHOP if values["uscc"][:2] in SHOP_CODES else Enterprise.Kind.COMPANY
    keys = ("industry", "scale", "staff", "above_scale", "legal", "contact")
    return (kind, *(after[key] for key in keys))


def _phone(values: Values) -> tuple[bytes, bytes]:
    return sealed(Enterprise, "phone", values["phone"]), phone_index(values["phone"])
