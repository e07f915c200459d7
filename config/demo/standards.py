"""What the demo's county asks beyond the base standard of once a year."""

from datetime import date

from cadres.models import Area
from config.demo.rounds import RHYTHMS
from households.models import Category
from visits.models import StandardVersion, VisitStandard

NAMES = {"dibao": "低保户每90天", "living_alone": "独居老人每60天"}
HALF_YEARLY = "外出、人户分离每半年一次，电话也算"


def write(*, county: Area, from_on: date) -> None:
    """Set the county's standards with one version each, older than any visit of the demo."""
    keys = dict(Category.objects.values_list("code", "pk"))
    for code, every_days in RHYTHMS.items():
        standard = VisitStandard.objects.create(name=NAMES[code])
        StandardVersion.objects.create(
            standard=standard,
            from_on=from_on,
            area_path=county.path,
            categories=[keys[code]],
            residences=["lives_here"],
            every_days=every_days,
            modes=["door"],
        )
    StandardVersion.objects.create(
        standard=VisitStandard.objects.create(name=HALF_YEARLY),
        from_on=from_on,
        area_path=county.path,
        residences=["away", "registered_only"],
        times=1,
        period="half_year",
        modes=["door", "phone", "video"],
    )
