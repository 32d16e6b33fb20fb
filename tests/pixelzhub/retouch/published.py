"""A shop with a retouched photo of it that is on its way into the store."""

from __future__ import annotations

from django.utils import timezone

from analytics.derive import derive
from analytics.measure import keep_file, measure_images, original_path
from connectors.gallery import sha256_of
from connectors.models import Placement, Store
from connectors.sync import continue_syncs, start_sync
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Output, Publication
from pixelzhub.retouch.publish import publish_outputs
from pixelzhub.retouch.writing import write_publications
from tests import builders
from tests.connectors.prestashop.harness import PrestaShopHarness


def synced_shop(merchant: Merchant, presta: PrestaShopHarness) -> Store:
    """The shop, connected and read once."""
    made = builders.make_store(merchant, platform="prestashop")
    made.settings = presta.settings
    made.save()
    continue_syncs([start_sync(made).pk], placed=derive)
    return made


def published_photo(store: Store, presta: PrestaShopHarness) -> Publication:
    """The intent to publish an approved photo at the place of the shop's example."""
    product_id, image_id = presta.example()
    placement = Placement.objects.get(product__remote_id=product_id, image__remote_id=image_id)
    measure_images([placement.image_id])
    placement.refresh_from_db()
    keep_file(
        original_path(store.merchant_id, placement.image.sha256, placement.image.url),
        presta.store.shop.files[int(image_id)],
    )
    data = builders.make_jpeg((64, 48), ground=(255, 255, 255))
    file = f"{store.merchant_id}/outputs/{sha256_of(data)}.jpg"
    keep_file(file, data)
    output = Output.objects.create(
        merchant=store.merchant, job=builders.make_job(placement), source="", file=file, sha256=sha256_of(data),
        bytes=len(data), meets=True, review=Output.Review.APPROVED, reviewed_at=timezone.now(), reviewed_by="test",
    )  # fmt: skip
    return publish_outputs(merchant=store.merchant, outputs=[output], by="test")[0]


def write(publication: Publication) -> Publication:
    """One go at what the publication asks for."""
    write_publications([publication.pk])
    publication.refresh_from_db()
    return publication
