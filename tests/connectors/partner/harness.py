"""The partner catalogue as the contract suite sees it: real rows, and photos on a server that the partner runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db.models import F

from connectors.articles.pictures import new_picture
from connectors.articles.writing import Change, write_articles
from connectors.models import Article
from pixelzhub.accounts.models import Merchant
from tests.builders import make_merchant
from tests.connectors.harness import Harness
from tests.connectors.servers import PictureServer, jpeg
from tests.sandbox_process import Sandbox


class PartnerHarness(Harness):
    platform = "partner"
    page_size = "connectors.platforms.partner.connector.PAGE_SIZE"
    has_variants = False

    def __init__(self, merchant: Merchant, pictures: PictureServer) -> None:
        self.merchant, self.pictures = merchant, pictures
        self.settings = {"merchant": str(merchant.pk)}
        self._write([Change(str(number), self._product(number)) for number in range(10, 20)])
        # Yesterday: a change counts for the second that follows it.
        Article.objects.update(updated_at=F("updated_at") - timedelta(days=1))

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[PartnerHarness]:
        with PictureServer() as pictures:
            yield cls(make_merchant(), pictures)

    def _product(self, number: int) -> dict[str, object]:
        photos = [self.pictures.picture(jpeg(number * 10 + place), f"{number}-{place}.jpg") for place in range(3)]
        return {"title": f"Bag {number}", "reference": f"R{number}", "image_urls": [photo.url for photo in photos]}

    def _write(self, changes: list[Change]) -> None:
        write_articles(self.merchant, changes, lambda address: address)

    def hosts(self) -> set[str]:
        return set()

    def product_ids(self) -> list[str]:
        return list(Article.objects.filter(merchant=self.merchant).values_list("ean", flat=True))

    def example(self) -> tuple[str, str]:
        article = Article.objects.get(merchant=self.merchant, ean="10")
        return article.ean, article.pictures[1]["id"]

    def change_product(self, product_id: str) -> None:
        title = Article.objects.get(merchant=self.merchant, ean=product_id).title or ""
        self._write([Change(product_id, {"title": f"{title}, once more"})])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        article = Article.objects.get(merchant=self.merchant, ean=product_id)
        other = self.pictures.picture(jpeg(99), "other.jpg")
        pictures = [
            new_picture(product_id, other.url) | {"id": image_id} if entry["id"] == image_id else entry
            for entry in article.pictures
        ]
        Article.objects.filter(pk=article.pk).update(pictures=pictures)

    def break_product(self) -> str:
        Article.objects.filter(merchant=self.merchant, ean="13").update(pictures={"no": "list"})
        return "13"

    def picture_count(self) -> int | None:
        """The catalogue does not count them; a harness does, for what must not come twice."""
        return sum(len(found) for found in Article.objects.values_list("pictures", flat=True))
