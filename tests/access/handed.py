"""An issue that lies with the water station of the town, with a document."""

from datetime import datetime
from io import BytesIO

from cadres.models import Cadre
from households.models import Place
from issues import actions
from issues.actions.telling import Upload, attach
from issues.models import Issue, IssueCategory
from tests import cast
from tests.issues.papers import PDF


def handed_issue(place: Place, visitor: Cadre, at: datetime) -> Issue:
    """The visitor's own."""
    under = cast.post_of(visitor)
    issue = actions.raise_issue(
        id=None,
        place=place,
        title="水渠塌了",
        text="水都跑到田里。",
        category=IssueCategory.objects.get(code="roads_water"),
        by=visitor,
        under=under,
        at=at,
    )
    attach(issue=issue, uploads=[Upload("渠.pdf", BytesIO(PDF))], by=visitor, under=under, at=at)
    issue.status = Issue.Status.ASSIGNED
    issue.lead_unit = cast.make_unit(place.area.parent.parent, "水务站")
    issue.sent_up_at = issue.assigned_at = at
    issue.save()
    return issue
