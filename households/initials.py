"""Pinyin initials of names, for search by a few letters."""

import os
from functools import cache
from itertools import product

# Phrases would decide between readings; asked are single characters only. 43 MB in each process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
from pypinyin import Style, pinyin  # noqa: E402 - it looks at the environment

# Surnames read otherwise than in running text; the common reading is kept beside them.
SURNAMES = {
    "单": "s", "仇": "q", "解": "x", "曾": "z", "区": "o", "查": "z", "乐": "y", "翟": "z",
    "种": "c", "覃": "q", "朴": "p", "尉": "w", "盖": "g", "繁": "p", "折": "s", "黑": "h",
    "员": "y", "秘": "b", "洗": "x", "华": "h", "任": "r", "宁": "n", "缪": "m", "句": "g",
}  # fmt: skip


def initials(name: str) -> str:
    """All readings of the initials, lower case, a space between: `单小芳` → `dxf sxf`.

    Latin letters and digits stay as they are; at most 200 characters.
    """
    letters: list[set[str]] = []
    for position, character in enumerate(name):
        if "\u4e00" <= character <= "\u9fff":
            read = {_first_letter(character)}
            if position == 0 and character in SURNAMES:
                read.add(SURNAMES[character])
            letters.append(read)
        elif character.isalnum():
            letters.append({character.lower()})
    readings = sorted("".join(reading) for reading in product(*letters))
    return " ".join(readings)[:200]


@cache  # a roster asks for the same few thousand characters again and again
def _first_letter(character: str) -> str:
    return pinyin(character, style=Style.FIRST_LETTER)[0][0][:1]
