"""What the demo's county has worth saying: what everybody may read anywhere, without figures."""

from datetime import date, timedelta

from visits.models import Topic

SINCE = timedelta(days=600)
INSURANCE = "医保缴费"
OLD = ("lone_couple", "living_alone")

# Kind, name, what to say, which categories, which front.
TOLD: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("policy", INSURANCE,
     "明年的居民医保在年底前集中缴，手机上、银行里都能办，村里也帮着办。过了期再参保，要等一段时间才能报销。"
     "低保、特困、监测户有资助，不用先垫。", (), ""),
    ("policy", "高龄津贴",
     "到了规定年龄的老人可以申请，带身份证、户口本到村里登记。申请过的不用年年再来，搬了家、换了卡要说一声。",
     OLD, ""),
    ("policy", "养老金认证",
     "领养老金的一年认证一次，手机上刷脸就行，不用跑。自己不会弄的，我们上门帮着弄。", (), ""),
    ("policy", "低保复核",
     "低保每年复核，家里人口、收入有变化要及时说。材料不懂的拿给我们看，一次说清要带哪几样。",
     ("dibao", "tekun"), ""),
    ("policy", "残疾人两项补贴",
     "困难残疾人有生活补贴，重度残疾人有护理补贴，合条件的可以同时领，不用年年申请。",
     ("disabled",), ""),
    ("policy", "退役军人优待证",
     "没办优待证的可以到镇里的退役军人服务站办，带身份证、退役证件和照片。", ("veteran",), ""),
    ("policy", "防诈骗",
     "不认识的链接不点，陌生人要验证码不给，叫你转账的先打电话问家里人。拿不准就打96110。", (), ""),
    ("policy", "稳岗返还",
     "不裁员、少裁员的企业可以返还一部分失业保险费，多数不用申请，把账户信息核对清楚就行。",
     (), "enterprise"),
    ("hint", "老人：坐下来慢慢说",
     "先问身体，问吃饭，再问别的。声音放大、说慢一点，一次只讲一件事。走之前把电话写在大字纸上留下。",
     OLD, ""),
    ("hint", "旧事没办完的",
     "先把办到哪一步、谁在办说清楚，再听人家讲。做不到的不许愿，什么时候再来回话要说准。", (), ""),
)  # fmt: skip


def write(*, on: date) -> int:
    """Write them, older than any visit of the demo; return the one that most visits explain."""
    rows = Topic.objects.bulk_create(
        Topic(
            kind=kind,
            name=name,
            words=words,
            categories=sorted(categories),
            front=front,
            from_on=on - SINCE,
        )
        for kind, name, words, categories, front in TOLD
    )
    return next(row.pk for row in rows if row.name == INSURANCE)
