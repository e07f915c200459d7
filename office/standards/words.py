"""How the table of standards is said: which places, how many of them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, npgettext_lazy, pgettext

from cadres.models import Front
from households.models import Residence
from visits.models import StandardVersion
from visits.words import either

_COUNTED: dict[str, str | Promise] = {
    Front.VILLAGE: ngettext_lazy(
        "%(count)s household in villages", "%(count)s households in villages", "number"
    ),
    Front.COMMUNITY: ngettext_lazy(
        "%(count)s household in communities", "%(count)s households in communities", "number"
    ),
    Front.ENTERPRISE: npgettext_lazy("front", "%(count)s firm", "%(count)s firms", "number"),
}


def counted(fronts: Mapping[str, int]) -> list[str]:
    """农村10,430户, 社区5,612户, 企业655家: each front on its own, none hidden in a sum."""
    told = [
        str(words % {"count": f"{fronts[front]:,}", "number": fronts[front]})
        for front, words in _COUNTED.items()
        if fronts.get(front)
    ]
    return told or [_("none")]


def which(version: StandardVersion, *, categories: Mapping[int, str], area: str) -> str:
    """Which places a version asks for: 低保户、残疾人，常住，梅李镇."""
    told: list[str] = []
    if version.fronts:
        told.append(either(Front(front).label for front in version.fronts))
    if version.categories:
        told.append(either(categories.get(key, "?") for key in version.categories))
    if version.residences:
        told.append(either(Residence(one).label for one in version.residences))
    told = told or [_("all doors")]
    if area:
        told.append(area)
    return pgettext("between parts", ", ").join(told)


def falling(count: int) -> str:
    """How many go from reached to not reached."""
    words = ngettext(
        "%(count)s door will no longer count as reached.",
        "%(count)s doors will no longer count as reached.",
        count,
    )
    return words % {"count": f"{count:,}"}


def overdue(count: int, *, day: str) -> str:
    """How many are overdue on the first day."""
    words = ngettext(
        "%(count)s door is due at once on %(day)s.",
        "%(count)s doors are due at once on %(day)s.",
        count,
    )
    return words % {"count": f"{count:,}", "day": day}


def shared(posts: int, more: int) -> str:
    """What it means for each post."""
    who = ngettext("Shared by %(count)d post", "Shared by %(count)d posts", posts)
    who %= {"count": posts}
    if more > 0:
        what = ngettext(
            "about %(count)d visit more a month for each",
            "about %(count)d visits more a month for each",
            more,
        )
        what %= {"count": more}
    elif more < 0:
        what = ngettext(
            "about %(count)d visit less a month for each",
            "about %(count)d visits less a month for each",
            -more,
        )
        what %= {"count": -more}
    else:
        what = _("about as many visits for each as now")
    return pgettext("between parts", ", ").join([who, what])
