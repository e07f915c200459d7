"""The columns of the two rosters, by the names that offices give them.

Pure and free of Django: the limited child process that opens a workbook imports it too.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

HEADER_WITHIN = 20  # titles, notes and the date of issue stand above the header

# Marks that offices hang on a column's name: （必填）, *, a colon, a line break.
_NOISE = re.compile(
    r"[\s*＊:：、/\\]|[(（\[【][^)）\]】]*(?:必填|选填|可空|可不填|填写|号码|下拉)[^)）\]】]*[)）\]】]"
)
_BRACKETS = re.compile(r"[()（）\[\]【】]")
TOTALS = ("合计", "总计", "小计", "共计", "累计")
FOOTNOTES = (
    "注",
    "备注",
    "说明",
    "填表",
    "制表",
    "审核",
    "填报",
    "单位负责人",
    "负责人签",
    "联系人：",
)


class Kind(StrEnum):
    """The two kinds of roster, the table in which an office keeps its visits, and its people."""

    HOUSEHOLDS = "households"
    ENTERPRISES = "enterprises"
    VISITS = "visits"
    PEOPLE = "people"


ROSTERS = (Kind.HOUSEHOLDS, Kind.ENTERPRISES)


@dataclass(frozen=True)
class Column:
    """One column: its key in code, the name we print, other names seen in the field."""

    key: str
    name: str
    synonyms: tuple[str, ...] = ()
    fills_down: bool = False  # a merged cell stands for every row of its family


HOUSEHOLDS = (
    Column(
        "village_name",
        "村（社区）",
        (
            "村社区",
            "村",
            "社区",
            "村居",
            "村名",
            "村社区名称",
            "村居名称",
            "所属村",
            "所属村社区",
            "行政村",
            "所在村",
            "村委会",
            "村居委会",
        ),
        True,
    ),
    Column(
        "village",
        "村（社区）代码",
        (
            "村社区代码",
            "村代码",
            "村居代码",
            "社区代码",
            "区划代码",
            "行政区划代码",
            "村编码",
            "村社区编码",
            "区域代码",
        ),
        True,
    ),
    Column(
        "grid", "网格", ("网格名称", "所属网格", "网格号", "网格编号", "所在网格", "网格代码"), True
    ),
    Column(
        "address",
        "门牌号",
        ("门牌", "地址", "住址", "家庭住址", "详细地址", "家庭地址", "居住地址", "现住址", "住所"),
        True,
    ),
    Column(
        "number", "户编号", ("户号", "户编码", "户籍编号", "家庭编号", "户口编号", "户口簿号"), True
    ),
    Column("head", "户主姓名", ("户主", "户主名", "户主名字"), True),
    Column(
        "relation", "与户主关系", ("与户主的关系", "关系", "家庭关系", "户主关系", "与户主之关系")
    ),
    Column(
        "name", "姓名", ("成员姓名", "家庭成员", "家庭成员姓名", "人员姓名", "名字", "居民姓名")
    ),
    Column(
        "identity",
        "身份证号",
        (
            "身份证",
            "身份证号码",
            "公民身份号码",
            "公民身份证号",
            "证件号码",
            "身份号码",
            "证件号",
            "居民身份证号",
            "居民身份证号码",
        ),
    ),
    Column(
        "phone",
        "联系电话",
        ("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系号码", "联系手机"),
    ),
    Column(
        "residence",
        "人户状态",
        ("居住状态", "人户情况", "居住情况", "在户状态", "人户一致情况", "住户状态"),
    ),
    Column(
        "categories",
        "类别",
        (
            "人员类别",
            "户类别",
            "重点类别",
            "对象类别",
            "标签",
            "人群类别",
            "群体类别",
            "重点人群",
            "特殊群体",
        ),
    ),
    Column("remarks", "备注", ("说明", "其他", "备注说明")),
)

ENTERPRISES = (
    Column(
        "name",
        "企业名称",
        (
            "企业",
            "单位名称",
            "商铺名称",
            "店名",
            "店铺名称",
            "公司名称",
            "市场主体名称",
            "企业商铺名称",
            "名称",
            "字号名称",
        ),
    ),
    Column(
        "uscc",
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "统一信用代码", "统一代码", "统一社会信用代码证号"),
    ),
    Column(
        "village_name",
        "村（社区）",
        ("村社区", "村", "社区", "村居", "所属村", "所属村社区", "所属村居"),
        True,
    ),
    Column(
        "village",
        "村（社区）代码",
        (
            "村社区代码",
            "村代码",
            "村居代码",
            "社区代码",
            "区划代码",
            "行政区划代码",
            "区域代码",
            "所属区域代码",
        ),
        True,
    ),
    Column(
        "address",
        "地址",
        ("经营地址", "注册地址", "企业地址", "单位地址", "住所", "经营场所", "详细地址"),
    ),
    Column("industry", "行业", ("所属行业", "行业类别", "行业门类")),
    Column("scale", "规模", ("企业规模", "规模类型")),
    Column(
        "staff",
        "从业人数",
        ("员工人数", "职工人数", "从业人员", "从业人员数", "员工数", "用工人数", "人数"),
    ),
    Column(
        "legal",
        "法定代表人",
        ("法人", "法人代表", "法定代表人姓名", "法人姓名", "负责人", "经营者"),
    ),
    Column("contact", "联系人", ("企业联系人", "联系人姓名")),
    Column(
        "phone",
        "联系电话",
        ("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系人电话"),
    ),
    Column("above_scale", "是否规上", ("规上", "规上企业", "是否规上企业", "是否规模以上")),
    Column("remarks", "备注", ("说明", "其他")),
)

VISITS = (
    Column(
        "name",
        "走访对象",
        ("对象", "户主", "户主姓名", "姓名", "企业名称", "走访户", "走访对象姓名"),
    ),
    Column(
        "address", "居住地址", ("地址", "住址", "家庭住址", "门牌", "门牌号", "经营地址", "地点")
    ),
    Column("how", "方式", ("走访方式", "走访形式", "形式")),
    Column("when", "走访时间", ("时间", "日期", "走访日期")),
    Column("who", "参与人员", ("走访人", "走访人员", "走访干部", "参加人员", "参与人")),
    Column("said", "走访详情", ("详情", "走访内容", "内容", "走访情况", "情况", "记录", "备注")),
    Column("tags", "服务标签", ("标签", "服务内容", "服务事项", "服务类型")),
)

PEOPLE = (
    Column("name", "姓名", ("名字", "干部姓名", "人员姓名", "同志姓名")),
    Column("phone", "手机号", ("手机", "电话", "联系电话", "手机号码", "联系方式")),
    Column("unit", "单位", ("单位名称", "部门", "所在单位", "工作单位"), True),
    Column("post", "岗位", ("岗位名称", "职务", "岗位职务")),
    Column("role", "角色", ("岗位角色", "做什么", "岗位类型")),
    Column("area", "片区代码", ("区域代码", "片区", "区域", "所管区域", "区划代码")),
    Column("from_on", "从哪天", ("任职时间", "到岗时间", "起始日期", "任职日期", "开始日期")),
)

COLUMNS = {
    Kind.HOUSEHOLDS: HOUSEHOLDS,
    Kind.ENTERPRISES: ENTERPRISES,
    Kind.VISITS: VISITS,
    Kind.PEOPLE: PEOPLE,
}
# Without these nothing can be told from a row; each group needs one of its columns.
REQUIRED = {
    Kind.HOUSEHOLDS: (("number",), ("name",), ("village", "village_name")),
    Kind.ENTERPRISES: (("name",), ("uscc",), ("village", "village_name")),
    Kind.VISITS: (("name",), ("when",)),
    Kind.PEOPLE: (("name",), ("unit",), ("post",)),
}
KEYS = {kind: tuple(column.key for column in columns) for kind, columns in COLUMNS.items()}
NAMES = {kind: {c.key: c.name for c in columns} for kind, columns in COLUMNS.items()}


@dataclass(frozen=True)
class Header:
    """Where the header stands and which sheet column holds what."""

    kind: Kind
    row: int  # as Excel counts
    places: dict[str, int]  # key → zero-based sheet column
    ignored: tuple[str, ...]  # columns nobody asked for, told but not read
    missing: tuple[str, ...]  # names of required columns that are not there
    titles: tuple[object, object]  # name and number as the header writes them

    @property
    def score(self) -> int:
        """How many columns are known; the row that knows most is the header."""
        return len(self.places)


def plain(name: object) -> str:
    """A column's name without spaces, brackets and marks, widths evened out."""
    text = _NOISE.sub("", str(name if name is not None else ""))
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", text)).strip()


