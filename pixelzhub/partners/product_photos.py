"""Photos of the partner catalogue that the hub keeps: each under an address that only the hub can have made."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from connectors.articles.shelf import SCHEME, read_kept
from connectors.errors import NotFound

_signer = Signer(salt="article-photo")
MIMES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "tif": "image/tiff"}


def public_address(address: str) -> str:
    """Where a partner fetches a photo: as they gave it, or from the hub once the hub has renewed it."""
    if not address.startswith(SCHEME):
        return address
    place = address.removeprefix(SCHEME)
    return f"{settings.PUBLIC_URL}/api/v1/ext/photos/{_signer.signature(place)}/{place}"


@require_safe
def photo(request: HttpRequest, signature: str, place: str) -> HttpResponse:
    """The file; its name holds its content's hash, so that it may be kept for ever."""
    if not constant_time_compare(signature, _signer.signature(place)):
        raise Http404
    try:
        data = read_kept(f"{SCHEME}{place}")
    except NotFound as error:
        raise Http404 from error
    kind = MIMES.get(place.rpartition(".")[2].lower(), "application/octet-stream")
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})
