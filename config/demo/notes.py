"""What cadres write down, in their words; and what people raise."""

from dataclasses import dataclass

NOTES = {
    "village": (
        "老两口身体还好，菜地自己种着。", "儿子过年才回来，平时一个人吃饭。", "稻子收了，等着卖。",
        "问医保缴费怎么交，当场教会了。", "家里在翻厨房，工程队明年结账。",
        "孙子上小学了，接送是奶奶。",
        "说村里广场舞吵，九点能停就行。", "养了二十只鸡，问能不能打疫苗。", "腰疼去看过，药能报。",
        "想把土地流转出去，问了租金。", "种粮补贴到账了，没有别的事。",
        "今年水稻倒了两分地，别的都好。",
    ),
    "community": (
        "租客，厂里三班倒，晚上才在。", "电梯上个月坏过一次，现在好了。", "孩子中考，想问学区。",
        "老人装了扶手，夜里起来方便些。",
        "问居住证怎么续，告诉了窗口和时间。",
        "楼道灯换过了，亮的。",
        "说停车难，晚上七点以后没位子。",
        "家里两位老人，订了社区的饭。", "刚搬来三个月，别的都习惯。",
        "问公积金提取，给了电话。", "孩子在外地上班，每周打电话。",
        "燃气软管换过了。",
    ),
    "enterprise": (
        "订单比上半年多，年前缺工。", "想问技改补贴怎么报。", "电费涨了一点，能承受。",
        "消防刚查过，没有问题。", "工人宿舍在找，想租村里的房。", "外贸单子少了，在跑国内。",
        "设备到了，等着装。", "店里生意一般，房租谈下来了。", "想贷款，介绍了银行的人。",
        "环保验收过了，资料齐的。", "老板在外面，跟会计谈的。", "门口修路，货车要绕。",
    ),
}  # fmt: skip
FESTIVAL_NOTES = (
    "送了年货，拜个早年。",
    "儿子一家回来过年，难得都在。",
    "春节前看望，炉子换成电的了。",
)
FAILED_NOTES = {
    "nobody_home": (
        "",
        "",
        "",
        "邻居说去女儿家了。",
        "白天在厂里，晚上再来。",
        "门口有车，敲了没人应。",
    ),
    "refused": ("说没什么要讲的。", "隔着门说不方便。"),
    "postponed": ("在忙，让过几天再来。", "约好周末。"),
    "moved": ("邻居说搬去市里了。",),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """Something people raise: title, what was said, its category, which office does it."""

    title: str
    text: str
    category: str
    office: str  # "": the village itself
    fronts: tuple[str, ...] = ("village", "community")


HOUSES = ("village", "community")
VILLAGE, COMMUNITY, FIRM = ("village",), ("community",), ("enterprise",)
MATTERS = (
    Matter("机耕路涵洞堵了", "下雨水就漫到路上，农机过不去。", "roads_water", "水务站", VILLAGE),
    Matter("村口没有路灯", "晚上倒垃圾看不见，老人摔过一次。", "roads_water", "建设办", VILLAGE),
    Matter("排水沟淤了", "沟里一年没清，夏天味道大。", "roads_water", "水务站", VILLAGE),
    Matter("自来水发黄", "早上头一盆是黄的，放一会儿才清。", "roads_water", "水务站", HOUSES),
    Matter("路边塌了一块", "三轮车翻过，怕小孩掉下去。", "roads_water", "建设办", VILLAGE),
    Matter("下雨天家里进水", "门口比路低，一下大雨水就进来。", "roads_water", "水务站", HOUSES),
    Matter("老屋裂缝越来越大", "东墙裂到能伸进手指，不敢住那间。", "housing", "建设办", VILLAGE),
    Matter("顶楼漏水", "报过物业两次，补了还漏。", "housing", "建设办", COMMUNITY),
    Matter(
        "加装电梯，一楼不同意", "六楼的老人下不来楼，想请社区坐下来谈。", "housing", "", COMMUNITY
    ),
    Matter("垃圾桶三天没收", "天热，味道飘到屋里。", "environment", "环卫所", HOUSES),
    Matter("河里漂着死鱼", "这几天水发黑，孩子都不敢走河边。", "environment", "环卫所", VILLAGE),
    Matter("楼道堆满杂物", "电瓶车也推进来充电，怕着火。", "safety", "", COMMUNITY),
    Matter("低保年审要哪些材料", "字看不清，跑了一次没办成。", "subsidies", "民政办", HOUSES),
    Matter("想申请残疾护理补贴", "证去年换了新的，补贴停了。", "subsidies", "民政办", HOUSES),
    Matter("养老金认证不会弄", "手机刷脸老是不过。", "health_pension", "", HOUSES),
    Matter("住院的钱没报下来", "在市里看的，说要转诊单。", "health_pension", "民政办", HOUSES),
    Matter("厂里拖了两个月工资", "说年底一起结，心里没底。", "work", "经济发展办", HOUSES),
    Matter("想找个看门的活", "五十八了，厂里不要，家门口能做就行。", "work", "", VILLAGE),
    Matter("隔壁搭棚挡了光", "说过几回，没有用。", "neighbours", "", HOUSES),
    Matter("楼上半夜放音乐", "十二点还在放，孩子睡不着。", "neighbours", "", COMMUNITY),
    Matter("电线拉得太低", "晾衣服碰得到，怕漏电。", "safety", "建设办", HOUSES),
    Matter("缺八个包装工", "年前要赶一批货，工资可以谈。", "work", "经济发展办", FIRM),
    Matter("厂门口的路货车进不来", "限高架装低了，要绕三公里。", "enterprise", "建设办", FIRM),
    Matter(
        "技改补贴不知道报没报上", "六月交的材料，一直没回音。", "enterprise", "经济发展办", FIRM
    ),
    Matter("下午总跳闸", "变压器带不动，一天停两次。", "enterprise", "经济发展办", FIRM),
    Matter("想扩建，没有地", "隔壁空着一块，问能不能租。", "enterprise", "经济发展办", FIRM),
)
WHY_UP = ("要挖机，村里没有", "跨两个村", "要接电", "要上面批", "不归村里管", "村里没有这笔钱")
DONE = (
    "去看了，当天弄好。",
    "换了新的，试过两天没问题。",
    "约了两家坐下来，谈好了。",
    "材料补齐，窗口收了。",
)
EXPLAINED = ("政策讲清楚了，今年不符合，明年可以再报。", "这段路明年列进计划，跟他说了。")
WAITING = ("等市里的管网图。", "等上级批钱。", "等天晴再施工。")
