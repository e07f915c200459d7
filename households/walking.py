"""Addresses as somebody walks them: order of doors, the short number on the plate, the group.

Pure: text in, text out.
"""

import re

_NUMBER = re.compile(r"\d+")
_GROUP = re.compile(r"^(.*?(?:组|队|幢|栋|号楼|弄|里|巷)(?:\d+单元)?)(?=.)")


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
