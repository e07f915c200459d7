"""The only address under which a document can be had."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from issues import files, reading


@login_required
@require_safe
def file(request: CadreRequest, pk: UUID) -> FileResponse:
    """The document as a download, to whoever may see its issue; to others it is not there."""
    found = reading.file_for(request.user, pk)
    if found is None:
        raise Http404
    try:
        body = files.path_of(found.pk).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = FileResponse(
        body, as_attachment=True, filename=found.name, content_type=found.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
