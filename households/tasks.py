"""What takes longer than a person waits: rosters. Thin; the actions hold the rules."""

from celery import shared_task
from django.utils import timezone

from households.actions import roster_intake, rosters
from households.models import RosterImport


@shared_task(ignore_result=True, acks_late=True)
def read_roster(roster_id: int) -> None:
    """Read an uploaded roster; one that was read already stays as it is."""
    roster = RosterImport.objects.filter(pk=roster_id, status=RosterImport.Status.READING).first()
    if roster is not None:
        roster_intake.read(roster=roster, at=timezone.now())


@shared_task(ignore_result=True, acks_late=True)
def write_roster(roster_id: int) -> None:
    """Write a confirmed roster; one that is written already stays as it is."""
    writing = RosterImport.objects.filter(pk=roster_id, status=RosterImport.Status.WRITING)
    roster = writing.select_related("uploaded_by").first()
    if roster is not None:
        roster_intake.write(roster=roster, by=roster.uploaded_by, at=timezone.now())


@shared_task(ignore_result=True)
def purge_rosters() -> None:
    """Forget rows older than seven days, free what was cut off. A missed turn is made up for."""
    rosters.take_up_again(at=timezone.now())
    rosters.purge(at=timezone.now())
