"""Imports: photos and tables handed in, how far each is, and which rows were left out and why."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.judging import list_default_channels
from connectors.import_log import log_csv, log_name, template_csv
from connectors.imports import cancel_import, create_upload_store, start_import
from connectors.models import Import, Store
from connectors.platforms.upload.problems import NotReadable
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.forms import ImportForm
from pixelzhub.dashboard.guards import editor_required, fragment, member_required
from pixelzhub.deliveries.from_catalogue import import_finished

SHOWN = 15


@require_safe
@member_required
def imports(request: HubRequest) -> HttpResponseBase:
    rows = list(Import.objects.filter(merchant=request.merchant).select_related("store")[:SHOWN])
    busy = any(not row.is_finished for row in rows)
    return render(request, fragment(request, "imports/imports.html", "import-list"), {"imports": rows, "busy": busy})


@require_http_methods(["GET", "POST"])
@editor_required
def new(request: HubRequest) -> HttpResponseBase:
    """Into the named collection: an upload store that has this name, or a new one."""
    form = ImportForm(request.POST or None, request.FILES or None, initial={"store_name": _name(request)})
    if request.method == "POST" and form.is_valid():
        try:
            _hand_in(request, form)
        except NotReadable as error:
            form.add_error("archive", str(error))
        else:
            return redirect("dashboard:imports")
    return render(request, "imports/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_required
def template(request: HubRequest) -> HttpResponseBase:
    """An empty table to fill in."""
    return _download(template_csv(), "import-template.csv")


@require_safe
@member_required
def log(request: HubRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """Each row that was left out, as CSV."""
    row = get_object_or_404(Import, merchant=request.merchant, import_id=import_id)
    return _download(log_csv(row), log_name(row))


@require_POST
@editor_required
def cancel(request: HubRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """Stop one that is under way; of one that is finished nothing changes."""
    row = get_object_or_404(Import, merchant=request.merchant, import_id=import_id)
    if cancel_import(row, request.user.email, finished=import_finished):
        audit.record(request.merchant, request.user, "import.cancelled", row.filename)
        pipeline.nudge()
    return redirect("dashboard:imports")


def _download(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _hand_in(request: HubRequest, form: ImportForm) -> None:
    archive, photos = form.cleaned_data["archive"], form.cleaned_data["photos"]
    store = _collection(request, form.cleaned_data["store_name"] or "My photos")
    others = [photos] if photos else []
    start_import(store, archive, by=request.user.email, others=others, dry_run=form.cleaned_data["dry_run"])
    audit.record(request.merchant, request.user, "import.handed_in", archive.name)
    pipeline.nudge()


def _name(request: HubRequest) -> str:
    found = Store.objects.filter(
        merchant=request.merchant, platform="upload", slug=request.GET.get("store", "")
    ).first()
    return found.name if found else "My photos"


def _collection(request: HubRequest, name: str) -> Store:
    found = Store.objects.filter(merchant=request.merchant, platform="upload", name=name).first()
    if found:
        return found
    made = create_upload_store(request.merchant, name)
    list_default_channels(made)
    audit.record(request.merchant, request.user, "store.connected", made)
    return made
