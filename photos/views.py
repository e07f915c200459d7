"""The only address under which a photo can be had."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from cadres.requests import CadreRequest
from photos import access, files


@login_required
@require_safe
def photo(request: CadreRequest, pk: UUID) -> FileResponse:
    """The picture itself, to whoever may see what it hangs on; to others it is not there."""
    found = access.photo_for(request.user, pk)
    if found is None:
        raise Http404
    try:
        file = files.path_of(found.pk).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, content_type="image/jpeg", filename=f"{found.pk}.jpg")
