"""Invented people and firms that cannot be mistaken for real ones; pure.

Identity numbers begin with 999999 (no such area) and phones with 199, both with what is right
about them right: the check digit, the length.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum.cn import ric, uscc

SURNAMES = (
    "顾沈徐陆钱周王张陈李朱吴金陶蒋邹严曹范邵俞季戴姚孙马杨黄赵许"
    "顾沈徐陆钱周王张陈李朱吴"  # what one meets most in Changshu, twice
)
OLD_WOMEN = (
    "桂兰 根妹 凤英 秀珍 阿妹 巧珍 金妹 雪珍 惠珍 月英 招娣 林妹 素珍 玉英 宝珍 桂英 小妹 杏珍"
)
OLD_MEN = (
    "根泉 永康 阿大 根生 福生 雪良 阿二 水根 德兴 根宝 金根 关林 阿毛 祖兴 炳生 福根 仁元 桂生"
)
WOMEN = "建英 雪芳 晓燕 丽娟 文娟 红霞 秋萍 亚芳 丽华 燕 静 敏 春燕 玉琴 美华 霞 艳 梅芳 欣怡 佳怡"
MEN = (
    "建明 国华 文华 文斌 建良 志强 伟 国荣 建国 明华 卫东 晓东 振华 俊杰 超 磊 宇轩 浩然 永明 雪峰"
)
HALLS = "丰登 兴旺 恒源 顺发 永昌 华泰 隆力 瑞祥 宏图 鑫盛 同德 益民 新桥 东湖 琴川 虞阳 吉祥 万和 锦绣 天成"
TRADES = {
    "制造业": "五金加工厂 针纺织厂 服装厂 精密机械有限公司 无纺制品有限公司 包装材料厂 电子有限公司",
    "食品": "米业加工厂 食品有限公司 豆制品厂",
    "物流": "物流有限公司 货运部",
    "建筑业": "建筑工程有限公司 装饰有限公司",
    "批发零售": "贸易有限公司 建材经营部 农资商店",
}
SHOPS = "面馆 小吃店 便利店 理发店 水果店 药房 电动车行 早餐店 五金店 服装店"
SIZES = (("微型", 3, 9), ("小型", 10, 80), ("小型", 10, 80), ("中型", 81, 300), ("大型", 301, 800))
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    name: str
    is_woman: bool
    born_on: date
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Firm:
    """A company or shop that does not exist."""

    name: str
    is_shop: bool
    industry: str
    size: str
    staff: int
    uscc: str


class Names:
    """Draws people and firms; no identity number, phone or code comes twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def person(
        self, born: int, *, is_woman: bool | None = None, surname: str = "", name: str = ""
    ) -> Person:
        """Somebody born in that year."""
        rng = self._rng
        woman = rng.random() < 0.5 if is_woman is None else is_woman
        born_on = date(born, 1, 1) + timedelta(days=rng.randrange(365))
        return Person(
            name=name or (surname or rng.choice(SURNAMES)) + self._given(born, woman),
            is_woman=woman,
            born_on=born_on,
            id_number=self._fresh(lambda: self._id_number(born_on, woman)),
            phone=self.phone(),
        )

    def phone(self) -> str:
        """A mobile number, 199…"""
        return self._fresh(lambda: f"199{self._rng.randrange(10**8):08}")

    def firm(self, *, is_shop: bool, name: str = "") -> Firm:
        """A company or a shop."""
        rng = self._rng
        hall = rng.choice(HALLS.split())
        if is_shop:
            size, staff, industry = "微型", rng.randint(1, 5), "批发零售"
            name = name or hall + rng.choice(SHOPS.split())
        else:
            size, least, most = rng.choice(SIZES)
            staff, industry = rng.randint(least, most), rng.choice(list(TRADES))
            name = name or hall + rng.choice(TRADES[industry].split())
        return Firm(name, is_shop, industry, size, staff, self._fresh(self._uscc))

    def _given(self, born: int, woman: bool) -> str:
        if born < 1965:
            return self._rng.choice((OLD_WOMEN if woman else OLD_MEN).split())
        return self._rng.choice((WOMEN if woman else MEN).split())

    def _id_number(self, born_on: date, woman: bool) -> str:
        serial = self._rng.randrange(500) * 2 + (0 if woman else 1)
        body = f"999999{born_on:%Y%m%d}{serial:03}"
        return body + str(ric.calc_check_digit(body))

    def _uscc(self) -> str:
        body = "91999999" + "".join(self._rng.choices(USCC_ALPHABET, k=9))
        return body + str(uscc.calc_check_digit(body))

    def _fresh(self, draw: Callable[[], str]) -> str:
        while (drawn := draw()) in self._taken:
            pass
        self._taken.add(drawn)
        return drawn