def letters(index: int) -> str:
    """The name Excel gives to a zero-based column: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _lexicon(kind: Kind) -> dict[str, str]:
    words: dict[str, str] = {}
    for column in COLUMNS[kind]:
        for word in (column.name, *column.synonyms):
            words.setdefault(plain(word), column.key)
    return words


_LEXICONS = {kind: _lexicon(kind) for kind in Kind}


def find_header(rows: Sequence[Sequence[object]], kinds: Sequence[Kind] = ROSTERS) -> Header | None:
    """The header among the first rows of a sheet: of all rows the one that says most.

    None when no row knows at least three columns of one of the kinds: the sheet is something else.
    """
    best: Header | None = None
    for number, row in enumerate(rows[:HEADER_WITHIN], start=1):
        names = [plain(cell) for cell in row]
        for kind in kinds:
            header = _as_header(kind, number, names, row)
            if header.score >= 3 and (best is None or _rank(header) > _rank(best)):
                best = header
    return best


def _rank(header: Header) -> tuple[bool, int]:
    return (not header.missing, header.score)


def _as_header(kind: Kind, number: int, names: list[str], row: Sequence[object]) -> Header:
    places: dict[str, int] = {}
    ignored = []
    for index, name in enumerate(names):
        key = _LEXICONS[kind].get(name)
        if key and key not in places:
            places[key] = index
        elif name and name not in ("序号", "编号", "No.", "NO"):
            ignored.append(name)
    missing = tuple(
        NAMES[kind][group[0]] for group in REQUIRED[kind] if not any(key in places for key in group)
    )
    at_name, at_key = places.get("name"), places.get(_key_of(places))
    titles = (
        None if at_name is None else row[at_name],
        None if at_key is None else row[at_key],
    )
    return Header(kind, number, places, tuple(ignored), missing, titles)


def is_furniture(row: Sequence[object], header: Header) -> bool:
    """Whether a row is no entry: empty, a totals row, a footnote or the header printed again."""
    name = _cell(row, header.places["name"])
    number = _cell(row, header.places[_key_of(header.places)])
    if name and number:
        return (name, number) == header.titles
    filled = [cell for cell in row if cell not in (None, "") and str(cell).strip()]
    if not filled:
        return True
    first = plain(filled[0])
    if first.startswith(TOTALS):
        identity = header.places.get("identity", header.places.get("uscc"))
        return identity is None or not _cell(row, identity)
    return len(filled) <= 2 and first.startswith(FOOTNOTES)


def _key_of(places: dict[str, int]) -> str:
    """The column that, beside the name, makes a row an entry."""
    return next((key for key in ("number", "uscc", "post") if key in places), "when")


def _cell(row: Sequence[object], index: int) -> object:
    return row[index] if index < len(row) else None
