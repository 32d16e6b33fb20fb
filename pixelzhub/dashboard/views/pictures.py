"""Pictures that the hub keeps. Each is looked up through the merchant's own rows; only what decoded as an image is served."""

from __future__ import annotations

import mimetypes
import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from analytics.findings import measurements_for
from analytics.measure import original_path, thumbnail_path
from connectors.errors import ConnectorError
from connectors.gallery import sha256_of
from connectors.models import Image
from connectors.stores import connector_of
from pixelzhub.accounts.middleware import HubRequest
from pixelzhub.dashboard.guards import member_required, own
from pixelzhub.retouch.models import Job, Output

DIGEST = re.compile(r"[0-9a-f]{64}")
#: formats that every browser shows; the others are shown by their thumbnail
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif", "AVIF": "image/avif"}
# Content never changes under its own digest.
FOREVER = "private, max-age=31536000, immutable"


@member_required
def thumbnail(request: HubRequest, sha256: str) -> HttpResponseBase:
    """A small version of any content of this merchant: its path starts with the merchant's own id."""
    return _serve(thumbnail_path(request.merchant.pk, _digest(sha256)))


@member_required
def original(request: HubRequest, sha256: str) -> HttpResponseBase:
    """The original of a photo that was sent or overwritten; the thumbnail where no original is kept."""
    job = Job.objects.filter(merchant=request.merchant, sha256=_digest(sha256)).select_related("image").first()
    path = original_path(request.merchant.pk, sha256, job.image.url) if job else ""
    if path and default_storage.exists(path):
        return _serve(path)
    return _serve(thumbnail_path(request.merchant.pk, sha256))


@member_required
def output(request: HubRequest, output_id: int) -> HttpResponseBase:
    return _serve(own(request, Output.objects.all(), pk=output_id).file)


@member_required
def live(request: HubRequest, image_id: int) -> HttpResponseBase:
    """The photo at full size, read through the hub: browsers go to no other host. Its thumbnail while that fails."""
    image = own(request, Image.objects.select_related("store"), pk=image_id)
    if not image.sha256:
        raise Http404
    path = original_path(request.merchant.pk, image.sha256, image.url)
    if default_storage.exists(path):
        return _serve(path)
    return _from_store(image) or _serve(thumbnail_path(request.merchant.pk, image.sha256))


def _from_store(image: Image) -> HttpResponseBase | None:
    """The store's file, if it is still the content that was measured: only that is known to be a picture."""
    measured = measurements_for(image.merchant_id, [image.sha256]).get(image.sha256)
    if measured is None or measured.error or measured.format not in MIMES:
        return None
    try:
        with connector_of(image.store) as connector:
            data = connector.read_picture(image.url)
    except ConnectorError:
        return None
    if sha256_of(data) != image.sha256:
        return None
    return _guarded(HttpResponse(data, content_type=MIMES[measured.format]))


def _digest(text: str) -> str:
    if not DIGEST.fullmatch(text):
        raise Http404
    return text


def _serve(path: str) -> HttpResponseBase:
    if not default_storage.exists(path):
        raise Http404
    mime = mimetypes.guess_type(path)[0] or "image/jpeg"
    return _guarded(FileResponse(default_storage.open(path), content_type=mime))


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    """A picture that is opened on its own can run nothing."""
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
