"""The two long steps of a roster, as web server and worker take them: each finishes or says why.

They hold no rule of their own: `households.actions.rosters` does. Twice is once.
"""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cadres.models import Cadre
from households import progress, uploads
from households.actions import rosters
from households.models import RosterImport

Status = RosterImport.Status


def read(*, roster: RosterImport, at: datetime) -> RosterImport:
    """Read the kept upload into a preview, or write down why it cannot be read."""
    path = uploads.path_of(roster.pk)
    report = partial(progress.tell, roster.pk)
    try:
        if not path.exists():
            raise ValidationError(_("The file is gone. Choose it again."), code="gone")
        return rosters.preview(roster=roster, path=path, at=at, report=report)
    except ValidationError as why:
        return rosters.refuse(roster=roster, why=why)
    except Exception:
        sorry = _("The fault is ours and is written down. Choose the file again.")
        rosters.refuse(roster=roster, why=ValidationError(sorry, code="ours"))
        raise
    finally:
        uploads.drop(roster.pk)
        progress.forget(roster.pk)


def write(*, roster: RosterImport, by: Cadre | None, at: datetime) -> RosterImport:
    """Write a confirmed roster. When that breaks, the preview is there to be confirmed again."""
    report = partial(progress.tell, roster.pk)
    try:
        return rosters.apply(import_=roster, by=by, at=at, report=report)
    except Exception:
        with transaction.atomic():
            writing = RosterImport.objects.filter(pk=roster.pk, status=Status.WRITING)
            writing.update(status=Status.PREVIEW)
        raise
    finally:
        progress.forget(roster.pk)
