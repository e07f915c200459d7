from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse

from bench.bare.models import Row


class RowForm(forms.ModelForm):
    """Everything of the row."""

    class Meta:
        model = Row
        fields = ("outcome", "mode", "note", "phone_at", "others_live_here")


@login_required
def keep(request: HttpRequest) -> JsonResponse:
    """Check the form, insert the row, say so."""
    form = RowForm(request.POST)
    if not form.is_valid():
        return JsonResponse(form.errors, status=422)
    return JsonResponse({"id": form.save().pk})
