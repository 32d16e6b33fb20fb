"""Addresses of the hub's own files for partners: each opens without a key, and only the hub can have made it.

Most open for some days; photos of the partner catalogue, whose only copy it may be, for as long as they are kept.
"""

from __future__ import annotations

import mimetypes
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.signing import Signer
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from pixelzhub.partners.renditions.fitted import file_behind

_signer = Signer(salt="partner-file")
LIFE = timedelta(days=3)
ALWAYS = "always"


def file_address(file: str) -> str:
    """Where a stored file can be fetched until the end of its day; the same all day, so that an answer's ETag holds."""
    return _address(f"{timezone.now() + LIFE:%Y%m%d}", file)


def lasting_address(file: str) -> str:
    """Where a stored file can always be fetched: the same for ever, so that it is known again when a partner sends it."""
    return _address(ALWAYS, file)


@require_safe
def kept_file(request: HttpRequest, until: str, signature: str, file: str) -> FileResponse:
    """The file, guarded: a picture that is opened on its own can run nothing."""
    if not constant_time_compare(signature, _signature(until, file)):
        raise Http404
    if until != ALWAYS and until < f"{timezone.now():%Y%m%d}":
        raise Http404
    served = file_behind(file)
    if served is None:
        raise Http404
    kind = mimetypes.guess_type(served, strict=False)[0] or "image/jpeg"
    response = FileResponse(default_storage.open(served), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def _address(until: str, file: str) -> str:
    return f"{settings.PUBLIC_URL}/api/v1/ext/files/{until}/{_signature(until, file)}/{file}"


def _signature(until: str, file: str) -> str:
    return _signer.signature(f"{until}/{file}")
