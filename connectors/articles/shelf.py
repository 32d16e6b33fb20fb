"""The partner catalogue's shelf: articles as rows, their photos in the hub's own storage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from connectors.article_models import Article
from connectors.articles.assortment import lock, read, save
from connectors.errors import NotFound
from connectors.platforms.partner.shelf import Entry, Shelf
from connectors.platforms.upload.folder import safe_name

SCHEME = "article:"
NOT_LIVE = {Article.Status.INACTIVE, Article.Status.ARCHIVED}


class ArticleShelf(Shelf):
    def page(self, since: datetime | None, after: datetime | None, size: int) -> Sequence[Entry]:
        asked = (Q(updated_at__gte=since) if since else Q()) & (Q(updated_at__gt=after) if after else Q())
        return [_entry(article) for article in self._written.filter(asked).order_by("updated_at")[:size]]

    def entry(self, ean: str) -> Entry:
        return _entry(self._article(ean))

    @contextmanager
    def changing(self, ean: str) -> Iterator[list[dict[str, Any]]]:
        with transaction.atomic():
            assortment = lock(self.merchant_id)
            article = read(self.merchant_id, [ean]).get(ean)
            if article is None or not article["written"]:
                raise _not_there(ean)
            yield article["pictures"]
            save(assortment, [article])

    def keep(self, data: bytes, name: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        place = f"{self.merchant_id}/articles/{digest[:2]}/{digest}/{safe_name(name)}"
        if not default_storage.exists(place):
            place = default_storage.save(place, ContentFile(data))
        return f"{SCHEME}{place}"

    def keeps(self, address: str) -> bool:
        return address.startswith(f"{SCHEME}{self.merchant_id}/articles/")

    def picture(self, address: str) -> bytes:
        try:
            with default_storage.open(address.removeprefix(SCHEME)) as file:
                data: bytes = file.read()
                return data
        except (OSError, ValueError) as error:
            raise NotFound("The photo is no longer in the store.") from error

    def count(self) -> int:
        return self._written.count()

    def clear(self) -> None:
        _erase(f"{self.merchant_id}/articles")

    @property
    def _written(self) -> QuerySet[Article]:
        return Article.objects.filter(merchant_id=self.merchant_id, written=True)

    def _article(self, ean: str) -> Article:
        found = self._written.filter(ean=ean).first()
        if found is None:
            raise _not_there(ean)
        return found


def _not_there(ean: str) -> NotFound:
    return NotFound(f"The partner catalogue has no product {ean}.")


def _erase(folder: str) -> None:
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    for name in folders:
        _erase(f"{folder}/{name}")
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _entry(article: Article) -> Entry:
    return Entry(
        ean=article.ean,
        title=article.title or article.ean,
        reference=article.reference or "",
        deactivated=article.status in NOT_LIVE,
        tags=tuple(tag for tag in (article.brand_name, article.supplier_code) if tag),
        updated_at=article.updated_at,
        pictures=article.pictures,
    )
