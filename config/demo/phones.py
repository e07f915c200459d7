"""The phones of those who visit: most heard of today, some with unsent visits, a few silent."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from cadres.models import Assignment, Tenure
from cadres.workdays import SHANGHAI
from visits.models import Device, DeviceContact

NAMES = ("Android 14; HBN-AL00", "Android 12; V2203A", "HarmonyOS 4; Chrome", "iPhone; iOS 17")
KNOWN_FOR = timedelta(days=200)


def write(*, at: datetime, rng: Random) -> None:
    """One phone a cadre, as each said at its last contact."""
    on = at.astimezone(SHANGHAI).date()
    paths: dict[int, set[str]] = defaultdict(set)
    areas_of: dict[int, list[str]] = defaultdict(list)
    for post_id, path in Assignment.objects.on(on).values_list("post", "area__path"):
        areas_of[post_id].append(path)
    for cadre_id, post_id in Tenure.objects.on(on).values_list("cadre", "post"):
        paths[cadre_id].update(areas_of[post_id])
    devices, contacts = [], []
    visiting = {cadre_id: areas for cadre_id, areas in paths.items() if areas}
    for cadre_id, areas in sorted(visiting.items()):
        device = Device(
            pk=UUID(int=rng.getrandbits(128), version=4),
            cadre_id=cadre_id,
            name=rng.choice(NAMES),
            first_seen_at=at - KNOWN_FOR,
        )
        days = rng.choices((0, 1, 2, 6), (70, 15, 10, 5))[0]
        last = at - timedelta(days=days, minutes=rng.randint(3, 90))
        unsent = rng.choices((0, rng.randint(1, 3)), (92, 8))[0]
        devices.append(device)
        contacts.append(
            DeviceContact(
                device=device,
                on=last.astimezone(SHANGHAI).date(),
                at=last,
                unsent=unsent,
                area_paths=sorted(areas),
            )
        )
    Device.objects.bulk_create(devices)
    DeviceContact.objects.bulk_create(contacts)
