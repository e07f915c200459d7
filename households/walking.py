"""Addresses as somebody walks them: order of doors, the short number on the plate, the group.

Pure: text in, text out.
"""

import re
import unicodedata
from dataclasses import dataclass

_NUMBER = re.compile(r"\d+")
_GROUP = re.compile(r"^(.*?(?:组|队|幢|栋|号楼|弄|里|巷)(?:\d+单元)?)(?=.)")
_BLOCK = r"(?P<estate>.*?)(?P<building>\d{1,3}|[A-Za-z]\d{0,2})(?P<word>幢|栋|号楼|座)"
_DOOR = r"(?P<floor>\d{1,2})(?P<door>\d{2})[室号户]?"
_IN_BLOCK = re.compile(_BLOCK)
_FLAT = re.compile(
    _BLOCK + r"(?:(?P<unit>\d{1,2}|[A-Za-z甲乙丙丁])单元)?(?:\d{1,2}[层楼])?" + _DOOR
)
_DASHED = re.compile(r"(?P<estate>.*?)(?P<building>\d{1,3})-(?P<unit>\d{1,2})-" + _DOOR)


@dataclass(frozen=True)
class Flat:
    """A door in a block of flats, as its address tells it."""

    estate: str  # "" where the address names none
    building: str  # 3幢
    unit: str  # the number of the stair, "" where the block has one
    floor: int
    door: int  # on its floor


def walk_key(address: str) -> str:
    """Sort key in which digits count as numbers: building, unit, floor, door.

    >>> walk_key("9组11号") < walk_key("29组2号")
    True
    """
    return _NUMBER.sub(lambda digits: digits[0].lstrip("0").zfill(6), address)[:80]


def plate(address: str) -> str:
    """The number on the door: the last one of the address, at most 8 characters.

    >>> plate("35幢1单元1201室"), plate("29组46号"), plate("河边瓦房")
    ('1201', '46', '河边瓦房')
    """
    numbers = _NUMBER.findall(address)
    return (numbers[-1] if numbers else address)[:8]


def enterprise_plate(address: str) -> str:
    """The plate of a company or shop: 企 and its short number, 企 alone where it has none.

    >>> enterprise_plate("3组7号"), enterprise_plate("梅李大街185号"), enterprise_plate("河边")
    ('企07', '企185', '企')
    """
    numbers = _NUMBER.findall(address)
    return f"企{numbers[-1]:0>2}"[:8] if numbers else "企"


def group(address: str) -> str:
    """What stands before the door number: the group or the stair.

    >>> group("35幢1单元1201室"), group("29组46号"), group("河边瓦房")
    ('35幢1单元', '29组', '')
    """
    found = _GROUP.match(address)
    return found[1] if found else ""


def block(address: str) -> tuple[str, str] | None:
    """The estate and the building that an address lies in; None for one that lies in none.

    >>> block("华园小区3幢车库"), block("华园小区03-2-603"), block("35幢602"), block("29组46号")
    (('华园小区', '3幢'), ('华园小区', '3幢'), ('', '35幢'), None)
    """
    text = _plain(address)
    found = _DASHED.fullmatch(text) or _IN_BLOCK.match(text)
    return (found["estate"], _building(found)) if found else None


def flat(address: str) -> Flat | None:
    """Where a flat lies in its block; None for an address that does not tell.

    >>> flat("华园小区3幢2单元1203室")
    Flat(estate='华园小区', building='3幢', unit='2', floor=12, door=3)
    >>> flat("35幢602")
    Flat(estate='', building='35幢', unit='', floor=6, door=2)
    >>> flat("梅园新村 12号楼甲单元5楼0502室")
    Flat(estate='梅园新村', building='12号楼', unit='甲', floor=5, door=2)
    >>> flat("华园小区3-2-603") == flat("华园小区３幢２单元６０３室")
    True
    >>> [flat(odd) for odd in ("29组46号", "3幢车库", "3幢2单元5室", "3幢000室", "3幢602A", "")]
    [None, None, None, None, None, None]
    """
    text = _plain(address)
    found = _FLAT.fullmatch(text) or _DASHED.fullmatch(text)
    if found is None:
        return None
    floor, door = int(found["floor"]), int(found["door"])
    if not floor or not door:  # no floor and no door is called nought
        return None
    unit = (found["unit"] or "").lstrip("0")
    return Flat(found["estate"], _building(found), unit, floor, door)


def _plain(address: str) -> str:
    """Without gaps, its digits and dashes as a keyboard has them."""
    return "".join(unicodedata.normalize("NFKC", address).replace("—", "-").split())


def _building(found: re.Match[str]) -> str:
    number = found["building"].lstrip("0") or "0"
    return f"{number}{found.groupdict().get('word') or '幢'}"
