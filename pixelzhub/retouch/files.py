"""Files that leave the hub for a while: short public addresses that expire, and the names under which they travel."""

from __future__ import annotations

import mimetypes
import secrets
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.text import slugify

from connectors.contract import Picture
from pixelzhub.retouch.models import FileLink

# Pixelz may fetch hours later, a store's queue a day later.
LINK_LIFE = timedelta(days=3)


def public_url(*, merchant_id: int, file: str, name: str) -> str:
    """An address under which anyone who holds it can fetch this one file; shorter than 200 characters."""
    link = FileLink.objects.filter(
        merchant_id=merchant_id, file=file, name=name, expires_at__gt=timezone.now() + LINK_LIFE / 2
    ).first() or FileLink.objects.create(
        merchant_id=merchant_id,
        file=file,
        name=name,
        token=secrets.token_urlsafe(16),
        expires_at=timezone.now() + LINK_LIFE,
    )
    return f"{settings.PUBLIC_URL}/files/{link.token}/{link.name}"


def travel_name(label: str, sha256: str, file: str) -> str:
    """A name that no other content has: Pixelz takes equal file names for duplicates."""
    suffix = PurePosixPath(file).suffix or ".jpg"
    return f"{slugify(label)[:60] or 'photo'}-{sha256[:10]}{suffix}"


def read_file(path: str) -> bytes:
    with default_storage.open(path) as file:
        data: bytes = file.read()
        return data


def picture(*, merchant_id: int, file: str, name: str) -> Picture:
    """A stored file as a connector takes it."""
    mime = mimetypes.guess_type(name)[0] or "image/jpeg"
    return Picture(public_url(merchant_id=merchant_id, file=file, name=name), name, mime, read_file(file))
