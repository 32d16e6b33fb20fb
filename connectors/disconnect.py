"""Disconnecting a store erases its rows, files and names. Undo ends there; the page says so before."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import transaction

from connectors.articles.listing import forget
from connectors.models import Image, ImageVersion, Store


def erase_store(store: Store) -> None:
    """Delete the store with all that hangs on it, then the files of pictures that no other store of the merchant has."""
    merchant_id = store.merchant_id
    with transaction.atomic():
        digests = _digests(store)
        connector, settings = store.connector, store.settings
        forget(store)
        store.delete()
        kept = set(Image.objects.filter(merchant_id=merchant_id, sha256__in=digests).values_list("sha256", flat=True))
    connector.forget(settings)
    for digest in digests - kept:
        for folder in ("thumbs", "originals"):
            _erase_files(f"{merchant_id}/{folder}/{digest[:2]}", digest)


def _digests(store: Store) -> set[str]:
    now = Image.objects.filter(store=store).values_list("sha256", flat=True)
    before = ImageVersion.objects.filter(image__store=store).values_list("sha256", flat=True)
    return {*now, *before} - {""}


def _erase_files(folder: str, digest: str) -> None:
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        if name.startswith(digest):
            default_storage.delete(f"{folder}/{name}")
