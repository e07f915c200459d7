"""What the demo's county asks beyond the base standard of once a year."""

from datetime import date, timedelta

from cadres.models import Area
from config.demo.rounds import RHYTHMS
from households.models import Category
from visits.models import StandardVersion, VisitStandard

GROUPS = {"低保、特困": ("dibao", "tekun"), "独居老人": ("living_alone",)}
HALF_YEARLY = "外出、人户分离"
SHORTENED_AFTER = timedelta(days=270)  # the first of them was asked for more seldom before


def write(*, county: Area, from_on: date) -> None:
    """Set the county's standards, older than any visit of the demo; one of them was changed."""
    keys = dict(Category.objects.values_list("code", "pk"))
    for name, codes in GROUPS.items():
        standard = VisitStandard.objects.create(name=name)
        every_days = RHYTHMS[codes[0]]
        told = {
            "standard": standard,
            "area_path": county.path,
            "categories": [keys[code] for code in codes],
            "residences": ["lives_here"],
            "modes": ["door"],
        }
        since = from_on
        if codes[0] == "dibao":
            since += SHORTENED_AFTER
            StandardVersion.objects.create(
                from_on=from_on, to_on=since, every_days=2 * every_days, **told
            )
            told["why"] = "半年一次太久，有的难处知道得晚"
        StandardVersion.objects.create(from_on=since, every_days=every_days, **told)
    StandardVersion.objects.create(
        standard=VisitStandard.objects.create(name=HALF_YEARLY),
        from_on=from_on,
        area_path=county.path,
        residences=["away", "registered_only"],
        times=1,
        period="half_year",
        modes=["door", "phone", "video"],
    )
