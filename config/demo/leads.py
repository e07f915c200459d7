"""Which office usually leads what, as dispatch is shown it."""

from config.demo.people import Staff
from issues.models import IssueCategory, ProposedLead

USUAL = {
    "roads_water": "水务站",
    "housing": "建设办",
    "environment": "环卫所",
    "subsidies": "民政办",
    "health_pension": "民政办",
    "work": "经济发展办",
    "safety": "建设办",
    "enterprise": "经济发展办",
}


def write(staff: Staff) -> None:
    """Write one lead a kind and town."""
    categories = {category.code: category for category in IssueCategory.objects.all()}
    ProposedLead.objects.bulk_create(
        ProposedLead(category=categories[code], area_id=town, unit=seats.units[office])
        for town, seats in staff.towns.items()
        for code, office in USUAL.items()
    )
