"""What the demo's people are reminded of: promises, addresses, and what the facts ask for."""

from datetime import datetime, timedelta

from cadres.models import Cadre
from cadres.workdays import SHANGHAI
from config.demo.accounts import LOG_INS
from config.demo.land import STORY_VILLAGE
from households.models import Place
from reminders import actions
from visits.models import Promise

# Whose door, what was promised, in how many days it is due, how many days ago it was said.
PROMISES = (
    ("3组18号", "上次问的材料，问清楚了来说一声", 1, 6),
    ("3组25号", "把村里的合作医疗通知带一份", 0, 9),
    ("3组02号", "下回带农技员一起来看看", 5, 3),
)


def write(*, at: datetime) -> None:
    """Give the log-ins an address, cadre1 some promises; then let the house remind by itself."""
    for cadre in Cadre.objects.filter(username__in=LOG_INS):
        cadre.email = f"{cadre.username}@example.com"
        cadre.save(update_fields=["email"])
    _promise(at)
    actions.raise_due(at=at)
    actions.send_digests(at=at)


def _promise(at: datetime) -> None:
    on = at.astimezone(SHANGHAI).date()
    cadre = Cadre.objects.get(username="cadre1")
    post = cadre.tenures.on(on).order_by("pk")[0].post
    in_village = Place.objects.filter(area__code__startswith=STORY_VILLAGE)
    for address, text, due_in, said in PROMISES:
        place = in_village.filter(address=address).order_by("pk").first()
        if place is not None:
            Promise.objects.create(
                place=place,
                text=text,
                due_on=on + timedelta(days=due_in),
                made_by=cadre,
                made_under=post,
                made_at=at - timedelta(days=said),
            )
