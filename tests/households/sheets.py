"""Rosters for tests: rows as an office writes them, and a workbook of them by another library."""

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from stdnum.cn import ric, uscc

from households.rosters.checking import Known

HOUSEHOLD_COLUMNS = [
    *("序号", "村（社区）", "村（社区）代码", "网格", "门牌号", "户编号", "户主姓名"),
    *("与户主关系", "姓名", "身份证号", "联系电话", "人户状态", "类别", "备注"),
]
TODAY = date(2026, 11, 24)
VILLAGES = {"320581101220": "瞿巷村委会", "320581101006": "天和社区居委会"}
CATEGORIES = {"低保户": 1, "退役军人": 2, "空巢老人": 3, "监测户": 4}
KNOWN = Known("梅李镇", VILLAGES, CATEGORIES, TODAY)


def identity(n: int, born: str = "19510320") -> str:
    """The n-th sound identity number of people born that day."""
    start = f"999999{born}{n:03d}"
    return start + ric.calc_check_digit(start + "0")


def code(n: int) -> str:
    """The n-th sound unified social credit code."""
    start = f"91999999MA{n:07d}"
    return start + uscc.calc_check_digit(start + "0")


def person(n: int = 1, **told: Any) -> dict[str, Any]:
    """The n-th row of a household roster: each its own household, head and phone."""
    name = "王李张刘陈杨赵黄周吴"[n % 10] + "桂兰"
    row = {
        "序号": float(n),
        "村（社区）": "瞿巷村委会",
        "村（社区）代码": "320581101220",
        "网格": "第3网格",
        "门牌号": f"{n % 20 + 1}组{n}号",
        "户编号": f"320581101220-{n:05d}",
        "户主姓名": name,
        "与户主关系": "户主",
        "姓名": name,
        "身份证号": identity(n % 1000, f"19{50 + n // 1000}0320"),
        "联系电话": f"199{n:08d}",
        "人户状态": "在户",
        "类别": "",
        "备注": "",
    }
    assert set(told) <= set(row), set(told) - set(row)
    return row | told


def firm(n: int = 1, **told: Any) -> dict[str, Any]:
    """The n-th row of an enterprise roster."""
    row = {
        "企业名称": f"示例纺织厂{n:03d}",
        "统一社会信用代码": code(n),
        "村（社区）代码": "320581101220",
        "地址": f"工业园{n}路8号",
        "行业": "制造业",
        "规模": "小型",
        "从业人数": 84.0,
        "法定代表人": "许超刚",
        "联系人": "孔磊",
        "联系电话": f"199{n:08d}",
        "是否规上": "否",
    }
    assert set(told) <= set(row), set(told) - set(row)
    return row | told


def write(
    path: Path,
    rows: list[dict[str, Any]],
    columns: list[str] | None = None,
    title: str | None = "住户花名册",
    totals: bool = True,
) -> Path:
    """A workbook the way village offices keep it: title, header, rows, totals."""
    book = Workbook()
    sheet = book.active
    sheet.title = "户籍花名册"
    columns = columns or list(rows[0])
    if title:
        sheet.append([title])
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) or None for column in columns])
    if totals:
        sheet.append(["合计", *[None] * (len(columns) - 2), float(len(rows))])
    book.save(path)
    return path
