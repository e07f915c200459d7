"""One cell: what is harmless in it is mended, and told.

Pure. `mended` returns the cell as it is understood and the names of what was put right.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

# Anything that asks for a closer look; most cells have none of it and are returned as they are.
_SUSPECT = re.compile(
    r"[\s\x00-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff０-９Ａ-Ｚａ-ｚ－．•・‧]"
)
_EDGE = "\x7f"  # stands before each cell when a row is looked at as one text
_SUSPECT_FIRST = re.compile(_EDGE + r"[=+@'‘’\-]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f]")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ－．]")
_DOTS = re.compile(r"[•・‧]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_QUOTED = re.compile(r'=\s*"(.*)"', re.DOTALL)
FILLERS = frozenset({"无", "-", "—", "——", "－", "/", "\\", "暂无", "没有", "无。", "N/A", "n/a"})

# How a column is read: codes have no inner space, names none between Han characters.
CODE, NAME, TEXT = "code", "name", "text"


def mended(value: str | float | bool, *, as_: str) -> tuple[str, tuple[str, ...]]:
    """The cell as text, and what was mended: number, formula, space, width, dot, filler.

    >>> mended(" 吴宝\u3000", as_=NAME), mended("１３８", as_=CODE), mended(138.0, as_=CODE)
    (('吴宝', ('space',)), ('138', ('width',)), ('138', ('number',)))
    """
    if not isinstance(value, str):
        return number_text(value), ("number",)
    if value in FILLERS:
        return "", ("filler",)
    return (value, ()) if is_clean(value) else _mend(value, as_)


def is_clean(value: str | float | bool) -> bool:
    """Whether there is nothing to mend in a cell."""
    return are_clean((value,))


def are_clean(cells: Sequence[Any]) -> bool:
    """Whether there is nothing to mend in any cell of a row: one look instead of one a cell."""
    try:
        text = _EDGE + _EDGE.join(cells)
    except TypeError:  # a number among them
        return False
    return not (
        _SUSPECT.search(text) or _SUSPECT_FIRST.search(text) or not FILLERS.isdisjoint(cells)
    )


def number_text(value: float | bool) -> str:
    """A number as people write it: 13812345678.0 is 13812345678."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _mend(text: str, as_: str) -> tuple[str, tuple[str, ...]]:
    told = []
    for name, step in (("space", _trim), ("formula", _unformula), ("width", _narrow)):
        after = step(text, as_)
        if after != text:
            told.append(name)
        text = after
    if as_ == NAME and _DOTS.search(text):
        text = _DOTS.sub("·", text)
        told.append("dot")
    if text in FILLERS:
        return "", ("filler",)
    return text, tuple(told)


def _trim(text: str, as_: str) -> str:
    text = _INVISIBLE.sub("", text).strip()
    if as_ == CODE:
        return re.sub(r"\s+", "", text)
    return _BETWEEN_HAN.sub("", text) if as_ == NAME else re.sub(r"\s+", " ", text)


def _unformula(text: str, as_: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1].strip()
    marks = "=@'‘’" if as_ != NAME else "=@'‘’+-"  # +86 and -1层 are meant
    return text.lstrip(marks).strip() if text[:1] in marks else text


def _narrow(text: str, as_: str) -> str:
    return _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
