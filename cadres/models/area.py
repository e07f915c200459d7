import re
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _


class Front(models.TextChoices):
    """战线: every place is on exactly one."""

    VILLAGE = "village", _("villages")
    COMMUNITY = "community", _("communities")
    ENTERPRISE = "enterprise", _("enterprises")


class AreaQuerySet(models.QuerySet["Area"]):
    def below(self, path: str) -> Self:
        """The area of `path` and everything under it: one index range."""
        return self.filter(path__startswith=path)


class Area(models.Model):
    """One node of the tree: official divisions down to the village, grids below.

    `path` is first built from the code, each segment closed by a full stop, and independent of
    it afterwards: a move changes paths and no code.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        TOWN = "town", _("town")
        VILLAGE = "village", _("village or community")
        GRID = "grid", _("grid")

    CODE_LENGTHS = {
        2: Level.PROVINCE,
        4: Level.CITY,
        6: Level.COUNTY,
        9: Level.TOWN,
        12: Level.VILLAGE,
        15: Level.GRID,
    }

    code = models.CharField(max_length=15, unique=True, db_collation="C")
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=64, unique=True, db_collation="C")
    # Of a village and its grids; empty above. Editable: the code only proposes it.
    front = models.CharField(max_length=10, choices=Front, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(name="area_path_is_closed", condition=Q(path__endswith=".")),
            models.CheckConstraint(
                name="area_below_a_province_has_a_parent",
                condition=Q(level="province") | Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="area_front_is_told_of_villages_and_grids",
                condition=Q(level__in=["village", "grid"], front__in=["village", "community"])
                | ~Q(level__in=["village", "grid"]) & Q(front=""),
            ),
            models.CheckConstraint(
                name="area_code_has_the_length_of_its_level",
                condition=Q(level="province", code__length=2)
                | Q(level="city", code__length=4)
                | Q(level="county", code__length=6)
                | Q(level="town", code__length=9)
                | Q(level="village", code__length=12)
                | Q(level="grid", code__length=15),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> str:
        """The name as one says it, without the office that the official one ends in."""
        return spoken_name(self.name)


models.CharField.register_lookup(Length)  # code__length above


def spoken_name(name: str) -> str:
    """A village or community as one says it.

    >>> spoken_name("瞿巷村委会"), spoken_name("天和社区居委会"), spoken_name("梅李镇")
    ('瞿巷村', '天和社区', '梅李镇')
    """
    short = re.sub("村(?:村?民?委员会|村?委会)$", "村", name)
    return re.sub("社区(?:居民委员会|居委会)$", "社区", short)


def path_of_code(code: str) -> str:
    """The first path of an official code: `320581101233` → `32.05.81.101.233.`."""
    cuts = [0, 2, 4, 6, 9, 12, 15]
    parts = [code[a:b] for a, b in zip(cuts, cuts[1:], strict=False) if b <= len(code)]
    return "".join(f"{part}." for part in parts)


def front_of_code(code: str) -> Front:
    """Front proposed by digits 10-12 of a village's code (ARCHITECTURE, Storage).

    001-199 and 400-499 are communities, 200-399 and 500-599 villages.
    """
    kind = int(code[9:12])
    rural = 200 <= kind <= 399 or 500 <= kind <= 599
    return Front.VILLAGE if rural else Front.COMMUNITY
