"""What somebody brings along who begins with an empty house: tables, a document, a mailbox."""

from collections.abc import Iterable, Sequence
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from openpyxl import Workbook, load_workbook

from config.servers.places import ROOT

ROSTERS = ROOT / "tests" / "data" / "rosters"
TOWN, VILLAGE = "320581101", "320581101220"  # 梅李镇, 瞿巷村
HEADS = {"households": 2, "enterprises": 1}  # rows above the first household or firm
DOORS = 12  # rows of a roster that are enough here
BETWEEN_LETTERS = b"\n" + b"-" * 79 + b"\n"  # as Django's mail into files has it
PHONE = 10  # the column of 联系电话 in the roster of households

# Who comes by the table; the secretary of the village is invited by hand.
PEOPLE = (
    ("林秀英", "瞿巷村村民委员会", "包片一岗", "走访干部", VILLAGE),
    ("何军", "梅李镇人民政府", "交办岗", "交办", TOWN),
    ("孙立", "梅李镇水利站", "承办岗", "承办", TOWN),
    ("高敏", "梅李镇人民政府", "统筹岗", "统筹", TOWN),
)


def roster(kind: str, folder: Path) -> Path:
    """The first rows of 瞿巷村; each roster has one row with something wrong."""
    rows = list(_rows(ROSTERS / f"{kind}.xlsx"))
    head, body = rows[: HEADS[kind]], [list(row) for row in rows if VILLAGE in row][:DOORS]
    if kind == "households":
        body[1][PHONE] = "12345"
    return _table([*head, *body], folder / f"{kind}.xlsx")


def people(folder: Path) -> Path:
    """The office's own table of people."""
    head = ("姓名", "单位", "岗位", "角色", "片区代码")
    return _table([head, *PEOPLE], folder / "people.xlsx")


def address(link: str) -> str:
    """The mailbox of whoever got this link."""
    return f"{urlsplit(link).path.split('/')[2].lower()}@example.cn"


def letters(folder: Path) -> dict[str, str]:
    """What was written to whom: the text of every e-mail in the folder of mail."""
    told: dict[str, str] = {}
    kept = b"".join(path.read_bytes() for path in sorted(folder.glob("*.log")))
    for letter in kept.split(BETWEEN_LETTERS):
        mail = BytesParser(policy=policy.default).parsebytes(letter)
        text = mail.get_body(("plain",))
        if mail["To"] and text is not None:
            told[str(mail["To"])] = text.get_content()
    return told


def _rows(path: Path) -> Iterable[tuple[Any, ...]]:
    sheet = load_workbook(path, read_only=True).active
    assert sheet is not None
    return sheet.iter_rows(values_only=True)


def _table(rows: Iterable[Sequence[Any]], path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path
