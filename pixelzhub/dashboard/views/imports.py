"""Imports: a ZIP or CSV handed in, how far it is, and which rows were left out and why."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from connectors.imports import create_upload_store, start_import
from connectors.models import Import, Store
from connectors.platforms.upload.archive import NotReadable
from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.channels import list_default_channels
from pixelzhub.dashboard.forms import ImportForm
from pixelzhub.dashboard.guards import editor_required, fragment, member_required

SHOWN = 30


@require_safe
@member_required
def imports(request: HubRequest) -> HttpResponseBase:
    rows = list(Import.objects.filter(merchant=request.merchant).select_related("store")[:SHOWN])
    busy = any(row.state in {Import.State.WAITING, Import.State.RUNNING} for row in rows)
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


def _hand_in(request: HubRequest, form: ImportForm) -> None:
    archive, photos = form.cleaned_data["archive"], form.cleaned_data["photos"]
    store = _collection(request, form.cleaned_data["store_name"] or "My photos")
    start_import(store, archive, by=request.user.email, others=[photos] if photos else [])
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
