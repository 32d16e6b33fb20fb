"""Orders, finished files and publications as rows, for the pages that show them."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from connectors.models import Placement
from pixelzhub.accounts.models import Membership, Merchant, PixelzAccount
from pixelzhub.dashboard.selected import select
from pixelzhub.retouch.cart import build_cart
from pixelzhub.retouch.models import Job, Order, Output, Publication
from pixelzhub.retouch.orders import place_order
from tests import builders

CHECK = {
    "channel": "amazon", "code": "non_white_background", "title": "Background is not pure white",
    "before": "229, 229, 229", "after": "", "limit": "255, 255, 255", "required": True, "sent_for": True,
    "holds": True, "meets": True,
}  # fmt: skip


def mendable(merchant: Merchant, n: int = 1, **store: Any) -> list[Placement]:
    """Main photos on grey, each on a product of its own in one store."""
    shop = builders.make_store(merchant, **store)
    return [builders.make_photo(builders.make_product(shop), builders.grey_ground()) for _ in range(n)]


def choose(merchant: Merchant, photos: list[Placement]) -> None:
    """Tick these photos for every member."""
    for member in Membership.objects.filter(merchant=merchant):
        select(member, [photo.pk for photo in photos])


def ordered(merchant: Merchant, photos: list[Placement]) -> Order:
    """An order whose prices were checked: its photos wait to be sent."""
    if not PixelzAccount.objects.filter(merchant=merchant).exists():
        builders.make_pixelz(merchant)
    cart = build_cart(merchant=merchant, placement_ids=[photo.pk for photo in photos])
    order = place_order(merchant=merchant, by="editor@example.com", cart=cart, token=uuid.uuid4())
    Order.objects.filter(pk=order.pk).update(state=Order.State.OPEN, due_at=None)
    order.jobs.update(due_at=timezone.now())
    order.refresh_from_db()
    return order


def delivered(job: Job, *, meets: bool = True, **fields: Any) -> Output:
    """The job's finished file, measured, waiting for review."""
    Job.objects.filter(pk=job.pk).update(state="delivered", ticket=f"ticket-{job.pk}", delivered_at=timezone.now())
    digest = f"{job.pk:x}".rjust(64, "f")
    builders.StoredMeasurement.objects.create(
        merchant=job.merchant, sha256=digest, version=builders.VERSION, values=builders.WHITE_GROUND.to_json()
    )
    values = {
        "source": "f.jpg", "file": f"{job.merchant_id}/outputs/{digest}.jpg", "sha256": digest, "bytes": 214_000,
        "meets": meets, "checks": [CHECK | {"holds": meets, "meets": meets}],
    }  # fmt: skip
    return Output.objects.create(merchant=job.merchant, job=job, **(values | fields))


def approved(job: Job) -> Output:
    return delivered(job, review="approved", reviewed_by="editor@example.com", reviewed_at=timezone.now())


def published(output: Output, state: str = "published", **fields: Any) -> Publication:
    """A write of this output at the first place that it was ordered for."""
    use = output.job.uses.select_related("placement__product__store", "placement__image").first()
    assert use is not None
    placement = use.placement
    values = {
        "store": placement.product.store, "product": placement.product, "placement": placement,
        "image": placement.image, "published_by": "editor@example.com", "before_sha256": output.job.sha256,
        "after_sha256": output.sha256, "state": state,
        "published_at": timezone.now() if state == "published" else None,
    }  # fmt: skip
    return Publication.objects.create(merchant=output.merchant, output=output, **(values | fields))
